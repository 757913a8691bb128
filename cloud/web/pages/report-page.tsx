import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { suffices } from '../access.ts';
import { whoAsks } from '../api/resource.ts';
import { Said, tell } from '../corrections/said.tsx';
import type { WebDeps } from '../deps.ts';
import { dayOf } from '../format.ts';
import { countOf, readersOf } from '../readers.ts';
import { Report } from '../report/report-view.tsx';
import { rowsPerDay, summarise } from '../report/summary.ts';
import { linkTo, reportPath } from '../report/view.ts';
import { askedFor, type ReportQuery, reportFields } from '../report-filter.ts';
import { InvalidInput } from '../validation.ts';
import { hoursFilter } from '../worktime.ts';
import { html } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

export const reportQuery = Type.Object(reportFields, { additionalProperties: true });

/** The report: what happened, day by day, and until when it is complete. */
export function reportPage(app: FastifyInstance, deps: WebDeps): void {
  app.get('/rapport/badgeuse', { schema: { hide: true } }, async (request, reply) => {
    const at = request.url.indexOf('?');
    return reply.redirect(`/rapport/badgeuse/${at < 0 ? '' : request.url.slice(at)}`, 308);
  });
  app.get(
    '/rapport/badgeuse/',
    { schema: { hide: true, querystring: reportQuery } },
    async (request, reply) => {
      const query = request.query as ReportQuery;
      const context = contextOf(request);
      const now = deps.clock.now();
      const { items: places } = await deps.registry.places.list({ limit: 1000, cursor: null });
      const timeZone =
        (places.find((place) => place.id === query.place) ?? places[0])?.timeZone ?? 'Europe/Paris';
      const today = dayOf(now, timeZone);
      const { from, to } = periodAsked(query, today);
      const asked = await askedFor(deps.registry, query);
      const filter = { ...asked.filter, from, to };
      const may = await hoursFilter(deps.registry, whoAsks(request.principal));
      const summary = await summarise(deps.passages.stream(filter, now), {
        from,
        to,
        keepPerDay: from === to ? 2000 : rowsPerDay,
        matches: (row) => may(row) && asked.matches(row),
        hasStatus: asked.hasStatus,
      });
      const completeness = await deps.passages.completeness(filter, now);
      const readers = await readersOf(deps, now);
      const view = {
        language: context.language,
        words: context.words,
        query: onlyKnown(query),
        from,
        to,
        today,
        now,
        timeZone,
        places,
        summary,
        completeness,
        readerCount: readers.length,
        mayCorrect: suffices(whoAsks(request.principal).role, 'staff'),
      };
      const { said } = request.query as { said?: string };
      const made = said && view.mayCorrect ? await deps.corrections.find(said) : null;
      const told = made && (await tell(deps, context, made));
      const page = pageOf({
        context,
        title: context.words.passages,
        section: 'passages',
        readers: countOf(readers),
        children: (
          <>
            {told && <Said context={context} told={told} back={linkTo(reportPath, view, {})} />}
            <Report {...view} />
          </>
        ),
      });
      return html(reply, page);
    },
  );
}

/** Where nothing is said: this month until today. */
export function periodAsked(query: ReportQuery, today: string): { from: string; to: string } {
  const to = dayAsked('to', query.to) ?? today;
  const from = dayAsked('from', query.from) ?? `${(to < today ? to : today).slice(0, 8)}01`;
  if (from > to) {
    throw new InvalidInput('querystring', [{ field: 'to', expected: 'must not be before from' }]);
  }
  return { from, to };
}

export function dayAsked(field: 'from' | 'to', text: string | undefined): string | null {
  if (!text) return null;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString();
  } catch {
    throw new InvalidInput('querystring', [{ field, expected: 'must be a day of the calendar' }]);
  }
}

const onlyKnown = (query: ReportQuery): ReportQuery =>
  Object.fromEntries(
    Object.keys(reportFields)
      .map((name) => [name, query[name as keyof ReportQuery]])
      .filter(([, value]) => value),
  ) as ReportQuery;
