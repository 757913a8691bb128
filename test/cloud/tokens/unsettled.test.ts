import { expect, test } from '@jest/globals';
import { createIngest } from '../../../cloud/ingest/ingest.ts';
import { createPairing } from '../../../cloud/pairing/pair-passages.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { openLedger } from '../../../cloud/store/ledger.ts';
import { openPlacesNow } from '../../../cloud/store/place-now.ts';
import { createRates } from '../../../cloud/tokens/rates.ts';
import { withTokens } from '../../../cloud/tokens/tokens-now.ts';
import { freeOfCharge } from '../../../shared/domain/rate.ts';
import { eachStore } from '../each-store.ts';
import { openTestRegistry } from '../open-test-registry.ts';
import { seedPlace, testDevice } from '../test-device.ts';

const hour = 3_600_000;
const day = Date.UTC(2026, 2, 2, 8);
const now = day + 240 * hour;
const hourly = { ...freeOfCharge, unitsPerHour: 100 } as const;
const ofPlace = { placeId: 'demo', scope: 'area', of: 'demo', since: 0 } as const;

/** Ana forgot to tap out on Monday, came and went on Tuesday, and Bo went without having come. */
async function venue(database: Database) {
  const device = testDevice('a');
  await seedPlace(database, [device]);
  const registry = openTestRegistry(database, () => now);
  for (const [id, name] of [
    ['ana', 'Ana'],
    ['bo', 'Bo'],
    ['cy', 'Cy'],
  ] as const)
    await registry.members.create({ id, name });
  const ingest = createIngest(database, createPairing({ remember: false, now: () => now }));
  const tap = (hours: number, direction: 'in' | 'out', memberRef = 'ana') =>
    device.punch({
      at: day + hours * hour,
      direction,
      memberRef,
      uid: memberRef === 'ana' ? '04A1B2C3D4E5F6' : '04B1B2C3D4E5F6',
    });
  tap(0, 'in');
  tap(24, 'in');
  tap(26, 'out');
  tap(28, 'out', 'bo');
  const send = async (from: number) => {
    const payload = device.batch(from, device.entries().length);
    await ingest.journal({ device: device.id, payload, receivedAt: now });
  };
  await send(1);
  const rates = createRates(database, { now: () => now, announce: () => undefined });
  const ledger = openLedger(database, { now: () => now, changed: () => undefined });
  /** Comes, and nobody ever taps their card again. */
  async function stays(hours: number) {
    const from = device.entries().length + 1;
    tap(hours, 'in', 'cy');
    await send(from);
  }
  return { rates, ledger, stays };
}
const tomorrow = now + 24 * hour;
const venueLater = (database: Database) =>
  createRates(database, { now: () => tomorrow, announce: () => undefined });
const all = { limit: 100, cursor: null };
const reasons = (found: { items: readonly { memberId: string | null; why: string }[] }) =>
  found.items.map(({ memberId, why }) => `${memberId} ${why}`);

eachStore('what waits before it costs anything', (store) => {
  test('is what has no end or no beginning, where something costs tokens at all, newest first', async () => {
    const { rates } = await venue(await store.open());
    expect(await rates.unsettled('*', all)).toEqual({ items: [], nextCursor: null });
    await rates.set({ ...ofPlace, terms: hourly }, 'staff:x');
    expect(reasons(await rates.unsettled('*', all))).toEqual([
      'bo missingEntry',
      'ana missingExit',
    ]);
    expect(reasons(await rates.unsettled(['elsewhere'], all))).toEqual([]);
    const first = await rates.unsettled('*', { limit: 1, cursor: null });
    expect(reasons(first)).toEqual(['bo missingEntry']);
    const second = await rates.unsettled('*', { limit: 1, cursor: first.nextCursor });
    expect(reasons(second)).toEqual(['ana missingExit']);
    const missingExitUnits = 50;
    await rates.set({ ...ofPlace, terms: { ...hourly, missingExitUnits } }, 'staff:x');
    expect(reasons(await rates.unsettled('*', all))).toEqual(['bo missingEntry']);
  });

  test('is a stay that nobody ended and that went stale by now alone: for staff as at the reader', async () => {
    const database = await store.open();
    const { rates, stays } = await venue(database);
    await rates.set({ ...ofPlace, terms: hourly }, 'staff:x');
    const places = withTokens(openPlacesNow(database), database);
    const atReader = async () => [...((await places.read('demo', now))?.toSettle ?? [])].sort();
    await stays(239);
    // An hour is no stay that anybody has to settle.
    expect(reasons(await rates.unsettled('*', all))).not.toContain('cy missingExit');
    expect(await atReader()).toEqual(['member:ana']);
    const later = venueLater(database);
    expect(reasons(await later.unsettled('*', all))).toEqual([
      ...['cy missingExit', 'bo missingEntry', 'ana missingExit'],
    ]);
    const read = await places.read('demo', tomorrow);
    expect([...(read?.toSettle ?? [])].sort()).toEqual(['member:ana', 'member:cy']);
  });

  test('is every passage for which two rules hold, with both of them', async () => {
    const { rates, ledger } = await venue(await store.open());
    const one = await rates.set({ ...ofPlace, terms: hourly }, 'staff:x');
    const door = { placeId: 'demo', scope: 'accessPoint', of: 'a-door', since: 0 } as const;
    expect(await ledger.balanceOf('ana')).toBe(-200);
    const other = await rates.set({ ...door, terms: hourly }, 'staff:x');
    const { items } = await rates.unsettled('*', all);
    expect(reasons({ items })).toEqual(['bo conflict', 'ana conflict', 'ana conflict']);
    expect(items[1]?.conflict.map(({ id }) => id).toSorted()).toEqual([one.id, other.id]);
    expect(await ledger.balanceOf('ana')).toBe(0);
    await rates.set({ ...door, terms: null }, 'staff:x');
    expect(reasons(await rates.unsettled('*', all))).toEqual([
      'bo missingEntry',
      'ana missingExit',
    ]);
  });
});

eachStore('what members hold', (store) => {
  test('is listed with who owes most first, and the same whether a night has added it up or not', async () => {
    const { rates, ledger } = await venue(await store.open());
    const give = (memberId: string, units: number) =>
      ledger.give(
        {
          key: `${memberId}${units}`,
          kind: 'credit',
          memberId,
          placeId: 'demo',
          units,
          words: 'x',
        },
        'staff:x',
      );
    expect(await ledger.holders(all)).toEqual({ items: [], nextCursor: null });
    await give('cy', 500);
    await ledger.keepBalances();
    await give('bo', 300);
    await give('cy', 25);
    await rates.set({ ...ofPlace, terms: hourly }, 'staff:x');
    const held = [
      { memberId: 'ana', name: 'Ana', balance: -200 },
      { memberId: 'bo', name: 'Bo', balance: 300 },
      { memberId: 'cy', name: 'Cy', balance: 525 },
    ];
    expect(await ledger.holders(all)).toEqual({ items: held, nextCursor: null });
    const [first] = (await ledger.holders({ limit: 1, cursor: null })).items;
    expect(first).toEqual(held[0]);
    const { nextCursor } = await ledger.holders({ limit: 2, cursor: null });
    expect((await ledger.holders({ limit: 2, cursor: nextCursor })).items).toEqual([held[2]]);
    await ledger.keepBalances();
    expect(await ledger.holders(all)).toEqual({ items: held, nextCursor: null });
    expect(await ledger.balancesOf(['cy', 'ana', 'nobody'])).toEqual(
      new Map([
        ['ana', -200],
        ['cy', 525],
      ]),
    );
  });
});
