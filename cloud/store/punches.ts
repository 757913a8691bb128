import type { Direction } from '../../shared/domain/access-point.ts';
import type { PunchRole, SequenceKey, SequencePunch } from '../../shared/domain/punch.ts';
import { askOne, askRows, deleteRows, insertRows, type Row, type Unit } from './rows.ts';

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

const punchTable = {
  table: 'punch',
  columns: {
    place: 'text',
    area: 'text',
    person: 'text',
    at: 'bigint',
    device: 'text',
    epoch: 'text',
    seq: 'bigint',
    id: 'text',
    direction: 'text',
    access_point: 'text',
    card_uid: 'text',
    estimated: 'smallint',
    role: 'text',
    passage_id: 'text',
  },
  onConflict: `(place, area, person, at, device, epoch, seq) DO UPDATE SET
    role = excluded.role, passage_id = excluded.passage_id, estimated = excluded.estimated`,
} as const;
const punchKey = {
  table: 'punch',
  columns: {
    place: 'text',
    area: 'text',
    person: 'text',
    at: 'bigint',
    device: 'text',
    epoch: 'text',
    seq: 'bigint',
  },
} as const;

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
const columns = `at, device, epoch, seq, id, direction, access_point, card_uid, estimated,
  role, passage_id`;
const sequenceParameters = { place: 'text', area: 'text', person: 'text', at: 'bigint' } as const;
const before = {
  parameters: { ...sequenceParameters, most: 'bigint' },
  sql: `SELECT ${columns} FROM punch
    WHERE place = @place AND area = @area AND person = @person AND at < @at
    ORDER BY at DESC, device DESC, epoch DESC, seq DESC LIMIT @most`,
} as const;
const from = {
  parameters: { ...sequenceParameters, most: 'bigint' },
  sql: `SELECT ${columns} FROM punch
    WHERE place = @place AND area = @area AND person = @person AND at >= @at
    ORDER BY at, device, epoch, seq LIMIT @most`,
} as const;
const one = {
  parameters: { id: 'text', device: 'text' },
  sql: `SELECT p.place, p.area, p.person, p.at, p.device, p.epoch, p.seq, p.id, p.direction,
      p.access_point, p.card_uid, p.estimated, p.role, p.passage_id
    FROM known_entry k JOIN punch p ON p.place = k.place AND p.area = k.area
      AND p.person = k.person AND p.at = k.occurred_at
      AND p.device = k.device AND p.epoch = k.epoch AND p.seq = k.seq
    WHERE k.kind = 'punch' AND k.id = @id AND k.device = COALESCE(@device, k.device)
    ORDER BY p.device`,
} as const;

export interface Look {
  readonly key: SequenceKey;
  readonly at: number;
  readonly most: number;
}
const lookRow = ({ key, at, most }: Look): Row => [key.place, key.area, key.person, at, most];

/** Newest first, before `at`. */
export const readBefore = async (unit: Unit, looks: readonly Look[]) =>
  (await askRows<PunchRow>(unit, before, looks.map(lookRow))).map((rows) => rows.map(storedOf));

/** In order, from `at` on. */
export const readFrom = async (unit: Unit, looks: readonly Look[]) =>
  (await askRows<PunchRow>(unit, from, looks.map(lookRow))).map((rows) => rows.map(storedOf));

/**
 * A paired punch by its id (and device, where two use one id), with its sequence; null: not known,
 * or counted nowhere.
 */
export async function findPunch(
  unit: Unit,
  id: string,
  device: string | null,
): Promise<(StoredPunch & { readonly key: SequenceKey }) | null> {
  const [row] = await askOne<PunchRow & { place: string; area: string; person: string }>(
    unit,
    one,
    [id, device],
  );
  if (!row) return null;
  const person = row.person as SequenceKey['person'];
  return { ...storedOf(row), key: { place: row.place, area: row.area, person } };
}

/** Writes punches with their role; one that is there only changes its role. */
export const writePunches = (
  unit: Unit,
  punches: readonly (StoredPunch & { readonly key: SequenceKey })[],
) =>
  insertRows(
    unit,
    punchTable,
    punches.map(
      ({ key, punch, role, passageId }): Row => [
        ...keyRow({ key, punch }),
        punch.id,
        punch.direction,
        punch.accessPoint,
        punch.cardUid,
        punch.estimated ? 1 : 0,
        role,
        passageId,
      ],
    ),
  );

export const deletePunches = (unit: Unit, punches: readonly PunchAt[]) =>
  deleteRows(unit, punchKey, punches.map(keyRow));

const keyRow = ({ key, punch }: PunchAt): Row => [
  key.place,
  key.area,
  key.person,
  punch.occurredAt,
  punch.device,
  punch.epoch,
  punch.seq,
];

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
  passageId: row.passage_id,
});

const cardTable = {
  table: 'card_sequence',
  columns: { uid: 'text', place: 'text', area: 'text', person: 'text' },
} as const;
const ofCard = {
  parameters: { uid: 'text' },
  sql: `SELECT p.place, p.area, p.person, p.at, p.device, p.epoch, p.seq, p.id, p.direction,
      p.access_point, p.card_uid, p.estimated, p.role, p.passage_id
    FROM card_sequence c JOIN punch p ON p.place = c.place AND p.area = c.area
      AND p.person = c.person AND p.card_uid = c.uid
    WHERE c.uid = @uid`,
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
export async function readCardPunches(
  unit: Unit,
  uid: string,
): Promise<readonly (StoredPunch & { readonly key: SequenceKey })[]> {
  const rows = await askOne<PunchRow & { place: string; area: string; person: string }>(
    unit,
    ofCard,
    [uid],
  );
  return rows.map((row) => {
    const person = row.person as SequenceKey['person'];
    return { ...storedOf(row), key: { place: row.place, area: row.area, person } };
  });
}

const placesOfCard = {
  parameters: { uid: 'text' },
  sql: 'SELECT DISTINCT place FROM card_sequence WHERE uid = @uid',
} as const;

export const readCardPlaces = async (unit: Unit, uid: string): Promise<readonly string[]> =>
  (await askOne<{ place: string }>(unit, placesOfCard, [uid])).map(({ place }) => place);
