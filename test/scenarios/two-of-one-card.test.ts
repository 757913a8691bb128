import { cpSync } from 'node:fs';
import { afterEach, expect, jest, test } from '@jest/globals';
import { systemClock } from '../../shared/runtime/system-clock.ts';
import { openCloudWorld } from '../parts/cloud-world.ts';
import { deviceIn, takeIn } from '../parts/device-of-cloud.ts';
import { scratchFolder } from '../parts/scratch-folder.ts';
import { waitFor } from '../parts/wait-for.ts';

jest.setTimeout(180_000);

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (let end = ends.pop(); end; end = ends.pop()) await end();
});

/** A machine with that card in it, switched on at a time of its own. */
async function machine(dataDir: string, boot: string) {
  let aheadMs = 0;
  const clock = {
    now: systemClock.now,
    monotonicNow: () => systemClock.monotonicNow() + aheadMs,
  };
  const device = deviceIn(dataDir, { boot, clock });
  ends.push(() => device.stop());
  await device.start();
  return {
    stop: device.stop,
    /** It has run for so much longer. */
    later(ms: number) {
      aheadMs += ms;
    },
    /** The id of the punch. */
    granted: (uid: string) =>
      waitFor(
        'a granted tap',
        () => {
          const outcome = device.present(uid, 'entree');
          return outcome?.decision === 'granted' ? outcome.id : null;
        },
        30_000,
      ),
  };
}

const uid = (n: number) => `04A1B2C3D4E5${n.toString(16).toUpperCase().padStart(2, '0')}`;

test('two devices with one SD card: staff are told, and what either recorded is kept once', async () => {
  const world = await openCloudWorld();
  ends.push(() => world.end());
  const { db } = world.database;
  await world.registry.places.patch('demo', { helloSeconds: 1 });
  for (let n = 0; n < 12; n++) await world.registry.cards.create({ uid: uid(n) });
  const card = scratchFolder('card');
  await takeIn(world, card, [{ id: 'entree', direction: 'toggle' }]);
  const stored = async () =>
    (await db.selectFrom('punch').select('id').execute()).map(({ id }) => id).toSorted();
  const kinds = async () =>
    (await db.selectFrom('incident').select('kind').execute()).map(({ kind }) => kind);

  const before = await machine(card, 'boot-1');
  const punched = [await before.granted(uid(0))];
  await waitFor('the first tap', async () => (await stored()).length === 1);
  await before.stop();
  const copy = scratchFolder('copy');
  cpSync(card, copy, { recursive: true });

  const first = await machine(card, 'boot-2');
  for (const n of [1, 2, 3, 4]) punched.push(await first.granted(uid(n)));
  await waitFor('its taps', async () => (await stored()).length === 5);
  const second = await machine(copy, 'boot-3');
  for (const n of [5, 6, 7, 8]) punched.push(await second.granted(uid(n)));
  await waitFor('the taps of the other', async () => (await stored()).length === 9, 60_000);
  // Neither goes away: a message that was merely late would have come by now.
  first.later(120_000);
  second.later(240_000);
  punched.push(await first.granted(uid(9)));
  await waitFor('everything', async () => (await stored()).length === punched.length, 60_000);
  expect(await stored()).toEqual(punched.toSorted());
  await waitFor('staff to be told', async () => (await kinds()).includes('cloned'), 60_000);
  expect(await kinds()).toContain('storeRolledBack');
});
