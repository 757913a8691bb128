import { randomBytes } from 'node:crypto';
import type { Timers } from '../shared/domain/clock.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import { startEmbeddedBroker } from './broker/embedded-broker.ts';
import { createInsideLink } from './broker/inside-link.ts';
import type { CloudConfig } from './config.ts';
import { createMqttDeviceLink } from './link/mqtt-device-link.ts';
import type { DeviceAccounts, DeviceLink } from './ports/link.ts';

/** The broker this cloud uses, its own or another's, and the link to devices through it. */
export interface OpenBroker {
  readonly link: DeviceLink;
  /** Where devices connect; null: at the same url as we. */
  readonly port: number | null;
  /** Other aggregators may sit at the same one. */
  readonly isOurs: boolean;
  stop(): Promise<void>;
}

export async function openBroker(
  { broker, ca }: Pick<CloudConfig, 'broker' | 'ca'>,
  accounts: DeviceAccounts,
  around: { readonly timers: Timers; readonly random: () => number; readonly logger: Logger },
): Promise<OpenBroker> {
  const { timers, logger } = around;
  if (broker.kind === 'external') {
    const { url, username, password } = broker;
    const link = createMqttDeviceLink({
      ...around,
      url,
      // Two aggregators of one name would throw each other out for ever.
      clientId: `${username}-${randomBytes(4).toString('hex')}`,
      username,
      password,
      ca,
      shared: true,
      disconnect: (device) =>
        logger.warn({ device }, 'end its connection at the broker: it is not ours'),
    });
    return { link, port: null, isOurs: false, stop: async () => undefined };
  }
  const { host, port, tls } = broker;
  const ours = await startEmbeddedBroker({
    host,
    port,
    tls,
    accounts,
    aggregatorPassword: null,
    logger,
  });
  if (tls && ca === null) logger.warn({}, 'devices have no CA to pin: tls/ca.pem is missing');
  return {
    link: createInsideLink({ broker: ours, timers, logger }),
    port: ours.port,
    isOurs: true,
    stop: () => ours.stop(),
  };
}
