import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openJournal as openCloudJournal } from '../../cloud/open-journal.ts';
import { openDatabase } from '../../cloud/store/database.ts';
import { createClockWatch } from '../../device/clock-watch.ts';
import { openJournal } from '../../device/store/journal.ts';
import { allShown } from '../../shared/domain/report-shown.ts';
import { batchText } from '../../shared/wire/batch-text.ts';
import { signHead } from '../../shared/wire/head-signature.ts';
import { newKeyPair, rawPublicKey } from '../../shared/wire/keys.ts';
import { openTestRegistry } from '../cloud/open-test-registry.ts';
import { manualTime } from '../fakes/manual-time.ts';
import { scratchFolder } from '../parts/scratch-folder.ts';

const minute = 60_000;
const day = 86_400_000;
const delayMs = 40;
const passages = 25;
const [coming, staying] = ['04A1B2C3D4E5F6', '04B1B2C3D4E5F6'];

/** Both begin at ten past midnight in Paris, and end after the clocks there were changed at 01:00 UTC. */
const nights = {
  'when 02:00 to 03:00 comes twice': Date.UTC(2026, 9, 24, 22, 10),
  'when 02:00 to 03:00 does not come': Date.UTC(2027, 2, 27, 23, 10),
} as const;
/** What the machine believes as it wakes, by what it is. */
const wakes = {
  'in 1970': () => 3_000,
  'two weeks back': (now: number) => now - 14 * day,
  'five years ahead': (now: number) => now + 5 * 365 * day,
} as const;

/** Local times as a person in Paris would write them, with the offset that held. */
const inParis = (at: number): string =>
  Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO('Europe/Paris')
    .toString({ timeZoneName: 'never', smallestUnit: 'second' });

/** A device with its real clock watch and journal, and a cloud with its real ingest and report. */
async function night(begins: number, believes: number, becomesSynced: boolean) {
  const folder = scratchFolder('wrong-clocks');
  const time = manualTime(believes, 5_000);
  const trueNow = () => begins + time.monotonicNow() - 5_000;
  const journal = openJournal(join(folder, 'journal.db'));
  let vouches = false;
  const watch = createClockWatch({
    ...{ clock: time, timers: time, boot: 'boot-1' },
    source: { vouchedBy: async () => (vouches ? 'ntp' : null) },
    floorMs: Date.UTC(2026, 8, 1),
    record: (event) => void journal.append([event]),
  });
  const { privateKey, publicKey } = newKeyPair();
  const database = await openDatabase({ url: null, path: join(folder, 'cloud.db') });
  const registry = openTestRegistry(database, trueNow);
  await registry.places.create({ id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
  const raw = rawPublicKey(publicKey);
  await registry.devices.create({ id: 'wall-1', placeId: 'demo', name: 'W', publicKey: raw });
  const point = { id: 'entree', deviceId: 'wall-1', placeId: 'demo', direction: 'toggle' } as const;
  await registry.accessPoints.create(point);
  const cloud = openCloudJournal(database);

  await watch.refresh();
  watch.start();
  const tapped = new Map<string, number[]>([
    [coming, []],
    [staying, []],
  ]);
  const tap = (uid: string): void => {
    tapped.get(uid)?.push(trueNow());
    const about = { accessPoint: 'entree', direction: 'toggle', memberRef: null } as const;
    const card = { uid, level: 'uid' } as const;
    const punch = { kind: 'punch', ...watch.stamp(), ...about, card, accessVersion: 1, item: null };
    journal.append([punch as Parameters<typeof journal.append>[0][number]]);
  };
  tap(staying);
  time.advance(minute);
  for (let n = 0; n < passages; n++) {
    tap(coming);
    time.advance((5 + (n % 6)) * minute);
    tap(coming);
    time.advance((14 - 5 - (n % 6)) * minute);
  }
  if (becomesSynced) {
    vouches = true;
    time.step(trueNow() - time.now());
    time.advance(2_000);
    await watch.refresh();
  }
  tap(staying);
  watch.stop();

  const limits = { maxEntries: 20, maxBytes: 60_000 };
  for (let batch = journal.nextBatch(limits); batch; batch = journal.nextBatch(limits)) {
    const { epoch, lost, head } = batch;
    const sig = signHead({ device: 'wall-1', epoch, lost, ...head }, privateKey);
    const now = { boot: 'boot-1', monoMs: time.monotonicNow() };
    const text = batchText({ ...batch, lost: [...lost], ...now, head: { ...head, sig } });
    const receivedAt = trueNow() + delayMs;
    const received = { device: 'wall-1', payload: Buffer.from(text), receivedAt };
    const ack = await cloud.ingest.journal(received);
    expect(ack.error).toBeUndefined();
    journal.acknowledge(epoch, ack.upTo);
  }
  const filter = {
    ...{ from: null, to: null, place: 'demo', area: null, member: null },
    ...{ accessPoint: null, status: null },
  };
  const csv = { for: 'machine', uids: true } as const;
  let report = '';
  for await (const part of cloud.passages.lines({ filter, now: trueNow(), csv, shown: allShown })) {
    report += Buffer.from(part).toString('utf8');
  }
  const states = await database.db.selectFrom('journal').select('body').execute();
  journal.close();
  await cloud.close();
  await database.close();
  const rows = report
    .trim()
    .split('\r\n')
    .map((line) => line.split(','))
    .map(([, , , , , card, entry, exit, seconds, status]) => [card, entry, exit, seconds, status]);
  return { rows, tapped, clocks: new Set(states.map(({ body }) => JSON.parse(body).clock)) };
}

const everyNight = Object.entries(nights).flatMap(([when, begins]) =>
  Object.entries(wakes).map(([how, believes]) => [how, when, begins, believes] as const),
);

test.each(everyNight)(
  'a device that wakes %s in a night %s: fifty taps later the report is right to the second',
  async (_how, _when, begins, believes) => {
    const { rows, tapped, clocks } = await night(begins, believes(begins), true);
    expect(clocks.has('synced') && clocks.size > 1).toBe(true);
    const taps = tapped.get(coming) ?? [];
    expect(taps).toHaveLength(2 * passages);
    const expected = Array.from({ length: passages }, (_, n) => {
      const [entry = 0, exit = 0] = taps.slice(2 * n, 2 * n + 2);
      return [coming, inParis(entry), inParis(exit), String((exit - entry) / 1000), 'closed'];
    });
    expect(rows.filter(([card]) => card === coming)).toEqual(expected);
    // Who was in all night was in for as long as it lasted, not an hour more or less.
    const [entry = 0, exit = 0] = tapped.get(staying) ?? [];
    expect(rows.filter(([card]) => card === staying)).toEqual([
      [staying, inParis(entry), inParis(exit), String((exit - entry) / 1000), 'closed'],
    ]);
  },
);

test('a clock that nobody ever sets is put right by when its words arrive', async () => {
  const begins = nights['when 02:00 to 03:00 comes twice'];
  const { rows, tapped, clocks } = await night(begins, wakes['in 1970'](), false);
  expect(clocks.has('synced')).toBe(false);
  const taps = tapped.get(coming) ?? [];
  const theirs = rows.filter(([card]) => card === coming);
  expect(theirs).toHaveLength(passages);
  for (const [n, [, entry = '', , seconds, status]] of theirs.entries()) {
    const off = Date.parse(entry) - (taps[2 * n] ?? 0);
    expect(Math.abs(off)).toBeLessThanOrEqual(1_000);
    expect([Number(seconds), status]).toEqual([(5 + (n % 6)) * 60, 'closed']);
  }
});
