import { failure } from '../../shared/runtime/errors.ts';
import type { ConfigLock, LockKind } from '../../shared/wire/lock.ts';

/** What somebody writes of a lock: without `secret` the one that is kept stays, where it is for the same lock. */
export type WrittenLock = ConfigLock & { readonly hasSecret?: boolean };

/** As it is kept. Throws `lockMisfit` for one that could never be reached. */
export function settledLock(
  written: WrittenLock | null,
  before: ConfigLock | null,
): ConfigLock | null {
  if (written === null) return null;
  const { hasSecret: _, ...lock } = written;
  const misfit = misfitOf(lock);
  if (misfit !== null) throw failure('lockMisfit', { detail: misfit });
  const { secret = keptSecret(lock, before), ...rest } = lock;
  return secret ? { ...rest, secret } : rest;
}

/** A secret goes to no other address than it was typed for: who may change the address may not read it. */
const keptSecret = (lock: ConfigLock, before: ConfigLock | null): string | undefined =>
  before?.kind === lock.kind && originOf(before.address) === originOf(lock.address)
    ? before.secret
    : undefined;

const originOf = (address: string): string | null => {
  const url = URL.parse(address);
  return url && `${url.protocol}//${url.host}`;
};

const protocols: Readonly<Record<LockKind, RegExp>> = {
  shellyGen1: /^https?:$/,
  shellyGen2: /^https?:$/,
  nukiWeb: /^https:$/,
  tasmota: /^https?:$/,
  tasmotaMqtt: /^mqtts?:$/,
  http: /^https?:$/,
  mqtt: /^mqtts?:$/,
};

function misfitOf(lock: ConfigLock): string | null {
  for (const address of [lock.address, lock.offAddress ?? lock.address]) {
    const url = URL.parse(address);
    if (!url || !protocols[lock.kind].test(url.protocol))
      return 'the address does not fit its kind';
    if (url.username || url.password) return 'no name or password belongs into the address';
    // It would carry the secret to another place than the lock's own.
    if (originOf(address) !== originOf(lock.address)) return 'both addresses are of one host';
  }
  if (lock.kind === 'nukiWeb' && !lock.lockId) return 'lockId is missing';
  const isMqtt = lock.kind === 'mqtt' || lock.kind === 'tasmotaMqtt';
  return isMqtt && !lock.topic ? 'topic is missing' : null;
}
