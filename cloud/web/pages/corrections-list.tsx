import type { FastifyInstance } from 'fastify';
import { whoAsks } from '../api/resource.ts';
import { looked } from '../audit.ts';
import { CorrectionLine } from '../corrections/history.tsx';
import { Said, tell } from '../corrections/said.tsx';
import type { WebDeps } from '../deps.ts';
import { dayOf } from '../format.ts';
import { correctionSaid, isTheirCorrection } from '../journal-scope.ts';
import { Back } from './back.tsx';
import { html } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const perPage = 50;

/** Everything staff ever put right, newest first; a voided tap is found again here. */
export function correctionsList(app: FastifyInstance, deps: WebDeps): void {
  app.get('/corrections', { schema: { hide: true } }, async (request, reply) => {
    const context = contextOf(request);
    const { words } = context;
    const { cursor, said } = request.query as { cursor?: string; said?: string };
    const from = /^[\w-]{1,64}$/.test(cursor ?? '') ? (cursor ?? null) : null;
    const { items, nextCursor } = await deps.corrections.listRecorded({
      limit: perPage,
      cursor: from,
    });
    const principal = whoAsks(request.principal);
    const theirs = await Promise.all(
      items.map(({ correction }) => isTheirCorrection(deps, principal, correction)),
    );
    const now = deps.clock.now();
    const lines = await Promise.all(
      items
        .filter((_, i) => theirs[i])
        .map(async (one) => ({ one, told: await tell(deps, context, one.correction) })),
    );
    const made = await correctionSaid(deps, principal, said);
    const message = made && (await tell(deps, context, made));
    await looked(deps, request, { kind: 'correction', after: { cursor: from } });
    const page = pageOf({
      context,
      title: words.correctionsTitle,
      section: 'passages',
      children: (
        <>
          <Back href="/rapport/badgeuse/" label={words.backToReport} />
          <div class="page-head">
            <h1>{words.correctionsTitle}</h1>
          </div>
          {message && <Said context={context} told={message} back="/corrections" />}
          {lines.length === 0 && (
            <p class="lead">
              <b>{words.noCorrections}</b> {words.noCorrectionsMore}
            </p>
          )}
          <ul class="lines">
            {lines.map(({ one, told }) => (
              <li class="told">
                <CorrectionLine
                  {...{ context, one, timeZone: told.timeZone, back: '/corrections' }}
                  what={told.who === null ? told.what : `${told.who}, ${told.what}`}
                  today={dayOf(now, told.timeZone)}
                />
                {told.row && (
                  <a class="alone" href={`/passages/${told.row.id}?back=%2Fcorrections`}>
                    {words.seePassage}
                  </a>
                )}
              </li>
            ))}
          </ul>
          {nextCursor && (
            <p>
              <a class="button" href={`/corrections?cursor=${encodeURIComponent(nextCursor)}`}>
                {words.olderCorrections}
              </a>
            </p>
          )}
        </>
      ),
    });
    return html(reply, page);
  });
}
