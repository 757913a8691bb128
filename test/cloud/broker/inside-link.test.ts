import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { BrokerInside, EmbeddedBroker } from '../../../cloud/broker/embedded-broker.ts';
import { createInsideLink } from '../../../cloud/broker/inside-link.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { systemTimers } from '../../../shared/runtime/system-clock.ts';
import { downFilter, upTopic } from '../../../shared/wire/topic.ts';
import { manualTime } from '../../fakes/manual-time.ts';
import { accountsOf, connectAs, startBroker } from '../../parts/broker-clients.ts';
import { waitFor } from '../../parts/wait-for.ts';

const around = { timers: systemTimers, logger: silentLogger };
const nobody = { up: () => undefined, down: () => undefined, message: () => undefined };

let accounts = new Map<string, string>();
let broker: EmbeddedBroker;
beforeAll(async () => {
  accounts = await accountsOf('wall-1');
});
beforeEach(async () => {
  broker = await startBroker(accounts);
});
afterEach(() => broker.stop());

test('a burst is heard in the order it was said, and answered with QoS 1', async () => {
  const link = createInsideLink({ broker, ...around });
  const heard: string[] = [];
  link.start({
    ...nobody,
    message: (device, kind, payload) => {
      heard.push(String(payload));
      link.publish(device, 'ack', `${kind} ${payload}`);
    },
  });
  const device = await connectAs(broker, 'wall-1');
  await device.subscribeAsync(downFilter('wall-1'), { qos: 1 });
  const answers: { payload: string; qos: number }[] = [];
  device.on('message', (_topic, payload, { qos }) =>
    answers.push({ payload: String(payload), qos }),
  );
  const said = Array.from({ length: 100 }, (_, n) => String(n));
  for (const one of said) device.publish(upTopic('wall-1', 'journal'), one, { qos: 1 });
  await waitFor('the answers', () => answers.length === said.length);
  expect(heard).toEqual(said);
  expect(answers).toEqual(said.map((one) => ({ payload: `journal ${one}`, qos: 1 })));
  await link.stop();
  await device.endAsync(true);
}, 30_000);

test('once stopped it hears nothing more, and no device is let in to speak to nobody', async () => {
  const link = createInsideLink({ broker, ...around });
  const heard: string[] = [];
  link.start({ ...nobody, message: (_device, _kind, payload) => heard.push(String(payload)) });
  const device = await connectAs(broker, 'wall-1');
  await device.publishAsync(upTopic('wall-1', 'journal'), 'before', { qos: 1 });
  await link.stop();
  await device.publishAsync(upTopic('wall-1', 'journal'), 'after', { qos: 1 });
  expect(heard).toEqual(['before']);
  await device.endAsync(true);
  await expect(connectAs(broker, 'wall-1')).rejects.toThrow('Server unavailable');
}, 30_000);

test('a device that lost its right is thrown out, and nobody else', async () => {
  accounts = await accountsOf('wall-1', 'wall-2');
  await broker.stop();
  broker = await startBroker(accounts);
  const link = createInsideLink({ broker, ...around });
  link.start(nobody);
  const [one, other] = await Promise.all([
    connectAs(broker, 'wall-1'),
    connectAs(broker, 'wall-2'),
  ]);
  link.disconnect('wall-1');
  link.disconnect('nobody-here');
  await waitFor('the end of its connection', () => !one.connected);
  expect(other.connected).toBe(true);
  await link.stop();
  await Promise.all([one.endAsync(true), other.endAsync(true)]);
}, 30_000);

/** A broker that takes what is said and hands it to nobody until told to. */
function stuckInside() {
  const waiting: ((err?: Error | null) => void)[] = [];
  const inside: BrokerInside = {
    hear: () => undefined,
    publish: (_topic, _payload, done) => void waiting.push(done),
    leave: () => undefined,
  };
  return { waiting, broker: { inside, disconnect: () => undefined } };
}

test('a broker that hands nothing on is given no more than it may hold', () => {
  const stuck = stuckInside();
  const link = createInsideLink({ broker: stuck.broker, ...around });
  link.start(nobody);
  let taken = 0;
  while (taken < 20_000 && link.publish('wall-1', 'ack', 'x')) taken++;
  expect(taken).toBe(10_000);
  for (const done of stuck.waiting.splice(0, 3)) done(new Error('no such client'));
  expect([1, 2, 3, 4].map(() => link.publish('wall-1', 'ack', 'x'))).toEqual([
    ...[true, true, true],
    false,
  ]);
});

test('a broker that is stuck does not answer', async () => {
  const time = manualTime();
  const stuck = stuckInside();
  const link = createInsideLink({ broker: stuck.broker, timers: time, logger: silentLogger });
  link.start(nobody);
  const silence = expect(link.answers(1_000)).rejects.toThrow('the broker is silent');
  time.advance(1_000);
  await silence;
  const failing = expect(link.answers(1_000)).rejects.toThrow('closing');
  stuck.waiting.at(-1)?.(new Error('closing'));
  await failing;
});
