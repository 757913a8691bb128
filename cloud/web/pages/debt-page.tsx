import type { FastifyInstance, FastifyRequest } from 'fastify';
import { tokensText } from '../../../shared/domain/item.ts';
import { debtById } from '../api/debt-routes.ts';
import { whoAsks } from '../api/resource.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { nameOf } from '../principal.ts';
import { confirmPage } from './confirm.tsx';
import { html } from './forms.ts';
import { contextOf } from './shell.tsx';

const hidden = { schema: { hide: true } };

/** Marking the debt of somebody who was erased as settled: the question, and its answer. */
export function debtPage(app: FastifyInstance, deps: WebDeps): void {
  const path = '/debts/:id/settlement';
  const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;

  app.get(path, hidden, async (request, reply) => {
    const context = contextOf(request);
    const { words, language } = context;
    const debt = await debtById(deps, idOf(request));
    await looked(deps, request, { kind: 'debt', id: debt.id });
    return html(
      reply,
      confirmPage({
        context,
        section: 'settings',
        title: words.debtSettleTitle(debt.name, tokensText(debt.units, language)),
        children: <p>{words.debtSettleWhat}</p>,
        action: `/debts/${encodeURIComponent(debt.id)}/settlement`,
        verb: words.debtSettle,
        back: '/erasures',
      }),
    );
  });

  app.post(path, hidden, async (request, reply) => {
    await deps.erasures.settle(idOf(request), nameOf(whoAsks(request.principal)), deps.clock.now());
    return reply.redirect('/erasures?said=settled', 303);
  });
}
