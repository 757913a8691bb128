import { passageAt } from '../../shared/domain/pair.ts';
import type { Person, SequenceKey } from '../../shared/domain/punch.ts';
import { addToSums, type DatedSum } from '../../shared/domain/sealed-sums.ts';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import { blanked } from '../../shared/wire/erasure.ts';
import { lockPlaces, type Pairing } from '../pairing/pair-passages.ts';
import type { Database } from '../store/database.ts';
import { deletePassages, passageOf } from '../store/passages.ts';
import { deletePunches, readFrom } from '../store/punches.ts';
import { deleteCorrectionsOf, deleteProposalsOf } from '../store/purged-rows.ts';
import { type Unit, unitOf } from '../store/rows.ts';
import { sealMore } from '../store/seals.ts';
import { type PersonSought, type TapOfPerson, tapsOfPerson } from '../store/taps-of-person.ts';
import { totalsOfPassages } from './purge-sequences.ts';

/**
 * Blanks what a person's cards were tapped for, wherever it is: passages become nameless totals, and their entries keep
 * nothing but number, times and hash. Doing it again finds what came since.
 */
export async function eraseTaps(
  database: Database,
  pairing: Pairing,
  sought: PersonSought,
  now: number,
): Promise<void> {
  const work = <T>(run: (unit: Unit) => Promise<T>): Promise<T> =>
    database.inTransaction((tx) => run(unitOf(database, tx))).finally(() => pairing.forget());
  const persons: Person[] = [
    `member:${sought.memberId}`,
    ...sought.held.map((uid): Person => `card:${uid}`),
  ];
  const keys = await database.db
    .selectFrom('card_sequence')
    .select(['place', 'area', 'person'])
    .distinct()
    .where('person', 'in', persons)
    .execute();
  // Rooms first: where the exit of the place ends their passages, it has to be there still.
  const inOrder = keys.toSorted((a, b) => Number(a.area === a.place) - Number(b.area === b.place));
  for (const key of inOrder) await work((unit) => takeSequence(unit, key as SequenceKey, now));
  for await (const taps of tapsOfPerson(database.db, sought)) {
    await work((unit) => blankEntries(unit, taps));
  }
}

/** All of it: its passages are counted in the totals of nobody. */
async function takeSequence(unit: Unit, key: SequenceKey, now: number): Promise<void> {
  await lockPlaces(unit, [key.place]);
  const all = { key, at: Number.MIN_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER };
  const [taps = []] = await readFrom(unit, [all]);
  const rows = await unit.tx
    .selectFrom('passage')
    .selectAll()
    .where('place', '=', key.place)
    .where('area', '=', key.area)
    .where('person', '=', key.person)
    .execute();
  const passages = rows.map(passageOf);
  const months: readonly DatedSum[] = addToSums(
    [],
    await totalsOfPassages(unit, key, now, passages),
  );
  await deletePassages(
    unit,
    passages.map((passage) => ({ ...key, id: passage.id, at: passageAt(passage) })),
  );
  await deletePunches(
    unit,
    taps.map(({ punch }) => ({ key, punch })),
  );
  await deleteCorrectionsOf(
    unit,
    taps.map(({ punch }) => punch.id),
  );
  await deleteProposalsOf(
    unit,
    passages.map(({ id }) => id),
  );
  await unit.tx
    .deleteFrom('card_sequence')
    .where('place', '=', key.place)
    .where('area', '=', key.area)
    .where('person', '=', key.person)
    .execute();
  if (passages.length === 0) return;
  const seal = { place: key.place, at: now, why: 'erasure', keptFrom: {}, number: null } as const;
  const counts = { passages: passages.length, punches: taps.length };
  await sealMore(unit, { ...seal }, counts, months);
}

async function blankEntries(unit: Unit, taps: readonly TapOfPerson[]): Promise<void> {
  for (const { key, entry, known } of taps) {
    const { hash: _, ...body } = blanked(entry);
    await unit.tx
      .updateTable('entry')
      .set({ body: canonicalJson(body) })
      .where('key', '=', key)
      .execute();
    if (!known) continue;
    await unit.tx
      .updateTable('known_entry')
      .set({ place: null, area: null, person: null })
      .where('kind', '=', known.kind)
      .where('id', '=', known.id)
      .where('device', '=', known.device)
      .execute();
  }
}
