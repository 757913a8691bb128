import type { FastifyInstance, FastifyRequest } from 'fastify';
import { whoAsks } from '../api/resource.ts';
import { audit, looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { sendStatement } from '../ledger/send-statement.ts';
import { statementOf } from '../ledger/statement.ts';
import { StatementView } from '../ledger/statement-view.tsx';
import { Back } from './back.tsx';
import { html } from './forms.ts';
import { goneOwnPage } from './own-page.tsx';
import { contextOf, pageOf } from './shell.tsx';

const limited = { schema: { hide: true }, config: { rateLimit: { max: 60, timeWindow: 60_000 } } };
const monthOf = (request: FastifyRequest) => (request.query as { month?: unknown }).month;
const kinds = ['csv', 'pdf'] as const;

/** A member's account of tokens by month: as staff see it, and as they do themselves. */
export function statementPage(app: FastifyInstance, deps: WebDeps): void {
  const read = (request: FastifyRequest) =>
    statementOf(deps, whoAsks(request.principal), {
      memberId: (request.params as { id: string }).id,
      month: monthOf(request),
      placeId: contextOf(request).place?.id,
    });

  app.get('/members/:id/statement', limited, async (request, reply) => {
    const context = contextOf(request);
    const statement = await read(request);
    const { id, name } = statement.member;
    await looked(deps, request, { kind: 'ledgerEntry', memberId: id });
    const path = `/members/${encodeURIComponent(id)}`;
    return html(
      reply,
      pageOf({
        context,
        title: `${context.words.statementTitle}, ${name}`,
        section: 'members',
        children: (
          <>
            <Back href={path} label={name} />
            <StatementView
              context={context}
              statement={statement}
              path={`${path}/statement`}
              isStaff
            />
          </>
        ),
      }),
    );
  });

  for (const kind of kinds)
    app.get(`/members/:id/statement.${kind}`, limited, async (request, reply) => {
      const statement = await read(request);
      const { id } = statement.member;
      const after = { month: statement.month };
      await audit(deps, request, { verb: 'exported', kind: 'ledgerEntry', memberId: id, after });
      return sendStatement(deps, request, reply, statement, kind);
    });

  const own = async (request: FastifyRequest) => {
    const { secret } = request.params as { secret: string };
    const link = await deps.ownLinks.open(secret, deps.clock.now());
    return link && statementOf(deps, null, { memberId: link.memberId, month: monthOf(request) });
  };

  app.get('/me/:secret/statement', limited, async (request, reply) => {
    const statement = await own(request);
    if (!statement) return html(reply, goneOwnPage(request), 404);
    const context = { ...contextOf(request), principal: null };
    const { words } = context;
    const path = `/me/${encodeURIComponent((request.params as { secret: string }).secret)}`;
    return html(
      reply,
      pageOf({
        context,
        title: words.statementTitle,
        children: (
          <>
            <Back href={path} label={words.ownTitle} />
            <StatementView
              context={context}
              statement={statement}
              path={`${path}/statement`}
              isStaff={false}
            />
          </>
        ),
      }),
    );
  });

  for (const kind of kinds)
    app.get(`/me/:secret/statement.${kind}`, limited, async (request, reply) => {
      const statement = await own(request);
      if (!statement) return html(reply, goneOwnPage(request), 404);
      return sendStatement(deps, request, reply, statement, kind);
    });
}
