import { hash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { errorCodeOf, failure } from '../../shared/runtime/errors.ts';
import { flushToDisk } from '../../shared/runtime/flush-to-disk.ts';
import type { CloudKey } from '../../shared/wire/claim.ts';
import {
  newKeyPair,
  privateKeyFromPem,
  privateKeyToPem,
  rawPublicKey,
} from '../../shared/wire/keys.ts';
import type { SigningKey } from '../ports/access.ts';
import type { Database } from './database.ts';

export interface CloudSigningKey extends SigningKey {
  /** What devices pin. */
  readonly public: CloudKey;
}

/**
 * The key of this cloud, which the store knows by its public half: a file that is lost, or is another's, ends the
 * start with `signingKeyLost` or `signingKeyOther` rather than make every device deaf. `renew` makes a new one,
 * sets the former file aside and lets no device in before it is claimed again.
 */
export async function openSigningKey(
  database: Database,
  file: string,
  { renew, now }: { renew: boolean; now: number },
): Promise<CloudSigningKey> {
  const known = await database.db.selectFrom('signing_key').select('kid').executeTakeFirst();
  if (renew) setAside(file, now);
  else if (!existsSync(file) && (known || (await anyDevice(database)))) {
    throw failure('signingKeyLost', { file });
  }
  const key = loadSigningKey(file);
  if (!renew && known && known.kid !== key.kid) {
    throw failure('signingKeyOther', { file, known: known.kid, found: key.kid });
  }
  if (renew) await believeNew(database, key, now);
  else if (!known) await database.db.insertInto('signing_key').values(rowOf(key, now)).execute();
  return key;
}

/** In one transaction: whatever was signed by the former key is gone with the passwords given under it. */
const believeNew = (database: Database, key: CloudSigningKey, now: number): Promise<void> =>
  database.inTransaction(async (tx) => {
    for (const table of signed) await tx.deleteFrom(table).execute();
    await tx.updateTable('device').set({ password_hash: '' }).execute();
    // Nothing opens them any more: whoever had a second step sets it up anew, rather than be shut out.
    await tx.updateTable('staff').set({ code_secret: null, code_confirmed: 0 }).execute();
    await tx.deleteFrom('recovery_code').execute();
    await tx.insertInto('signing_key').values(rowOf(key, now)).execute();
  });
const signed = [
  'signing_key',
  'access_list_card',
  'access_list_version',
  'access_list',
  'device_config',
] as const;

const rowOf = ({ public: { kid, publicKey } }: CloudSigningKey, now: number) =>
  ({ only_one: 1, kid, public_key: publicKey, since: now }) as const;

const anyDevice = async ({ db }: Database): Promise<boolean> =>
  (await db.selectFrom('device').select('id').limit(1).executeTakeFirst()) !== undefined;

/** Under a name of its own: a key that comes back after all is not lost. */
function setAside(file: string, now: number): void {
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(':', '-');
  if (existsSync(file)) renameSync(file, `${file}.before-${stamp}`);
}

/**
 * The key every device pinned when it was claimed: a file of its own, readable by this account only. Made on
 * the first start; throws `signingKeyUnusable` for a file that holds none, rather than make devices deaf.
 */
export function loadSigningKey(file: string): CloudSigningKey {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const pem = readIfThere(file) ?? writeOnce(file, privateKeyToPem(newKeyPair().privateKey));
  chmodSync(file, 0o600);
  const key = privateKeyFromPem(pem);
  if (!key.ok) throw failure('signingKeyUnusable', { file });
  const publicKey = rawPublicKey(key.value);
  const kid = hash('sha256', publicKey, 'base64url').slice(0, 16);
  return { kid, privateKey: key.value, public: { kid, publicKey } };
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (err) {
    if (errorCodeOf(err) === 'ENOENT') return null;
    throw err;
  }
}

/** On the disk before anybody can pin it; a neighbour that was faster keeps its own. */
function writeOnce(file: string, pem: string): string {
  let fd: number;
  try {
    fd = openSync(file, 'wx', 0o600);
  } catch (err) {
    if (errorCodeOf(err) === 'EEXIST') return readFileSync(file, 'utf8');
    throw err;
  }
  try {
    writeSync(fd, pem);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  flushToDisk(dirname(file));
  return pem;
}
