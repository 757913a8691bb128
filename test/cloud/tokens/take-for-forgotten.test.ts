import { expect, test } from '@jest/globals';
import { createCorrections } from '../../../cloud/corrections/correct.ts';
import { createIngest } from '../../../cloud/ingest/ingest.ts';
import { createPairing } from '../../../cloud/pairing/pair-passages.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { openLedger } from '../../../cloud/store/ledger.ts';
import { openAtOnce } from '../../../cloud/store/open-passages.ts';
import { openPlacesNow } from '../../../cloud/store/place-now.ts';
import { openTokens } from '../../../cloud/tokens/open-tokens.ts';
import { createRates } from '../../../cloud/tokens/rates.ts';
import { takeForForgotten } from '../../../cloud/tokens/take-for-forgotten.ts';
import { withTokens } from '../../../cloud/tokens/tokens-now.ts';
import { freeOfCharge } from '../../../shared/domain/rate.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { eachStore } from '../each-store.ts';
import { openTestRegistry } from '../open-test-registry.ts';
import { seedPlace, testDevice } from '../test-device.ts';

const hour = 3_600_000;
/** A Monday, 9:00 in Paris. */
const day = Date.UTC(2026, 2, 2, 8);
const priced = { ...freeOfCharge, unitsPerHour: 100, missingExitUnits: 250 } as const;
const ofPlace = { placeId: 'demo', scope: 'area', of: 'demo', since: 0 } as const;

/** A place where a stay is over after twelve hours, and a missing exit costs 2.5 tokens. */
async function venue(database: Database) {
  const device = testDevice('a');
  await seedPlace(database, [device]);
  let now = day;
  const registry = openTestRegistry(database, () => now);
  await registry.members.create({ id: 'ana', name: 'Ana' });
  const pairing = createPairing({ remember: database.engine === 'sqlite', now: () => now });
  const ingest = createIngest(database, pairing);
  const rates = createRates(database, { now: () => now, announce: () => undefined });
  const ledger = openLedger(database, { now: () => now, changed: () => undefined });
  await rates.set({ ...ofPlace, terms: priced }, 'staff:x');
  const send = async (from: number) => {
    const payload = device.batch(from, device.entries().length);
    await ingest.journal({ device: device.id, payload, receivedAt: now });
  };
  return {
    ...{ database, device, rates, ledger, registry, pairing },
    corrections: createCorrections(database, pairing),
    is: (hours: number) => {
      now = day + hours * hour;
    },
    look: () => takeForForgotten(database, now),
    async taps(...all: readonly (readonly [number, 'in' | 'out', string?])[]) {
      const from = device.entries().length + 1;
      for (const [hours, direction, memberRef = 'ana'] of all)
        device.punch({
          ...{ at: day + hours * hour, direction, memberRef },
          uid: memberRef === 'ana' ? '04A1B2C3D4E5F6' : memberRef,
        });
      await send(from);
    },
    send,
    async moves() {
      const { items } = await ledger.list({ memberId: 'ana' }, { limit: 100, cursor: null });
      return items
        .toReversed()
        .map(({ kind, units, usedAt }) => `${kind} ${units} ${(usedAt - day) / hour}`);
    },
  };
}

eachStore('what a missing exit costs', (store) => {
  test('is taken once of somebody who never comes back, as soon as the stay is over, and given back for a late exit', async () => {
    const at = await venue(await store.open());
    await at.taps([0, 'in']);
    at.is(12);
    expect(await at.look()).toBe(0);
    at.is(12.01);
    expect(await at.look()).toBe(1);
    expect(await at.look()).toBe(0);
    at.is(24 * 90);
    expect(await at.look()).toBe(0);
    expect(await at.moves()).toEqual(['debit 250 0']);
    // The reader at the way out was without a network until now.
    await at.taps([2, 'out']);
    const late = ['debit 250 0', 'reversal 250 0', 'debit 200 2'];
    expect(await at.moves()).toEqual(late);
    expect(await at.look()).toBe(0);
    expect(await at.ledger.check()).toEqual([]);
  });

  test('is the debit that the next tap would have made, and stays when it comes', async () => {
    const at = await venue(await store.open());
    await at.taps([0, 'in']);
    at.is(20);
    await at.look();
    await at.taps([20, 'in'], [21, 'out']);
    expect(await at.moves()).toEqual(['debit 250 0', 'debit 100 21']);
  });

  test('is given back where a clock was wrong, and taken again when the time has come', async () => {
    const at = await venue(await store.open());
    await at.taps([0, 'in']);
    at.is(24 * 365);
    await at.look();
    at.is(1);
    expect(await at.look()).toBe(1);
    expect(await at.ledger.balanceOf('ana')).toBe(0);
    at.is(13);
    await at.look();
    expect(await at.moves()).toEqual(['debit 250 0', 'reversal 250 0', 'debit 250 0']);
  });

  test('follows the rules of visits, at closing or after the longest stay, when those are changed', async () => {
    const at = await venue(await store.open());
    await at.taps([0, 'in']);
    at.is(13);
    await at.look();
    await at.registry.places.patch('demo', { maxVisitMinutes: 20 * 60 });
    await at.look();
    expect(await at.ledger.balanceOf('ana')).toBe(0);
    // Closed at 20:00, eleven hours after.
    await at.registry.places.patch('demo', { closesAt: '20:00', missingExit: 'closeAtClosing' });
    await at.look();
    const moved = ['debit 250 0', 'reversal 250 0', 'debit 250 11'];
    expect(await at.moves()).toEqual(moved);
  });

  test('is not taken while taps arrive, whose exit may be among the next, and is put right by them', async () => {
    const at = await venue(await store.open());
    at.is(24 * 3);
    await at.taps([0, 'in']);
    expect(await at.moves()).toEqual([]);
    await at.taps([2, 'out'], [24, 'in']);
    expect(await at.moves()).toEqual(['debit 200 2']);
    await at.look();
    expect(await at.moves()).toEqual(['debit 200 2', 'debit 250 24']);
    const added = { kind: 'addExit', punchId: at.device.entries().at(-1)?.id ?? '' } as const;
    const author = { madeBy: 'staff:1', madeAt: 0, reason: 'oubli' };
    const { id } = await at.corrections.record({ ...added, at: day + 27 * hour }, author);
    expect(await at.ledger.balanceOf('ana')).toBe(-500);
    await at.corrections.undo(id, author);
    await at.look();
    expect(await at.ledger.balanceOf('ana')).toBe(-450);
  });

  test('changes with its rate, also where nobody ever tapped again', async () => {
    const at = await venue(await store.open());
    await at.taps([0, 'in']);
    at.is(13);
    await at.look();
    await at.rates.set({ ...ofPlace, terms: { ...priced, missingExitUnits: 100 } }, 'staff:x');
    expect(await at.ledger.balanceOf('ana')).toBe(-100);
    await at.rates.set({ ...ofPlace, terms: { ...priced, missingExitUnits: null } }, 'staff:x');
    expect(await at.ledger.balanceOf('ana')).toBe(0);
    // Staff are asked instead, as the reader tells who comes.
    const all = { limit: 10, cursor: null };
    const { items } = await at.rates.unsettled('*', all);
    expect(items.map(({ memberId, why }) => [memberId, why])).toEqual([['ana', 'missingExit']]);
    const places = withTokens(openPlacesNow(at.database), at.database);
    const told = await places.read('demo', day + 13 * hour);
    expect([...(told?.toSettle ?? [])]).toEqual(['member:ana']);
  });

  test('in a room that ends with the place counts at the exit of the place, also where that is corrected', async () => {
    const at = await venue(await store.open());
    const { areas, accessPoints } = at.registry;
    await areas.create({
      ...{ id: 'laser', placeId: 'demo', name: 'Laser', missingExit: 'closeAtPlaceExit' },
    });
    await accessPoints.create({ id: 'a-laser', deviceId: 'a', area: 'laser' });
    await at.rates.set({ ...ofPlace, of: 'laser', terms: priced }, 'staff:x');
    const uid = '04A1B2C3D4E5F6';
    const tap = { direction: 'in', memberRef: 'ana', uid } as const;
    at.device.punch({ ...tap, at: day });
    at.device.punch({ ...tap, at: day + hour, accessPoint: 'a-laser' });
    await at.send(1);
    await at.taps([3, 'out']);
    at.is(14);
    await at.look();
    expect(await at.moves()).toEqual(['debit 300 3', 'debit 250 3']);
    const exit = at.device.entries().at(-1)?.id ?? '';
    const author = { madeBy: 'staff:1', madeAt: 0, reason: 'carte d’un autre' };
    await at.corrections.record({ kind: 'voidPunch', punchId: exit }, author);
    await at.look();
    const stands = await at.moves();
    expect(stands.filter((one) => one.startsWith('debit 250')).at(-1)).toBe('debit 250 1');
  });

  test('is taken of everybody, however many never left', async () => {
    const at = await venue(await store.open());
    const many = openAtOnce + 20;
    const uid = (i: number) => `04A1B2C3D4${(0x1000 + i).toString(16).toUpperCase()}`;
    const come = Array.from({ length: many }, (_, i) => [0, 'in', uid(i)] as const);
    await at.taps(...come.slice(0, 150));
    await at.taps(...come.slice(150));
    at.is(13);
    expect(await at.look()).toBe(many);
    expect(await at.look()).toBe(0);
  });

  test('is looked for every ten minutes, and whoever greets with a balance is told', async () => {
    const at = await venue(await store.open());
    await at.taps([0, 'in']);
    const told: unknown[] = [];
    const { jobs } = openTokens(at.database, {
      clock: { now: () => day + 13 * hour, monotonicNow: () => 0 },
      registry: at.registry,
      changes: { announce: (one) => told.push(one), on: () => () => undefined },
      logger: silentLogger,
    });
    const job = jobs.find(({ name }) => name === 'take for stays that nobody ended');
    await job?.run();
    await job?.run();
    expect(told).toHaveLength(1);
    expect(await at.ledger.balanceOf('ana')).toBe(-250);
  });
});
