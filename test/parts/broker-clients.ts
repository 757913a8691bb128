import mqtt, { type IClientOptions } from 'mqtt';
import { type EmbeddedBroker, startEmbeddedBroker } from '../../cloud/broker/embedded-broker.ts';
import { hashMqttPassword } from '../../cloud/broker/mqtt-password.ts';
import type { DeviceAccounts } from '../../cloud/ports/link.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { openMqttLink } from '../../shared/runtime/mqtt-link.ts';
import { systemTimers } from '../../shared/runtime/system-clock.ts';
import { parseUpTopic, upFilter } from '../../shared/wire/topic.ts';

export const aggregatorPassword = 'known to the aggregator alone';

/** Devices by their id, each with the password `secret of <id>`. */
export async function accountsOf(...ids: readonly string[]): Promise<Map<string, string>> {
  const accounts = new Map<string, string>();
  for (const id of ids) accounts.set(id, await hashMqttPassword(`secret of ${id}`));
  return accounts;
}

export const startBroker = (
  accounts: ReadonlyMap<string, string> | DeviceAccounts,
  more: { port?: number; tls?: { key: string; cert: string } } = {},
): Promise<EmbeddedBroker> =>
  startEmbeddedBroker({
    host: '127.0.0.1',
    port: more.port ?? 0,
    tls: more.tls ?? null,
    accounts:
      'passwordHash' in accounts
        ? accounts
        : { passwordHash: async (device) => accounts.get(device) ?? null },
    aggregatorPassword,
    logger: silentLogger,
  });

export const connectAs = (broker: EmbeddedBroker, id: string, more: IClientOptions = {}) =>
  mqtt.connectAsync(
    `mqtt://127.0.0.1:${broker.port}`,
    {
      clientId: id,
      username: id,
      password: `secret of ${id}`,
      reconnectPeriod: 0,
      ...more,
    },
    false,
  );

/** The aggregator's end: everything devices say. */
export function openAggregator(broker: Pick<EmbeddedBroker, 'port' | 'aggregator'>) {
  const heard: { device: string; kind: string; payload: string; retained: boolean }[] = [];
  const link = openMqttLink({
    urls: [`mqtt://127.0.0.1:${broker.port}`],
    clientId: broker.aggregator,
    username: broker.aggregator,
    password: aggregatorPassword,
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
