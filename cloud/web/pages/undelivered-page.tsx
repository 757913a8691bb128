import type { FastifyInstance } from 'fastify';
import { errorCodeOf } from '../../../shared/runtime/errors.ts';
import { decideDispatch } from '../alerts/keep-settings.ts';
import { whoAsks } from '../api/resource.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf, shortDay, timeOf } from '../format.ts';
import { Back } from './back.tsx';
import { Alert, Said, Token } from './form.tsx';
import { html } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const shownAtOnce = 200;

/** What could not be delivered, why, and what to do about it. */
export function undeliveredPage(app: FastifyInstance, deps: WebDeps): void {
  app.get('/undelivered', hidden, async (request, reply) => {
    const context = contextOf(request);
    const { words, language, places } = context;
    const { said } = request.query as { said?: string };
    await looked(deps, request, { kind: 'setting', after: { list: 'undelivered' } });
    const { items } = await deps.dispatches.troubled(whoAsks(request.principal).places, {
      ...{ limit: shownAtOnce, cursor: null },
    });
    const now = deps.clock.now();
    const shown = await Promise.all(
      items.map(async (one) => {
        const place = places.find(({ id }) => id === one.placeId);
        const timeZone = place?.timeZone ?? 'Europe/Paris';
        const member =
          one.memberId === null ? null : await deps.registry.members.find(one.memberId);
        const when = (at: number) =>
          `${shortDay(dayOf(at, timeZone), language, dayOf(now, timeZone))} ${timeOf(at, timeZone)}`;
        const to = one.channel === 'webhook' ? words.undeliveredTo_program : one.address;
        return { one, place, when, to: to ?? member?.name ?? '' };
      }),
    );
    const page = pageOf({
      context,
      title: words.undelivered,
      section: 'settings',
      children: (
        <>
          <Back href="/settings" label={words.settings} />
          <h1>{words.undelivered}</h1>
          <p class="lead">
            {items.length === 0 ? words.undeliveredNone : words.undeliveredN(items.length)}
          </p>
          <p class="aside">{words.undeliveredLead}</p>
          {said === 'retried' && <Said>{words.saidTriedAgain}</Said>}
          {said === 'givenUp' && <Said>{words.saidGivenUp}</Said>}
          {said === 'gone' && <Alert>{words.undeliveredGone}</Alert>}
          <ul class="lines undelivered">
            {shown.map(({ one, place, when, to }) => (
              <li>
                <div class="line-name">
                  <b>{to}</b>{' '}
                  <span>
                    {one.what === 'digest' ? words.undeliveredDigest : words[`alert_${one.what}`]}
                    {places.length > 1 && place ? `, ${place.name}` : ''}
                  </span>
                  <p class="small">
                    {one.state === 'parked'
                      ? words.undelivered_parked
                      : words.undelivered_pending(when(one.nextTryAt))}
                    {', '}
                    {words.undeliveredTries(one.attempts)}
                  </p>
                  {one.said && <p>{words.undeliveredSaid(one.said)}</p>}
                </div>
                <div class="proposal-acts">
                  {(['retry', 'give-up'] as const).map((act) => (
                    <form method="post" action={`/undelivered/${one.id}/${act}`}>
                      <Token context={context} />
                      <button class={act === 'retry' ? 'button primary' : 'button'} type="submit">
                        {act === 'retry' ? words.undeliveredRetry : words.undeliveredGiveUp}
                        <span class="hidden"> {to}</span>
                      </button>
                    </form>
                  ))}
                </div>
              </li>
            ))}
          </ul>
        </>
      ),
    });
    return html(reply, page);
  });

  for (const [path, what, said] of [
    ['retry', 'tryAgain', 'retried'],
    ['give-up', 'giveUp', 'givenUp'],
  ] as const)
    app.post(`/undelivered/:id/${path}`, hidden, async (request, reply) => {
      try {
        await decideDispatch(deps, request, what);
        return reply.redirect(`/undelivered?said=${said}`, 303);
      } catch (err) {
        if (errorCodeOf(err) !== 'conflict') throw err;
        return reply.redirect('/undelivered?said=gone', 303);
      }
    });
}
