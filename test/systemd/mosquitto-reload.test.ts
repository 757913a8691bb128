import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import mqtt from 'mqtt';
import { hashMqttPassword } from '../../cloud/broker/mqtt-password.ts';
import { startMosquitto } from '../parts/mosquitto.ts';
import { scratchFolder } from '../parts/scratch-folder.ts';
import { waitFor } from '../parts/wait-for.ts';

const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');
const read = (name: string) => readFileSync(join(root, 'systemd', name), 'utf8');
const program = join(root, 'systemd', 'badgeuse-mosquitto-reload');

test('both units are understood by systemd, and name the files the cloud writes', () => {
  const folder = scratchFolder('reload-units');
  const files = ['path', 'service'].map((kind) => {
    const name = `badgeuse-mosquitto-reload.${kind}`;
    writeFileSync(join(folder, name), read(name).replaceAll('/opt/badgeuse', root));
    return join(folder, name);
  });
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...files], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const cloud = read('badgeuse-cloud.service');
  const data = /^StateDirectory=(\S+)$/m.exec(cloud)?.[1];
  for (const name of ['passwords', 'acl']) {
    expect(read('badgeuse-mosquitto-reload.path')).toContain(
      `PathChanged=/var/lib/${data}/cloud/mosquitto/${name}\n`,
    );
  }
  expect(read('badgeuse-mosquitto-reload.service')).toContain(
    `badgeuse-mosquitto-reload /var/lib/${data}/cloud/mosquitto `,
  );
});

test('a device taken in is let in by a Mosquitto that runs already, and one reload is enough', async () => {
  const [from, to] = [scratchFolder('reload-from'), scratchFolder('reload-to')];
  const write = async (...ids: string[]) => {
    const lines = await Promise.all(ids.map(async (id) => `${id}:${await hashMqttPassword(id)}`));
    writeFileSync(join(from, 'passwords'), `${lines.join('\n')}\n`);
    writeFileSync(join(from, 'acl'), ids.map((id) => `user ${id}\ntopic readwrite #\n`).join(''));
  };
  const reloads = join(from, 'reloads');
  writeFileSync(reloads, '');
  const run = (pid: string) =>
    spawnSync(program, [
      ...[from, to, 'root'],
      ...['sh', '-c', `echo >>"${reloads}"; [ -z "$0" ] || kill -HUP "$0"`, pid],
    ]);
  await write('wall-1');
  expect(run('').status).toBe(0);
  expect(statSync(join(to, 'passwords')).mode & 0o777).toBe(0o600);
  const broker = await startMosquitto({
    passwordFile: join(to, 'passwords'),
    aclFile: join(to, 'acl'),
  });
  const comesIn = async (id: string): Promise<boolean> => {
    const around = { clientId: id, username: id, password: id, reconnectPeriod: 0 };
    const client = await mqtt.connectAsync(broker.url, around, false).catch(() => null);
    client?.end(true);
    return client !== null;
  };
  expect(await comesIn('wall-1')).toBe(true);
  await write('wall-1', 'wall-2');
  expect(await comesIn('wall-2')).toBe(false);
  expect(run(String(broker.pid())).status).toBe(0);
  await waitFor('the new device', () => comesIn('wall-2'));
  expect(run(String(broker.pid())).status).toBe(0);
  expect(readFileSync(reloads, 'utf8')).toBe('\n\n');
  // Other rules for the same devices are a change too.
  const rules = 'user wall-1\ntopic read a/#\n';
  writeFileSync(join(from, 'acl'), rules);
  expect(run(String(broker.pid())).status).toBe(0);
  expect([readFileSync(join(to, 'acl'), 'utf8'), readFileSync(reloads, 'utf8')]).toEqual([
    rules,
    '\n\n\n',
  ]);
  await broker.stop();
}, 30_000);

test.each([
  ['a file is not there', 'root', 'true'],
  ['nobody has that name', 'nobody-of-that-name', 'true'],
  ['it cannot be told', 'root', 'false'],
])('ends with its failure where %s, rather than begin again for ever', (what, owner, reload) => {
  const [from, to] = [scratchFolder('reload-bad'), scratchFolder('reload-bad-to')];
  writeFileSync(join(from, 'passwords'), 'a:b\n');
  if (what !== 'a file is not there') writeFileSync(join(from, 'acl'), '');
  const { status } = spawnSync(program, [from, to, owner, reload], { timeout: 10_000 });
  expect(status).toBe(1);
});
