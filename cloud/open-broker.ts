import { randomBytes } from 'node:crypto';
import type { Logger } from '../shared/runtime/logger.ts';
import { startEmbeddedBroker } from './broker/embedded-broker.ts';
import type { CloudConfig } from './config.ts';
import type { DeviceAccounts } from './ports/link.ts';

/** The broker this cloud uses, its own or another's: how to connect, and what it lets us do. */
export interface OpenBroker {
  /** How this cloud connects. */
  readonly url: string;
  /** Where devices connect; null: at the same url as we. */
  readonly port: number | null;
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
  /** Other aggregators may sit at the same one. */
  readonly isOurs: boolean;
  disconnect(device: string): void;
  stop(): Promise<void>;
}

export async function openBroker(
  { broker, ca }: Pick<CloudConfig, 'broker' | 'ca'>,
  accounts: DeviceAccounts,
  logger: Logger,
): Promise<OpenBroker> {
  if (broker.kind === 'external') {
    const { url, username, password } = broker;
    return {
      url,
      port: null,
      // Two aggregators of one name would throw each other out for ever.
      clientId: `${username}-${randomBytes(4).toString('hex')}`,
      username,
      password,
      isOurs: false,
      disconnect: (device) =>
        logger.warn({ device }, 'end its connection at the broker: it is not ours'),
      stop: async () => undefined,
    };
  }
  const { host, port, tls } = broker;
  const password = randomBytes(32).toString('base64url');
  const ours = await startEmbeddedBroker({
    host,
    port,
    tls,
    accounts,
    aggregatorPassword: password,
    logger,
  });
  if (tls && ca === null) logger.warn({}, 'devices have no CA to pin: tls/ca.pem is missing');
  return {
    url: `mqtt://127.0.0.1:${ours.localPort}`,
    port: ours.port,
    clientId: ours.aggregator,
    username: ours.aggregator,
    password,
    isOurs: true,
    disconnect: (device) => ours.disconnect(device),
    stop: () => ours.stop(),
  };
}
