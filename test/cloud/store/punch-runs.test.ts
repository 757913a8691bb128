import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { openDatabase } from '../../../cloud/store/database.ts';
import { joinRuns } from '../../../cloud/store/join-runs.ts';
import { fullRun } from '../../../cloud/store/punch-runs.ts';
import {
  deletePunches,
  joinAllRuns,
  type PunchAt,
  readBefore,
  readFrom,
  readLastEntryAt,
  writePunches,
} from '../../../cloud/store/punches.ts';
import { type Unit, unitOf } from '../../../cloud/store/rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgeuse-runs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = Date.UTC(2026, 0, 5);
const perBatch = 130;
let seq = 0;
const tap = (place: string, person: number, at: number) => ({
  key: { place, area: place, person: `member:${person}` as const },
  punch: {
    ...{ id: `${++seq}`, device: 'reader', epoch: 'e', seq, occurredAt: at },
    ...({
      direction: 'toggle',
      accessPoint: 'door',
      cardUid: '04A1B2C3',
      estimated: false,
    } as const),
  },
  role: 'entry' as const,
  passageId: null,
});
/** One a second from `from` on, of so many members in turn. */
const taps = (place: string, count: number, { from = start, members = 40, every = 1_000 } = {}) =>
  Array.from({ length: count }, (_, i) => tap(place, i % members, from + i * every));

const batches = <T>(all: readonly T[], size = perBatch): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
    all.slice(i * size, (i + 1) * size),
  );

let files = 0;
async function withStore(work: (unit: Unit) => Promise<void>): Promise<void> {
  const database = await openDatabase({ url: null, path: join(folder, `${++files}.db`) });
  try {
    await database.inTransaction((tx) => work(unitOf(database, tx)));
  } finally {
    await database.close();
  }
}

async function runsIn({ tx }: Unit) {
  const punches = await tx
    .selectFrom('punch')
    .select(['place', 'at', 'person'])
    .select((of) => of.ref('run' as 'at').as('run'))
    .orderBy('at')
    .execute();
  const begun = await tx.selectFrom('punch_run').selectAll().orderBy('run').execute();
  return { punches, begun };
}

/** Every punch is in the last run that begins by then, and found from each side as if they lay in one heap. */
async function expectWhole(unit: Unit, written: readonly PunchAt[]): Promise<void> {
  const { punches, begun } = await runsIn(unit);
  expect(punches).toHaveLength(written.length);
  const misplaced = punches.filter(({ place, at, run }) => {
    const last = begun.findLast((one) => one.place === place && one.run <= at);
    return last?.run !== run;
  });
  expect(misplaced).toEqual([]);
  const instants = written.map(({ punch }) => punch.occurredAt).toSorted((a, b) => a - b);
  const middles = [0, 0.2, 0.5, 0.9].map((share) => instants[Math.floor(share * instants.length)]);
  for (const at of [...middles, start - 1, Number(instants.at(-1)) + 1] as number[]) {
    const { key } = written[Math.floor(written.length / 3)] as PunchAt;
    const own = written
      .filter((one) => one.key.place === key.place && one.key.person === key.person)
      .map(({ punch }) => punch.occurredAt)
      .toSorted((a, b) => a - b);
    const atOf = (found: Awaited<ReturnType<typeof readFrom>>) =>
      found[0]?.map(({ punch }) => punch.occurredAt);
    const [before, from] = [own.filter((one) => one < at), own.filter((one) => one >= at)];
    expect(atOf(await readBefore(unit, [{ key, at, most: 9 }]))).toEqual(
      before.slice(-9).toReversed(),
    );
    expect(atOf(await readFrom(unit, [{ key, at, most: 9 }]))).toEqual(from.slice(0, 9));
    const upTo = own.filter((one) => one <= at).at(-1) ?? null;
    expect(await readLastEntryAt(unit, key, at)).toBe(upTo);
  }
}

const lengths = (punches: readonly { readonly run: number }[]): readonly number[] => [
  ...punches
    .reduce((sum, { run }) => sum.set(run, (sum.get(run) ?? 0) + 1), new Map<number, number>())
    .values(),
];

test('a backlog lies in full runs, a place in its own', async () => {
  await withStore(async (unit) => {
    const both = [taps('a', 5_000), taps('b', fullRun - 100)];
    for (const of of both) for (const batch of batches(of)) await writePunches(unit, batch);
    await expectWhole(unit, both.flat());
    const { punches, begun } = await runsIn(unit);
    expect(begun.filter(({ place }) => place === 'b')).toHaveLength(1);
    const long = lengths(punches.filter(({ place }) => place === 'a'));
    expect(long.slice(0, -1).every((of) => of >= fullRun && of < fullRun + perBatch)).toBe(true);
  });
});

test('late, backwards, at one instant and moved: each is in the run of its time', async () => {
  await withStore(async (unit) => {
    const inOrder = taps('a', 3_000, { every: 60_000 });
    const late = taps('a', 2_500, { from: start + 30_000, every: 60_000, members: 7 });
    const earlier = taps('a', 2_500, { from: start - 10_000 * 60_000, every: 60_000 });
    const same = Array.from({ length: 1_500 }, (_, i) => tap('a', i, start + 2_000 * 60_000));
    for (const batch of [
      ...batches(inOrder),
      ...batches(late).toReversed(),
      ...batches(earlier.slice(1_000)),
      ...batches(earlier.slice(0, 1_000), 400).toReversed(),
      ...batches(same),
    ])
      await writePunches(unit, batch);
    const all = [...inOrder, ...late, ...earlier, ...same];
    await expectWhole(unit, all);

    const gone = all.filter((_, i) => i % 5 === 0);
    await deletePunches(unit, gone);
    const moved = gone.map(({ punch, ...one }) => ({
      ...one,
      punch: { ...punch, occurredAt: punch.occurredAt + 400 * 60_000 },
    }));
    for (const batch of batches(moved)) await writePunches(unit, batch);
    // Another role changes nothing of where it lies.
    await writePunches(unit, moved);
    await expectWhole(unit, [...all.filter((_, i) => i % 5 !== 0), ...moved]);
  });
});

test('after a clock was once years ahead, the newest run stays short', async () => {
  await withStore(async (unit) => {
    const ahead = tap('a', 1, start + 20 * 365 * 86_400_000);
    const all = taps('a', 12_000);
    const [before = [], ...after] = batches(all);
    for (const batch of [before, [ahead], ...after]) await writePunches(unit, batch);
    await expectWhole(unit, [...all, ahead]);
    expect(Math.max(...lengths((await runsIn(unit)).punches))).toBeLessThan(4 * fullRun + perBatch);
  });
});

test('what was believed of a run in a transaction that failed misleads nobody', async () => {
  const database = await openDatabase({ url: null, path: join(folder, 'failed.db') });
  const write = (punches: Parameters<typeof writePunches>[1], fails: boolean) =>
    database.inTransaction(async (tx) => {
      await writePunches(unitOf(database, tx), punches);
      if (fails) throw new Error('the disk is full');
    });
  const all = taps('a', 4_000);
  for (const batch of batches(all)) {
    await expect(write(batch, true)).rejects.toThrow('full');
    await write(batch, false);
  }
  await database.inTransaction((tx) => expectWhole(unitOf(database, tx), all));
  await database.close();
});

test('what another process wrote since is counted before a run is begun', async () => {
  const path = join(folder, 'both.db');
  const [mine, theirs] = [
    await openDatabase({ url: null, path }),
    await openDatabase({ url: null, path }),
  ];
  const write = (by: typeof mine, punches: Parameters<typeof writePunches>[1]) =>
    by.inTransaction((tx) => writePunches(unitOf(by, tx), punches));
  const own = taps('a', fullRun - 1);
  const later = tap('a', 1, start + 5_000_000);
  const next = taps('a', 3, { from: start + 1_000_000 });
  try {
    await write(mine, own);
    await write(theirs, [later]);
    // As far as this process knows the run is full, and ends, with the first of these.
    for (const one of next) await write(mine, [one]);
    await mine.inTransaction((tx) => expectWhole(unitOf(mine, tx), [...own, later, ...next]));
  } finally {
    await mine.close();
    await theirs.close();
  }
});

test('a joined run that is cut stays two joined ones', async () => {
  await withStore(async (unit) => {
    const first = taps('a', fullRun, { every: 100_000 });
    await writePunches(unit, first);
    await writePunches(unit, taps('a', 1, { from: start + fullRun * 100_000 }));
    await unit.tx.updateTable('punch_run').set({ joined: 1 }).where('run', '=', start).execute();
    const late = taps('a', 31.1 * fullRun, { from: start + 500, every: 3_000 });
    for (const batch of batches(late, fullRun)) await writePunches(unit, batch);
    const { begun } = await runsIn(unit);
    expect(begun.map(({ joined }) => joined)).toEqual([1, 1, 0]);
  });
});

test('old runs are joined, once there are many and before much is read', async () => {
  await withStore(async (unit) => {
    const all = taps('a', 34 * fullRun);
    const [first, rest] = [all.slice(0, 32.5 * fullRun), all.slice(32.5 * fullRun)];
    for (const batch of batches(first)) await writePunches(unit, batch);
    const many = (await runsIn(unit)).begun.length;
    expect(many).toBeGreaterThan(24);
    expect(unit.sqlite && joinRuns(unit.sqlite, 'a')).toBe(true);
    const fewer = (await runsIn(unit)).begun;
    expect(fewer).toHaveLength(many - 7);
    expect(fewer.map(({ joined }) => joined).slice(0, 3)).toEqual([1, 0, 0]);
    await joinAllRuns(unit, 'a');
    await expectWhole(unit, first);
    const { punches, begun } = await runsIn(unit);
    expect(begun.filter(({ joined }) => joined === 0).length).toBeLessThan(16);
    expect(Math.max(...lengths(punches))).toBeGreaterThan(7 * fullRun);

    // What comes late joins a long one, and what begins before it all is no neighbour of the newest.
    const late = taps('a', 300, { from: start - 100_500, every: 1_000 });
    for (const batch of batches(late)) await writePunches(unit, batch);
    for (const batch of batches(rest)) await writePunches(unit, batch);
    await joinAllRuns(unit, 'a');
    await expectWhole(unit, [...all, ...late]);
  });
});
