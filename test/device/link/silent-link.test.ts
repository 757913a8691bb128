import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createMqttUplink } from '../../../device/link/mqtt-uplink.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { openMqttLink } from '../../../shared/runtime/mqtt-link.ts';
import { systemTimers } from '../../../shared/runtime/system-clock.ts';
import { downTopic, parseUpTopic, upFilter } from '../../../shared/wire/topic.ts';
import { startMosquitto } from '../../parts/mosquitto.ts';
import { startOneWayProxy } from '../../parts/one-way-proxy.ts';
import { scratchFolder } from '../../parts/scratch-folder.ts';
import { waitFor } from '../../parts/wait-for.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (let end = ends.pop(); end; end = ends.pop()) await end();
});

/** Answers every hello it hears, as the cloud does. */
async function answering(url: string) {
  const link = openMqttLink({
    ...{ urls: [url], clientId: 'aggregator', username: 'aggregator', password: 'x' },
    ...{ ca: null, will: null, subscriptions: [upFilter], logger: silentLogger },
    ...{ timers: systemTimers, random: () => 0 },
    on: {
      up: () => undefined,
      down: () => undefined,
      message(topic) {
        const from = parseUpTopic(topic);
        if (from?.kind === 'hello') link.publish(downTopic(from.device, 'ack'), '{}');
      },
    },
  });
  ends.push(() => link.stop());
  await waitFor('the cloud', () => link.isUp());
}

function device(url: string, { keepaliveSeconds = 60, ackWithinMs = 300 } = {}) {
  const why: string[] = [];
  let acks = 0;
  const uplink = createMqttUplink({
    ...{ device: 'wall-1', password: 'x', urls: [url], ca: null, boot: 'boot-1' },
    ...{ keepaliveSeconds, ackWithinMs, timers: systemTimers, random: () => 0 },
    nextConnection: () => 1,
    logger: silentLogger,
  });
  uplink.start({
    up: () => uplink.publish('hello', '{}'),
    down: (said) => why.push(said),
    message: () => acks++,
  });
  ends.push(() => uplink.stop());
  return { uplink, why, acks: () => acks };
}

test.each(['up', 'down'] as const)(
  'a connection that carries nothing %s any more is found by the answers that are missing, long before its keepalive',
  async (way) => {
    const broker = await startMosquitto();
    ends.push(() => broker.stop());
    await answering(broker.url);
    const proxy = await startOneWayProxy(broker.port);
    ends.push(() => proxy.close());
    const { uplink, why, acks } = device(`mqtt://127.0.0.1:${proxy.port}`);
    await waitFor('the first answer', () => acks() === 1);
    proxy.swallow(way);
    uplink.publish('hello', '{}');
    expect(uplink.isUp()).toBe(true);
    await waitFor('an answer through a fresh connection', () => acks() >= 2, 20_000);
    expect(why).toEqual([expect.stringContaining('does not answer through this broker')]);
    expect(proxy.count()).toBe(2);
  },
  40_000,
);

test('a broker that takes what its rules forbid and says nothing: told, and tried ever more seldom', async () => {
  const aclFile = join(scratchFolder('rules'), 'acl');
  // The device may listen to everything of its own, and write nothing.
  writeFileSync(
    aclFile,
    'user aggregator\ntopic readwrite badgeuse/#\n\npattern read badgeuse/v1/devices/%u/down/#\n',
  );
  const broker = await startMosquitto({ aclFile });
  ends.push(() => broker.stop());
  await answering(broker.url);
  const { uplink, why, acks } = device(broker.url, { ackWithinMs: 100 });
  await waitFor('three silences', () => why.length >= 3, 30_000);
  expect(acks()).toBe(0);
  expect(new Set(why).size).toBe(1);
  expect(why[0]).toMatch(/lets this device write to its topics/);
  // It goes on: a rule that is mended needs nobody at the door.
  writeFileSync(
    aclFile,
    'pattern readwrite badgeuse/v1/devices/%u/#\nuser aggregator\ntopic readwrite badgeuse/#\n',
  );
  broker.reload();
  await waitFor('the answer', () => acks() > 0, 30_000);
  expect(uplink.isUp()).toBe(true);
}, 90_000);
