import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { readFrappeBody } from '../frappe-answer.ts';

/** A way in or out as the central instance tells venues of it. */
export interface FederationRecord {
  /** Tells it apart from all others: it is sent up to three times, and nothing in it says that it is a repetition. */
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Whether `X-Frappe-Webhook-Signature` is ours: base64 of HMAC-SHA256 over the body as it came, byte by byte. It
 * signs no time: whoever overheard one can send it again, so a record counts once. Frappe's webhook.py.
 */
export function isSignedByFrappe(secret: string, body: Buffer, signature: string): boolean {
  const wanted = createHmac('sha256', secret).update(body).digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** Whatever its header says it is, it is JSON; null: it is none. */
export function readFederationRecord(raw: Buffer): FederationRecord | null {
  const body = readFrappeBody(raw.toString('utf8'));
  if (!body) return null;
  const { doctype, name } = body;
  if (typeof name === 'string' && name !== '' && name.length <= 140) {
    return { key: `${typeof doctype === 'string' ? doctype.slice(0, 140) : ''}/${name}`, body };
  }
  // Which fields it sends, its administrator decides.
  return { key: createHash('sha256').update(raw).digest('hex'), body };
}

/** E-mails in it, as they may be those of members. */
export const emailsIn = (body: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.values(body).filter(
    (value) => typeof value === 'string' && /^[^\s@]{1,64}@[^\s@]{1,190}$/.test(value),
  ) as string[];
