import { createHash, type KeyObject } from 'node:crypto';
import type { Database } from '../../cloud/store/database.ts';
import type { JournalEntry } from '../../shared/wire/entry.ts';
import { entryHash, genesisHash } from '../../shared/wire/entry-hash.ts';
import { signHead } from '../../shared/wire/head-signature.ts';
import { newKeyPair, rawPublicKey } from '../../shared/wire/keys.ts';

export interface BenchBatch {
  readonly device: string;
  readonly payload: Buffer;
  readonly receivedAt: number;
  readonly count: number;
  readonly to: number;
}

/** One device's journal, signed and chained, cut into messages. */
export interface BenchJournal {
  readonly device: string;
  readonly publicKey: string;
  readonly batches: readonly BenchBatch[];
}

const start = Date.UTC(2026, 0, 5, 6);
const day = 86_400_000;
const minute = 60_000;
const members = 400;
const devices = 4;
/** As many as a message of 64 KiB holds. */
const perBatch = 130;

const uidOf = (person: number): string => `04A1B2C3${String(person).padStart(6, '0')}`;
const memberOf = (person: number): string => `m_${person}`;
const digest = (text: string) => createHash('sha256').update(text).digest('hex');

/**
 * 400 people, four readers, each with people of its own. `first` comes as it happened: in at nine, out at six.
 * `late` are two taps of everybody's lunch break, the days long over, the newest day first.
 */
export function benchJournals(days: number): {
  first: readonly BenchJournal[];
  late: readonly BenchJournal[];
} {
  const first: BenchJournal[] = [];
  const late: BenchJournal[] = [];
  for (let d = 0; d < devices; d++) {
    const people = Array.from({ length: members / devices }, (_, i) => d + i * devices);
    const taps = (of: number, hours: readonly number[]) =>
      hours.flatMap((hour) =>
        people.map((person) => ({
          person,
          at: start + of * day + hour * 60 * minute + person * 300,
        })),
      );
    const inOrder = Array.from({ length: days }, (_, of) => taps(of, [3, 12])).flat();
    const backwards = Array.from({ length: days }, (_, of) => taps(days - 1 - of, [6, 7])).flat();
    first.push(journalOf(`reader-${d}`, inOrder, (at) => at + minute));
    late.push(journalOf(`late-${d}`, backwards, () => start + days * day));
  }
  return { first, late };
}

function journalOf(
  device: string,
  taps: readonly { person: number; at: number }[],
  receivedAt: (at: number) => number,
): BenchJournal {
  const { privateKey, publicKey } = newKeyPair();
  const epoch = digest(device).slice(0, 32);
  const entries: JournalEntry[] = [];
  for (const [i, { person, at }] of taps.entries()) {
    const entry = {
      accessPoint: `${device}-door`,
      accessVersion: 73,
      at: new Date(at).toISOString(),
      boot: 'b0b1b2b3-b4b5-4b6b-8b7b-b8b9babbbcbd',
      card: { level: 'uid', uid: uidOf(person) },
      clock: 'synced',
      direction: 'toggle',
      door: 'front',
      hash: '',
      id: uuidAt(at, `${device} ${i}`),
      item: 'badger',
      kind: 'punch',
      memberRef: memberOf(person),
      monoMs: at - start,
      salt: digest(`${device} ${i}`).slice(0, 32),
      seq: i + 1,
    } as const;
    entries.push({ ...entry, hash: entryHash(entries.at(-1)?.hash ?? genesisHash, entry) });
  }
  const batches: BenchBatch[] = [];
  for (let from = 1; from <= entries.length; from += perBatch)
    batches.push(batchOf(device, epoch, entries, from, privateKey, receivedAt));
  return { device, publicKey: rawPublicKey(publicKey), batches };
}

function batchOf(
  device: string,
  epoch: string,
  entries: readonly JournalEntry[],
  from: number,
  key: KeyObject,
  receivedAt: (at: number) => number,
): BenchBatch {
  const held = entries.slice(from - 1, from - 1 + perBatch);
  const last = held.at(-1);
  if (!last) throw new Error('a batch holds something');
  const head = { seq: last.seq, hash: last.hash };
  const message = {
    boot: last.boot,
    entries: held,
    epoch,
    from,
    head: { ...head, sig: signHead({ device, epoch, lost: [], ...head }, key) },
    lost: [],
    monoMs: last.monoMs,
    prev: entries[from - 2]?.hash ?? genesisHash,
    to: last.seq,
    v: 1,
  };
  return {
    device,
    payload: Buffer.from(JSON.stringify(message)),
    receivedAt: receivedAt(Date.parse(last.at)),
    count: held.length,
    to: last.seq,
  };
}

/** A UUIDv7 of that instant, the same for the same text. */
function uuidAt(at: number, text: string): string {
  const time = at.toString(16).padStart(12, '0');
  const rest = digest(text);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
}

/** A place that knows these devices, and gave each card to the member who has it. */
export async function benchPlace(
  { db }: Database,
  journals: readonly Pick<BenchJournal, 'device' | 'publicKey'>[],
): Promise<void> {
  await db
    .insertInto('place')
    .values({
      id: 'bench',
      name: 'Bench',
      time_zone: 'Europe/Paris',
      max_visit_minutes: 720,
      closes_at: null,
      debounce_seconds: 5,
      missing_exit: 'flag',
      purpose: 'usage',
      list_max_age_days: 30,
      journal_keep_days: 35,
      unsynced_schedules: 'lastKnown',
      language: 'en',
      hello_seconds: 30,
      created_at: 0,
    })
    .execute();
  for (let person = 0; person < members; person++) {
    const change = {
      kind: 'assignCard',
      uid: uidOf(person),
      memberId: memberOf(person),
      from: 0,
      to: null,
    } as const;
    await db
      .insertInto('correction')
      .values({
        id: `given-${person}`,
        kind: change.kind,
        change: JSON.stringify(change),
        uid: change.uid,
        made_at: 0,
        made_by: 'bench',
        reason: 'The card was given to this member.',
      })
      .execute();
  }
  for (const { device, publicKey } of journals) {
    await db
      .insertInto('device')
      .values({
        id: device,
        place_id: 'bench',
        name: device,
        public_key: publicKey,
        password_hash: '',
        state: 'active',
        created_at: 0,
      })
      .execute();
    await db
      .insertInto('access_point')
      .values({
        id: `${device}-door`,
        place_id: 'bench',
        device_id: device,
        door_id: null,
        area_id: null,
        name: device,
        direction: 'toggle',
        counts: 1,
        item_id: null,
        reader: null,
      })
      .execute();
    await db
      .insertInto('access_point_device')
      .values({ access_point_id: `${device}-door`, device_id: device })
      .execute();
  }
}
