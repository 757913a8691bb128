import { createHash } from 'node:crypto';
import type { Database } from '../../cloud/store/database.ts';
import type { Direction } from '../../shared/domain/access-point.ts';
import type { Warning } from '../../shared/domain/place-rules.ts';
import type { DoorEntry, JournalEntry } from '../../shared/wire/entry.ts';
import { entryHash, genesisHash } from '../../shared/wire/entry-hash.ts';
import { signHead } from '../../shared/wire/head-signature.ts';
import { newKeyPair, rawPublicKey } from '../../shared/wire/keys.ts';
import type { HelloMessage, LostRange } from '../../shared/wire/messages.ts';
import { placeRow } from './place-row.ts';

export interface TestTap {
  readonly at: number;
  readonly uid?: string;
  readonly memberRef?: string | null;
  readonly direction?: Direction;
  readonly accessPoint?: string;
  readonly id?: string;
  /** What was chosen on the terminal. */
  readonly item?: string;
  readonly warnings?: readonly Warning[];
  readonly boot?: string;
  readonly monoMs?: number;
  readonly clock?: 'synced' | 'unsynced' | 'floor';
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

/** Something like a UUIDv7, the same for the same input. */
export const uuidOf = (text: string, at = 0): string => {
  const time = at.toString(16).padStart(12, '0');
  const rest = digest(text);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
};

/** A device's journal in memory, signed and chained as on the wire. */
export function testDevice(id: string, accessPoint = `${id}-door`) {
  const keys = newKeyPair();
  let epoch = digest(`${id} epoch 1`).slice(0, 32);
  let entries: JournalEntry[] = [];
  let boot = `${id}-boot-1`;
  const bootedAt = Date.UTC(2026, 0, 1);
  const hashAt = (seq: number) => entries[seq - 1]?.hash ?? genesisHash;

  const append = (
    fields: { at: number; id?: string; [name: string]: unknown },
    tap: Partial<TestTap> = {},
  ) => {
    const seq = entries.length + 1;
    const entry = {
      boot: tap.boot ?? boot,
      clock: tap.clock ?? 'synced',
      monoMs: tap.monoMs ?? Math.max(0, fields.at - bootedAt),
      salt: digest(`salt ${seq}`).slice(0, 32),
      seq,
      ...fields,
      id: fields.id ?? uuidOf(`${id} ${epoch} ${seq}`, fields.at),
      at: new Date(fields.at).toISOString(),
    } as unknown as JournalEntry;
    const sorted = Object.fromEntries(
      Object.entries({ ...entry, hash: entryHash(hashAt(seq - 1), entry) }).sort(([a], [b]) =>
        a < b ? -1 : 1,
      ),
    ) as unknown as JournalEntry;
    entries.push(sorted);
    return sorted;
  };

  return {
    id,
    accessPoint,
    publicKey: rawPublicKey(keys.publicKey),
    epoch: () => epoch,
    entries: () => entries,
    hashAt,
    rebooted(name: string) {
      boot = name;
    },
    punch(tap: TestTap) {
      return append(
        {
          at: tap.at,
          ...(tap.id === undefined ? {} : { id: tap.id }),
          kind: 'punch',
          accessPoint: tap.accessPoint ?? accessPoint,
          accessVersion: 1,
          card: { level: 'uid', uid: tap.uid ?? '04A1B2C3' },
          direction: tap.direction ?? 'toggle',
          item: tap.item ?? null,
          memberRef: tap.memberRef ?? null,
          ...(tap.warnings && { warnings: [...tap.warnings] }),
        },
        tap,
      );
    },
    refusal(tap: TestTap, reason = 'unknownCard') {
      return append(
        {
          at: tap.at,
          kind: 'refusal',
          reason,
          accessPoint: tap.accessPoint ?? accessPoint,
          accessVersion: 1,
          card: { level: 'uid', uid: tap.uid ?? '04A1B2C3' },
          direction: tap.direction ?? 'toggle',
          item: null,
          memberRef: null,
        },
        tap,
      );
    },
    door(at: number, event: DoorEntry['event'], door = 'front') {
      return append({ at, kind: 'door', door, event, cause: null });
    },
    device(at: number, event: string, details: Record<string, unknown> = {}) {
      return append({ at, kind: 'device', event, details });
    },
    /** A store rolled back: the first `kept` entries stay, what follows is written anew. */
    rollBack(kept: number) {
      entries = entries.slice(0, kept);
    },
    /** A new epoch; `copied` entries keep their ids and raw fields. */
    newEpoch(name: string, copied: readonly JournalEntry[] = []) {
      epoch = digest(`${id} ${name}`).slice(0, 32);
      entries = [];
      for (const { seq: _, hash: __, at, ...rest } of copied)
        append({ ...rest, at: Date.parse(at) } as { at: number });
    },
    batch(
      from: number,
      to: number,
      change: {
        entries?: (entries: unknown[]) => unknown[];
        lost?: readonly LostRange[];
        prev?: string;
        sig?: string;
        boot?: string;
        monoMs?: number;
      } = {},
    ): Buffer {
      const lost = change.lost ?? [];
      const held = entries
        .slice(from - 1, to)
        .filter(({ seq }) => !lost.some((hole) => hole.from <= seq && seq <= hole.to));
      const head = { seq: to, hash: hashAt(to) };
      const sig = change.sig ?? signHead({ device: id, epoch, lost, ...head }, keys.privateKey);
      return Buffer.from(
        JSON.stringify({
          boot: change.boot ?? boot,
          entries: change.entries ? change.entries(held) : held,
          epoch,
          from,
          head: { ...head, sig },
          lost,
          monoMs: change.monoMs ?? 1_000,
          prev: change.prev ?? hashAt(from - 1),
          to,
          v: 1,
        }),
      );
    },
    hello(change: Partial<HelloMessage> = {}): HelloMessage {
      return {
        v: 1,
        epochs: [{ epoch, first: 1, last: entries.length, acked: 0 }],
        list: '',
        accessVersion: 0,
        accessDigest: '',
        configVersion: 0,
        boot,
        monoMs: 1_000,
        wall: new Date(bootedAt).toISOString(),
        clock: 'synced',
        nonce: 'n'.repeat(16),
        software: 'test',
        health: [],
        ...change,
      };
    },
  };
}

export type TestDevice = ReturnType<typeof testDevice>;

/** One place with devices, each with its own toggle access point. */
export async function seedPlace(
  { db }: Database,
  devices: readonly TestDevice[],
  policy: Partial<{
    max_visit_minutes: number;
    closes_at: string;
    missing_exit: 'flag' | 'closeAtClosing';
  }> = {},
  place = 'demo',
): Promise<void> {
  await db
    .insertInto('place')
    .values({
      id: place,
      name: 'Demo',
      time_zone: 'Europe/Paris',
      ...placeRow,
      ...policy,
    })
    .execute();
  for (const device of devices) {
    await db
      .insertInto('device')
      .values({
        id: device.id,
        place_id: place,
        name: device.id,
        public_key: device.publicKey,
        password_hash: '',
        state: 'active',
        created_at: 0,
      })
      .execute();
    await seedAccessPoint({ db }, device, device.accessPoint, {}, place);
  }
}

export async function seedAccessPoint(
  { db }: Pick<Database, 'db'>,
  device: TestDevice,
  id: string,
  fields: Partial<{ area_id: string; counts: number; direction: Direction }> = {},
  place = 'demo',
): Promise<void> {
  await db
    .insertInto('access_point')
    .values({
      id,
      place_id: place,
      device_id: device.id,
      door_id: null,
      area_id: null,
      name: id,
      direction: 'toggle',
      counts: 1,
      item_id: null,
      reader: null,
      ...fields,
    })
    .execute();
  await db
    .insertInto('access_point_device')
    .values({ access_point_id: id, device_id: device.id })
    .execute();
}
