import type { FastifyInstance } from 'fastify';
import type { TapRecord } from '../../ports/journal.ts';
import { whoAsks } from '../api/resource.ts';
import { linkTo } from '../connections/deliveries-view.tsx';
import { Receipt, TryAgain, WhatBecame } from '../connections/delivery-parts.tsx';
import { type Around, aroundOf, saidOf } from '../connections/said-delivery.ts';
import { type ToldElsewhere, theirPunch, toldElsewhere } from '../connections/their-deliveries.ts';
import { whenOf } from '../corrections/story.ts';
import type { WebDeps } from '../deps.ts';
import { reportPath } from '../report/view.ts';
import { Back } from './back.tsx';
import { Alert, Said } from './form.tsx';
import { html, ownPath } from './forms.ts';
import type { PageContext } from './page-context.ts';
import { contextOf, pageOf } from './shell.tsx';

/** One punch: who, when, where, and what every other system made of it. */
export function punchPage(app: FastifyInstance, deps: WebDeps): void {
  app.get('/punches/:id', { schema: { hide: true } }, async (request, reply) => {
    const tap = await theirPunch(deps, request);
    const { back, said } = request.query as { back?: string; said?: string };
    const context = contextOf(request);
    const { words, language } = context;
    const told = await toldElsewhere(deps, whoAsks(request.principal), [tap.id]);
    const memberId = told[0]?.delivery.memberId ?? tap.memberRef;
    const around = await aroundOf(deps, context, tap.placeId ?? '', [{ memberId }]);
    const { timeZone, today } = around;
    const title = words.punchTitle(whenOf(tap.occurredAt, { timeZone, today, language, words }));
    const name = memberId === null ? undefined : around.memberNames.get(memberId);
    const to = back === undefined ? reportPath : ownPath(back);
    const path = `/punches/${encodeURIComponent(tap.id)}`;
    const page = pageOf({
      context: { ...context, url: path },
      title,
      section: 'passages',
      children: (
        <>
          <Back href={to} label={back === undefined ? words.backToReport : words.punchBack} />
          <h1>{title}</h1>
          {said === 'again' && <Said>{words.saidTriedAgain}</Said>}
          {said === 'gone' && <Alert>{words.deliveryGone}</Alert>}
          <p class="lead">
            {memberId !== null && name !== undefined ? (
              <a href={`/members/${encodeURIComponent(memberId)}`}>{name}</a>
            ) : (
              words.deliveryNobody
            )}
            {`, ${around.pointNames.get(tap.accessPoint) ?? tap.accessPoint}`}
          </p>
          <Facts {...{ context, tap, around }} />
          <h2 class="again">{words.punchElsewhere}</h2>
          {told.length === 0 && <p class="aside">{words.punchElsewhereNone}</p>}
          <ul class="lines deliveries">
            {told.map((one) => (
              <Elsewhere
                {...{ ...one, deps, context, tap, around }}
                back={linkTo(path, { back: to })}
              />
            ))}
          </ul>
        </>
      ),
    });
    return html(reply, page);
  });
}

interface OfPunch {
  readonly context: PageContext;
  readonly tap: TapRecord;
  readonly around: Around;
}

function Facts({ context: { words }, tap, around }: OfPunch) {
  const direction = (['in', 'out', 'toggle', 'presence'] as const).find(
    (one) => one === tap.direction,
  );
  return (
    <dl class="receipt">
      <dt>{words.punchDirection}</dt>
      <dd>{direction ? words[`direction_${direction}`] : tap.direction}</dd>
      <dt>{words.punchReceived}</dt>
      <dd>{around.moment(tap.receivedAt)}</dd>
      <dt>{words.punchSeq}</dt>
      <dd>{`${tap.device}, ${tap.seq}`}</dd>
      {tap.estimated && (
        <>
          <dt>{words.untrustedClock}</dt>
          <dd>{words.punchEstimated}</dd>
        </>
      )}
    </dl>
  );
}

function Elsewhere({
  deps,
  context,
  tap,
  around,
  connection,
  delivery,
  back,
}: OfPunch & ToldElsewhere & { readonly deps: WebDeps; readonly back: string }) {
  const { words, language } = context;
  const said = saidOf(deps.connectionTests, connection, delivery, language);
  const isToldOtherwise = delivery.state === 'delivered' && delivery.occurredAt !== tap.occurredAt;
  return (
    <li>
      <div class="line-name">
        <a href={`/connections/${connection.id}/deliveries`}>
          <b>{connection.name}</b>
        </a>
        <WhatBecame {...{ words, said, moment: around.moment }} />
        {isToldOtherwise && (
          <p class="small">{words.deliveryToldAs(around.moment(delivery.occurredAt))}</p>
        )}
        {delivery.receipt && (
          <Receipt {...{ words, receipt: delivery.receipt, moment: around.moment }} />
        )}
        {said.again !== 'there' && <p class="small">{words[`deliveryAgain_${said.again}`]}</p>}
      </div>
      <TryAgain {...{ context, said, back, of: connection.name }} />
    </li>
  );
}
