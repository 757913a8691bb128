import type { FastifyRequest } from 'fastify';
import { audit } from '../audit.ts';
import type { WebDeps } from '../deps.ts';

/** Notes whether a member wants mails, as they told staff; the same again is no change. Throws `notFound`. */
export async function keepMails(
  deps: Pick<WebDeps, 'registry' | 'mailWishes' | 'audit' | 'clock'>,
  request: FastifyRequest,
  wanted: boolean,
): Promise<void> {
  const { id } = await deps.registry.members.get((request.params as { id: string }).id);
  const before = await deps.mailWishes.wants(id);
  if (before === wanted) return;
  await deps.mailWishes.set(id, wanted, deps.clock.now());
  await audit(deps, request, {
    ...{ verb: 'changed', kind: 'member', id, memberId: id },
    ...{ before: { mails: before }, after: { mails: wanted } },
  });
}
