import type { FedowPool, FedowPools, ListedPool } from '../ports/fedow-pool.ts';
import type { Database, Db } from './database.ts';
import { venuesAfar } from './fedow-venues.ts';
import type { PooledTables } from './schema/pooled.ts';

export function openFedowPools({ db }: Database): FedowPools {
  const rows = () =>
    db
      .selectFrom('fedow_reading as r')
      .innerJoin('connection as c', 'c.id', 'r.connection')
      .selectAll('r')
      .select('c.place')
      .orderBy('r.connection');
  const listed = async (
    row: Pick<PooledTables['fedow_reading'], 'connection' | 'asset_name'> & { place: string },
  ): Promise<ListedPool> => ({
    ...{ connectionId: row.connection, placeId: row.place, assetName: row.asset_name },
    venues: (await venuesAfar(db, row.connection)).map(({ id, name }) => ({ id, name })),
  });
  return {
    async list(placeIds) {
      const found = await rows().execute();
      const theirs = found.filter(({ place }) => placeIds === '*' || placeIds.includes(place));
      return Promise.all(theirs.map(listed));
    },
    async find(connectionId) {
      const row = await rows().where('r.connection', '=', connectionId).executeTakeFirst();
      if (!row) return null;
      return {
        ...(await listed(row)),
        asset: row.asset,
        ...{ originName: row.origin_name, isOurs: row.is_origin === 1 },
        ...{ readAt: row.read_at, problem: row.problem },
        chain: await chainOf(db, row.connection, row.asset),
      };
    },
  };
}

async function chainOf(db: Db, connection: string, asset: string): Promise<FedowPool['chain']> {
  const blocks = db
    .selectFrom('fedow_block')
    .where('connection', '=', connection)
    .where('asset', '=', asset);
  const counted = await blocks
    .select('verdict')
    .select((of) => of.fn.countAll().as('n'))
    .groupBy('verdict')
    .execute();
  const forks = await blocks
    .select('previous')
    .whereRef('previous', '<>', 'uuid')
    .groupBy('previous')
    .having((of) => of.fn.countAll(), '>', 1)
    .execute();
  const of = (...verdicts: readonly (string | null)[]): number =>
    counted.reduce((sum, { verdict, n }) => sum + (verdicts.includes(verdict) ? Number(n) : 0), 0);
  return {
    blocks: of(null, 'whole', 'altered', 'adrift'),
    forks: forks.length,
    broken: of('altered', 'adrift'),
    unjudged: of(null),
  };
}
