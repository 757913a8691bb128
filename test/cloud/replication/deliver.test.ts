import { expect, test } from '@jest/globals';
import type { RegistryChange } from '../../../cloud/ports/registry.ts';
import { createDelivery } from '../../../cloud/replication/deliver.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { systemClock, systemTimers } from '../../../shared/runtime/system-clock.ts';
import type { StatusMessage } from '../../../shared/wire/messages.ts';
import { createFakeDeviceLink } from '../../fakes/fake-device-link.ts';
import { createFakeIngest } from '../../fakes/fake-ingest.ts';
import { manualTime } from '../../fakes/manual-time.ts';
import { waitFor } from '../../parts/wait-for.ts';

const epochA = 'a'.repeat(32);
const epochB = 'b'.repeat(32);
const hash = (text: string) => text.padStart(64, '0');

const batch = (to: number, epoch = epochA) => ({
  v: 1,
  epoch,
  boot: 'boot-1',
  monoMs: 1,
  from: 1,
  to,
  prev: hash('0'),
  lost: [],
  entries: [],
  head: { seq: to, hash: hash('1'), sig: '' },
});
const hello = (...acked: [epoch: string, acked: number][]) => ({
  v: 1,
  epochs: acked.map(([epoch, n]) => ({ epoch, first: 1, last: n, acked: n })),
  list: '',
  accessVersion: 0,
  accessDigest: '',
  configVersion: 0,
  boot: 'boot-1',
  monoMs: 1,
  wall: '2026-11-21T08:00:00.000Z',
  clock: 'synced',
  nonce: 'n'.repeat(32),
  software: '1.0.0',
  health: [],
});

function world(workers = 1) {
  const link = createFakeDeviceLink();
  const ingest = createFakeIngest();
  /** Which words of a device were stored, in that order. */
  const stored: string[] = [];
  const statuses: StatusMessage[] = [];
  const changes: RegistryChange[] = [];
  const revoked = new Set<string>();
  const delivery = createDelivery({
    link,
    ingest: {
      journal: (received) => ingest.journal(received),
      hello(device, message, receivedAt) {
        stored.push('hello');
        return ingest.hello(device, message, receivedAt);
      },
    },
    replication: {
      answerHello: async (device) => [{ device, kind: 'config', payload: 'config' }],
      onRegistryChange: async (change) => {
        changes.push(change);
        return [{ device: 'wall-1', kind: 'access', payload: 'difference' }];
      },
    },
    presence: {
      async status(_device, status) {
        stored.push('status');
        statuses.push(status);
      },
      nobody: async () => undefined,
    },
    accounts: { passwordHash: async (device) => (revoked.has(device) ? null : 'hash') },
    workers,
    clock: systemClock,
    timers: systemTimers,
    logger: silentLogger,
  });
  delivery.start();
  const acks = (device = 'wall-1') =>
    link.sent
      .filter((m) => m.device === device && m.kind === 'ack')
      .map((m) => JSON.parse(m.payload));
  return { link, ingest, delivery, statuses, stored, changes, revoked, acks };
}

test('a batch is acked after its commit, never before', async () => {
  const { link, ingest, acks } = world();
  ingest.hold();
  link.say('wall-1', 'journal', batch(10));
  await waitFor('the store', () => ingest.received.length === 1);
  expect(acks()).toEqual([]);
  ingest.release();
  await waitFor('the ack', () => acks().length === 1);
  expect(acks()[0]).toEqual({ v: 1, epoch: epochA, upTo: 10, hash: hash('10') });
});

test('only the newest batch of a device waits, and each device has its turn', async () => {
  const { link, ingest, acks } = world();
  ingest.hold();
  link.say('wall-1', 'journal', batch(1));
  await waitFor('the first', () => ingest.received.length === 1);
  for (const to of [2, 3, 4]) link.say('wall-1', 'journal', batch(to));
  link.say('wall-2', 'journal', batch(7));
  ingest.release();
  await waitFor('all acks', () => acks().length === 2 && acks('wall-2').length === 1);
  expect(ingest.received.map((r) => [r.device, JSON.parse(r.payload.toString()).to])).toEqual([
    ['wall-1', 1],
    ['wall-1', 4],
    ['wall-2', 7],
  ]);
});

test('two messages of one device are never worked on at once', async () => {
  const { link, ingest } = world(4);
  ingest.hold();
  link.say('wall-1', 'journal', batch(1));
  await waitFor('the first', () => ingest.received.length === 1);
  link.say('wall-1', 'journal', batch(2));
  link.say('wall-2', 'journal', batch(3));
  await waitFor('the neighbour', () => ingest.received.length === 2);
  expect(ingest.received.map((r) => r.device)).toEqual(['wall-1', 'wall-2']);
  ingest.release();
  await waitFor('the second', () => ingest.received.length === 3);
});

test('every hello gets an ack for each epoch, and whatever the device lacks', async () => {
  const { link, acks } = world();
  link.say('wall-1', 'hello', hello([epochA, 4], [epochB, 0]));
  await waitFor('the config', () => link.sent.some((m) => m.kind === 'config'));
  expect(acks()).toEqual([
    { v: 1, epoch: epochA, upTo: 4, hash: hash('4') },
    { v: 1, epoch: epochB, upTo: 0, hash: hash('0') },
  ]);
});

test.each([
  [true, ['status', 'hello']],
  [false, ['hello', 'status']],
] as const)(
  'of what waits for a device, online %p is stored in its turn: %p',
  async (online, order) => {
    const { link, ingest, stored } = world();
    ingest.hold();
    link.say('wall-1', 'journal', batch(1));
    await waitFor('the first', () => ingest.received.length === 1);
    const said = {
      hello: hello([epochA, 1]),
      status: { v: 1, online, boot: 'boot-1', connection: 7 },
    };
    for (const kind of order) link.say('wall-1', kind, said[kind]);
    ingest.release();
    await waitFor('both', () => stored.length === 2);
    expect(stored).toEqual(order);
  },
);

test('above 200 waiting devices the next one is told to come back; those that wait stay', async () => {
  const { link, ingest, acks } = world();
  ingest.hold();
  link.say('wall-0', 'journal', batch(1));
  await waitFor('the first', () => ingest.received.length === 1);
  for (let n = 1; n <= 200; n++) link.say(`wall-${n}`, 'journal', batch(1));
  link.say('wall-201', 'journal', batch(1));
  expect(acks('wall-201')).toEqual([
    { v: 1, epoch: epochA, upTo: 0, hash: hash('0'), busy: { retryAfterMs: 5_000 } },
  ]);
  link.say('wall-200', 'journal', batch(2));
  expect(acks('wall-200')).toEqual([]);
  ingest.release();
  await waitFor('the last', () => acks('wall-200').length === 1);
  expect(acks('wall-200')[0].upTo).toBe(2);
  expect(ingest.received).toHaveLength(201);
});

test('a store that fails says so with its last mark, and is well again by itself', async () => {
  const { link, ingest, delivery, acks } = world();
  link.say('wall-1', 'journal', batch(5));
  await waitFor('the first ack', () => acks().length === 1);
  ingest.failing = true;
  link.say('wall-1', 'journal', batch(9));
  await waitFor('the refusal', () => acks().length === 2);
  expect(acks()[1]).toMatchObject({ upTo: 5, hash: hash('5'), busy: { retryAfterMs: 5_000 } });
  expect(acks()[1].error).toContain('cannot store');
  expect(delivery.faults().join()).toContain('disk full');
  ingest.failing = false;
  link.say('wall-1', 'journal', batch(9));
  await waitFor('the second ack', () => acks().length === 3);
  expect(acks()[2].upTo).toBe(9);
  expect(delivery.faults()).toEqual([]);
});

test.each([
  ['status', 'not JSON'],
  ['status', '{"v":2}'],
  ['hello', ''],
  ['hello', '{"v":1,"epochs":"many"}'],
  ['hello', Buffer.from([0xff, 0xfe])],
  ['result', '[]'],
  ['journal', 'not JSON'],
] as const)('a malformed %s (%p) stops nothing', async (kind, payload) => {
  const { link, ingest, acks, delivery } = world();
  link.say('wall-1', kind, payload);
  link.say('wall-1', 'journal', batch(3));
  await waitFor('the batch after it', () => acks().some((ack) => ack.upTo === 3));
  link.say('wall-1', 'status', { v: 1, online: true, boot: 'boot-1', connection: 1 });
  link.say('wall-1', 'hello', hello([epochA, 3]));
  await waitFor('the hello after it', () => ingest.hellos.length === 1);
  expect(delivery.faults()).toEqual([]);
});

test('a refusal never names the mark of another epoch: its device would believe its store was put back', async () => {
  const { link, ingest, acks } = world();
  link.say('wall-1', 'journal', batch(10));
  await waitFor('the ack', () => acks().length === 1);
  ingest.failing = true;
  link.say('wall-1', 'journal', batch(3, epochB));
  await waitFor('the refusal', () => acks().length === 2);
  expect(acks()[1]).toMatchObject({ epoch: epochB, upTo: 0, hash: hash('0') });
});

test('births and wills reach presence', async () => {
  const { link, statuses } = world();
  const birth = { v: 1, online: true, boot: 'boot-1', connection: 3 } as const;
  link.say('wall-1', 'status', birth);
  await waitFor('the birth', () => statuses.length === 1);
  expect(statuses).toEqual([birth]);
});

test('many changes are one difference, and a revoked device is thrown out', async () => {
  const { link, delivery, changes, revoked } = world();
  for (let n = 0; n < 1000; n++) delivery.onRegistryChange({ kind: 'access', placeIds: ['demo'] });
  delivery.onRegistryChange({ kind: 'access', placeIds: ['other'] });
  revoked.add('wall-2');
  delivery.onRegistryChange({ kind: 'device', deviceId: 'wall-2' });
  delivery.onRegistryChange({ kind: 'device', deviceId: 'wall-1' });
  await waitFor('the difference', () => link.sent.length > 0 && changes.length === 3);
  expect(changes).toEqual([
    { kind: 'device', deviceId: 'wall-2' },
    { kind: 'device', deviceId: 'wall-1' },
    { kind: 'access', placeIds: ['demo', 'other'] },
  ]);
  expect(link.disconnected).toEqual(['wall-2']);
});

test('a link that is down is a fault until it is back', () => {
  const { link, delivery } = world();
  expect(delivery.faults()).toEqual([]);
  link.drop('cable');
  expect(delivery.faults().join()).toContain('cable');
  link.back();
  expect(delivery.faults()).toEqual([]);
});

test('stopping lets the running commit end and answers it', async () => {
  const { link, ingest, delivery, acks } = world();
  ingest.hold();
  link.say('wall-1', 'journal', batch(1));
  await waitFor('the store', () => ingest.received.length === 1);
  const stopped = delivery.stop();
  ingest.release();
  await stopped;
  expect(acks()).toHaveLength(1);
});

/** The same with time that moves when told to, and a replication that takes as long as it is held. */
function slowWorld() {
  const time = manualTime();
  const link = createFakeDeviceLink();
  const asked: RegistryChange[][] = [];
  const held: PromiseWithResolvers<void>[] = [];
  let missedAsked = 0;
  const delivery = createDelivery({
    link,
    ingest: createFakeIngest(),
    replication: {
      answerHello: async () => [],
      async onRegistryChange(change) {
        asked.at(-1)?.push(change);
        const turn = Promise.withResolvers<void>();
        held.push(turn);
        await turn.promise;
        return [{ device: 'wall-1', kind: 'access', payload: `difference ${held.length}` }];
      },
    },
    presence: { status: async () => undefined, nobody: async () => undefined },
    async *missed() {
      missedAsked++;
      yield [{ device: 'wall-1', kind: 'config', payload: 'missed 1' }];
      yield [{ device: 'wall-2', kind: 'access', payload: 'missed 2' }];
    },
    accounts: { passwordHash: async () => 'hash' },
    ...{ workers: 1, clock: time, timers: time, logger: silentLogger },
  });
  delivery.start();
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const look = async () => {
    asked.push([]);
    await settled();
  };
  return {
    ...{ time, link, delivery, held, settled, look },
    asked: () => asked.flat(),
    missedAsked: () => missedAsked,
    payloads: () => link.sent.map(({ payload }) => payload),
  };
}
const ofCard = (uid: string): RegistryChange => ({
  kind: 'access',
  placeIds: ['demo'],
  uids: [uid],
});

test('what came while an import ran is told once, at its end, and not at each of its lines', async () => {
  const { time, delivery, look, asked } = slowWorld();
  await look();
  for (let n = 0; n < 4; n++) {
    delivery.onRegistryChange(ofCard(`04A${n}`));
    time.advance(10);
    await look();
  }
  expect(asked()).toEqual([]);
  time.advance(10);
  await look();
  const [change, ...others] = asked();
  expect(others).toEqual([]);
  expect(change).toMatchObject({ uids: ['04A0', '04A1', '04A2', '04A3'] });
});

test('a second after the link is back devices are told what they missed, once for two returns at once', async () => {
  const { time, link, settled, payloads, missedAsked } = slowWorld();
  link.drop('cable');
  link.back();
  time.advance(900);
  link.drop('cable');
  link.back();
  time.advance(900);
  await settled();
  expect(missedAsked()).toBe(0);
  time.advance(200);
  await settled();
  await settled();
  expect(missedAsked()).toBe(1);
  expect(payloads()).toEqual(['missed 1', 'missed 2']);
});

test('stopping begins nothing that waited, and waits for what is being told', async () => {
  const { time, link, delivery, look, held, settled, asked, missedAsked, payloads } = slowWorld();
  await look();
  time.advance(2_000);
  await settled();
  const before = missedAsked();
  delivery.onRegistryChange(ofCard('04A1'));
  time.advance(60);
  await look();
  expect(asked()).toHaveLength(1);
  delivery.onRegistryChange(ofCard('04A2'));
  link.drop('cable');
  link.back();
  let isStopped = false;
  const stopped = delivery.stop().then(() => {
    isStopped = true;
  });
  time.advance(5_000);
  await look();
  expect([isStopped, asked().length, missedAsked()]).toEqual([false, 1, before]);
  for (const { resolve } of held) resolve();
  await stopped;
  expect(payloads().at(-1)).toBe('difference 1');
});

test('stopping waits for what was missed, while it is being read', async () => {
  const { time, link, settled, delivery, payloads } = slowWorld();
  link.drop('cable');
  link.back();
  time.advance(1_100);
  await delivery.stop();
  expect(payloads()).toEqual(['missed 1', 'missed 2']);
  await settled();
});
