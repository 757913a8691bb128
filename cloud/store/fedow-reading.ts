import type { Person } from '../../shared/domain/punch.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { FedowReading, ReadAsset, ReadBlock } from '../ports/fedow-pool.ts';
import type { Database, Tx } from './database.ts';
import { holderOf, pairAtVenue } from './fedow-punches.ts';
import { keptOfPlace } from './fedow-purge.ts';
import { venueId, venuesAfar } from './fedow-venues.ts';
import { insertIncidents, type NewIncident } from './journal-mishaps.ts';
import { readKeptAt } from './retention-rules.ts';
import { unitOf } from './rows.ts';

type Asset = Pick<ReadAsset, 'connectionId' | 'uuid'>;

const atOnce = 200;
/** An incident that names more of them helps nobody. */
const mostNamed = 20;

/** @param changed told after each commit that brought taps. */
export function openFedowReading(database: Database, changed: () => void): FedowReading {
  const { db } = database;

  return {
    async readUntil(connectionId, asset) {
      const row = await db
        .selectFrom('fedow_reading')
        .select(['asset', 'read_until'])
        .where('connection', '=', connectionId)
        .executeTakeFirst();
      return row?.asset === asset ? row.read_until : null;
    },
    async keptFrom(connectionId, now) {
      const row = await db
        .selectFrom('connection')
        .select('place')
        .where('id', '=', connectionId)
        .executeTakeFirst();
      const kept = row && (await readKeptAt(unitOf(database, db), row.place, now));
      if (!kept) throw failure('notFound', { what: 'connection', id: connectionId });
      return keptOfPlace(kept);
    },
    async ownWallets(server) {
      const rows = await db
        .selectFrom('connection')
        .select('settings')
        .where('kind', '=', 'fedow')
        .execute();
      const settings = rows.map(
        (row) => JSON.parse(row.settings) as { server?: string; walletUuid?: string },
      );
      return new Set(
        settings.flatMap((one) =>
          one.server === server && one.walletUuid !== undefined ? [one.walletUuid] : [],
        ),
      );
    },
    async keep(asset, { blocks, until }, now) {
      const punches = await database.inTransaction(async (tx) => {
        await reach(tx, asset, until);
        const fresh = await newBlocks(tx, asset, blocks);
        await tellForks(database, tx, asset, fresh, now);
        return keepPunches(tx, asset, fresh);
      });
      if (punches > 0) changed();
    },
    unjudged: ({ connectionId, uuid }, most) =>
      db
        .selectFrom('fedow_block')
        .select(['uuid', 'previous'])
        .where('connection', '=', connectionId)
        .where('asset', '=', uuid)
        .where('verdict', 'is', null)
        .orderBy('at')
        .orderBy('uuid')
        .limit(most)
        .execute(),
    async hashOf(connectionId, uuid) {
      const row = await db
        .selectFrom('fedow_block')
        .select('hash')
        .where('connection', '=', connectionId)
        .where('uuid', '=', uuid)
        .executeTakeFirst();
      return row?.hash ?? null;
    },
    judge: (asset, verdicts, now) =>
      database.inTransaction(async (tx) => {
        for (const [uuid, verdict] of verdicts)
          await tx
            .updateTable('fedow_block')
            .set({ verdict })
            .where('connection', '=', asset.connectionId)
            .where('uuid', '=', uuid)
            .execute();
        const broken = [...verdicts].flatMap(([uuid, verdict]) =>
          verdict === 'whole' ? [] : [uuid],
        );
        await tell(database, tx, 'blocksBroken', asset, broken, now);
      }),
    async ended(connectionId, problem, now) {
      await db
        .updateTable('fedow_reading')
        .set({ problem, ...(problem === null && { read_at: now }) })
        .where('connection', '=', connectionId)
        .execute();
    },
  };
}

/** First of all: whoever reads the same beside us waits here. */
async function reach(tx: Tx, asset: ReadAsset, until: number): Promise<void> {
  const row = {
    ...{ asset: asset.uuid, asset_name: asset.name, origin_name: asset.originName },
    ...{ is_origin: asset.isOurs ? 1 : 0, read_until: until },
  };
  await tx
    .insertInto('fedow_reading')
    .values({ connection: asset.connectionId, ...row, read_at: null, problem: null })
    .onConflict((known) => known.column('connection').doUpdateSet(row))
    .execute();
}

async function newBlocks(
  tx: Tx,
  { connectionId, uuid: asset }: ReadAsset,
  blocks: readonly ReadBlock[],
): Promise<readonly ReadBlock[]> {
  const known = new Set<string>();
  for (let at = 0; at < blocks.length; at += atOnce) {
    const some = blocks.slice(at, at + atOnce).map(({ uuid }) => uuid);
    const rows = await tx
      .selectFrom('fedow_block')
      .select('uuid')
      .where('connection', '=', connectionId)
      .where('uuid', 'in', some)
      .execute();
    for (const { uuid } of rows) known.add(uuid);
  }
  const fresh = blocks.filter(({ uuid }) => !known.has(uuid));
  for (const { uuid, at, previous, hash } of fresh)
    await tx
      .insertInto('fedow_block')
      .values({ connection: connectionId, uuid, asset, at, previous, hash, verdict: null })
      .execute();
  return fresh;
}

/** Taps at the same moment make them: ordinary, and worth a look. */
async function tellForks(
  database: Database,
  tx: Tx,
  asset: ReadAsset,
  fresh: readonly ReadBlock[],
  now: number,
): Promise<void> {
  const stoodOn = [...new Set(fresh.map(({ previous }) => previous))];
  const forks: string[] = [];
  for (let at = 0; at < stoodOn.length; at += atOnce) {
    const rows = await tx
      .selectFrom('fedow_block')
      .select('previous')
      .where('connection', '=', asset.connectionId)
      .where('previous', 'in', stoodOn.slice(at, at + atOnce))
      // The first of an asset stands on itself.
      .whereRef('previous', '<>', 'uuid')
      .groupBy('previous')
      .having((of) => of.fn.countAll(), '>', 1)
      .execute();
    forks.push(...rows.map(({ previous }) => previous));
  }
  await tell(database, tx, 'blocksForked', asset, forks, now);
}

/** One a day of each kind: taps at the same moment would else fill the list. */
async function tell(
  database: Database,
  tx: Tx,
  kind: 'blocksForked' | 'blocksBroken',
  { connectionId, uuid: asset }: Asset,
  blocks: readonly string[],
  now: number,
): Promise<void> {
  if (blocks.length === 0) return;
  const connection = await tx
    .selectFrom('connection')
    .select('place')
    .where('id', '=', connectionId)
    .executeTakeFirst();
  const incident: NewIncident = {
    ...{ kind, device: '', placeId: connection?.place ?? null },
    details: { connectionId, asset, count: blocks.length, blocks: blocks.slice(0, mostNamed) },
    same: [connectionId, asset, new Date(now).toISOString().slice(0, 10)],
  };
  await insertIncidents(unitOf(database, tx), [incident], now);
}

/** Answers how many there were. */
async function keepPunches(
  tx: Tx,
  { connectionId: connection, uuid: asset }: Asset,
  blocks: readonly ReadBlock[],
): Promise<number> {
  const holders = new Map<string, Awaited<ReturnType<typeof holderOf>>>();
  const venues = new Map<string, string>();
  const sequences = new Map<string, readonly [venue: string, person: Person]>();
  let count = 0;
  for (const { uuid, at: received_at, punch } of blocks) {
    if (!punch) continue;
    const who = punch.tag ?? punch.wallet;
    const holder = holders.get(who) ?? (await holderOf(tx, punch));
    holders.set(who, holder);
    const venue = venueId(connection, asset, punch.venue.wallet);
    venues.set(venue, punch.venue.name);
    await tx
      .insertInto('fedow_punch')
      .values({
        ...{ connection, uuid, venue, ...holder, at: punch.at, received_at },
        ...{ estimated: punch.isReception ? 1 : 0, direction: punch.direction },
      })
      .execute();
    sequences.set(`${venue} ${holder.person}`, [venue, holder.person]);
    count++;
  }
  for (const [id, name] of venues)
    await tx
      .insertInto('fedow_venue')
      .values({ id, connection, asset, name })
      .onConflict((known) => known.column('id').doUpdateSet({ name }))
      .execute();
  const known = new Map((await venuesAfar(tx, connection)).map((venue) => [venue.id, venue]));
  for (const [id, person] of sequences.values()) {
    const venue = known.get(id);
    if (venue) await pairAtVenue(tx, venue, person);
  }
  return count;
}
