import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** An address that was looked at, and is the one connected to. */
export interface CheckedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

export type HostRule = (url: URL) => Promise<CheckedAddress | 'hostNotAllowed' | 'unreachable'>;

const notPublic = new BlockList();
for (const [net, prefix] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
  ] as const),
  ...([
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.168.0.0', 16],
  ] as const),
  ...([
    ['198.18.0.0', 15],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const),
]) {
  notPublic.addSubnet(net, prefix, 'ipv4');
}
for (const [net, prefix] of [
  ...([
    ['::', 96],
    ['fc00::', 7],
    ['fe80::', 10],
    ['fec0::', 10],
    ['ff00::', 8],
    ['64:ff9b::', 96],
    ['64:ff9b:1::', 48],
  ] as const),
  ...([
    ['2002::', 16],
    ['2001::', 32],
  ] as const),
]) {
  notPublic.addSubnet(net, prefix, 'ipv6');
}

/** An address of the open internet, and not of this network or machine under another spelling. */
export const isPublic = (address: string): boolean =>
  isIP(address) !== 0 &&
  // An address of version 4 in the clothes of version 6 has no business here.
  !/^::ffff:/i.test(address) &&
  !notPublic.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Whether its host, with or without its port, is on the list. */
export const isListed = (url: URL, hosts: readonly string[]): boolean => {
  const wanted = [url.hostname, url.host].map((name) => name.toLowerCase());
  return hosts.some((host) => wanted.includes(host.toLowerCase()));
};

/**
 * What is in the house is reached where this machine's own settings name it; whatever is not named must be on the open
 * internet and encrypted. A place's settings can be changed from afar: they must not make this machine knock at its
 * neighbours. The name is looked up once, and the connection goes to what was looked at.
 */
export const hostRule =
  (hosts: readonly string[]): HostRule =>
  async (url) => {
    const isOurs = isListed(url, hosts);
    if (!isOurs && url.protocol !== 'https:' && url.protocol !== 'mqtts:') return 'hostNotAllowed';
    const name = url.hostname.replace(/^\[|\]$/g, '');
    const found = await lookup(name, { all: true }).catch(() => []);
    if (!isOurs && found.some(({ address }) => !isPublic(address))) return 'hostNotAllowed';
    const [first] = found;
    return first ? { address: first.address, family: first.family === 6 ? 6 : 4 } : 'unreachable';
  };
