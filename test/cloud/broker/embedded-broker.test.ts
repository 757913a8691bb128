import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { EmbeddedBroker } from '../../../cloud/broker/embedded-broker.ts';
import { createMqttUplink } from '../../../device/link/mqtt-uplink.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { systemTimers } from '../../../shared/runtime/system-clock.ts';
import { downTopic } from '../../../shared/wire/topic.ts';
import { uplinkContract } from '../../contract/uplink.ts';
import { accountsOf, connectAs, openAggregator, startBroker } from '../../parts/broker-clients.ts';
import { waitFor } from '../../parts/wait-for.ts';

let accounts = new Map<string, string>();
beforeAll(async () => {
  accounts = await accountsOf('wall-1');
});
const start = (port = 0): Promise<EmbeddedBroker> => startBroker(accounts, { port });

function selfSigned() {
  const folder = mkdtempSync(join(tmpdir(), 'badgeuse-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const what =
    '-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost';
  execFileSync(
    'openssl',
    [
      'req',
      ...what.split(' '),
      '-addext',
      'subjectAltName=DNS:localhost',
      '-keyout',
      key,
      '-out',
      cert,
    ],
    { stdio: 'pipe' },
  );
  return { folder, key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

describe('the uplink on the embedded broker', () => {
  uplinkContract(async () => {
    const heard: { device: string; kind: string; payload: string }[] = [];
    let broker: EmbeddedBroker | null = await start();
    const { port } = broker;
    let aggregator = openAggregator(broker);
    await waitFor('the aggregator', () => aggregator.link.isUp());
    return {
      uplink: createMqttUplink({
        device: 'wall-1',
        password: 'secret of wall-1',
        urls: [`mqtt://127.0.0.1:${port}`],
        ca: null,
        boot: 'boot-1',
        nextConnection: () => 1,
        timers: systemTimers,
        random: () => 0,
        logger: silentLogger,
      }),
      heard: () => [...heard, ...aggregator.heard],
      say: async (kind, payload) => {
        aggregator.link.publish(downTopic('wall-1', kind), payload);
      },
      brokerAway: async () => {
        heard.push(...aggregator.heard);
        await aggregator.link.stop();
        await broker?.stop();
        broker = null;
      },
      brokerBack: async () => {
        if (broker) return;
        broker = await start(port);
        aggregator = openAggregator(broker);
        await waitFor('the aggregator again', () => aggregator.link.isUp());
      },
      end: async () => {
        await aggregator.link.stop();
        await broker?.stop();
      },
    };
  });
});

test('a device is let in only while somebody hears it, and is not told that it is unknown', async () => {
  const deaf = await start();
  await expect(connectAs(deaf, 'wall-1')).rejects.toThrow('Server unavailable');
  const ears = openAggregator(deaf);
  await waitFor('the aggregator', () => ears.link.isUp());
  const client = await connectAs(deaf, 'wall-1');
  await client.endAsync();
  await ears.link.stop();
  await deaf.stop();
});

test('credentials that cannot be checked are not called wrong', async () => {
  const broken = await startBroker({
    passwordHash: () => Promise.reject(new Error('disk')),
  });
  await expect(connectAs(broken, 'wall-1')).rejects.toThrow('Server unavailable');
  await broken.stop();
});

test('with a certificate devices pin it, and only this machine goes without', async () => {
  const { key, cert, folder } = selfSigned();
  const secure = await startBroker(accounts, { tls: { key, cert } });
  const uplink = (ca: string | null) => {
    const made = createMqttUplink({
      device: 'wall-1',
      password: 'secret of wall-1',
      urls: [`mqtts://localhost:${secure.port}`],
      ca,
      boot: 'boot-1',
      nextConnection: () => 1,
      timers: systemTimers,
      random: () => 0,
      logger: silentLogger,
    });
    const downs: string[] = [];
    made.start({ up: () => undefined, down: (why) => downs.push(why), message: () => undefined });
    return { made, downs };
  };
  secure.inside.hear({ said: () => undefined, ended: () => undefined });
  const pinned = uplink(cert);
  await waitFor('the pinned link', () => pinned.made.isUp());
  const stranger = uplink(null);
  await waitFor('the refusal', () => stranger.downs.length > 0);
  expect(stranger.downs.join()).toMatch(/self-signed/);
  await pinned.made.stop();
  await stranger.made.stop();
  await secure.stop();
  rmSync(folder, { recursive: true });
}, 30_000);

test('a port that is taken is named, with what to do', async () => {
  const taken = await start();
  await expect(start(taken.port)).rejects.toMatchObject({
    code: 'portTaken',
    hint: expect.stringContaining('BADGEUSE_MQTT_PORT'),
  });
  await taken.stop();
});
