import { bad, ok, type Result } from '../domain/result.ts';

export interface BrokerAddress {
  readonly protocol: 'mqtt' | 'mqtts';
  readonly host: string;
  readonly port: number;
  /** From `mqtt://user:password@host`; null where the address names nobody. */
  readonly username: string | null;
  readonly password: string | null;
}

/** `mqtt://host[:1883]` or `mqtts://host[:8883]`; without TLS only to this machine, unless `allowPlain`. */
export function parseBrokerUrl(url: string, allowPlain = false): Result<BrokerAddress> {
  if (!URL.canParse(url)) return unusable('is not an address');
  const parsed = new URL(url);
  const protocol = parsed.protocol.slice(0, -1);
  if (protocol !== 'mqtt' && protocol !== 'mqtts')
    return unusable('is neither mqtt:// nor mqtts://');
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  if (host === '') return unusable('names no machine');
  if (protocol === 'mqtt' && !allowPlain && !isLoopback(host)) {
    return unusable('would be reached without TLS from another machine');
  }
  return ok({
    protocol,
    host,
    port: parsed.port === '' ? (protocol === 'mqtt' ? 1883 : 8883) : Number(parsed.port),
    username: parsed.username === '' ? null : decodeURIComponent(parsed.username),
    password: parsed.password === '' ? null : decodeURIComponent(parsed.password),
  });
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

const unusable = (why: string): Result<never> =>
  bad(
    'brokerUrlUnusable',
    `The broker's address ${why}.`,
    'Use mqtts://host:8883, or mqtt://127.0.0.1:1883 for a broker on this machine.',
  );
