import { afterEach, expect, jest, test } from '@jest/globals';
import { systemClock } from '../../shared/runtime/system-clock.ts';
import { signClaims } from '../../shared/wire/jws.ts';
import { type CloudWorld, openCloudWorld } from '../parts/cloud-world.ts';
import { deviceIn, takeIn } from '../parts/device-of-cloud.ts';
import { scratchFolder } from '../parts/scratch-folder.ts';
import { waitFor } from '../parts/wait-for.ts';

jest.setTimeout(120_000);

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (let end = ends.pop(); end; end = ends.pop()) await end();
});

/** A real device of that cloud, its wall faked. */
async function joinDevice(world: CloudWorld, accessPoint: string) {
  const dataDir = scratchFolder(accessPoint);
  const id = await takeIn(world, dataDir, [{ id: accessPoint, direction: 'toggle' }]);
  const device = deviceIn(dataDir);
  ends.push(() => device.stop());
  return { id, ...device };
}

async function helloOf(world: CloudWorld, device: string) {
  const row = await world.database.db
    .selectFrom('device_state')
    .select('hello')
    .where('device', '=', device)
    .executeTakeFirst();
  return row?.hello ? JSON.parse(row.hello) : null;
}

test('devices follow from key to key, one that was away through two renewals too, and nothing old is believed', async () => {
  const world = await openCloudWorld();
  ends.push(() => world.end());
  await world.registry.places.patch('demo', { helloSeconds: 1 });
  const [there, away] = [await joinDevice(world, 'entree'), await joinDevice(world, 'atelier')];
  const first = world.keys.kid;
  const firstKey = world.keys.find(first);
  for (const device of [there, away]) {
    await device.start();
    await waitFor('both to be heard', async () => (await helloOf(world, device.id)) !== null);
  }
  await away.stop();
  // Away for longer than anybody waits for it.
  const longAgo = { last_seen_at: systemClock.now() - 25 * 3_600_000, online: 0 as const };
  const awayRow = () =>
    world.database.db.updateTable('device_state').set(longAgo).where('device', '=', away.id);
  await awayRow().execute();

  for (const _ of [1, 2]) {
    const { kid } = await world.aggregator().renewSigningKey('staff:1');
    await waitFor('the new key to sign', () => world.keys.kid === kid);
    await waitFor('the old one to go', () => there.pinned().join() === kid);
    // The list and config signed anew are taken.
    await waitFor('a confirmed list', async () => {
      const expected = await world.aggregator().replication.expected(there.id);
      const hello = await helloOf(world, there.id);
      return hello?.listConfirmed && hello.accessVersion === expected?.accessVersion;
    });
  }
  expect(away.pinned()).toEqual([first]);
  expect(world.keys.change()).not.toBeNull();

  await away.start();
  await waitFor('the one that was away', () => away.pinned().join() === world.keys.kid);
  await waitFor('the renewal to end', () => world.keys.change() === null);

  // A word of long ago, signed by a key that was once believed, played again by whoever holds the broker.
  if (!firstKey) throw new Error('the first key is gone');
  const version = systemClock.now() + 60_000;
  const old = { version, keys: [firstKey.public] };
  const { link } = world.aggregator().broker;
  link.publish(there.id, 'config', await signClaims('badgeuse-keys', old, firstKey));
  await waitFor('the refusal to be told', async () => {
    const hello = await helloOf(world, there.id);
    return JSON.stringify(hello?.health).includes('cloud.otherKey');
  });
  expect(there.pinned()).toEqual([world.keys.kid]);
});
