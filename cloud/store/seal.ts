import {
  createCipheriv,
  createDecipheriv,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

/** Closes what must be used later and never be read by whoever has the store alone. */
export interface Seal {
  /** `about`: whose it is; moved to another's row it does not open. */
  close(about: string, text: string): string;
  /** Null: closed for something else, or with another key. */
  open(about: string, closed: string): string | null;
  /** 32 secret bytes of what they are for: the same each time, for nobody else. */
  derive(about: string): Buffer;
}

const algorithm = 'aes-256-gcm';
export const sealMark = 'v1.';

/**
 * By a key made from the cloud's signing key: a file outside the store, mode 0600, which every backup of ours and every
 * aggregator has already.
 */
export function sealBy(signingKey: KeyObject, purpose: string): Seal {
  const root = signingKey.export({ type: 'pkcs8', format: 'der' });
  const key = Buffer.from(hkdfSync('sha256', root, '', purpose, 32));
  return {
    close(about, text) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(about));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return sealMark + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(about, closed) {
      if (!closed.startsWith(sealMark)) return null;
      const bytes = Buffer.from(closed.slice(sealMark.length), 'base64url');
      if (bytes.length < 28) return null;
      const cipher = createDecipheriv(algorithm, key, bytes.subarray(0, 12), { authTagLength: 16 });
      cipher.setAAD(Buffer.from(about)).setAuthTag(bytes.subarray(12, 28));
      try {
        return Buffer.concat([cipher.update(bytes.subarray(28)), cipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
    derive: (about) => Buffer.from(hkdfSync('sha256', key, '', about, 32)),
  };
}
