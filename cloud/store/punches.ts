import type { Direction } from '../../shared/domain/access-point.ts';
import type { PunchRole, SequenceKey, SequencePunch } from '../../shared/domain/punch.ts';
import { breathe } from '../../shared/runtime/breathe.ts';
import { entryKey } from './entry-key.ts';
import { joinRuns } from './join-runs.ts';
import { journalNumbers } from './journal-numbers.ts';
import { layouts } from './punch-layout.ts';
import { type Instant, runsOf, runsToWrite } from './punch-runs.ts';
import {
  askOne,
  askRows,
  type Cell,
  deleteRows,
  insertNewRows,
  insertRows,
  type Question,
  type Row,
  type Unit,
} from './rows.ts';

/** A punch in its sequence with what pairing last made of it. */
export interface StoredPunch {
  readonly punch: SequencePunch;
  readonly role: PunchRole;
  readonly passageId: string | null;
}

export interface PunchAt {
  readonly key: SequenceKey;
  readonly punch: SequencePunch;
}

export type StoredPunchAt = StoredPunch & PunchAt;

interface PunchRow {
  at: number;
  device: string;
  epoch: string;
  seq: number;
  id: string;
  direction: Direction;
  access_point: string;
  card_uid: string;
  estimated: number;
  role: PunchRole;
  passage_id: string | null;
}
/** At most so many punches of a sequence, before an instant or from it on. */
export interface Look {
  readonly key: SequenceKey;
  readonly at: number;
  readonly most: number;
}

/** Newest first, before `at`. */
export const readBefore = (unit: Unit, looks: readonly Look[]) =>
  read(unit, layouts[unit.engine].before, looks);

/** In order, from `at` on. */
export const readFrom = (unit: Unit, looks: readonly Look[]) =>
  read(unit, layouts[unit.engine].from, looks);

/** When the sequence's last entry until `at` was tapped; null: never. */
export async function readLastEntryAt(
  unit: Unit,
  { place, area, person }: SequenceKey,
  at: number,
): Promise<number | null> {
  const look = [...where(unit, [{ place, at }], runsOf)(0), area, person, at];
  const [tapped] = await askOne<{ at: number }>(unit, layouts[unit.engine].lastEntry, look);
  return tapped?.at ?? null;
}

async function read(unit: Unit, question: Question, looks: readonly Look[]) {
  const instants = looks.map(({ key, at }) => ({ place: key.place, at }));
  const begins = where(unit, instants, runsOf);
  const rows = looks.map(
    ({ key, at, most }, i): Row => [...begins(i), key.area, key.person, at, most],
  );
  return (await askRows<PunchRow>(unit, question, rows)).map((found) => found.map(storedOf));
}

/**
 * A paired punch by its id (and device, where two use one id), with its sequence; null: not known,
 * or counted nowhere.
 */
export async function findPunch(
  unit: Unit,
  id: string,
  device: string | null,
): Promise<StoredPunchAt | null> {
  const [row] = await askOne<PunchRow & { place: string; area: string; person: string }>(
    unit,
    layouts[unit.engine].one,
    [id, device],
  );
  if (!row) return null;
  const person = row.person as SequenceKey['person'];
  return { ...storedOf(row), key: { place: row.place, area: row.area, person } };
}

/** Writes punches with their role; one that is there only changes its role. */
export const writePunches = (unit: Unit, punches: readonly StoredPunchAt[]): Promise<void> =>
  write(unit, punches, insertRows);

/** The same of punches of which none is there, as far as is known. */
export const writeNewPunches = (unit: Unit, punches: readonly StoredPunchAt[]): Promise<void> =>
  write(unit, punches, insertNewRows);

/** As they lie: each then goes beside the one before it, mostly into the same page. */
const asTheyLie = (a: PunchAt, b: PunchAt): number =>
  a.key.person === b.key.person
    ? a.punch.occurredAt - b.punch.occurredAt
    : a.key.person < b.key.person
      ? -1
      : 1;

async function write(
  unit: Unit,
  unordered: readonly StoredPunchAt[],
  insert: typeof insertRows | typeof insertNewRows,
): Promise<void> {
  const punches = unordered.toSorted(asTheyLie);
  const rows = await keyRows(unit, punches, runsToWrite);
  for (const [i, { punch, role, passageId }] of punches.entries())
    rows[i]?.push(
      punch.id,
      punch.direction,
      punch.accessPoint,
      punch.cardUid,
      punch.estimated ? 1 : 0,
      role,
      passageId === punch.id ? null : passageId,
    );
  await insert(unit, layouts[unit.engine].table, rows);
}

/** Joins all short runs of a place that are there to be joined: before much of it is read. */
export async function joinAllRuns({ sqlite }: Unit, place: string): Promise<void> {
  while (sqlite && joinRuns(sqlite, place)) await breathe();
}

export async function deletePunches(unit: Unit, punches: readonly PunchAt[]): Promise<void> {
  await deleteRows(unit, layouts[unit.engine].key, await keyRows(unit, punches, runsOf));
}

/** The key of each punch's row, to which the other columns may be added. */
async function keyRows(
  unit: Unit,
  punches: readonly PunchAt[],
  runs: typeof runsOf,
): Promise<Cell[][]> {
  const journalOf = await journalNumbers(
    unit,
    punches.map(({ punch }) => punch),
  );
  const instants = punches.map(({ key, punch }) => ({ place: key.place, at: punch.occurredAt }));
  const begins = where(unit, instants, runs);
  return punches.map(({ key, punch }, i) => [
    ...begins(i),
    key.area,
    key.person,
    punch.occurredAt,
    entryKey(journalOf(punch), punch.seq),
  ]);
}

/** How the key of what is there begins: with its place, and on SQLite its run. */
function where(
  unit: Unit,
  instants: readonly Instant[],
  runs: typeof runsOf,
): (i: number) => Cell[] {
  const found = unit.sqlite ? runs(unit.sqlite, instants) : null;
  return (i) => {
    const { place = '' } = instants[i] ?? {};
    return found ? [place, found[i] ?? 0] : [place];
  };
}

const storedOf = (row: PunchRow): StoredPunch => ({
  punch: {
    id: row.id,
    device: row.device,
    epoch: row.epoch,
    seq: row.seq,
    occurredAt: row.at,
    direction: row.direction,
    accessPoint: row.access_point,
    cardUid: row.card_uid,
    estimated: row.estimated !== 0,
  },
  role: row.role,
  passageId: row.passage_id ?? ownPassage(row),
});

/** A punch that begins or is a passage gives it its id, which is not written twice. */
const ownPassage = ({ role, id }: PunchRow): string | null =>
  role === 'void' || role === 'repeat' ? null : id;

const cardTable = {
  table: 'card_sequence',
  columns: { uid: 'text', place: 'text', area: 'text', person: 'text' },
} as const;
/** Remembers that the card was used in these sequences. */
export const writeCardSequences = (
  unit: Unit,
  used: readonly { readonly uid: string; readonly key: SequenceKey }[],
) =>
  insertRows(
    unit,
    cardTable,
    used.map(({ uid, key }): Row => [uid, key.place, key.area, key.person]),
  );

/** Every paired punch of a card, whoever held it. */
export async function readCardPunches(unit: Unit, uid: string): Promise<readonly StoredPunchAt[]> {
  const rows = await askOne<PunchRow & { place: string; area: string; person: string }>(
    unit,
    layouts[unit.engine].ofCard,
    [uid],
  );
  return rows.map((row) => {
    const person = row.person as SequenceKey['person'];
    return { ...storedOf(row), key: { place: row.place, area: row.area, person } };
  });
}

const sequencesOf = {
  parameters: { place: 'text', person: 'text' },
  sql: `SELECT DISTINCT area FROM card_sequence WHERE place = @place AND person = @person
    ORDER BY area`,
} as const;

/** Every sequence that a person ever had at a place. */
export const readSequencesOf = async (
  unit: Unit,
  { place, person }: Pick<SequenceKey, 'place' | 'person'>,
): Promise<readonly SequenceKey[]> =>
  (await askOne<{ area: string }>(unit, sequencesOf, [place, person])).map(({ area }) => ({
    ...{ place, area, person },
  }));

const personsAfter = {
  parameters: { place: 'text', after: 'text', most: 'bigint' },
  sql: `SELECT DISTINCT person FROM card_sequence WHERE place = @place AND person > @after
    ORDER BY person LIMIT @most`,
} as const;

/** The next persons who were ever counted at a place, in order. */
export const readPersonsAfter = async (
  unit: Unit,
  place: string,
  after: string,
  most: number,
): Promise<readonly SequenceKey['person'][]> =>
  (await askOne<{ person: SequenceKey['person'] }>(unit, personsAfter, [place, after, most])).map(
    ({ person }) => person,
  );

const placesOfCard = {
  parameters: { uid: 'text' },
  sql: 'SELECT DISTINCT place FROM card_sequence WHERE uid = @uid',
} as const;

export const readCardPlaces = async (unit: Unit, uid: string): Promise<readonly string[]> =>
  (await askOne<{ place: string }>(unit, placesOfCard, [uid])).map(({ place }) => place);
