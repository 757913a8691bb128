import { existsSync, rmSync } from 'node:fs';
import { failure } from '../shared/runtime/errors.ts';
import type { DeviceConfig } from './config.ts';
import { isOpenSomewhere } from './open-somewhere.ts';

/**
 * Forgets the cloud: the next start asks to be let in again, by a code and a fingerprint. Journal, list and codes
 * stay. With `newKey` the device makes another key of its own then, and staff say which device it is. Throws
 * `deviceRunning`, and then nothing was changed. Answers whether there was anything to forget.
 */
export function claimAgain(
  {
    journalFile,
    keyFile,
    credentialsFile,
  }: Pick<DeviceConfig, 'journalFile' | 'keyFile' | 'credentialsFile'>,
  { newKey }: { readonly newKey: boolean },
): boolean {
  if (isOpenSomewhere(journalFile)) throw failure('deviceRunning');
  const known = existsSync(credentialsFile);
  rmSync(credentialsFile, { force: true });
  if (newKey) rmSync(keyFile, { force: true });
  return known;
}
