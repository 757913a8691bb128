import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { IClientOptions, MqttClient } from 'mqtt';
import type { EmbeddedBroker } from '../../../cloud/broker/embedded-broker.ts';
import { mayReceive, maySubscribe } from '../../../cloud/broker/topic-rules.ts';
import { downFilter, downTopic, upTopic } from '../../../shared/wire/topic.ts';
import { accountsOf, connectAs, openAggregator, startBroker } from '../../parts/broker-clients.ts';
import { waitFor } from '../../parts/wait-for.ts';

let accounts = new Map<string, string>();
let broker: EmbeddedBroker;
let aggregator: ReturnType<typeof openAggregator>;
beforeAll(async () => {
  accounts = await accountsOf('wall-1', 'wall-2', 'wall-3');
  broker = await startBroker(accounts);
  aggregator = openAggregator(broker);
  await waitFor('the aggregator', () => aggregator.link.isUp());
});
afterAll(async () => {
  await aggregator.link.stop();
  await broker.stop();
});

const said = (text: string) => aggregator.heard.some((m) => m.payload.includes(text));
/** Resolves once the broker threw the client out. */
const thrownOut = async (client: MqttClient) => {
  client.on('error', () => undefined);
  if (client.connected) await new Promise<void>((resolve) => client.on('close', () => resolve()));
};

test.each<[string, IClientOptions]>([
  ['a wrong password', { password: 'wrong' }],
  ['no password', { password: '' }],
  ['an unknown device', { clientId: 'wall-9', username: 'wall-9' }],
  ['a borrowed client id', { clientId: 'wall-2' }],
  ['a wildcard for a name', { clientId: '+', username: '+' }],
  [
    'the name of the aggregator',
    { clientId: 'badgeuse_aggregator', username: 'badgeuse_aggregator' },
  ],
  ['a session kept by the broker', { clean: false }],
  ['MQTT 5, which it does not speak', { protocolVersion: 5 }],
])('refuses %s', async (_what, options) => {
  await expect(connectAs(broker, 'wall-1', options)).rejects.toThrow();
});

test('a borrowed client id does not throw its owner out', async () => {
  const owner = await connectAs(broker, 'wall-1');
  await expect(connectAs(broker, 'wall-2', { clientId: 'wall-1' })).rejects.toThrow();
  await owner.publishAsync(upTopic('wall-1', 'hello'), 'owner stays', { qos: 1 });
  await waitFor('the owner', () => said('owner stays'));
  await owner.endAsync();
});

test.each([
  '#',
  '+/+/+/+/down/#',
  'badgeuse/v1/devices/+/down/ack',
  'badgeuse/v1/devices/#',
  'badgeuse/v1/devices/wall-2/down/#',
  'badgeuse/v1/devices/wall-1/up/#',
  'badgeuse/v1/devices/wall-1/#',
  '$SYS/#',
  '$share/aggregator/badgeuse/v1/devices/+/up/#',
])('a device may not read %s', async (filter) => {
  const client = await connectAs(broker, 'wall-1');
  const leaked: string[] = [];
  client.on('message', (topic) => leaked.push(topic));
  const [granted] = await client.subscribeAsync(filter, { qos: 1 }).catch(() => [{ qos: 128 }]);
  expect(granted?.qos).toBe(128);
  aggregator.link.publish(downTopic('wall-2', 'ack'), 'for wall-2 alone');
  const own = await connectAs(broker, 'wall-2');
  await own.subscribeAsync('badgeuse/v1/devices/wall-2/down/#', { qos: 1 });
  const heard = new Promise<void>((resolve) => own.on('message', () => resolve()));
  aggregator.link.publish(downTopic('wall-2', 'ack'), 'for wall-2 alone');
  await heard;
  expect(leaked).toEqual([]);
  await own.endAsync();
  await client.endAsync(true);
});

test.each<[string, string, { retain?: boolean; qos?: 0 | 1 | 2 }]>([
  ['another device', upTopic('wall-2', 'journal'), {}],
  ['its own down', downTopic('wall-1', 'command'), {}],
  ['the down of another', downTopic('wall-2', 'command'), {}],
  ['a retained hello', upTopic('wall-1', 'hello'), { retain: true }],
  ['an unknown kind', 'badgeuse/v1/devices/wall-1/up/other', {}],
  ['a deeper topic', `${upTopic('wall-1', 'hello')}/more`, {}],
  ['the inside of the broker', '$SYS/x/new/clients', {}],
  ['at QoS 2', upTopic('wall-1', 'hello'), { qos: 2 }],
])('a device that writes to %s is thrown out', async (what, topic, options) => {
  const client = await connectAs(broker, 'wall-1');
  const out = thrownOut(client);
  client.publish(topic, `hostile: ${what}`, { qos: 1, ...options }, () => undefined);
  await out;
  expect(said(`hostile: ${what}`)).toBe(false);
  await client.endAsync(true);
});

test('a will goes by the same rules', async () => {
  for (const [topic, text] of [
    [upTopic('wall-2', 'status'), 'foreign will'],
    [upTopic('wall-1', 'status'), 'own will'],
  ] as const) {
    const payload = Buffer.from(text);
    const client = await connectAs(broker, 'wall-1', {
      will: { topic, payload, qos: 1, retain: true },
    });
    client.on('error', () => undefined);
    client.stream.destroy();
  }
  await waitFor('its own will', () => said('own will'));
  expect(said('foreign will')).toBe(false);
});

test('the aggregator retains nothing below down, and says nothing as a device', async () => {
  for (const [topic, retain] of [
    [downTopic('wall-1', 'command'), true],
    [upTopic('wall-1', 'hello'), false],
  ] as const) {
    const other = await startBroker(accounts);
    const link = openAggregator(other);
    await waitFor('the aggregator', () => link.link.isUp());
    link.link.publish(topic, 'refused', retain);
    await waitFor('the connection to end', () => !link.link.isUp());
    expect(link.heard).toEqual([]);
    await link.link.stop();
    await other.stop();
  }
});

test('64 KiB go through; what is larger is thrown out, and the others do not notice', async () => {
  const bystander = await connectAs(broker, 'wall-2');
  const client = await connectAs(broker, 'wall-1');
  await client.publishAsync(upTopic('wall-1', 'journal'), 'a'.repeat(64 * 1024), { qos: 1 });
  await waitFor('64 KiB', () => aggregator.heard.some((m) => m.payload.length === 64 * 1024));
  const out = thrownOut(client);
  client.publish(upTopic('wall-1', 'journal'), 'b'.repeat(65 * 1024), { qos: 1 }, () => undefined);
  await out;
  expect(said('bbbb')).toBe(false);
  await bystander.publishAsync(upTopic('wall-2', 'hello'), 'still here', { qos: 1 });
  await waitFor('the bystander', () => said('still here'));
  await client.endAsync(true);
  await bystander.endAsync();
});

test.each<[string, Buffer]>([
  ['noise', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ['a length that never ends', Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0xff])],
  ['a promise of 256 MB', Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f])],
  ['a publish before the connect', Buffer.from([0x30, 0x05, 0, 1, 0x61, 0x62, 0x63])],
  ['a connect cut short', Buffer.from([0x10, 0x04, 0, 4, 0x4d, 0x51])],
])('%s ends that connection and nothing else', async (what, bytes) => {
  const socket = connectTcp(broker.port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const closed = once(socket, 'close');
  socket.resume();
  socket.end(bytes);
  await closed;
  const client = await connectAs(broker, 'wall-1');
  await client.publishAsync(upTopic('wall-1', 'hello'), `after ${what}`, { qos: 1 });
  await waitFor('the next', () => said(`after ${what}`));
  await client.endAsync();
});

test('a revoked device is thrown out and stays out', async () => {
  const client = await connectAs(broker, 'wall-3');
  const out = thrownOut(client);
  accounts.delete('wall-3');
  broker.disconnect('wall-3');
  broker.disconnect('never-there');
  await out;
  await expect(connectAs(broker, 'wall-3')).rejects.toThrow('Bad username or password');
  await client.endAsync(true);
});

test('each of the two rules alone keeps one device from hearing another', () => {
  const wall = { kind: 'device', id: 'wall-1' } as const;
  const heard = [
    downTopic('wall-1', 'ack'),
    downTopic('wall-2', 'ack'),
    upTopic('wall-1', 'hello'),
  ];
  expect(heard.map((topic) => mayReceive(wall, topic))).toEqual([true, false, false]);
  const asked = [downFilter('wall-1'), ...heard, downFilter('wall-2')];
  expect(asked.map((filter) => maySubscribe(wall, filter))).toEqual([
    ...[true, true, false],
    ...[false, false],
  ]);
});
