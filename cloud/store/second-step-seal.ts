import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import type { Database } from './database.ts';

/** What keeps second steps from whoever has the store alone. */
export interface SecondStepSeal {
  close(staffId: string, secret: string): string;
  /** Null: closed for somebody else, or with another key. */
  open(staffId: string, closed: string): string | null;
  /** Of a recovery code: too short for a hash that anybody can make. */
  digest(staffId: string, code: string): string;
}

const algorithm = 'aes-256-gcm';
const mark = 'v1.';

/**
 * By keys made from the cloud's signing key: a file outside the store, mode 0600, which every backup of ours and every
 * aggregator has already.
 */
export function secondStepSeal(signingKey: KeyObject): SecondStepSeal {
  const root = signingKey.export({ type: 'pkcs8', format: 'der' });
  const made = (purpose: string) => Buffer.from(hkdfSync('sha256', root, '', purpose, 32));
  const secretKey = made('badgeuse second step: secrets');
  const recoveryKey = made('badgeuse second step: recovery codes');
  return {
    close(staffId, secret) {
      const nonce = randomBytes(12);
      // Bound to the person: moved to another's row it does not open.
      const cipher = createCipheriv(algorithm, secretKey, nonce).setAAD(Buffer.from(staffId));
      const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return mark + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(staffId, closed) {
      if (!closed.startsWith(mark)) return null;
      const bytes = Buffer.from(closed.slice(mark.length), 'base64url');
      if (bytes.length < 28) return null;
      const cipher = createDecipheriv(algorithm, secretKey, bytes.subarray(0, 12), {
        authTagLength: 16,
      });
      cipher.setAAD(Buffer.from(staffId)).setAuthTag(bytes.subarray(12, 28));
      try {
        return Buffer.concat([cipher.update(bytes.subarray(28)), cipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
    digest: (staffId, code) =>
      createHmac('sha256', recoveryKey).update(`${staffId}\n${code}`).digest('hex'),
  };
}

/** Closes what a store of before holds open. */
export async function closeOpenSecrets({ db }: Database, seal: SecondStepSeal): Promise<void> {
  const rows = await db
    .selectFrom('staff')
    .select(['id', 'code_secret'])
    .where('code_secret', 'is not', null)
    .execute();
  for (const { id, code_secret: secret } of rows) {
    if (secret === null || secret.startsWith(mark)) continue;
    await db
      .updateTable('staff')
      .set({ code_secret: seal.close(id, secret) })
      .where('id', '=', id)
      .where('code_secret', '=', secret)
      .execute();
  }
}
