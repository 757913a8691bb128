import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BadgeuseError } from '../../../shared/runtime/errors.ts';
import { momentsOf } from '../accounts/moments.ts';
import { whoAsks } from '../api/resource.ts';
import type { WebDeps } from '../deps.ts';
import {
  type FederationsState,
  FederationsView,
  federationsPath,
  troubleOf,
} from '../federation/federations-view.tsx';
import { ownOrigin } from '../own-origin.ts';
import { assertEverywhere } from '../place-scope.ts';
import { nameOf } from '../principal.ts';
import { settlementPath } from '../settlement/links.ts';
import { confirmPage } from './confirm.tsx';
import { valuesOf } from './form-values.ts';
import { html } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };

/** What else follows a colon stands alone here. */
const sentence = (said: string) => said.charAt(0).toUpperCase() + said.slice(1);

/** Pooling with other venues: invite, answer, accept, say what is shared, and leave. */
export function federationsPage(app: FastifyInstance, deps: WebDeps): void {
  const { federations } = deps;
  const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;
  const asks = (request: FastifyRequest): string => {
    const who = whoAsks(request.principal);
    assertEverywhere(who);
    return nameOf(who);
  };
  const back = (reply: FastifyReply, said: 'done' | 'left') =>
    reply.redirect(`${federationsPath}?said=${said}`, 303);
  const termsIn = (request: FastifyRequest) => {
    const values = valuesOf(request);
    return { assetId: values.text('assetId'), letsMembersEnter: values.text('lets') === 'on' };
  };

  app.get(federationsPath, hidden, async (request, reply) => {
    asks(request);
    const { said } = request.query as { said?: string };
    const known = (['done', 'left'] as const).find((one) => one === said) ?? null;
    return html(reply, await page(request, { said: known }));
  });

  app.post(federationsPath, hidden, async (request, reply) => {
    const by = asks(request);
    const initials = valuesOf(request).text('initials') === 'on';
    const terms = { ...termsIn(request), initials };
    const { invitation } = await federations.invite(terms, ownOrigin(deps, request), by);
    return html(reply, await page(request, { invitation }));
  });

  app.post(`${federationsPath}/join`, hidden, async (request, reply) => {
    const by = asks(request);
    const { words } = contextOf(request);
    const pasted = valuesOf(request).text('invitation');
    if (pasted === '') {
      const errors = { invitation: words.poolErrorPasted };
      return html(reply, await page(request, { errors }), 400);
    }
    try {
      await federations.join(pasted, termsIn(request), ownOrigin(deps, request), by);
    } catch (err) {
      if (!(err instanceof BadgeuseError)) throw err;
      const errors = { invitation: sentence(troubleOf(err, words)) };
      const { assetId, letsMembersEnter } = termsIn(request);
      return html(reply, await page(request, { errors, pasted, assetId, letsMembersEnter }), 400);
    }
    return back(reply, 'done');
  });

  app.post(`${federationsPath}/:id`, hidden, async (request, reply) => {
    const by = asks(request);
    await federations.change(idOf(request), valuesOf(request).text('lets') === 'on', by);
    return back(reply, 'done');
  });
  app.post(`${federationsPath}/:id/accept`, hidden, async (request, reply) => {
    await federations.accept(idOf(request), asks(request));
    return back(reply, 'done');
  });
  app.post(`${federationsPath}/:id/look`, hidden, async (request, reply) => {
    asks(request);
    await federations.look(idOf(request));
    return back(reply, 'done');
  });

  app.get(`${federationsPath}/:id/leave`, hidden, async (request, reply) => {
    asks(request);
    const context = contextOf(request);
    const { words } = context;
    const { id, name, state } = await federations.get(idOf(request));
    const isInvited = state === 'invited';
    return html(
      reply,
      confirmPage({
        context,
        section: 'settings',
        title: isInvited ? words.poolWithdrawAsk : words.poolLeaveAsk(name ?? words.poolNameless),
        children: isInvited ? (
          <p>{words.poolWithdrawWhat}</p>
        ) : (
          <>
            <p>{words.poolLeaveWhat}</p>
            <p>
              <a class="alone" href={settlementPath}>
                {words.settleShort}
              </a>
            </p>
          </>
        ),
        action: `${federationsPath}/${id}/leave`,
        verb: isInvited ? words.poolWithdraw : words.poolLeave,
        back: federationsPath,
      }),
    );
  });
  app.post(`${federationsPath}/:id/leave`, hidden, async (request, reply) => {
    await federations.leave(idOf(request), asks(request));
    return back(reply, 'left');
  });

  async function page(request: FastifyRequest, state: FederationsState): Promise<string> {
    const context = contextOf(request);
    const all = { limit: 1000, cursor: null };
    const active = { category: 'BDG', state: 'active' } as const;
    return pageOf({
      context,
      title: context.words.poolTitle,
      section: 'settings',
      children: (
        <FederationsView
          context={context}
          partners={await federations.list()}
          assets={(await deps.registry.assets.list(all, active)).items}
          places={(await deps.registry.places.list(all)).items}
          state={state}
          moment={momentsOf(context, deps.clock.now())}
        />
      ),
    });
  }
}
