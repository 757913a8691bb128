import { describe, expect, test } from '@jest/globals';
import { createMqttUplink } from '../../../device/link/mqtt-uplink.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { openMqttLink } from '../../../shared/runtime/mqtt-link.ts';
import { systemTimers } from '../../../shared/runtime/system-clock.ts';
import { downTopic, parseUpTopic, upFilter } from '../../../shared/wire/topic.ts';
import { uplinkContract } from '../../contract/uplink.ts';
import { startMosquitto } from '../../parts/mosquitto.ts';
import { waitFor } from '../../parts/wait-for.ts';

/** A client that sees everything every device says, as an aggregator does. */
function openObserver(url: string) {
  const heard: { device: string; kind: string; payload: string; retained: boolean }[] = [];
  const link = openMqttLink({
    urls: [url],
    clientId: `observer-${Math.random().toString(16).slice(2)}`,
    username: 'observer',
    password: 'x',
    ca: null,
    will: null,
    subscriptions: [upFilter],
    timers: systemTimers,
    random: () => 0,
    logger: silentLogger,
    on: {
      up: () => undefined,
      down: () => undefined,
      message: (topic, payload, retained) => {
        const parsed = parseUpTopic(topic);
        if (parsed) heard.push({ ...parsed, payload: payload.toString(), retained });
      },
    },
  });
  return { link, heard };
}

const makeUplink = (urls: readonly string[], nextConnection = () => 1, ackWithinMs = 20_000) =>
  createMqttUplink({
    device: 'wall-1',
    password: 'x',
    urls,
    ca: null,
    boot: 'boot-1',
    nextConnection,
    ackWithinMs,
    keepaliveSeconds: 2,
    timers: systemTimers,
    random: () => 0,
    logger: silentLogger,
  });

const nothing = { up: () => undefined, down: () => undefined, message: () => undefined };

describe('the uplink on Mosquitto', () => {
  uplinkContract(async () => {
    const broker = await startMosquitto();
    const observer = openObserver(broker.url);
    await waitFor('the observer', () => observer.link.isUp());
    let away = false;
    return {
      uplink: makeUplink([broker.url]),
      heard: () => observer.heard,
      say: async (kind, payload) => {
        observer.link.publish(downTopic('wall-1', kind), payload);
      },
      brokerAway: async () => {
        await broker.kill();
        away = true;
      },
      brokerBack: async () => {
        if (!away) return;
        await broker.restart();
        await waitFor('the observer again', () => observer.link.isUp());
      },
      end: async () => {
        await observer.link.stop();
        await broker.stop();
      },
    };
  });

  test('is born, dies by its will, and leaves with a goodbye, each naming its connection', async () => {
    const broker = await startMosquitto();
    const observer = openObserver(broker.url);
    await waitFor('the observer', () => observer.link.isUp());
    let connections = 0;
    const first = makeUplink([broker.url], () => ++connections);
    first.start(nothing);
    await waitFor('the first birth', () => observer.heard.length === 1);
    // A second process of the same device: the broker drops the first, whose will is published.
    const second = makeUplink([broker.url], () => ++connections);
    second.start(nothing);
    await waitFor('the will and the second birth', () => observer.heard.length >= 3);
    await first.stop();
    await waitFor('the second again', () => second.isUp());
    await second.stop();
    const last = await waitFor('a goodbye', () => {
      const newest = observer.heard.at(-1)?.payload ?? '{}';
      return newest.includes('"online":false') ? newest : null;
    });
    const said = observer.heard.map((m) => JSON.parse(m.payload));
    expect(said[0]).toEqual({ v: 1, online: true, boot: 'boot-1', connection: 1 });
    expect(said).toContainEqual({ v: 1, online: false, boot: 'boot-1', connection: 1 });
    expect(said).toContainEqual({ v: 1, online: true, boot: 'boot-1', connection: 2 });
    expect(JSON.parse(last).connection).toBe(connections);
    const late = openObserver(broker.url);
    await waitFor('the retained status', () => late.heard.length === 1);
    expect(late.heard[0]).toMatchObject({ kind: 'status', retained: true, payload: last });
    await late.link.stop();
    await observer.link.stop();
    await broker.stop();
  }, 30_000);

  test('moves to the first broker whose cloud acks, and keeps the old one until then', async () => {
    const old = await startMosquitto();
    const silent = await startMosquitto();
    const fresh = await startMosquitto();
    const cloud = openObserver(fresh.url);
    const oldCloud = openObserver(old.url);
    const uplink = makeUplink([old.url], () => 1, 300);
    uplink.start({ ...nothing, up: () => uplink.publish('hello', '{}') });
    await waitFor('the old broker', () => uplink.url() === old.url);
    // Nobody answers at the new address: it comes back to the old one, whose cloud still acks.
    uplink.useUrls([silent.url]);
    await waitFor('the silent broker', () => uplink.url() === silent.url);
    await waitFor('the old broker again', () => uplink.url() === old.url);
    oldCloud.link.publish(downTopic('wall-1', 'ack'), '{}');
    uplink.useUrls([silent.url, fresh.url]);
    await waitFor('the new broker', () => uplink.url() === fresh.url);
    cloud.link.publish(downTopic('wall-1', 'ack'), '{}');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(uplink.url()).toBe(fresh.url);
    await uplink.stop();
    await cloud.link.stop();
    await oldCloud.link.stop();
    await Promise.all([old.stop(), silent.stop(), fresh.stop()]);
  }, 30_000);

  test('finds out that the other end went silent, by its keepalive', async () => {
    const broker = await startMosquitto();
    const downs: string[] = [];
    const uplink = makeUplink([broker.url]);
    uplink.start({ ...nothing, down: (why) => downs.push(why) });
    await waitFor('the link', () => uplink.isUp());
    broker.freeze();
    await waitFor('the keepalive', () => downs.length > 0);
    expect(downs[0]).toContain('Keepalive');
    expect(uplink.isUp()).toBe(false);
    await uplink.stop();
    await broker.stop();
  }, 30_000);

  test('never goes beyond this machine without TLS', async () => {
    const downs: string[] = [];
    const uplink = makeUplink(['mqtt://192.0.2.1:1883', 'nonsense']);
    uplink.start({ ...nothing, down: (why) => downs.push(why) });
    await waitFor('both refusals', () => downs.length >= 2);
    expect(downs[0]).toContain('without TLS');
    expect(downs[1]).toContain('not an address');
    await uplink.stop();
  });
});
