import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { startEmbeddedBroker } from '../../../cloud/broker/embedded-broker.ts';
import { hashMqttPassword } from '../../../cloud/broker/mqtt-password.ts';
import { createMqttDeviceLink } from '../../../cloud/link/mqtt-device-link.ts';
import type { DeviceLink } from '../../../cloud/ports/link.ts';
import { createMqttUplink } from '../../../device/link/mqtt-uplink.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { systemTimers } from '../../../shared/runtime/system-clock.ts';
import { startMosquitto } from '../../parts/mosquitto.ts';
import { waitFor } from '../../parts/wait-for.ts';

const rounds = 50;
const batch = JSON.stringify({ entries: 'x'.repeat(40_000) });
/** Nagle waiting for a delayed acknowledgement costs 40 ms, each round. */
const plateauMs = 30;

/** How long each of fifty rounds took: out with a batch, back with a short answer, one at a time. */
async function timed(round: () => Promise<void>): Promise<number[]> {
  const took: number[] = [];
  for (let n = 0; n < rounds; n++) {
    const start = process.hrtime.bigint();
    await round();
    took.push(Number(process.hrtime.bigint() - start) / 1e6);
  }
  return took;
}

/** The same bytes to and fro through plain sockets: what this machine can do right now. */
async function baseline(): Promise<number[]> {
  const server = createServer({ noDelay: true }, (socket) => {
    let bytes = 0;
    socket.on('data', (chunk) => {
      bytes += chunk.length;
      if (bytes < batch.length) return;
      bytes -= batch.length;
      socket.write('ack');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const socket = connect({
    port: (address as { port: number }).port,
    host: '127.0.0.1',
    noDelay: true,
  });
  await once(socket, 'connect');
  const took = await timed(async () => {
    socket.write(batch);
    await once(socket, 'data');
  });
  socket.destroy();
  server.close();
  return took;
}

async function throughBroker(url: string, cloud: DeviceLink): Promise<number[]> {
  const uplink = createMqttUplink({
    device: 'wall-1',
    password: 'secret',
    urls: [url],
    ca: null,
    boot: 'boot-1',
    nextConnection: () => 1,
    timers: systemTimers,
    random: () => 0,
    logger: silentLogger,
  });
  cloud.start({
    up: () => undefined,
    down: () => undefined,
    message: (device, kind) => {
      if (kind === 'journal') cloud.publish(device, 'ack', '{"upTo":1}');
    },
  });
  let acked: () => void = () => undefined;
  uplink.start({ up: () => undefined, down: () => undefined, message: () => acked() });
  await waitFor('both ends', () => uplink.isUp() && cloud.isUp());
  const took = await timed(
    () =>
      new Promise((resolve) => {
        acked = resolve;
        uplink.publish('journal', batch);
      }),
  );
  await uplink.stop();
  await cloud.stop();
  return took;
}

const cloudLink = (url: string, username: string, password: string) =>
  createMqttDeviceLink({
    url,
    clientId: username,
    username,
    password,
    ca: null,
    shared: false,
    disconnect: () => undefined,
    timers: systemTimers,
    random: () => 0,
    logger: silentLogger,
  });

/** Rounds that waited for a timer, next to the same machine's slowest plain round. */
function plateau(took: readonly number[], plain: readonly number[]): number {
  const bar = Math.max(...plain) + plateauMs;
  return took.filter((ms) => ms > bar).length;
}

test('no round waits 40 ms for an acknowledgement, on the embedded broker', async () => {
  const stored = await hashMqttPassword('secret');
  const broker = await startEmbeddedBroker({
    host: '127.0.0.1',
    port: 0,
    tls: null,
    accounts: { passwordHash: async () => stored },
    aggregatorPassword: 'x',
    logger: silentLogger,
  });
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const took = await throughBroker(url, cloudLink(url, broker.aggregator, 'x'));
  await broker.stop();
  expect(plateau(took, await baseline())).toBeLessThan(rounds / 5);
}, 60_000);

test('nor on Mosquitto with set_tcp_nodelay', async () => {
  const broker = await startMosquitto();
  const took = await throughBroker(broker.url, cloudLink(broker.url, 'aggregator', 'x'));
  await broker.stop();
  expect(plateau(took, await baseline())).toBeLessThan(rounds / 5);
}, 60_000);
