import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { daysOf, isMonth } from '../../../shared/domain/month.ts';
import {
  type SettlementRateProblem,
  settledPer,
  settlementRateProblem,
} from '../../../shared/domain/settlement-rate.ts';
import { everyPassage } from '../../ports/report.ts';
import { whoAsks } from '../api/resource.ts';
import { oneOf } from '../api/schemas.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf, monthLong } from '../format.ts';
import type { Words } from '../language.ts';
import { assertEverywhere } from '../place-scope.ts';
import { mayAt, nameOf } from '../principal.ts';
import { readersOf } from '../readers.ts';
import { settlementPath } from '../settlement/links.ts';
import { Rates, type RateTyped } from '../settlement/rates-view.tsx';
import {
  csvQuery,
  pairQuery,
  sendSettlementCsv,
  sendSettlementPdf,
  settlementFor,
} from '../settlement/send.ts';
import {
  type SettlementFigure,
  SettlementView,
  settlementFigures,
} from '../settlement/settlement-view.tsx';
import type { FieldErrors } from './form.tsx';
import { Alert, Said } from './form.tsx';
import { formOf, html } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const limited = { rateLimit: { max: 60, timeWindow: 60_000 } };
/** Whatever month an old link names is answered with a page. */
const pageQuery = Type.Object(
  { month: Type.Optional(Type.String()), show: Type.Optional(oneOf(settlementFigures)) },
  { additionalProperties: true },
);

/** Whose people were where, and who owes whom? */
export function settlementPage(app: FastifyInstance, deps: WebDeps): void {
  const { clock, settlements } = deps;

  app.get(
    settlementPath,
    { schema: { hide: true, querystring: pageQuery } },
    async (request, reply) => html(reply, await pageFor(request, null)),
  );
  app.get(
    '/rapport/settlement.csv',
    { config: limited, schema: { hide: true, querystring: csvQuery } },
    (request, reply) => sendSettlementCsv(deps, request, reply),
  );
  app.get(
    '/rapport/settlement.pdf',
    { config: limited, schema: { hide: true, querystring: pairQuery } },
    (request, reply) => sendSettlementPdf(deps, request, reply),
  );
  app.post('/rapport/settlement/rates', { schema: { hide: true } }, setRate);

  async function setRate(request: FastifyRequest, reply: FastifyReply) {
    const principal = whoAsks(request.principal);
    assertEverywhere(principal);
    const { words } = contextOf(request);
    const form = formOf(request, 'home', 'visited', 'since', 'per', 'unit', 'amount');
    const per = settledPer.find((one) => one === form.per) ?? '';
    const typed: RateTyped = { ...form, per };
    const { home, visited, since, unit } = form;
    const amount = hundredthsIn(form.amount);
    const terms = per === '' ? null : { per, unit, amount: amount ?? 0 };
    const thisMonth = monthNow();
    const problem = settlementRateProblem({ home, visited, since, terms }, thisMonth);
    const errors = {
      ...(problem && errorOf(problem, words)),
      ...(per !== '' && amount === null && { amount: words.settleErrorAmount }),
    };
    if (Object.keys(errors).length > 0)
      return html(reply, await pageFor(request, { typed, errors }), 400);
    const at = clock.now();
    const rate = { home, visited, since, terms };
    await settlements.setRate(rate, { at, by: nameOf(principal), thisMonth });
    const { month } = request.query as { month?: unknown };
    const shown = isMonth(month) ? `&month=${month}` : '';
    return reply.redirect(`${settlementPath}?said=agreed${shown}#rates`, 303);
  }

  const monthNow = () => dayOf(clock.now(), 'UTC').slice(0, 7);

  async function pageFor(
    request: FastifyRequest,
    form: { readonly typed: RateTyped; readonly errors: FieldErrors } | null,
  ): Promise<string> {
    const context = contextOf(request);
    const principal = whoAsks(request.principal);
    const { words, language } = context;
    const { month: asked = '' } = request.query as { month?: string };
    const isNoMonth = asked !== '' && !isMonth(asked);
    const found = await settlementFor(deps, request, isNoMonth ? '' : asked);
    const now = clock.now();
    const timeZone = context.places[0]?.timeZone ?? 'Europe/Paris';
    const { show = 'days', said } = request.query as { show?: SettlementFigure; said?: string };
    const filter = { ...everyPassage, ...daysOf(found.month) };
    const readers = await readersOf(deps, now);
    const rates = (await settlements.rates()).filter(
      ({ home, visited }) => mayAt(principal, home) || mayAt(principal, visited),
    );
    const [one = '', other = ''] = found.names.keys();
    const empty: RateTyped = {
      ...{ home: one, visited: other, since: monthNow(), per: 'halfDay', unit: 'EUR', amount: '' },
    };
    const maySet = principal.role === 'admin' && principal.places === '*';
    return pageOf({
      context,
      title: words.settleShort,
      section: 'passages',
      children: (
        <>
          {said === 'agreed' && <Said>{words.settleSaid}</Said>}
          {isNoMonth && <Alert>{words.settleNoMonth(monthLong(found.month, language))}</Alert>}
          <SettlementView
            context={context}
            found={found}
            show={show}
            thisMonth={monthNow()}
            completeness={{
              ...{ language, words, timeZone, today: dayOf(now, timeZone) },
              completeness: await deps.passages.completeness(filter, now),
              unsent: new Map(readers.map(({ id, unsent }) => [id, unsent])),
            }}
          />
          <Rates
            context={context}
            rates={rates}
            names={found.names}
            thisMonth={monthNow()}
            month={found.month}
            form={maySet ? (form ?? { typed: empty, errors: {} }) : null}
          />
        </>
      ),
    });
  }
}

/** `12`, `12,50`, `12.5`: hundredths of it; null: none of these. */
function hundredthsIn(text: string): number | null {
  const [, whole, part = ''] =
    /^(-?\d{1,6})(?:[.,](\d{1,2}))?$/.exec(text.replaceAll(/\s|€/g, '').replace('\u2212', '-')) ??
    [];
  if (whole === undefined) return null;
  const hundredths = Math.abs(Number(whole)) * 100 + Number(part.padEnd(2, '0'));
  return whole.startsWith('-') ? -hundredths : hundredths;
}

/** What is wrong, at the field it is wrong in. */
function errorOf(problem: SettlementRateProblem, words: Words): FieldErrors {
  switch (problem) {
    case 'samePlace':
      return { visited: words.settleErrorSame };
    case 'badMonth':
    case 'farAhead':
      return { since: words.settleErrorMonth };
    case 'badUnit':
      return { unit: words.settleErrorUnit };
    default:
      return { amount: words.settleErrorAmount };
  }
}
