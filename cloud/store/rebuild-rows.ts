import type { Person, SequenceKey } from '../../shared/domain/punch.ts';
import type { Unit } from './rows.ts';

/** What a rebuild drops and reads: whole tables, in parts, in the order of their keys. */
const chunkRows = 2_000;
const manySequences = 10_000;

export const placeIds = async ({ tx }: Unit): Promise<readonly string[]> =>
  (await tx.selectFrom('place').select('id').orderBy('id').execute()).map(({ id }) => id);

/** Of every place, and where each id is too. */
export async function dropDerived({ tx, engine }: Unit): Promise<void> {
  const runs = engine === 'sqlite' ? (['punch_run'] as const) : [];
  for (const table of ['punch', 'passage', 'card_sequence', 'known_entry', ...runs] as const)
    await tx.deleteFrom(table).execute();
}

/** Every entry that is no copy of another. */
export async function* entryChunks({ tx }: Unit) {
  let after = 0;
  for (;;) {
    const rows = await tx
      .selectFrom('journal')
      .select(['key', 'device', 'epoch', 'hash', 'body', 'received_at'])
      .where('copy', '=', 0)
      .where('key', '>', after)
      .orderBy('key')
      .limit(chunkRows)
      .execute();
    if (rows.length > 0) yield rows;
    if (rows.length < chunkRows) return;
    after = rows.at(-1)?.key ?? after;
  }
}

const columns = [
  ...(['k.id', 'k.device', 'k.area', 'k.person', 'k.occurred_at', 'k.estimated'] as const),
  ...(['e.epoch', 'e.hash', 'e.body'] as const),
] as const;

/**
 * The next punches of a place with where the journal has them, after the one that `last` named; its own `last` is null
 * once there are none.
 *
 * @param most of all places' punches, which lie together.
 */
export async function knownPunchesAfter(
  { tx }: Unit,
  place: string,
  after: string | null,
  most: number,
) {
  const [id, device] = after === null ? ['', ''] : (JSON.parse(after) as [string, string]);
  const looked = tx
    .selectFrom('known_entry')
    .select(['id', 'device'])
    .where('kind', '=', 'punch')
    .where((where) => where(where.refTuple('id', 'device'), '>', where.tuple(id, device)))
    .orderBy('id')
    .orderBy('device');
  const end = await looked
    .offset(most - 1)
    .limit(1)
    .executeTakeFirst();
  let query = tx
    .selectFrom('known_entry as k')
    .innerJoin('journal as e', 'e.key', 'k.key')
    .select(columns)
    .where('k.kind', '=', 'punch')
    .where('k.place', '=', place)
    .where((where) => where(where.refTuple('k.id', 'k.device'), '>', where.tuple(id, device)));
  if (end)
    query = query.where((where) =>
      where(where.refTuple('k.id', 'k.device'), '<=', where.tuple(end.id, end.device)),
    );
  const rows = await query.orderBy('k.id').orderBy('k.device').execute();
  return { rows, last: end ? JSON.stringify([end.id, end.device]) : null };
}

/** All of them, in parts. */
export async function* knownPunchChunks(unit: Unit, place: string) {
  let after: string | null = null;
  do {
    const { rows, last } = await knownPunchesAfter(unit, place, after, chunkRows);
    if (rows.length > 0) yield rows;
    after = last;
  } while (after !== null);
}

/** In parts: a place may have more people than fit in memory. */
export async function* sequenceKeys({ tx }: Unit, place: string): AsyncGenerator<SequenceKey> {
  let after: { area: string; person: string } | null = null;
  for (;;) {
    let query = tx
      .selectFrom('card_sequence')
      .select(['area', 'person'])
      .distinct()
      .where('place', '=', place);
    const last: typeof after = after;
    if (last)
      query = query.where((where) =>
        where(where.refTuple('area', 'person'), '>', where.tuple(last.area, last.person)),
      );
    const rows = await query.orderBy('area').orderBy('person').limit(manySequences).execute();
    for (const row of rows) yield { place, area: row.area, person: row.person as Person };
    if (rows.length < manySequences) return;
    after = rows.at(-1) ?? null;
  }
}

/** Punches that staff corrected, with the sequence they are in now. */
export async function correctedPunches({ tx }: Unit, place: string) {
  const rows = await tx
    .selectFrom('correction as c')
    .innerJoin('known_entry as k', (join) =>
      join.onRef('k.id', '=', 'c.punch_id').on('k.kind', '=', 'punch'),
    )
    .select(['k.id', 'k.place', 'k.area', 'k.person'])
    .where('k.place', '=', place)
    .distinct()
    .execute();
  return rows.map((row) => ({
    punchId: row.id,
    key: { place: row.place, area: row.area, person: row.person as Person | null },
  }));
}

export const silentDevices = async ({ tx }: Unit): Promise<readonly string[]> =>
  (await tx.selectFrom('untimed').select('device').distinct().orderBy('device').execute()).map(
    ({ device }) => device,
  );
