import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Type } from 'typebox';
import { parseUid, type Uid } from '../../shared/domain/card.ts';
import { type BadgeuseError, failure } from '../../shared/runtime/errors.ts';
import { compiledOnce } from '../../shared/wire/compiled-once.ts';
import { Id } from '../../shared/wire/entry.ts';

const longestBodyBytes = 4_096;

const tapBody = compiledOnce(
  Type.Object({ uid: Type.String({ maxLength: 64 }), accessPoint: Type.Optional(Id) }),
);

/** Why a request may not tap, or null: it must come from this machine, from our own page or from a program. */
export const tapForbidden = (
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

export interface TapRequest {
  readonly uid: Uid;
  readonly accessPoint: string | null;
}

/** Throws `badRequest` with what is wrong. */
export const readTap = async (request: IncomingMessage): Promise<TapRequest> => {
  if (request.headers['content-type']?.split(';')[0]?.trim() !== 'application/json') {
    throw failure('badRequest', { detail: 'the content type must be application/json' });
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > longestBodyBytes) throw failure('badRequest', { detail: 'the body is too long' });
    chunks.push(chunk);
  }
  let body: unknown;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw failure('badRequest', { detail: 'the body is not JSON' });
  }
  if (!tapBody().Check(body)) {
    throw failure('badRequest', { detail: 'the body must be {"uid", "accessPoint"?}' });
  }
  const uid = parseUid(body.uid);
  if (!uid.ok)
    throw failure('uidInvalid', { detail: uid.problem.message, advice: uid.problem.hint });
  return { uid: uid.value, accessPoint: body.accessPoint ?? null };
};
