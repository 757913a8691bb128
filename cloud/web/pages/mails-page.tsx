import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { WebDeps } from '../deps.ts';
import { keepMails } from '../members/keep-mails.ts';
import { Token } from './form.tsx';
import { formOf, html } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const limited = { schema: { hide: true }, config: { rateLimit: { max: 30, timeWindow: 60_000 } } };

/**
 * Where members say that they want no mail, by the link at the end of each; their mail program may say so for them. At
 * the desk staff say it, on the member's page.
 */
export function mailsPage(app: FastifyInstance, deps: WebDeps): void {
  app.get('/mails/:secret', limited, (request, reply) => show(request, reply));

  app.post('/mails/:secret', limited, async (request, reply) => {
    const memberId = memberOf(request);
    if (memberId === null || !(await deps.registry.members.find(memberId)))
      return show(request, reply);
    const { wants } = formOf(request, 'wants');
    const now = deps.clock.now();
    await deps.mailWishes.set(memberId, wants === 'yes', now);
    await deps.audit.record(
      `member:${memberId}`,
      {
        ...{ verb: 'changed', kind: 'member', id: memberId, memberId },
        ...{ before: null, after: { mails: wants === 'yes' } },
      },
      now,
    );
    return show(request, reply);
  });

  app.post('/members/:id/mails', { schema: { hide: true } }, async (request, reply) => {
    const wanted = formOf(request, 'wants').wants === 'yes';
    await keepMails(deps, request, wanted);
    const { id } = request.params as { id: string };
    return reply.redirect(`/members/${id}?said=mails`, 303);
  });

  const memberOf = (request: FastifyRequest) =>
    deps.mailLinks.memberOf((request.params as { secret: string }).secret);

  async function show(request: FastifyRequest, reply: FastifyReply) {
    const context = { ...contextOf(request), principal: null };
    const { words } = context;
    const memberId = memberOf(request);
    const member = memberId === null ? null : await deps.registry.members.find(memberId);
    const isOn = member !== null && (await deps.mailWishes.wants(member.id));
    const page = pageOf({
      context,
      title: words.mailsTitle,
      children: (
        <div class="narrow">
          <h1>{words.mailsTitle}</h1>
          <p class="lead">
            {member === null ? words.mailsGone : isOn ? words.mailsOn : words.mailsOff}
          </p>
          {member !== null && (
            <form class="stacked" method="post">
              <Token context={context} />
              <input type="hidden" name="wants" value={isOn ? 'no' : 'yes'} />
              <button class="button primary" type="submit">
                {isOn ? words.mailsStop : words.mailsStart}
              </button>
            </form>
          )}
        </div>
      ),
    });
    return html(reply, page, member === null ? 404 : 200);
  }
}
