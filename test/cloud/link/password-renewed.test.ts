import { afterEach, expect, test } from '@jest/globals';
import { type CloudWorld, openCloudWorld } from '../../parts/cloud-world.ts';
import { waitFor } from '../../parts/wait-for.ts';

let world: CloudWorld | null = null;
afterEach(async () => {
  await world?.end();
  world = null;
}, 30_000);

test('who has the former password is cut off, and not let in again', async () => {
  world = await openCloudWorld();
  const device = await world.join();
  await waitFor('the link', () => device.isUp());
  const { provisioning } = world.aggregator().doors;
  await provisioning.renewPassword(device.id);
  await waitFor('the link to end', () => !device.isUp());
  // It tries again by itself.
  for (let looks = 0; looks < 20; looks++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(device.isUp()).toBe(false);
  }
}, 60_000);
