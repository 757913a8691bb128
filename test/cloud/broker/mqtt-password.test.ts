import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import mqtt from 'mqtt';
import {
  hashMqttPassword,
  makeMqttPassword,
  verifyMqttPassword,
} from '../../../cloud/broker/mqtt-password.ts';
import { startMosquitto } from '../../parts/mosquitto.ts';

describe('MQTT passwords in the format of Mosquitto', () => {
  test('a made password verifies, another does not, and no two lines are alike', async () => {
    const password = makeMqttPassword();
    const line = await hashMqttPassword(password);
    expect(line).toMatch(/^\$7\$101\$[A-Za-z0-9+/]{16}\$[A-Za-z0-9+/]{86}==$/);
    expect(await hashMqttPassword(password)).not.toBe(line);
    expect(await verifyMqttPassword(Buffer.from(password), line)).toBe(true);
    expect(await verifyMqttPassword(Buffer.from(`${password}x`), line)).toBe(false);
  });

  test.each([
    '',
    'secret',
    '$6$abc$def',
    '$7$0$AAAA$AAAA',
    '$7$9999999$AAAA$AAAA',
    '$7$101$AAAA$AA==',
  ])('nobody signs in with the stored line %p', async (line) => {
    expect(await verifyMqttPassword(Buffer.from('secret'), line)).toBe(false);
  });

  test('we accept the line mosquitto_passwd wrote', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'passwords-'));
    const file = join(dir, 'passwords');
    await writeFile(file, '');
    execFileSync('mosquitto_passwd', ['-b', file, 'theirs', 'secret two']);
    const line = (await readFile(file, 'utf8')).trim().split(':')[1] ?? '';
    await rm(dir, { recursive: true });
    expect(await verifyMqttPassword(Buffer.from('secret two'), line)).toBe(true);
    expect(await verifyMqttPassword(Buffer.from('secret one'), line)).toBe(false);
  });

  test('a line that asks for no work, or for far too much, lets nobody in', async () => {
    const [, , , salt, hash] = (await hashMqttPassword('secret one')).split('$');
    const given = Buffer.from('secret one');
    expect(await verifyMqttPassword(given, `$7$0$${salt}$${hash}`)).toBe(false);
    const slow = await hashMqttPassword('secret one', 1_000_001);
    expect(await verifyMqttPassword(given, slow)).toBe(false);
  });

  test('Mosquitto accepts our line', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'passwords-'));
    const passwordFile = join(dir, 'passwords');
    await writeFile(passwordFile, `ours:${await hashMqttPassword('secret one')}\n`);
    const broker = await startMosquitto({ passwordFile });
    const right = await mqtt.connectAsync(broker.url, { username: 'ours', password: 'secret one' });
    expect(right.connected).toBe(true);
    await right.endAsync();
    const wrong = mqtt.connectAsync(
      broker.url,
      { username: 'ours', password: 'secret two', reconnectPeriod: 0 },
      false,
    );
    await expect(wrong).rejects.toThrow('Not authorized');
    await broker.stop();
    await rm(dir, { recursive: true });
  }, 30_000);
});
