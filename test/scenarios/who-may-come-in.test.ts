import { afterEach, expect, jest, test } from '@jest/globals';
import { openMemberPins } from '../../cloud/store/member-pins.ts';
import { systemClock } from '../../shared/runtime/system-clock.ts';
import { openCloudWorld } from '../parts/cloud-world.ts';
import { deviceIn, takeIn } from '../parts/device-of-cloud.ts';
import { scratchFolder } from '../parts/scratch-folder.ts';
import { waitFor } from '../parts/wait-for.ts';

jest.setTimeout(120_000);

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (let end = ends.pop(); end; end = ends.pop()) await end();
});

const uid = '04A1B2C3D4E5F6';

/** A real cloud with its broker, and a real device whose wall is faked. */
async function scene() {
  const world = await openCloudWorld();
  ends.push(() => world.end());
  const { registry } = world;
  await registry.members.create({ id: 'ana', name: 'Ana' });
  await registry.cards.create({ uid, memberId: 'ana' });
  const dataDir = scratchFolder('come-in');
  await takeIn(world, dataDir, [
    { id: 'entree', direction: 'in' },
    { id: 'sortie', direction: 'out' },
  ]);
  const { start, stop, present } = deviceIn(dataDir);
  ends.push(stop);
  await start();
  const taps = (accessPoint: string) => present(uid, accessPoint);
  const said = (accessPoint: string) => {
    const outcome = taps(accessPoint);
    return outcome?.decision === 'denied' ? outcome.reason : (outcome?.decision ?? null);
  };
  const until = (accessPoint: string, word: string) =>
    waitFor(`${word} at ${accessPoint}`, () => said(accessPoint) === word, 30_000);
  return { world, registry, start, stop, taps, said, until };
}

test('a lockdown reaches the wall, survives a restart without the cloud, and lets everybody out', async () => {
  const { world, registry, start, stop, said, until } = await scene();
  await until('entree', 'granted');
  const lockdown = { since: '2026-11-21T10:00:00.000Z', reason: 'Gas leak' };
  await registry.places.patch('demo', { lockdown });
  await until('entree', 'lockedDown');
  expect(said('sortie')).toBe('granted');
  await stop();
  await world.aggregator().stop();
  await start();
  expect(said('entree')).toBe('lockedDown');
  expect(said('sortie')).toBe('granted');
  await world.restart();
  await world.registry.places.patch('demo', { lockdown: null });
  await until('entree', 'granted');
});

test('what the place knows reaches the wall: it greets, counts, and refuses who is in', async () => {
  const { registry, taps, until } = await scene();
  await until('entree', 'granted');
  await registry.places.patch('demo', { antiPassback: 'hard' });
  // Six seconds after, it is no repeat any more.
  await waitFor(
    'a refusal',
    () => {
      const outcome = taps('entree');
      return outcome?.decision === 'denied' && outcome.reason === 'antiPassback';
    },
    60_000,
  );
  const out = taps('sortie');
  expect(out).toMatchObject({ decision: 'granted', way: 'out', peopleInside: 0, balance: null });
  expect(out?.decision === 'granted' && out.todaySeconds).toBeGreaterThan(0);
});

test('a PIN is asked for at the wall where its access point says so', async () => {
  const { world, registry, taps, until } = await scene();
  await until('entree', 'granted');
  const { database } = world;
  const announce = registry.announce;
  await openMemberPins(database, { now: systemClock.now, announce }).set('ana', '4711', 'staff:1');
  await registry.accessPoints.patch('entree', { asksPin: true });
  await until('entree', 'pinRequired');
  expect(taps('sortie')).toMatchObject({ decision: 'granted' });
});
