import type { ListFiles, Replication } from '../ports/access.ts';
import type { DeviceAccounts } from '../ports/link.ts';

/** Hands a list's file to the devices of its place, by the name and password they have for the broker. */
export const listFiles = (
  replication: Pick<Replication, 'expected' | 'listFile'>,
  accounts: DeviceAccounts,
  verify: (password: Buffer, stored: string) => Promise<boolean>,
): ListFiles => ({
  async fetch(device, password, list, version) {
    const stored = await accounts.passwordHash(device);
    if (stored === null || !(await verify(Buffer.from(password), stored))) return null;
    const expected = await replication.expected(device);
    return expected?.list === list ? replication.listFile(list, version) : null;
  },
});
