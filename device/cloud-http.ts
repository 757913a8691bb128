import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { failure } from '../shared/runtime/errors.ts';
import { nodeHttp, nodeHttps } from '../shared/runtime/node-http.ts';
import type { Credentials } from './identity.ts';
import type { FetchFile } from './list-file.ts';

/** Posts JSON to a path of the cloud's; rejects only when there is no answer. */
export type PostJson = (path: string, body: object) => Promise<{ status: number; body: unknown }>;

const timeoutMs = 20_000;
const fileTimeoutMs = 10 * 60_000;
const longestAnswerBytes = 1024 * 1024;

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
    const answer = await exchange(new URL(path, cloudAddress(cloudUrl)), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      timeoutMs,
      maxBytes: longestAnswerBytes,
    });
    return { status: answer.status, body: jsonOrNull(answer.body.toString('utf8')) };
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
    const { status, body } = await exchange(address, {
      headers: { authorization: `Basic ${secret}` },
      timeoutMs: fileTimeoutMs,
      maxBytes,
    });
    // A redirection is no success either: the credentials follow nobody.
    if (status !== 200) throw failure('cloudAnswerUnusable', { detail: `it answered ${status}` });
    return body;
  };

interface Exchange {
  readonly method?: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For the whole of it, down to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

async function exchange(
  address: URL,
  { method = 'GET', headers, body = '', timeoutMs, maxBytes }: Exchange,
): Promise<{ status: number; body: Buffer }> {
  const { request } = address.protocol === 'https:' ? nodeHttps() : nodeHttp();
  const signal = AbortSignal.timeout(timeoutMs);
  const asked = request(address, { method, headers, signal }).end(body);
  const [answer] = (await once(asked, 'response', { signal })) as [IncomingMessage];
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw failure('cloudAnswerUnusable', { detail: 'it is too long' });
    chunks.push(chunk);
  }
  return { status: answer.statusCode ?? 0, body: Buffer.concat(chunks) };
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
