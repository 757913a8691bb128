import type { SequenceKey } from '../../shared/domain/punch.ts';
import type { JournalEntry } from '../../shared/wire/entry.ts';
import { genesisHash } from '../../shared/wire/entry-hash.ts';
import type { LostRange } from '../../shared/wire/messages.ts';
import { askOne, askRows, insertRows, type Row, type Unit } from './rows.ts';

/** What ingest must know of a device before it believes it. */
export interface DeviceFacts {
  readonly publicKey: string;
  readonly state: 'active' | 'revoked' | 'retired';
  /** Every access point it was ever assigned to. */
  readonly accessPoints: ReadonlyMap<string, AccessPointFacts>;
}

export interface AccessPointFacts {
  readonly place: string;
  readonly area: string;
  readonly counts: boolean;
}

const device = {
  parameters: { device: 'text' },
  sql: 'SELECT public_key, state FROM device WHERE id = @device',
} as const;
const accessPoints = {
  parameters: { device: 'text' },
  sql: `SELECT a.id, a.place_id, a.area_id, a.counts FROM access_point_device d
    JOIN access_point a ON a.id = d.access_point_id WHERE d.device_id = @device`,
} as const;

/** Null: never heard of. */
export async function readDeviceFacts(unit: Unit, id: string): Promise<DeviceFacts | null> {
  const [row] = await askOne<{ public_key: string; state: DeviceFacts['state'] }>(unit, device, [
    id,
  ]);
  if (!row) return null;
  const points = await askOne<{
    id: string;
    place_id: string;
    area_id: string | null;
    counts: number;
  }>(unit, accessPoints, [id]);
  return {
    publicKey: row.public_key,
    state: row.state,
    accessPoints: new Map(
      points.map((p) => [
        p.id,
        { place: p.place_id, area: p.area_id ?? p.place_id, counts: p.counts !== 0 },
      ]),
    ),
  };
}

const newMark = {
  table: 'mark',
  columns: { device: 'text', epoch: 'text', up_to: 'bigint', hash: 'text' },
  // Not DO NOTHING: only an update takes the row, and makes a doubled batch wait for the first.
  onConflict: '(device, epoch) DO UPDATE SET up_to = mark.up_to',
} as const;
const raiseMark = {
  ...newMark,
  onConflict: '(device, epoch) DO UPDATE SET up_to = excluded.up_to, hash = excluded.hash',
} as const;
const mark = {
  parameters: { device: 'text', epoch: 'text' },
  sql: 'SELECT up_to, hash FROM mark WHERE device = @device AND epoch = @epoch',
} as const;

/** How far the epoch is known, its row locked until the transaction ends. */
export async function lockMark(unit: Unit, deviceId: string, epoch: string) {
  await insertRows(unit, newMark, [[deviceId, epoch, 0, genesisHash]]);
  return readMark(unit, deviceId, epoch);
}

export async function readMark(unit: Unit, deviceId: string, epoch: string) {
  const [row] = await askOne<{ up_to: number; hash: string }>(unit, mark, [deviceId, epoch]);
  return { upTo: row?.up_to ?? 0, hash: row?.hash ?? genesisHash };
}

export const advanceMark = (
  unit: Unit,
  deviceId: string,
  epoch: string,
  to: { upTo: number; hash: string },
) => insertRows(unit, raiseMark, [[deviceId, epoch, to.upTo, to.hash]]);

const storedHash = {
  parameters: { device: 'text', epoch: 'text', seq: 'bigint' },
  sql: 'SELECT hash FROM entry WHERE device = @device AND epoch = @epoch AND seq = @seq',
} as const;

/** The stored hash of each seq; null where no entry is stored. */
export async function readHashes(
  unit: Unit,
  deviceId: string,
  epoch: string,
  seqs: readonly number[],
): Promise<readonly (string | null)[]> {
  const rows = seqs.map((seq) => [deviceId, epoch, seq]);
  const found = await askRows<{ hash: string }>(unit, storedHash, rows);
  return found.map(([row]) => row?.hash ?? null);
}

/** An entry with what its receipt adds to it. */
export interface TimedEntry {
  readonly entry: JournalEntry;
  readonly place: string | null;
  /** Where it pairs; null: nowhere. */
  readonly key: SequenceKey | null;
  readonly occurredAt: number;
  readonly estimated: boolean;
}

const knownEntry = {
  table: 'known_entry',
  columns: {
    kind: 'text',
    id: 'text',
    device: 'text',
    epoch: 'text',
    seq: 'bigint',
    place: 'text',
    area: 'text',
    person: 'text',
    occurred_at: 'bigint',
    estimated: 'smallint',
  },
} as const;
const whereKnown = {
  parameters: { kind: 'text', id: 'text', device: 'text' },
  sql: `SELECT epoch, seq FROM known_entry
    WHERE kind = @kind AND id = @id AND device = @device`,
} as const;
const entryTable = {
  table: 'entry',
  columns: {
    device: 'text',
    epoch: 'text',
    seq: 'bigint',
    id: 'text',
    kind: 'text',
    copy: 'smallint',
    hash: 'text',
    body: 'text',
    received_at: 'bigint',
  },
} as const;

/**
 * Stores entries that are not stored yet. Answers the ones whose id the device had not used before: the others
 * are copies it made into a new epoch after losing its store, kept and never listed or paired again.
 */
export async function insertEntries(
  unit: Unit,
  from: { device: string; epoch: string; receivedAt: number },
  timed: readonly TimedEntry[],
): Promise<readonly TimedEntry[]> {
  const isFirst = await insertKnown(unit, from, timed);
  await insertRows(
    unit,
    entryTable,
    timed.map((t): Row => {
      const { entry } = t;
      const copy = isFirst(t) ? 0 : 1;
      return [
        from.device,
        from.epoch,
        entry.seq,
        entry.id,
        entry.kind,
        copy,
        entry.hash,
        JSON.stringify(entry),
        from.receivedAt,
      ];
    }),
  );
  return timed.filter(isFirst);
}

/** Writes where each id is; answers which of them were not known. Nearly always all: only then is one read less. */
async function insertKnown(
  unit: Unit,
  from: { device: string; epoch: string },
  timed: readonly TimedEntry[],
): Promise<(one: TimedEntry) => boolean> {
  const rows = timed.map((t) => knownRow(from, t));
  if ((await insertRows(unit, knownEntry, rows)) === rows.length) return () => true;
  const ids = timed.map(({ entry }): Row => [entry.kind, entry.id, from.device]);
  const known = await askRows<{ epoch: string; seq: number }>(unit, whereKnown, ids);
  const isHere = timed.map(
    ({ entry }, i) => known[i]?.[0]?.seq === entry.seq && known[i][0].epoch === from.epoch,
  );
  const first = new Set(timed.filter((_, i) => isHere[i]));
  return (one) => first.has(one);
}

const knownRow = (from: { device: string; epoch: string }, timed: TimedEntry): Row => [
  timed.entry.kind,
  timed.entry.id,
  from.device,
  from.epoch,
  timed.entry.seq,
  timed.place,
  timed.key?.area ?? null,
  timed.key?.person ?? null,
  timed.occurredAt,
  timed.estimated ? 1 : 0,
];

const lostTable = {
  table: 'lost',
  columns: {
    device: 'text',
    epoch: 'text',
    from_seq: 'bigint',
    to_seq: 'bigint',
    reason: 'text',
    received_at: 'bigint',
  },
} as const;

export const insertLost = (
  unit: Unit,
  from: { device: string; epoch: string; receivedAt: number },
  holes: readonly LostRange[],
) =>
  insertRows(
    unit,
    lostTable,
    holes.map((h): Row => [from.device, from.epoch, h.from, h.to, h.reason, from.receivedAt]),
  );

const moved = {
  ...knownEntry,
  onConflict: `(kind, id, device) DO UPDATE SET area = excluded.area, person = excluded.person,
    occurred_at = excluded.occurred_at, estimated = excluded.estimated`,
} as const;

/** Where and when known entries now are. */
export const moveEntries = (
  unit: Unit,
  timed: readonly (TimedEntry & { readonly device: string; readonly epoch: string })[],
) =>
  insertRows(
    unit,
    moved,
    timed.map((t) => knownRow(t, t)),
  );

const body = {
  parameters: { device: 'text', epoch: 'text', seq: 'bigint' },
  sql: 'SELECT body FROM entry WHERE device = @device AND epoch = @epoch AND seq = @seq',
} as const;

/** The entries as they were sent, in the order asked for; those that are not stored are left out. */
export async function readEntries(
  unit: Unit,
  at: readonly { readonly device: string; readonly epoch: string; readonly seq: number }[],
): Promise<readonly JournalEntry[]> {
  const rows = at.map(({ device: of, epoch, seq }): Row => [of, epoch, seq]);
  const found = await askRows<{ body: string }>(unit, body, rows);
  return found.flatMap(([row]) => (row ? [JSON.parse(row.body) as JournalEntry] : []));
}

/** The access points of devices, each read once. */
export function pointsReader(unit: Unit) {
  const read = new Map<string, ReadonlyMap<string, AccessPointFacts>>();
  return async (of: string): Promise<ReadonlyMap<string, AccessPointFacts>> => {
    let points = read.get(of);
    if (!points) {
      points = (await readDeviceFacts(unit, of))?.accessPoints ?? new Map();
      read.set(of, points);
    }
    return points;
  };
}
