import type { FastifyInstance, FastifyRequest } from 'fastify';
import { errorCodeOf } from '../../../shared/runtime/errors.ts';

import { deliveryStates } from '../../ports/connections.ts';
import { mayOpen } from '../access.ts';
import { DeliveryLine, linkTo, States } from '../connections/deliveries-view.tsx';
import { retryDelivery, retryParked, theirConnection } from '../connections/keep-connections.ts';
import { pausedText } from '../connections/said-connection.ts';
import { aroundOf, saidOf } from '../connections/said-delivery.ts';

import { deliveriesAt } from '../connections/their-deliveries.ts';
import type { WebDeps } from '../deps.ts';
import { number } from '../format.ts';
import { Back } from './back.tsx';
import { Alert, Form, Said } from './form.tsx';
import { formOf, html, ownPath } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const perPage = 50;
const one = '/connections/:id/deliveries';
type Asked = Partial<Record<'state' | 'before' | 'said', string>>;

/** What became of each punch at one other system, why, and another try where it makes sense. */
export function deliveriesPage(app: FastifyInstance, deps: WebDeps): void {
  app.get(one, hidden, async (request, reply) => {
    const connection = await theirConnection(deps, request);
    const { state: wanted, before, said } = request.query as Asked;
    const state = deliveryStates.find((known) => known === wanted);
    const cursor = /^[\w-]{1,400}$/.test(before ?? '') ? (before ?? null) : null;
    const { items, nextCursor } = await deliveriesAt(deps, request, connection, state, {
      ...{ limit: perPage, cursor },
    });
    const context = contextOf(request);
    const { words, principal } = context;
    const path = `/connections/${connection.id}/deliveries`;
    const counts = await deps.deliveries.count(connection.id);
    const isAtMostOnce = deps.connectionTests.isAtMostOnce(connection.kind);
    const title = words.deliveriesTitle(connection.name);
    const around = await aroundOf(deps, context, connection.placeId, items);
    const { moment } = around;
    const now = deps.clock.now();
    const paused = pausedText(deps.connectionTests, connection, { context, now, moment });
    const page = pageOf({
      context,
      title,
      section: 'settings',
      children: (
        <>
          {principal && mayOpen(principal, '/connections/:id') ? (
            <Back href={`/connections/${connection.id}`} label={connection.name} />
          ) : (
            <Back href="/settings" label={words.settings} />
          )}
          <h1>{title}</h1>
          <p class="lead">{words.deliveriesLead}</p>
          <p class="aside">{isAtMostOnce ? words.deliveriesOnce : words.deliveriesTwice}</p>
          {said === 'again' && <Said>{words.saidTriedAgain}</Said>}
          {said === 'gone' && <Alert>{words.deliveryGone}</Alert>}
          {!connection.isOn && <Alert>{words.deliveriesOff}</Alert>}
          {paused && <Alert>{paused}</Alert>}
          <States {...{ context, path, counts, state }} />
          {state && <p class="aside">{words[`deliveryMeans_${state}`]}</p>}
          {state === 'parked' && counts.parked > 1 && !isAtMostOnce && (
            <Form
              {...{ context, action: `${path}/retry`, kind: 'plain' }}
              submit={words.deliveriesAgain(number(counts.parked, context.language))}
            />
          )}
          {items.length === 0 && (
            <p class="empty-sentence">
              {deliveryStates.some((one) => counts[one] > 0 && (!state || one === state))
                ? words.deliveriesHidden
                : state
                  ? words.deliveriesNone
                  : words.deliveriesNever}
            </p>
          )}
          <ul class="lines deliveries">
            {items.map((delivery) => (
              <DeliveryLine
                {...{ context, around, back: linkTo(path, { state }) }}
                said={saidOf(deps.connectionTests, connection, delivery, context.language)}
              />
            ))}
          </ul>
          {nextCursor !== null && (
            <a class="alone" href={linkTo(path, { state, before: nextCursor })}>
              {words.deliveriesOlder}
            </a>
          )}
        </>
      ),
    });
    return html(reply, page);
  });

  app.post(`${one}/retry`, hidden, async (request, reply) => {
    const { id } = request.params as { id: string };
    await retryParked(deps, request);
    return reply.redirect(`/connections/${encodeURIComponent(id)}/deliveries?said=again`, 303);
  });

  app.post(`${one}/:punchId/retry`, hidden, async (request, reply) => {
    const { id } = request.params as { id: string };
    const { back } = formOf(request, 'back');
    const to = back === '' ? `/connections/${encodeURIComponent(id)}/deliveries` : back;
    const url = new URL(ownPath(to), 'http://here.invalid');
    url.searchParams.set('said', await triedAgain(request));
    return reply.redirect(url.pathname + url.search, 303);
  });

  async function triedAgain(request: FastifyRequest): Promise<'again' | 'gone'> {
    try {
      await retryDelivery(deps, request);
      return 'again';
    } catch (err) {
      if (errorCodeOf(err) !== 'conflict') throw err;
      return 'gone';
    }
  }
}
