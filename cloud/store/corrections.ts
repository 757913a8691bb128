import type { Correction, CorrectionChange } from '../../shared/domain/correction.ts';
import type { Person, SequenceKey } from '../../shared/domain/punch.ts';
import type { CardAssignment } from '../../shared/domain/sequence.ts';
import type { CorrectionAuthor, RecordedCorrection } from '../ports/corrections.ts';
import type { Page } from '../ports/registry.ts';
import type { Db } from './database.ts';
import { forgetAssignments, rememberedAssignments } from './remembered-assignments.ts';
import { askOne, askRows, insertRows, type Row, type Unit } from './rows.ts';

export interface CorrectionRow {
  id: string;
  change: string;
  made_at: number;
  made_by: string;
  reason: string;
  undone_at: number | null;
}
const columns = 'id, change, made_at, made_by, reason, undone_at';

export const correctionOf = (row: CorrectionRow): Correction => ({
  ...(JSON.parse(row.change) as CorrectionChange),
  id: row.id,
  madeAt: row.made_at,
  madeBy: row.made_by,
  reason: row.reason,
  undone: row.undone_at !== null,
});

const nameOf = (who: string) => `COALESCE(
    (SELECT s.name FROM staff s WHERE 'staff:' || s.id = ${who}),
    (SELECT t.name FROM api_token t WHERE 'token:' || t.id = ${who}))`;
/** With how it ended, and the names of who made and undid it. */
const recorded = `${columns}, undone_by, undone_reason, ${nameOf('made_by')} AS made_by_name,
  ${nameOf('undone_by')} AS undone_by_name`;

interface EndedRow extends CorrectionRow {
  made_by_name: string | null;
  undone_by_name: string | null;
  undone_by: string | null;
  undone_reason: string | null;
}
const recordedOf = (row: EndedRow): RecordedCorrection => ({
  correction: correctionOf(row),
  madeByName: row.made_by_name,
  undoneAt: row.undone_at,
  undoneBy: row.undone_by,
  undoneByName: row.undone_by_name,
  undoneReason: row.undone_reason,
});

const ofCard = {
  parameters: { uid: 'text' },
  sql: `SELECT ${columns} FROM correction
    WHERE uid = @uid AND undone_at IS NULL ORDER BY made_at, id`,
} as const;
const ofSequence = {
  parameters: { place: 'text', area: 'text', person: 'text' },
  sql: `SELECT ${columns} FROM correction
    WHERE place = @place AND area = @area AND person = @person AND undone_at IS NULL
    ORDER BY made_at, id`,
} as const;
const atPlace = {
  parameters: { place: 'text' },
  sql: 'SELECT 1 AS one FROM correction WHERE place = @place LIMIT 1',
} as const;
const ofPunch = {
  parameters: { punch: 'text' },
  sql: `SELECT ${columns} FROM correction
    WHERE punch_id = @punch AND undone_at IS NULL ORDER BY made_at, id`,
} as const;
const everOfPunch = {
  parameters: { punch: 'text' },
  sql: `SELECT ${recorded} FROM correction WHERE punch_id = @punch`,
} as const;
const everOfCard = {
  parameters: { uid: 'text' },
  sql: `SELECT ${recorded} FROM correction WHERE uid = @uid`,
} as const;
const everOfPerson = {
  parameters: { person: 'text' },
  sql: `SELECT ${recorded} FROM correction WHERE person = @person ORDER BY id DESC`,
} as const;

const newest = {
  parameters: { first: 'text', below: 'text', most: 'bigint' },
  sql: `SELECT ${recorded} FROM correction WHERE @first IS NULL OR id < @below
    ORDER BY id DESC LIMIT @most`,
} as const;

/** To whom staff gave each card, in force. */
export async function readAssignments(
  unit: Unit,
  uids: readonly string[],
): Promise<ReadonlyMap<string, readonly CardAssignment[]>> {
  const known = rememberedAssignments(unit) ?? new Map<string, readonly CardAssignment[]>();
  const unknown = uids.filter((uid) => !known.has(uid));
  const rows = await askRows<CorrectionRow>(
    unit,
    ofCard,
    unknown.map((uid): Row => [uid]),
  );
  for (const [i, uid] of unknown.entries())
    known.set(
      uid,
      (rows[i] ?? [])
        .map(correctionOf)
        .filter((made): made is CardAssignment => made.kind === 'assignCard'),
    );
  return known;
}

/** What staff changed of each sequence's punches, in force. */
export async function readSequenceCorrections(
  unit: Unit,
  keys: readonly SequenceKey[],
): Promise<readonly (readonly Correction[])[]> {
  const places = [...new Set(keys.map(({ place }) => place))].map((place): Row => [place]);
  // Where nobody ever corrected anything, one question answers for everybody.
  if ((await askRows(unit, atPlace, places)).every((found) => found.length === 0))
    return keys.map(() => []);
  const rows = keys.map((key): Row => [key.place, key.area, key.person]);
  const found = await askRows<CorrectionRow>(unit, ofSequence, rows);
  return found.map((list) => list.map(correctionOf));
}

export async function readPunchCorrections(
  unit: Unit,
  punchIds: readonly string[],
): Promise<readonly Correction[]> {
  const rows = punchIds.map((id): Row => [id]);
  const found = await askRows<CorrectionRow>(unit, ofPunch, rows);
  return found.flatMap((list) => list.map(correctionOf));
}

/** All that staff ever said of these punches and of this card, newest first. */
export async function readHistory(
  unit: Unit,
  punchIds: readonly string[],
  uid: string,
): Promise<readonly RecordedCorrection[]> {
  const ids = punchIds.map((id): Row => [id]);
  const found = (await askRows<EndedRow>(unit, everOfPunch, ids)).flat();
  found.push(...(await askOne<EndedRow>(unit, everOfCard, [uid])));
  return found.toSorted((a, b) => (a.id < b.id ? 1 : -1)).map(recordedOf);
}

/** What staff said of any of these sequences' punches, undone or not, newest first. */
export async function readHistoryOfPerson(
  unit: Unit,
  person: Person,
): Promise<readonly RecordedCorrection[]> {
  const found = await askOne<EndedRow>(unit, everOfPerson, [person]);
  return found.map(recordedOf);
}

/** A punch that moved to another sequence takes what staff said of it along. */
export async function moveCorrections(
  unit: Unit,
  punchId: string,
  to: { place: string | null; area: string | null; person: Person | null },
): Promise<void> {
  await unit.tx.updateTable('correction').set(to).where('punch_id', '=', punchId).execute();
}

const table = {
  table: 'correction',
  columns: {
    id: 'text',
    kind: 'text',
    change: 'text',
    punch_id: 'text',
    place: 'text',
    area: 'text',
    person: 'text',
    uid: 'text',
    made_at: 'bigint',
    made_by: 'text',
    reason: 'text',
  },
} as const;

export function insertCorrection(
  unit: Unit,
  change: CorrectionChange,
  made: Correction,
  key: SequenceKey | null,
): Promise<number> {
  forgetAssignments(unit);
  return insertRows(unit, table, [
    [
      made.id,
      change.kind,
      JSON.stringify(change),
      change.kind === 'assignCard' ? null : change.punchId,
      key?.place ?? null,
      key?.area ?? null,
      key?.person ?? null,
      change.kind === 'assignCard' ? change.uid : null,
      made.madeAt,
      made.madeBy,
      made.reason,
    ],
  ]);
}

export async function endCorrection(
  unit: Unit,
  id: string,
  author: CorrectionAuthor,
): Promise<void> {
  forgetAssignments(unit);
  await unit.tx
    .updateTable('correction')
    .set({ undone_at: author.madeAt, undone_by: author.madeBy, undone_reason: author.reason })
    .where('id', '=', id)
    .execute();
}

const rowColumns = ['id', 'change', 'made_at', 'made_by', 'reason', 'undone_at'] as const;

export async function readCorrection(db: Db, id: string): Promise<CorrectionRow | null> {
  const row = await db
    .selectFrom('correction')
    .select(rowColumns)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

/** Newest first: ids are UUIDv7 of the instant they were made at. */
export async function listRecorded(
  unit: Unit,
  { limit, cursor }: { limit: number; cursor: string | null },
): Promise<Page<RecordedCorrection>> {
  const rows = await askOne<EndedRow>(unit, newest, [cursor, cursor, limit + 1]);
  const items = rows.slice(0, limit).map(recordedOf);
  const nextCursor = rows.length > limit ? (items.at(-1)?.correction.id ?? null) : null;
  return { items, nextCursor };
}
