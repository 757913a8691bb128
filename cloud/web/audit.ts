import type { FastifyRequest } from 'fastify';
import type { AuditEntry } from '../ports/audit.ts';
import { whoAsks } from './api/resource.ts';
import type { WebDeps } from './deps.ts';
import { nameOf } from './principal.ts';

type Parts = Pick<WebDeps, 'audit' | 'clock'>;

/**
 * Writes down what somebody did. Every route that changes something calls this after it succeeded, unless it wrote
 * by a repository of the registry with `by`: that writes its own row, in the same transaction.
 *
 *     const made = await deps.corrections.record(change, author);
 *     await audit(deps, request, {
 *       verb: 'created', kind: 'correction', id: made.id, placeId, memberId, before: null, after: made,
 *     });
 *
 * `before` and `after` may be whole records: what is the same is dropped, uids are masked, secrets left out.
 */
export const audit = (deps: Parts, request: FastifyRequest, entry: AuditEntry): Promise<void> =>
  deps.audit.record(nameOf(whoAsks(request.principal)), entry, deps.clock.now());

/**
 * Writes down that somebody looked at personal data: one person's page (`memberId`), or a list (`after` says what was
 * asked for). The same look again within a quarter of an hour is told once, so that a page that refreshes itself
 * fills no book.
 *
 *     await looked(deps, request, { kind: 'member', id: member.id, memberId: member.id });
 *     await looked(deps, request, { kind: 'passage', placeId, after: { from, to, member } });
 */
export const looked = (
  deps: Parts,
  request: FastifyRequest,
  about: Omit<AuditEntry, 'verb' | 'before'>,
): Promise<void> =>
  deps.audit.recordLook(
    nameOf(whoAsks(request.principal)),
    { ...about, verb: 'seen' },
    deps.clock.now(),
  );
