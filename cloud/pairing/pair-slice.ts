import { breathe } from '../../shared/runtime/breathe.ts';
import type { Database } from '../store/database.ts';
import { entryIn } from '../store/entry-key.ts';
import { pointsReader } from '../store/journal.ts';
import {
  endPairingDue,
  keepPairingDue,
  lockPairingDue,
  type PairingDue,
} from '../store/pairing-due.ts';
import { readPersonsAfter } from '../store/punches.ts';
import { knownPunchesAfter } from '../store/rebuild-rows.ts';
import type { Unit } from '../store/rows.ts';
import { pairInTransaction } from './pair-in-transaction.ts';
import { lockPlaces, type Pairing } from './pair-passages.ts';
import { isPunch, placeEntries, relocate } from './relocate.ts';
import type { SequenceChange } from './repair-sequence.ts';
import { wholePerson } from './whole-persons.ts';

/** What was paired anew. */
export interface PairedAnew {
  readonly punches: number;
  readonly sequences: number;
}

/** One transaction: ingest, and whoever corrects, wait some 100 ms and no longer. */
export interface SliceSize {
  readonly punches: number;
  readonly persons: number;
}
const usualSlice: SliceSize = { punches: 2_000, persons: 200 };

/**
 * Pairs one place anew, because a policy, a time zone, or what an access point counts for changed there: slice by
 * slice, each a transaction that also says how far it came, so an end in between loses nothing. Null where it is done
 * already; several aggregators may work at it in turns.
 *
 * A person's sequences there are paired in one piece; one who taps before their turn has come is paired then.
 *
 * @param goesOn asked between slices; false: the rest stays due.
 */
export async function pairPlaceAnew(
  database: Database,
  pairing: Pairing,
  place: string,
  goesOn: () => boolean,
  size = usualSlice,
): Promise<PairedAnew | null> {
  const inTransaction = pairInTransaction(database, pairing);
  const slices: PairedAnew[] = [];
  do {
    const slice = await inTransaction((unit) => pairSlice(unit, pairing, place, size));
    if (!slice) break;
    slices.push(slice);
    await breathe();
  } while (goesOn());
  if (slices.length === 0) return null;
  const sum = (of: keyof PairedAnew) => slices.reduce((total, slice) => total + slice[of], 0);
  return { punches: sum('punches'), sequences: sum('sequences') };
}

async function pairSlice(
  unit: Unit,
  pairing: Pairing,
  place: string,
  size: SliceSize,
): Promise<PairedAnew | null> {
  await lockPlaces(unit, [place]);
  const due = await lockPairingDue(unit, place);
  if (!due) return null;
  return due.stage === 'placing'
    ? placePunches(unit, pairing, place, due, size)
    : pairPersons(unit, pairing, place, due, size);
}

/** Moves punches to where their access points count them now. */
async function placePunches(
  unit: Unit,
  pairing: Pairing,
  place: string,
  { reached }: PairingDue,
  size: SliceSize,
): Promise<PairedAnew> {
  const pointsOf = pointsReader(unit);
  const { rows, last } = await knownPunchesAfter(unit, place, reached, size.punches);
  const known = rows.map((row) => ({
    device: row.device,
    epoch: row.epoch,
    entry: entryIn(row),
    occurredAt: row.occurred_at,
    estimated: row.estimated !== 0,
  }));
  const placed = await placeEntries(unit, known, pointsOf);
  const moving = known.filter(({ entry }, i) => {
    const [key, was] = [placed[i]?.key ?? null, rows[i]];
    const stays = (key?.area ?? null) === was?.area && (key?.person ?? null) === was.person;
    return !stays && isPunch(entry);
  });
  await relocate(unit, pairing, moving, pointsOf);
  await keepPairingDue(unit.tx, place, {
    stage: last === null ? 'pairing' : 'placing',
    reached: last,
  });
  return { punches: 0, sequences: 0 };
}

/** Pairs the next persons, every sequence of theirs at the place from its first tap. */
async function pairPersons(
  unit: Unit,
  pairing: Pairing,
  place: string,
  { reached }: PairingDue,
  size: SliceSize,
): Promise<PairedAnew> {
  const persons = await readPersonsAfter(unit, place, reached ?? '', size.persons);
  const changes: SequenceChange[] = [];
  let punches = 0;
  let last: string | null = null;
  for (const person of persons) {
    if (punches >= size.punches) break;
    for (const change of await wholePerson(unit, { place, person })) {
      changes.push(change);
      punches += change.reconsider?.length ?? 0;
    }
    last = person;
  }
  // First the word that they are paired, which pairing asks for.
  if (last === null) await endPairingDue(unit.tx, place);
  else await keepPairingDue(unit.tx, place, { stage: 'pairing', reached: last });
  await pairing.change(unit, changes);
  return { punches, sequences: changes.length };
}
