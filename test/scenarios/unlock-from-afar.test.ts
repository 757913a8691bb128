import { afterEach, expect, jest, test } from '@jest/globals';
import mqtt, { type MqttClient } from 'mqtt';
import { readKeyFile } from '../../cloud/store/key-file.ts';
import type { LockAnswer } from '../../device/ports.ts';
import { dataFolder } from '../../shared/runtime/data-folder.ts';
import { systemClock } from '../../shared/runtime/system-clock.ts';
import type { SignedCommand } from '../../shared/wire/command.ts';
import { type NamedKey, signClaims } from '../../shared/wire/jws.ts';
import { newKeyPair } from '../../shared/wire/keys.ts';
import type { HelloMessage } from '../../shared/wire/messages.ts';
import { downTopic, upTopic } from '../../shared/wire/topic.ts';
import { openCloudWorld } from '../parts/cloud-world.ts';
import { deviceIn, takeIn } from '../parts/device-of-cloud.ts';
import { startMosquitto } from '../parts/mosquitto.ts';
import { scratchFolder } from '../parts/scratch-folder.ts';
import { waitFor } from '../parts/wait-for.ts';

jest.setTimeout(120_000);

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (let end = ends.pop(); end; end = ends.pop()) await end();
});

/** A real cloud and a real device, its wall faked, at a real broker where somebody else may write and listen. */
async function scene() {
  const broker = await startMosquitto();
  ends.push(() => broker.stop());
  const world = await openCloudWorld({
    BADGEUSE_MQTT_URL: `mqtt://aggregator:anything@127.0.0.1:${broker.port}`,
  });
  ends.push(() => world.end());

  const dataDir = scratchFolder('unlock');
  const device = await takeIn(world, dataDir, [
    { id: 'entree', direction: 'toggle', doorId: 'front' },
  ]);
  const unlocked: string[] = [];
  /** What the lock answers; undefined: it is a relay, and answers nothing. */
  const lock: { answer: Promise<LockAnswer> | undefined } = { answer: undefined };
  const { start, stop } = deviceIn(dataDir, {
    strike: {
      drives: (door) => door === 'front',
      unlockFor(door) {
        unlocked.push(door);
        return lock.answer;
      },
    },
  });
  ends.push(stop);
  await start();

  const other = await mqtt.connectAsync(broker.url, { clientId: 'somebody-else' });
  ends.push(() => other.endAsync());
  const commands: string[] = [];
  const nonces: string[] = [];
  other.on('message', (topic, payload) => {
    if (topic.endsWith('/hello')) nonces.push(String(JSON.parse(payload.toString()).nonce));
    else commands.push(payload.toString());
  });
  await other.subscribeAsync([downTopic(device, 'command'), upTopic(device, 'hello')]);

  const [cloudKey] = readKeyFile(dataFolder(world.dataDir).signingKey);
  const { commands: desk } = world.aggregator();
  /** The store has what this very start said, and that it has its doors: its first hello comes before them. */
  const isHeard = async () => {
    if (!(await desk.deviceOf('front'))?.isHeard) return false;
    const states = world.database.db.selectFrom('device_state').select('hello');
    const row = await states.where('device', '=', device).executeTakeFirst();
    const hello: Partial<HelloMessage> = JSON.parse(row?.hello ?? '{}');
    const isThisStart = nonces.length === 0 || hello.nonce === nonces.at(-1);
    return isThisStart && (hello.configVersion ?? 0) > 0;
  };
  return {
    ...{
      world,
      broker,
      lock,
      unlocked,
      other,
      commands,
      nonces,
      cloudKey,
      desk,
      start,
      stop,
    },
    device,
    heard: () => waitFor('a hello', isHeard, 30_000),
    unlock: async () => {
      const { id } = await desk.give({
        ...{ kind: 'unlock', device, placeId: 'demo', door: 'front' },
        ...{ by: 'staff:3', reason: 'a delivery' },
      });
      return desk.settled(id, 15_000);
    },
    /** As the cloud would sign it; `more` is what is wrong with it. */
    signed: (more: Partial<SignedCommand>, signer: NamedKey = cloudKey) =>
      signClaims(
        'badgeuse-command',
        {
          ...{ v: 1, id: `made-up-${Math.random()}`, kind: 'unlock', device },
          ...{ door: 'front', by: 'staff:3', reason: '', nonce: nonces.at(-1) ?? '' },
          counter: systemClock.now() + 1_000_000,
          notAfterMonoMs: systemClock.monotonicNow() + 600_000,
          ...more,
        },
        signer,
      ),
    say: (client: MqttClient, payload: string, retain = false) =>
      client.publishAsync(downTopic(device, 'command'), payload, { qos: 1, retain }),
  };
}

test('one valid command opens once; replayed, retained, late, foreign and forged ones open nothing', async () => {
  const on = await scene();
  await on.heard();
  await waitFor('a nonce', () => on.nonces.length > 0, 40_000);

  expect(await on.unlock()).toMatchObject({ outcome: 'granted', why: null, by: 'staff:3' });
  expect(on.unlocked).toEqual(['front']);

  const [valid = ''] = on.commands;
  const thief = { kid: on.cloudKey.kid, privateKey: newKeyPair().privateKey };
  const nonce = on.nonces.at(-1) ?? '';
  const confirm = { list: 'demo', version: 1, device: on.device, nonce, monoMs: 1 };
  for (const bad of [
    // Replayed: the very same, and another with a counter that was used.
    ...[valid, valid, await on.signed({ counter: 1 })],
    await on.signed({ notAfterMonoMs: systemClock.monotonicNow() - 1 }),
    await on.signed({ device: 'other-device' }),
    await on.signed({ nonce: 'n'.repeat(32) }),
    await on.signed({}, thief),
    `${valid.slice(0, -6)}AAAAAA`,
    // Signed for another use, and no signature at all.
    await signClaims('badgeuse-confirm', confirm, on.cloudKey),
    ...['{"kind":"unlock"}', '', 'x'.repeat(60_000)],
  ]) {
    await on.say(on.other, bad);
  }

  // Retained: kept by the broker while the device is pushed off its connection, and given to it as it comes back.
  const clash = await mqtt.connectAsync(on.broker.url, { clientId: on.device });
  await on.say(clash, await on.signed({ counter: systemClock.now() + 500 }), true);
  const hellos = on.nonces.length;
  await clash.endAsync();
  await waitFor('the device is back', () => on.nonces.length > hellos, 40_000);
  await on.heard();
  await on.say(on.other, '', true);

  expect(on.unlocked).toEqual(['front']);
  expect(await on.unlock()).toMatchObject({ outcome: 'granted' });
  expect(on.unlocked).toEqual(['front', 'front']);

  // What was signed for this start is of no use to the next.
  const kept = await on.signed({});
  await on.stop();
  await waitFor('the goodbye', async () => (await on.desk.deviceOf('front'))?.isHeard === false);
  await expect(on.unlock()).rejects.toMatchObject({ code: 'deviceOffline' });
  const before = on.nonces.length;
  await on.start();
  await waitFor('the next start', () => on.nonces.length > before, 40_000);
  await on.heard();
  await on.say(on.other, kept);
  expect(await on.unlock()).toMatchObject({ outcome: 'granted' });
  expect(on.unlocked).toHaveLength(3);

  // The journal says which command moved the strike, and the audit log who gave it and why.
  const given = await on.desk.list({ doorId: 'front' }, 10);
  const causesOf = async () =>
    (await on.world.database.db.selectFrom('journal').select('body').execute()).flatMap(
      ({ body }) => JSON.parse(body).cause?.command ?? [],
    );
  await waitFor('the journal', async () => (await causesOf()).length >= 3);
  expect((await causesOf()).toSorted()).toEqual(given.map(({ id }) => id).toSorted());
  const audited = await on.world.database.db
    .selectFrom('audit')
    .selectAll()
    .where('verb', '=', 'unlocked')
    .where('who', '=', 'staff:3')
    .orderBy('seq')
    .execute();
  expect(audited).toHaveLength(6);
  expect(audited[0]?.details).toContain('a delivery');
  expect(audited[1]?.details).toContain('granted');
});

test('an answer that went down with the link is given again when it is back, and opens nothing again', async () => {
  const on = await scene();
  await on.heard();
  let answer: (said: LockAnswer) => void = () => undefined;
  on.lock.answer = new Promise((resolve) => {
    answer = resolve;
  });
  const { id } = await on.desk.give({
    ...{ kind: 'unlock', device: on.device, placeId: 'demo', door: 'front' },
    ...{ by: 'staff:3', reason: 'a slow lock' },
  });
  await waitFor('the lock to be told', () => on.unlocked.length > 0);
  await on.broker.kill();
  answer({ outcome: 'failed', why: 'motorBlocked' });
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect((await on.desk.get(id)).outcome).toBeNull();
  await on.broker.restart();
  const outcome = async () => (await on.desk.get(id)).outcome;
  await waitFor('the answer', outcome, 90_000);
  expect(await on.desk.get(id)).toMatchObject({ outcome: 'failed', why: 'motorBlocked' });
  expect(on.unlocked).toEqual(['front']);
});
