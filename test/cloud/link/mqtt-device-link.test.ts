import { describe, expect, test } from '@jest/globals';
import { startEmbeddedBroker } from '../../../cloud/broker/embedded-broker.ts';
import { createInsideLink } from '../../../cloud/broker/inside-link.ts';
import { hashMqttPassword } from '../../../cloud/broker/mqtt-password.ts';
import { createMqttDeviceLink } from '../../../cloud/link/mqtt-device-link.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { openMqttLink } from '../../../shared/runtime/mqtt-link.ts';
import { systemTimers } from '../../../shared/runtime/system-clock.ts';
import {
  type DownKind,
  downFilter,
  parseDownTopic,
  type UpKind,
  upTopic,
} from '../../../shared/wire/topic.ts';
import { deviceLinkContract } from '../../contract/device-link.ts';
import { createFakeDeviceLink } from '../../fakes/fake-device-link.ts';
import { startMosquitto } from '../../parts/mosquitto.ts';
import { waitFor } from '../../parts/wait-for.ts';

const around = { timers: systemTimers, random: () => 0, logger: silentLogger, ca: null };

/** The device's end. */
function openDevice(url: string) {
  const heard: { kind: DownKind; payload: string }[] = [];
  const link = openMqttLink({
    ...around,
    urls: [url],
    clientId: 'wall-1',
    username: 'wall-1',
    password: 'secret',
    will: null,
    subscriptions: [downFilter('wall-1')],
    on: {
      up: () => undefined,
      down: () => undefined,
      message: (topic, payload) => {
        const kind = parseDownTopic(topic)?.kind;
        if (kind) heard.push({ kind, payload: payload.toString() });
      },
    },
  });
  return {
    link,
    heard,
    async say(kind: UpKind, payload: string) {
      await waitFor('the device', () => link.isUp());
      link.publish(upTopic('wall-1', kind), payload);
    },
  };
}

const openLink = (
  url: string,
  username: string,
  password: string,
  shared: boolean,
  id = username,
) =>
  createMqttDeviceLink({
    ...around,
    url,
    clientId: id,
    username,
    password,
    shared,
    disconnect: () => undefined,
  });

describe('the fake link to devices', () => {
  deviceLinkContract(async () => {
    const link = createFakeDeviceLink();
    return {
      link,
      say: async (kind, payload) => link.say('wall-1', kind, payload),
      heard: () => link.sent.map(({ kind, payload }) => ({ kind, payload })),
      brokerAway: async () => link.drop('away'),
      brokerBack: async () => link.back(),
      end: async () => undefined,
    };
  });
});

describe('the link to devices on the embedded broker', () => {
  deviceLinkContract(async () => {
    const stored = await hashMqttPassword('secret');
    const start = (port: number) =>
      startEmbeddedBroker({
        host: '127.0.0.1',
        port,
        tls: null,
        accounts: { passwordHash: async () => stored },
        aggregatorPassword: 'x',
        logger: silentLogger,
      });
    let broker = await start(0);
    const url = `mqtt://127.0.0.1:${broker.port}`;
    const device = openDevice(url);
    return {
      link: openLink(url, broker.aggregator, 'x', false),
      say: device.say,
      heard: () => device.heard,
      brokerAway: () => broker.stop(),
      brokerBack: async () => {
        broker = await start(broker.port);
      },
      end: async () => {
        await device.link.stop();
        await broker.stop();
      },
    };
  });
});

describe('the link to devices inside the embedded broker', () => {
  const startAlone = async () => {
    const stored = await hashMqttPassword('secret');
    return startEmbeddedBroker({
      host: '127.0.0.1',
      port: 0,
      tls: null,
      accounts: { passwordHash: async () => stored },
      aggregatorPassword: null,
      logger: silentLogger,
    });
  };

  deviceLinkContract(
    async () => {
      const broker = await startAlone();
      const device = openDevice(`mqtt://127.0.0.1:${broker.port}`);
      return {
        link: createInsideLink({ broker, ...around }),
        say: device.say,
        heard: () => device.heard,
        brokerAway: () => broker.stop(),
        brokerBack: async () => undefined,
        end: async () => {
          await device.link.stop();
          await broker.stop();
        },
      };
    },
    { withItsBroker: true },
  );

  test('nobody comes in as the aggregator, and devices only once somebody hears them', async () => {
    const broker = await startAlone();
    const url = `mqtt://127.0.0.1:${broker.port}`;
    const device = openDevice(url);
    const impostor = openLink(url, broker.aggregator, '', false);
    impostor.start({ up: () => undefined, down: () => undefined, message: () => undefined });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(broker.connected()).toBe(0);
    const link = createInsideLink({ broker, ...around });
    link.start({ up: () => undefined, down: () => undefined, message: () => undefined });
    await waitFor('the device', () => device.link.isUp());
    expect(impostor.isUp()).toBe(false);
    await link.stop();
    expect(link.publish('wall-1', 'ack', 'late')).toBe(false);
    await impostor.stop();
    await device.link.stop();
    await broker.stop();
  }, 30_000);

  test('what is thrown while hearing a message ends nothing', async () => {
    const broker = await startAlone();
    const device = openDevice(`mqtt://127.0.0.1:${broker.port}`);
    const link = createInsideLink({ broker, ...around });
    let heard = 0;
    const message = () => {
      heard += 1;
      throw new Error('the listener failed');
    };
    link.start({ up: () => undefined, down: () => undefined, message });
    await device.say('journal', 'one');
    await device.say('journal', 'two');
    await waitFor('both', () => heard === 2);
    await link.answers(5_000);
    await link.stop();
    await device.link.stop();
    await broker.stop();
  }, 30_000);
});

describe('the link to devices on Mosquitto, shared', () => {
  deviceLinkContract(async () => {
    const broker = await startMosquitto();
    const device = openDevice(broker.url);
    return {
      link: openLink(broker.url, 'aggregator', 'x', true),
      say: device.say,
      heard: () => device.heard,
      brokerAway: () => broker.kill(),
      brokerBack: async () => {
        await broker.restart();
      },
      end: async () => {
        await device.link.stop();
        await broker.stop();
      },
    };
  });

  test('two aggregators share batches and hellos, and both hear births and wills', async () => {
    const broker = await startMosquitto();
    const device = openDevice(broker.url);
    const heard: [string[], string[]] = [[], []];
    const links = heard.map((messages, n) => {
      const link = openLink(broker.url, 'aggregator', 'x', true, `aggregator-${n}`);
      link.start({
        up: () => undefined,
        down: () => undefined,
        message: (_device, kind, payload) => messages.push(`${kind} ${payload}`),
      });
      return link;
    });
    await waitFor('all', () => device.link.isUp() && links.every((link) => link.isUp()));
    for (let n = 0; n < 20; n++) device.link.publish(upTopic('wall-1', 'journal'), `${n}`);
    device.link.publish(upTopic('wall-1', 'status'), 'birth');
    await waitFor('everything', () => heard.flat().length === 22);
    const batches = heard.flat().filter((m) => m.startsWith('journal'));
    expect(new Set(batches).size).toBe(20);
    for (const messages of heard) expect(messages).toContain('status birth');
    await Promise.all([device.link.stop(), ...links.map((link) => link.stop())]);
    await broker.stop();
  }, 30_000);
});
