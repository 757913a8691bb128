import type { HelloMessage } from '../../shared/wire/messages.ts';

/** A hello as a device says it whose machine has run for a minute. */
export const helloOf = (wallMs: number, more: Partial<HelloMessage> = {}): HelloMessage => ({
  v: 1,
  epochs: [],
  list: 'demo',
  accessVersion: 1,
  accessDigest: '',
  configVersion: 1,
  boot: 'boot-1',
  monoMs: 60_000,
  wall: new Date(wallMs).toISOString(),
  clock: 'synced',
  nonce: 'a-nonce-of-this-start',
  software: '1.0.0',
  health: [],
  ...more,
});
