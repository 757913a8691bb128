import { pbkdf2Sync } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { hashMqttPassword, makeMqttPassword } from '../../../cloud/broker/mqtt-password.ts';
import { writeBrokerFiles } from '../../../cloud/store/broker-files.ts';
import { openDeviceDoors } from '../../../cloud/store/claims.ts';
import { openDatabase } from '../../../cloud/store/database.ts';
import { newKeyPair, rawPublicKey } from '../../../shared/wire/keys.ts';
import { downTopic, sharedUpKindFilter, upTopic } from '../../../shared/wire/topic.ts';
import { startMosquitto } from '../../parts/mosquitto.ts';
import { type Login, publish, subscribe } from '../../parts/mosquitto-clients.ts';
import { scratchFolder } from '../../parts/scratch-folder.ts';
import { waitFor } from '../../parts/wait-for.ts';
import { openTestRegistry } from '../open-test-registry.ts';

const now = Date.UTC(2026, 10, 21, 8);
const aggregator = { name: 'aggregator', password: 'of the cloud' };

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (let end = ends.pop(); end; end = ends.pop()) await end();
});

/** Two devices that joined, and the files as the cloud writes them. */
async function twoDevices() {
  const folder = scratchFolder('broker-files');
  const database = await openDatabase({ url: null, path: join(folder, 'cloud.db') });
  ends.push(() => database.close());
  const registry = openTestRegistry(database, () => now);
  await registry.places.create({ id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
  const doors = openDeviceDoors(database, registry, {
    cloudKey: () => ({ kid: 'k1', publicKey: 'A'.repeat(43) }),
    mqttUrls: () => ['mqtts://broker.example:8883'],
    ca: null,
    makePassword: makeMqttPassword,
    hashPassword: hashMqttPassword,
  });
  const account = {
    username: aggregator.name,
    passwordHash: await hashMqttPassword(aggregator.password),
  };
  const write = () => writeBrokerFiles(database, folder, account);
  const key = rawPublicKey(newKeyPair().publicKey);
  const join_ = async (publicKey: string, deviceId: string) => {
    const { deviceCode, userCode } = await doors.claims.open({ publicKey, serial: 'pi' }, now);
    await doors.claims.approve({ userCode, placeId: 'demo', deviceId, accessPoints: [] }, now);
    return (await doors.claims.collect(deviceCode, now))?.mqtt.password ?? '';
  };
  const passwords = {
    'wall-1': await join_(key, 'wall-1'),
    'wall-2': await join_(rawPublicKey(newKeyPair().publicKey), 'wall-2'),
  };
  await write();
  const file = (name: string) => join(folder, name);
  return { registry, write, file, passwords, claimAgain: () => join_(key, 'wall-1') };
}

const ways = ['password and acl files', 'dynamic security'] as const;

describe.each(ways)('Mosquitto with the generated files: %s', (way) => {
  const isPlugin = way === 'dynamic security';

  test('a device reads and writes its own topics and nobody else’s', async () => {
    const { file, passwords } = await twoDevices();
    const broker = await startMosquitto(
      isPlugin
        ? { dynamicSecurityFile: file('mosquitto/dynamic-security.json') }
        : { passwordFile: file('mosquitto/passwords'), aclFile: file('mosquitto/acl') },
    );
    ends.push(() => broker.stop());
    const { port } = broker;
    const one: Login = { port, name: 'wall-1', password: passwords['wall-1'] };
    const two: Login = { port, name: 'wall-2', password: passwords['wall-2'] };
    // Each of its connections a client id of its own: the same one would throw the listener out.
    const cloud: Login = { port, ...aggregator, clientId: 'aggregator-1' };
    const everything = [
      '#',
      '+/+/+/+/+/+',
      // Rules of a file do not judge subscriptions: in the group, it would have its share of batches dropped.
      ...(isPlugin ? ['$share/aggregator/badgeuse/v1/devices/+/up/journal'] : []),
      '$SYS/#',
      'badgeuse/v1/devices/+/up/#',
      'badgeuse/v1/devices/+/down/#',
      'badgeuse/v1/devices/wall-2/down/#',
      'badgeuse/v1/devices/wall-2/up/journal',
    ];
    const spy = await subscribe(one, ['badgeuse/v1/devices/wall-1/down/#', ...everything]);
    const atCloud = await subscribe({ ...cloud, clientId: 'aggregator-2' }, [
      'badgeuse/v1/devices/+/up/status',
      sharedUpKindFilter('journal'),
      sharedUpKindFilter('hello'),
    ]);
    await publish(two, upTopic('wall-2', 'journal'), 'batch of two');
    const atTwo = await subscribe(two, ['badgeuse/v1/devices/wall-2/down/#']);
    for (const listener of [spy, atTwo, atCloud]) ends.push(() => listener.end());
    await publish(cloud, downTopic('wall-2', 'command'), 'unlock two');
    await publish(cloud, downTopic('wall-1', 'ack'), 'ack for one');
    await waitFor('its own ack', () => spy.heard().length > 0);
    expect(new Set(spy.heard())).toEqual(new Set([`${downTopic('wall-1', 'ack')} ack for one`]));
    await spy.end();
    for (const topic of [
      upTopic('wall-2', 'journal'),
      upTopic('wall-2', 'hello'),
      downTopic('wall-2', 'command'),
      downTopic('wall-2', 'ack'),
      downTopic('wall-1', 'command'),
      'badgeuse/v1/devices/wall-1/other',
      '$CONTROL/dynamic-security/v1',
    ]) {
      await publish(one, topic, 'forged');
    }
    expect(await publish(one, upTopic('wall-1', 'hello'), 'hello of one')).toBe('');
    await publish(cloud, downTopic('wall-2', 'ack'), 'ack for two');
    await waitFor('the last of each', () => {
      return atCloud.heard().length >= 2 && atTwo.heard().length >= 2;
    });
    expect(atCloud.heard().sort()).toEqual([
      `${upTopic('wall-1', 'hello')} hello of one`,
      `${upTopic('wall-2', 'journal')} batch of two`,
    ]);
    expect(atTwo.heard()).toEqual([
      `${downTopic('wall-2', 'command')} unlock two`,
      `${downTopic('wall-2', 'ack')} ack for two`,
    ]);
  }, 60_000);

  test('a wrong, a replaced and a revoked password are refused, and nobody comes without a name', async () => {
    const { file, passwords, write, registry, claimAgain } = await twoDevices();
    const broker = await startMosquitto(
      isPlugin
        ? { dynamicSecurityFile: file('mosquitto/dynamic-security.json') }
        : { passwordFile: file('mosquitto/passwords'), aclFile: file('mosquitto/acl') },
    );
    ends.push(() => broker.stop());
    const { port } = broker;
    const say = (name: string, password: string, clientId = name) =>
      publish({ port, name, password, clientId }, upTopic(name, 'hello'), 'hello');
    const again = async () => {
      await write();
      // The plugin reads its state at Mosquitto's start; the files are read again at a SIGHUP.
      if (isPlugin) await broker.restart();
      else broker.reload();
    };
    const refused = /not authori[sz]ed/i;
    expect(await say('wall-1', passwords['wall-1'])).toBe('');
    expect(await say('wall-1', 'wrong')).toMatch(refused);
    expect(await say('wall-1', passwords['wall-2'])).toMatch(refused);
    expect(await say('nobody', passwords['wall-1'])).toMatch(refused);
    expect(await say('', '', 'nameless')).toMatch(refused);
    if (isPlugin) expect(await say('wall-1', passwords['wall-1'], 'wall-2')).toMatch(refused);

    const renewed = await claimAgain();
    await again();
    await waitFor('the new password', async () => (await say('wall-1', renewed)) === '');
    expect(await say('wall-1', passwords['wall-1'])).toMatch(refused);

    const open = await subscribe({ port, name: 'wall-1', password: renewed }, [
      'badgeuse/v1/devices/wall-1/down/#',
    ]);
    ends.push(() => open.end());
    await registry.devices.patch('wall-1', { state: 'revoked' });
    await again();
    await waitFor('its end', async () => refused.test(await say('wall-1', renewed)));
    // Whoever is still connected is thrown out, and comes back in vain.
    await waitFor('the end of its connection', () => refused.test(open.said()));
    await registry.devices.patch('wall-2', { state: 'retired' });
    await again();
    await waitFor('the other’s end', async () => {
      return refused.test(await say('wall-2', passwords['wall-2']));
    });
  }, 60_000);
});

test('a device that calls itself as the aggregator gets nothing of what the aggregator may', async () => {
  const { registry, write, file } = await twoDevices();
  const publicKey = rawPublicKey(newKeyPair().publicKey);
  await registry.devices.create({ id: aggregator.name, placeId: 'demo', name: 'x', publicKey });
  await write();
  const passwords = readFileSync(file('mosquitto/passwords'), 'utf8');
  expect(passwords.match(/^aggregator:/gm)).toHaveLength(1);
  expect(readFileSync(file('emqx/users.csv'), 'utf8').match(/^aggregator,/gm)).toHaveLength(1);
});

test('files for EMQX: whom it lets in by which hash, who may what, readable by their owner alone', async () => {
  const { file, passwords } = await twoDevices();
  const [head, ...users] = readFileSync(file('emqx/users.csv'), 'utf8').trim().split('\n');
  expect(head).toBe('user_id,password_hash,salt,is_superuser');
  const secrets = [...Object.values(passwords), aggregator.password];
  expect(users.map((line) => line.split(',')[0])).toEqual(['wall-1', 'wall-2', 'aggregator']);
  for (const [n, line] of users.entries()) {
    const [, hash, salt = '', isSuperuser] = line.split(',');
    // What EMQX computes: hex of PBKDF2 over the password, with the salt's text as it stands.
    const expected = pbkdf2Sync(secrets[n] ?? '', salt, 101, 64, 'sha512').toString('hex');
    expect([hash, isSuperuser]).toEqual([expected, 'false']);
  }
  const own = `\${username}`;
  expect(readFileSync(file('emqx/acl.conf'), 'utf8').split('\n')).toEqual([
    '{allow, {user, "aggregator"}, subscribe, ["badgeuse/v1/devices/+/up/#"]}.',
    '{allow, {user, "aggregator"}, publish, ["badgeuse/v1/devices/+/down/#"]}.',
    `{allow, all, publish, ["badgeuse/v1/devices/${own}/up/#"]}.`,
    `{allow, all, subscribe, ["badgeuse/v1/devices/${own}/down/#"]}.`,
    '{deny, all}.',
    '',
  ]);
  const may = emqxRules(readFileSync(file('emqx/acl.conf'), 'utf8'));
  for (const [who, other] of [
    ['wall-1', 'wall-2'],
    ['wall-2', 'wall-1'],
  ] as const) {
    expect(may(who, 'publish', upTopic(who, 'journal'))).toBe('allow');
    expect(may(who, 'subscribe', `badgeuse/v1/devices/${who}/down/#`)).toBe('allow');
    for (const topic of [upTopic(other, 'journal'), downTopic(other, 'ack'), downTopic(who, 'ack')])
      expect([topic, may(who, 'publish', topic)]).toEqual([topic, 'deny']);
    for (const filter of [
      ...[
        '#',
        '+/+/+/+/+/+',
        'badgeuse/v1/devices/+/down/#',
        'badgeuse/v1/devices/+/up/#',
        '$SYS/#',
      ],
      ...[`badgeuse/v1/devices/${other}/down/#`, `badgeuse/v1/devices/${other}/down/ack`],
      `badgeuse/v1/devices/${who}/up/journal`,
    ])
      expect([filter, may(who, 'subscribe', filter)]).toEqual([filter, 'deny']);
  }
  expect(may('aggregator', 'publish', downTopic('wall-1', 'ack'))).toBe('allow');
  // A shared subscription is judged there by what is shared.
  expect(may('aggregator', 'subscribe', 'badgeuse/v1/devices/+/up/journal')).toBe('allow');
  expect(may('aggregator', 'subscribe', '#')).toBe('deny');
  // Nobody's name is a wildcard: it would stand in the topic's place.
  expect(may('+', 'subscribe', 'badgeuse/v1/devices/wall-1/down/#')).toBe('deny');
  const { iterations } = /iterations = (?<iterations>\d+)/.exec(
    readFileSync(file('emqx/badgeuse.conf'), 'utf8'),
  )?.groups ?? { iterations: '' };
  expect(iterations).toBe('101');
  for (const broker of ['mosquitto', 'emqx']) {
    for (const name of readdirSync(file(broker))) {
      expect([name, statSync(file(`${broker}/${name}`)).mode & 0o777]).toEqual([name, 0o600]);
    }
  }
});

/**
 * Rules as the head of EMQX's own acl.conf describes them: Erlang terms, each ended by a full stop, the first that fits
 * decides; a placeholder stands for a whole level and is the name, letter by letter.
 */
function emqxRules(text: string) {
  const four =
    /^\{(allow|deny), (all|\{user, "([a-z0-9-]+)"\}), (publish|subscribe|all), \["([^"]+)"\]\}\.$/;
  const rules = text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const last = /^\{(allow|deny), all\}\.$/.exec(line);
      const found = last ?? four.exec(line);
      if (!found) throw new Error(`no rule: ${line}`);
      const [, permission = '', who = 'all', user, action = 'all', topic = '#'] = found;
      return { permission, who, user, action, topic, isLast: last !== null };
    });
  const fits = (rule: readonly string[], asked: readonly string[], name: string): boolean => {
    const [first, ...others] = rule;
    if (first === '#') return true;
    const [level, ...rest] = asked;
    if (first === undefined || level === undefined) return first === level;
    const same =
      first === `\${username}` ? level === name : first === '+' ? level !== '#' : first === level;
    return same && fits(others, rest, name);
  };
  return (name: string, action: 'publish' | 'subscribe', topic: string): string | undefined =>
    rules.find(
      (rule) =>
        rule.isLast ||
        ((rule.who === 'all' || rule.user === name) &&
          (rule.action === 'all' || rule.action === action) &&
          fits(rule.topic.split('/'), topic.split('/'), name)),
    )?.permission;
}
