import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type BadgeuseError, failure } from '../../shared/runtime/errors.ts';

/** What to listen on where no address is named. */
export const everywhere: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/**
 * Its own names, and where it listens everywhere the address it was reached at: another page can only lead names here.
 */
export const hostsAt = (
  {
    localAddress = '',
    localPort = 0,
  }: Pick<IncomingMessage['socket'], 'localAddress' | 'localPort'>,
  listen: string,
  own: ReadonlySet<string>,
): ReadonlySet<string> => {
  if (!everywhere.has(listen)) return own;
  const address = localAddress.replace(/^::ffff:/, '');
  return new Set([...own, `${address.includes(':') ? `[${address}]` : address}:${localPort}`]);
};

const longestBodyBytes = 4_096;

/** Why a request may change nothing here, or null: it must come from our own page or from a program that may. */
export const requestForbidden = (
  request: IncomingMessage,
  token: string,
  trustedHosts: ReadonlySet<string>,
): BadgeuseError | null => {
  const { host = '', origin, authorization = '' } = request.headers;
  if (!trustedHosts.has(host)) return failure('tapForbidden', { detail: `the host ${host}` });
  // Programs may leave Origin out; a browser always sends it with a POST.
  if (origin !== undefined && origin !== `http://${host}`) {
    return failure('tapForbidden', { detail: `the origin ${origin}` });
  }
  const given = Buffer.from(authorization);
  const wanted = Buffer.from(`Bearer ${token}`);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    return failure('tapForbidden', { detail: 'the token' });
  }
  return null;
};

/** The fields of a form that was sent; throws `badRequest` with what is wrong. */
export const readForm = async (request: IncomingMessage): Promise<URLSearchParams> =>
  new URLSearchParams(await readBody(request, 'application/x-www-form-urlencoded'));

/** The body of a request, parsed and no further; throws `badRequest` with what is wrong. */
export const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const text = await readBody(request, 'application/json');
  try {
    return JSON.parse(text);
  } catch {
    throw failure('badRequest', { detail: 'the body is not JSON' });
  }
};

const readBody = async (request: IncomingMessage, type: string): Promise<string> => {
  if (request.headers['content-type']?.split(';')[0]?.trim() !== type) {
    throw failure('badRequest', { detail: `the content type must be ${type}` });
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > longestBodyBytes) throw failure('badRequest', { detail: 'the body is too long' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};
