import { genesisHash } from '../../shared/wire/entry-hash.ts';
import type { LostRange } from '../../shared/wire/messages.ts';
import { askOne, insertRows, type Row, type Unit } from './rows.ts';
import { isAnybodyTold } from './webhook-events.ts';

/** What ingest must know of a device before it believes it. */
export interface DeviceFacts {
  readonly publicKey: string;
  readonly state: 'active' | 'revoked' | 'retired';
  /** Every access point it was ever assigned to. */
  readonly accessPoints: ReadonlyMap<string, AccessPointFacts>;
  /** Whether anybody was ever erased here: only then are their taps looked for among those that come. */
  readonly someErased: boolean;
  /** Whether any other system is told of punches: only then is it looked which. */
  readonly someShared: boolean;
  /** Whether programs elsewhere are told of what happens. */
  readonly isTold: boolean;
}

export interface AccessPointFacts {
  readonly place: string;
  readonly area: string;
  readonly counts: boolean;
  /** Who taps there is not known. */
  readonly nameless: boolean;
  readonly timeZone: string;
}

const device = {
  parameters: { device: 'text' },
  sql: `SELECT public_key, state, CASE WHEN EXISTS (SELECT 1 FROM erasure) THEN 1 ELSE 0 END AS erased,
    CASE WHEN EXISTS (SELECT 1 FROM connection WHERE is_on = 1) THEN 1 ELSE 0 END AS shared,
    ${isAnybodyTold} AS told FROM device WHERE id = @device`,
} as const;
const accessPoints = {
  parameters: { device: 'text' },
  sql: `SELECT a.id, a.place_id, a.area_id, a.counts, p.nameless, p.time_zone FROM access_point_device d
    JOIN access_point a ON a.id = d.access_point_id JOIN place p ON p.id = a.place_id
    WHERE d.device_id = @device`,
} as const;

/** Null: never heard of. */
export async function readDeviceFacts(unit: Unit, id: string): Promise<DeviceFacts | null> {
  const [row] = await askOne<{
    public_key: string;
    state: DeviceFacts['state'];
    erased: number;
    shared: number;
    told: number;
  }>(unit, device, [id]);
  if (!row) return null;
  const points = await askOne<{
    id: string;
    place_id: string;
    area_id: string | null;
    counts: number;
    nameless: number;
    time_zone: string;
  }>(unit, accessPoints, [id]);
  return {
    publicKey: row.public_key,
    state: row.state,
    someErased: row.erased !== 0,
    someShared: row.shared !== 0,
    isTold: row.told !== 0,
    accessPoints: new Map(
      points.map((p) => [
        p.id,
        {
          place: p.place_id,
          area: p.area_id ?? p.place_id,
          counts: p.counts !== 0,
          nameless: p.nameless !== 0,
          timeZone: p.time_zone,
        },
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

/** How far the epoch is known, its row locked until the transaction ends: on SQLite the transaction locks all. */
export async function lockMark(unit: Unit, deviceId: string, epoch: string) {
  const known = unit.sqlite ? await findMark(unit, deviceId, epoch) : null;
  if (known) return known;
  await insertRows(unit, newMark, [[deviceId, epoch, 0, genesisHash]]);
  return readMark(unit, deviceId, epoch);
}

export const readMark = async (unit: Unit, deviceId: string, epoch: string) =>
  (await findMark(unit, deviceId, epoch)) ?? { upTo: 0, hash: genesisHash };

async function findMark(unit: Unit, deviceId: string, epoch: string) {
  const [row] = await askOne<{ up_to: number; hash: string }>(unit, mark, [deviceId, epoch]);
  return row ? { upTo: row.up_to, hash: row.hash } : null;
}

export const advanceMark = (
  unit: Unit,
  deviceId: string,
  epoch: string,
  to: { upTo: number; hash: string },
) => insertRows(unit, raiseMark, [[deviceId, epoch, to.upTo, to.hash]]);

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
