import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import mqtt from 'mqtt';
import { hashMqttPassword } from '../../../cloud/broker/mqtt-password.ts';
import type { Lock } from '../../../device/locks/lock.ts';
import { lockOpener } from '../../../device/locks/open-lock.ts';
import type { LockAnswer } from '../../../device/ports.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { systemTimers } from '../../../shared/runtime/system-clock.ts';
import type { ConfigLock } from '../../../shared/wire/lock.ts';
import {
  homeMade,
  homeMadeWith,
  type LockServer,
  lockPassword,
  type Mood,
  nukiWeb,
  shellyGen1,
  shellyGen2,
  tasmota,
} from '../../fakes/lock-servers.ts';
import { freePort, startMosquitto } from '../../parts/mosquitto.ts';
import { startOneWayProxy } from '../../parts/one-way-proxy.ts';
import { scratchFolder } from '../../parts/scratch-folder.ts';
import { waitFor } from '../../parts/wait-for.ts';

jest.setTimeout(60_000);

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (let end = ends.pop(); end; end = ends.pop()) await end();
});

const opener = (hosts: readonly string[]) =>
  lockOpener({ hosts, timers: systemTimers, random: Math.random, logger: silentLogger });

const secret = lockPassword;
const makes: readonly [string, () => Promise<LockServer>, Omit<ConfigLock, 'address'>][] = [
  ['shellyGen1', shellyGen1, { kind: 'shellyGen1', secret }],
  ['shellyGen2', shellyGen2, { kind: 'shellyGen2', secret }],
  ['nukiWeb', nukiWeb, { kind: 'nukiWeb', lockId: '17', secret }],
  ['tasmota', tasmota, { kind: 'tasmota', secret }],
  [
    'http',
    homeMade,
    {
      ...{ kind: 'http', method: 'POST', secret, auth: 'none', body: '{"key":"{secret}"}' },
      headers: [{ name: 'authorization', value: 'Key {secret}' }],
      ...{ successPointer: '/result/ok', successValue: 'true' },
    },
  ],
];

const failures: Readonly<Record<string, string>> = { nukiWeb: 'motorBlocked' };

async function opened([name, serve, about]: (typeof makes)[number], mood: Mood) {
  const server = await serve();
  server.mood = mood;
  const path = name === 'http' ? '/open' : '';
  const lock = opener([server.host])({ address: server.url + path, ...about });
  return { server, answer: await lock.open(3_000) };
}
/** A silent lock is waited for until its time is over: for all makes at once. */
const silent = new Map<string, Awaited<ReturnType<typeof opened>>>();
beforeAll(async () => {
  const ask = async (make: (typeof makes)[number]) =>
    silent.set(make[0], await opened(make, 'silent'));
  await Promise.all(makes.map(ask));
});
afterAll(() => Promise.all([...silent.values()].map(({ server }) => server.close())));

describe.each(makes)('%s', (name, serve, about) => {
  async function mooded(mood: Mood, more: Partial<ConfigLock> = {}) {
    const known = mood === 'silent' ? silent.get(name) : undefined;
    if (known) return known;
    const done = await opened([name, serve, { ...about, ...more }], mood);
    ends.push(() => done.server.close());
    return done;
  }

  test.each([
    ['well', { outcome: 'granted', why: null }, 1],
    ['refused', { outcome: 'refused', why: name === 'nukiWeb' ? 'locked' : 'notAllowed' }, 0],
    ['failed', { outcome: 'failed', why: failures[name] ?? 'notAsExpected' }, 0],
    ['silent', { outcome: 'unknown', why: 'timeout' }, 1],
    ['cut', { outcome: 'unknown', why: 'unreachable' }, 1],
  ] as const)('%s', async (mood, expected, times) => {
    const { server, answer } = await mooded(mood);
    expect(answer).toEqual(expected);
    expect(server.opened()).toBe(times);
    // Said once, whatever came of it: nobody opens a door a second time because the first answer got lost.
    const opening = server.asked.filter((line) =>
      /turn=on|Switch.Set|\/action|Power1|\/open/.test(line),
    );
    // A digest is asked for first; Tasmota refuses the pulse that is set before.
    const once = name === 'tasmota' && mood === 'refused' ? 0 : 1;
    expect(opening).toHaveLength(name === 'shellyGen2' ? 2 : once);
  });

  test('a wrong password is refused, and no secret is said in the answer', async () => {
    const { server, answer } = await mooded('well', { secret: 'wrong' });
    expect([answer, server.opened()]).toEqual([{ outcome: 'refused', why: 'wrongPassword' }, 0]);
  });

  test('nobody there: not sent, and said to have failed', async () => {
    const port = await freePort();
    const lock = opener([`127.0.0.1:${port}`])({ ...about, address: `http://127.0.0.1:${port}` });
    expect(await lock.open(3_000)).toEqual({ outcome: 'failed', why: 'unreachable' });
  });

  test('a host that is not named in the settings is not spoken to', async () => {
    const server = await serve();
    ends.push(() => server.close());
    for (const [hosts, address] of [
      [[], server.url],
      [['192.168.1.40'], server.url.replace('http:', 'https:')],
      [[`127.0.0.1:1`], server.url],
    ] as const) {
      const answer = await opener(hosts)({ ...about, address }).open(3_000);
      expect(answer).toEqual({ outcome: 'failed', why: 'hostNotAllowed' });
    }
    expect(server.asked).toEqual([]);
  });
});

test.each(['none', 'basic', 'digest', 'bearer'] as const)(
  'anything by HTTP, told with credentials of the kind %s, and by nothing else',
  async (auth) => {
    const server = await homeMadeWith(auth);
    ends.push(() => server.close());
    const about = { method: 'PUT', body: 'open 1', auth, secret } as const;
    const said = { successPointer: '/said', successValue: 'yes' };
    const told = (more: Partial<ConfigLock> = {}) =>
      opener([server.host])({
        ...{ kind: 'http', address: `${server.url}/door?n=1` },
        ...{ ...about, ...said, ...more },
      }).open(3_000);
    expect(await told()).toEqual({ outcome: 'granted', why: null });
    // It opened, and says something else than it should: that is no success.
    expect(await told({ successValue: 'no' })).toEqual({ outcome: 'failed', why: 'notAsExpected' });
    expect(server.opened()).toBe(2);
    const wrong = await told({ secret: 'wrong', auth: auth === 'none' ? 'basic' : auth });
    expect([wrong, server.opened()]).toEqual([{ outcome: 'refused', why: 'wrongPassword' }, 2]);
  },
);

test('what does not lock itself again is locked by us: a relay without its timer, a lock with an address for it', async () => {
  const relay = await shellyGen1();
  ends.push(() => relay.close());
  relay.mood = 'noTimer';
  const shelly = opener([relay.host])({ kind: 'shellyGen1', address: relay.url, secret });
  const opened = await shelly.open(3_000);
  expect(opened).toEqual({ outcome: 'unknown', why: 'noTimer' });
  expect(await shelly.off(opened)?.()).toEqual({ outcome: 'granted', why: null });
  expect(relay.asked.at(-1)).toContain('turn=off');
  // With its timer it does so by itself, and one that said no is as it was.
  expect(shelly.off({ outcome: 'granted', why: null })).toBeNull();

  const made = await homeMade();
  ends.push(() => made.close());
  const own = opener([made.host])({
    ...{ kind: 'http', address: `${made.url}/open`, offAddress: `${made.url}/off`, secret },
    headers: [{ name: 'authorization', value: 'Key {secret}' }],
  });
  const off = own.off(await own.open(3_000));
  expect(await off?.()).toEqual({ outcome: 'granted', why: null });
  made.mood = 'failed';
  expect(await off?.()).toEqual({ outcome: 'failed', why: 'status500' });
  expect(own.off({ outcome: 'refused', why: 'notAllowed' })).toBeNull();
});

/** A broker that lets one name in, by `lockPassword`. */
async function guarded() {
  const passwordFile = join(scratchFolder('lock-broker'), 'passwords');
  writeFileSync(passwordFile, `door:${await hashMqttPassword(lockPassword)}\n`, { mode: 0o600 });
  return startMosquitto({ passwordFile });
}
/** As soon as the lock has found its broker. */
const whenThere = async (lock: Lock) => {
  let answer: LockAnswer = { outcome: 'failed', why: 'unreachable' };
  await waitFor('the broker', async () => {
    answer = await lock.open(3_000);
    return answer.why !== 'unreachable';
  });
  return answer;
};

test('anything over MQTT: told once and never retained, by its answer, locked by us where it says how', async () => {
  const broker = await guarded();
  ends.push(() => broker.stop());
  const own = { username: 'door', password: lockPassword };
  const thing = await mqtt.connectAsync(broker.url, own);
  ends.push(() => thing.endAsync());
  const asked: string[] = [];
  let says = '{"bolt":"open"}';
  thing.on('message', (_topic, payload, { retain }) => {
    asked.push(`${payload}${retain ? ' retained' : ''}`);
    thing.publish('door/state', says);
  });
  await thing.subscribeAsync('door/set');
  await thing.publishAsync('door/state', '{"bolt":"open"}', { retain: true });
  const made = (more: Partial<ConfigLock> = {}) => {
    const lock = opener(['127.0.0.1'])({
      ...{ kind: 'mqtt', address: broker.url, topic: 'door/set', payload: 'OPEN' },
      ...{ answerTopic: 'door/state', successPointer: '/bolt', answerValue: 'open' },
      ...{ offPayload: 'CLOSE', username: 'door', secret: lockPassword, ...more },
    });
    ends.push(() => lock.stop());
    return lock;
  };
  const lock = made();
  const opened = await whenThere(lock);
  expect([opened, asked]).toEqual([{ outcome: 'granted', why: null }, ['OPEN']]);
  says = '{"bolt":"closed"}';
  const closing = lock.off(opened);
  // Its answer is about opening: that it was told to close is all there is to know.
  expect(await closing?.()).toEqual({ outcome: 'unknown', why: 'neverAnswers' });
  says = '{"bolt":"jammed"}';
  expect(await lock.open(3_000)).toEqual({ outcome: 'unknown', why: 'timeout' });
  expect(asked).toEqual(['OPEN', 'CLOSE', 'OPEN']);

  const mute = made({ answerTopic: '', offPayload: '' });
  const told = await whenThere(mute);
  expect([told, mute.off(told)]).toEqual([{ outcome: 'unknown', why: 'neverAnswers' }, null]);
  const shutOut = await whenThere(made({ secret: 'wrong' }));
  expect(shutOut).toEqual({ outcome: 'refused', why: 'wrongPassword' });
  await waitFor('the one word', () => asked.length > 3);
  expect(asked).toEqual(['OPEN', 'CLOSE', 'OPEN', 'OPEN']);
});

test('an answer that the broker kept is to somebody else: heard again while a lock is asked, it opens nothing', async () => {
  const broker = await guarded();
  ends.push(() => broker.stop());
  const between = await startOneWayProxy(Number(new URL(broker.url).port));
  ends.push(() => between.close());
  const thing = await mqtt.connectAsync(broker.url, { username: 'door', password: lockPassword });
  ends.push(() => thing.endAsync());
  const lock = opener(['127.0.0.1'])({
    ...{ kind: 'mqtt', address: `mqtt://127.0.0.1:${between.port}`, topic: 'door/set' },
    ...{ payload: 'OPEN', answerTopic: 'door/state', successPointer: '', answerValue: 'open' },
    ...{ username: 'door', secret: lockPassword },
  });
  ends.push(() => lock.stop());
  await whenThere(lock);
  const connections = between.count();
  const answer = lock.open(3_000);
  await thing.publishAsync('door/state', 'open', { retain: true, qos: 1 });
  expect((await answer).outcome).toBe('granted');
  // Nobody answers this one: but the connection breaks, and what was kept is heard once more.
  const next = lock.open(3_000);
  between.cut();
  await waitFor('the lock to be back', () => between.count() > connections);
  expect(await next).toEqual({ outcome: 'unknown', why: 'timeout' });
});

describe('Tasmota over MQTT', () => {
  async function scene(mood: Mood | 'offline', password = lockPassword) {
    const broker = await guarded();
    ends.push(() => broker.stop());
    const own = { username: 'door', password: lockPassword };
    const relay = await mqtt.connectAsync(broker.url, own);
    ends.push(() => relay.endAsync());
    const asked: string[] = [];
    relay.on('message', (_topic, payload, { retain }) => {
      asked.push(`${payload}${retain ? ' retained' : ''}`);
      const say = (body: object) => relay.publish('stat/door/RESULT', JSON.stringify(body));
      if (mood === 'refused') say({ Command: 'Unknown' });
      if (mood === 'failed') say({ POWER: 'OFF' });
      if (mood === 'well')
        for (const one of [{ PulseTime1: { Set: 30 } }, { POWER: 'ON' }]) say(one);
    });
    await relay.subscribeAsync('cmnd/door/Backlog');
    const is = mood === 'offline' ? 'Offline' : 'Online';
    await relay.publishAsync('tele/door/LWT', is, { retain: true });
    // Left over from another day: no answer to us.
    await relay.publishAsync('stat/door/RESULT', '{"POWER":"ON"}', { retain: true });
    const lock = opener(['127.0.0.1'])({
      ...{ kind: 'tasmotaMqtt', address: broker.url, topic: 'door' },
      ...{ username: 'door', secret: password },
    });
    ends.push(() => lock.stop());
    return { lock, asked, broker };
  }
  const pulse = 'PulseTime1 30; Power1 On';

  test('well', async () => {
    const { lock, asked } = await scene('well');
    expect([await whenThere(lock), asked]).toEqual([{ outcome: 'granted', why: null }, [pulse]]);
  });

  test('refused, failed and silent: nobody can tell', async () => {
    const moods = ['refused', 'failed', 'silent'] as const;
    const answers = await Promise.all(
      moods.map(async (mood) => {
        const { lock, asked } = await scene(mood);
        return [mood, await whenThere(lock), asked];
      }),
    );
    const unknown = { outcome: 'unknown', why: 'timeout' };
    expect(answers).toEqual(moods.map((mood) => [mood, unknown, [pulse]]));
  });

  test('offline', async () => {
    const { lock, asked } = await scene('offline');
    await waitFor('its will', async () => (await lock.open(1)).why === 'offline');
    expect(asked).toEqual([]);
  });

  test('a wrong password is refused, and the lock hears nothing, then or later', async () => {
    const { lock, asked } = await scene('well', 'wrong');
    expect(await whenThere(lock)).toEqual({ outcome: 'refused', why: 'wrongPassword' });
    expect(await lock.open(3_000)).toEqual({ outcome: 'refused', why: 'wrongPassword' });
    const right = (await scene('well')).lock;
    expect(await whenThere(right)).toEqual({ outcome: 'granted', why: null });
    expect(asked).toEqual([]);
  });

  test('a broker that is away is not told later', async () => {
    const { lock, asked, broker } = await scene('well');
    await whenThere(lock);
    await broker.kill();
    await waitFor('the link to be down', async () => (await lock.open(3_000)).outcome === 'failed');
    await broker.restart();
    expect(asked).toHaveLength(1);
  });
});
