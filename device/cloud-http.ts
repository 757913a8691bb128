import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { failure } from '../shared/runtime/errors.ts';
import type { Credentials } from './identity.ts';
import type { FetchFile } from './list-file.ts';

/** Posts JSON to a path of the cloud's; rejects only when there is no answer. */
export type PostJson = (path: string, body: object) => Promise<{ status: number; body: unknown }>;

const timeoutMs = 20_000;
const fileTimeoutMs = 10 * 60_000;

/**
 * Refuses a cloud that could be overheard: HTTPS, or plain HTTP on this machine. Throws `cloudUrlInsecure`.
 */
export function cloudAddress(url: string): URL {
  const address = new URL(url);
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(address.hostname);
  if (address.protocol !== 'https:' && !(address.protocol === 'http:' && loopback)) {
    throw failure('cloudUrlInsecure', { url });
  }
  return address;
}

export const postToCloud =
  (cloudUrl: string): PostJson =>
  async (path, body) => {
    const response = await fetch(new URL(path, cloudAddress(cloudUrl)), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    return { status: response.status, body: jsonOrNull(text) };
  };

/** An answer of success, as its schema says. Throws `cloudAnswerUnusable`. */
export function readAnswer<S extends TSchema>(
  schema: S,
  answer: { status: number; body: unknown },
): Static<S> {
  const { status, body } = answer;
  if (status >= 200 && status < 300 && Compile(schema).Check(body)) return body as Static<S>;
  throw failure('cloudAnswerUnusable', { detail: `it answered ${status}, or not as expected` });
}

/** Fetches a list's file with the device's credentials; of `url` only the path counts. */
export const fetchFromCloud =
  (cloudUrl: string, { mqtt }: Pick<Credentials, 'mqtt'>): FetchFile =>
  async (url, maxBytes) => {
    const cloud = cloudAddress(cloudUrl);
    // Whatever host is named: the credentials are for our own cloud, and go nowhere else.
    const { pathname, search } = new URL(url, cloud);
    const address = new URL(pathname + search, cloud);
    const secret = Buffer.from(`${mqtt.username}:${mqtt.password}`).toString('base64');
    const response = await fetch(address, {
      headers: { authorization: `Basic ${secret}` },
      redirect: 'error',
      signal: AbortSignal.timeout(fileTimeoutMs),
    });
    if (!response.ok || !response.body) {
      throw failure('cloudAnswerUnusable', { detail: `it answered ${response.status}` });
    }
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes)
        throw failure('cloudAnswerUnusable', { detail: 'the file is too long' });
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  };

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
