import { createHmac } from 'node:crypto';

/**
 * The headers of a message as Standard Webhooks sign it: by HMAC-SHA256 of its id, the second of this try and the bytes
 * of its body. The id is the same at each try, and what the receiver knows a repeat by.
 *
 * @param secret `whsec_`, then base64
 */
export function signedHeaders(
  secret: string,
  message: { readonly id: string; readonly atMs: number; readonly body: string },
): Readonly<Record<string, string>> {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const seconds = String(Math.floor(message.atMs / 1_000));
  const signed = `${message.id}.${seconds}.${message.body}`;
  const signature = createHmac('sha256', key).update(signed).digest('base64');
  return {
    'webhook-id': message.id,
    'webhook-timestamp': seconds,
    'webhook-signature': `v1,${signature}`,
  };
}
