import type { FastifyRequest } from 'fastify';
import { failure } from '../../shared/runtime/errors.ts';
import type { OpenedOwnPage } from '../ports/own-page.ts';
import { CodeAttempts } from './code-attempts.ts';
import type { WebDeps } from './deps.ts';

const attemptsOf = new WeakMap<WebDeps, CodeAttempts>();

/**
 * Opens a member's own page by a code that was typed: the page and the API alike, which count their wrong tries
 * together. Null for every code that opens nothing, whatever the reason. Throws `tooManyRequests`.
 */
export async function openByCode(
  deps: WebDeps,
  request: FastifyRequest,
  typed: string,
): Promise<OpenedOwnPage | null> {
  const attempts = attemptsOf.get(deps) ?? new CodeAttempts();
  attemptsOf.set(deps, attempts);
  const now = deps.clock.now();
  const seconds = attempts.begin(request.ip, deps.clock.monotonicNow());
  if (seconds !== null) throw failure('tooManyRequests', { seconds });
  const opened = await deps.ownCodes.open(typed, now);
  if (!opened) return null;
  attempts.right(request.ip);
  const { id, memberId } = opened.link;
  const about = { verb: 'created', kind: 'invitation', id, memberId } as const;
  await deps.audit.record(`member:${memberId}`, about, now);
  return opened;
}
