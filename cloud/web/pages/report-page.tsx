import type { FastifyInstance } from 'fastify';
import { render } from 'preact-render-to-string';
import { Type } from 'typebox';
import { judgesEachPassage, showsHours } from '../../../shared/domain/report-shown.ts';
import type { Place } from '../../ports/registry.ts';
import type { PassageRow } from '../../ports/report.ts';
import { holds, mayOpen, suffices } from '../access.ts';
import { whoAsks } from '../api/resource.ts';
import { looked } from '../audit.ts';
import { Said, tell } from '../corrections/said.tsx';
import type { WebDeps } from '../deps.ts';
import { dayOf } from '../format.ts';
import { correctionSaid } from '../journal-scope.ts';
import type { Words } from '../language.ts';
import { mayAt, type Principal } from '../principal.ts';
import { countOf, readersOf } from '../readers.ts';
import { daysOnPage, rowsOnPage, rowsPerPage } from '../report/day-rows.tsx';
import { hoursInPool, poolAsked } from '../report/pool.ts';
import { Report } from '../report/report-view.tsx';
import { readRows, rowsPerDay, summarise } from '../report/summary.ts';
import { summaryOfDays } from '../report/summary-of-days.ts';
import { type FilterChoices, linkTo, nextToCheck, reportPath } from '../report/view.ts';
import { warningsOfRows } from '../report/warned.tsx';
import { askedFor, noHome, onlyKnown, type ReportQuery, reportFields } from '../report-filter.ts';
import { InvalidInput } from '../validation.ts';
import { hoursShown } from '../worktime.ts';
import { html } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const reportQuery = Type.Object(reportFields, { additionalProperties: true });

/** The report: what happened, day by day, and until when it is complete. */
export function reportPage(app: FastifyInstance, deps: WebDeps): void {
  app.get('/rapport/badgeuse', { schema: { hide: true } }, async (request, reply) => {
    const at = request.url.indexOf('?');
    return reply.redirect(`/rapport/badgeuse/${at < 0 ? '' : request.url.slice(at)}`, 308);
  });
  app.get('/rapport/members', { schema: { hide: true } }, async (request, reply) => {
    const { member = '' } = request.query as { member?: string };
    const typed = String(member).slice(0, 100);
    const found = await deps.people.members(typed, { limit: 12, cursor: null });
    await looked(deps, request, { kind: 'member', after: { q: typed } });
    const options = found.items.map(({ member: one }) => render(<option value={one.name} />));
    return html(reply, options.join(''));
  });
  app.get(
    '/rapport/badgeuse/',
    { schema: { hide: true, querystring: reportQuery } },
    async (request, reply) => {
      const query = request.query as ReportQuery;
      const context = contextOf(request);
      const now = deps.clock.now();
      const principal = whoAsks(request.principal);
      const { items } = await deps.registry.places.list({ limit: 1000, cursor: null });
      const places = items.filter(({ id }) => mayAt(principal, id));
      const timeZone =
        (places.find((place) => place.id === query.place) ?? places[0])?.timeZone ?? 'Europe/Paris';
      const today = dayOf(now, timeZone);
      const { from, to } = periodAsked(query, today);
      const asked = await askedFor(deps, query);
      const filter = { ...asked.filter, from, to };
      const pool = await poolAsked(deps, principal, query);
      const hours = hoursInPool(await hoursShown(deps.registry, principal), pool);
      const may = showsHours(hours);
      const { hasStatus } = asked;
      const matches = (row: PassageRow) => may(row) && asked.matches(row);
      const keepPerDay = from === to ? rowsOfOneDay(places.length) : rowsPerDay;
      const mayMend = (row: PassageRow) => places.some(({ id }) => id === row.place);
      const show = { from, to, keepPerDay, hasStatus, matches, mayMend };
      const ofDays =
        deps.days &&
        pool === null &&
        !query.member?.trim() &&
        !query.group &&
        !query.home &&
        !judgesEachPassage(hours)
          ? await summaryOfDays(deps.days, filter, { ...show, keepPerDay: rowsPerDay, may }, now)
          : null;
      const oneDay = from === to ? ofDays?.days.get(from) : undefined;
      if (oneDay) await readRows(oneDay, deps.passages.stream(filter, now), show);
      const summary = ofDays ?? (await summarise(deps.passages.stream(filter, now), show));
      const ours = { ...filter, place: filter.place ?? pool?.placeId ?? null };
      const completeness = await deps.passages.completeness(ours, now);
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
        pools: await deps.fedowPools.list(principal.places),
        pool,
        uids: holds(principal, 'cards:uid'),
        summary,
        completeness,
        unsent: new Map(readers.map(({ id, unsent }) => [id, unsent])),
        choices: await choicesOf(deps, { principal, query, words: context.words }),
        memberName: asked.memberName,
        mayCorrect: suffices(principal.role, 'staff'),
        maySettle: items.length > 1 && mayOpen(principal, '/rapport/settlement'),
        warnings: await warningsOfRows(
          deps.journal,
          [...rowsOnPage(daysOnPage(summary)).values()].flat(),
        ),
      };
      await looked(deps, request, {
        kind: 'passage',
        placeId: query.place || null,
        after: { from, to, member: query.member ?? '', status: query.status ?? '' },
      });
      const { said } = request.query as { said?: string };
      const made = view.mayCorrect ? await correctionSaid(deps, principal, said) : null;
      const told = made && (await tell(deps, context, made));
      const page = pageOf({
        context,
        title: context.words.passages,
        section: 'passages',
        readers: countOf(readers),
        children: (
          <>
            {told && (
              <Said
                context={context}
                told={told}
                back={linkTo(reportPath, view, {})}
                next={query.status === 'to_check' ? nextToCheck(view) : null}
              />
            )}
            <Report {...view} />
          </>
        ),
      });
      return html(reply, page);
    },
  );
}

/** Beyond what is shown, where they tell who was in at two places at once. */
const rowsOfOneDay = (places: number): number => (places > 1 ? 5 * rowsPerPage : rowsPerPage);

/** What the filters offer. */
export async function choicesOf(
  { registry }: WebDeps,
  asked: { readonly principal: Principal; readonly query: ReportQuery; readonly words: Words },
): Promise<FilterChoices> {
  const all = { limit: 1000, cursor: null };
  const [groups, accessPoints, areas, places] = await Promise.all([
    registry.groups.list(all),
    registry.accessPoints.list(all),
    registry.areas.list(all),
    registry.places.list(all),
  ]);
  return {
    groups: groups.items,
    accessPoints: accessPoints.items,
    areas: areas.items,
    homes: homesOf(places.items, asked),
  };
}

/** Their own places, the one that was asked for, and nobody's; nothing to choose where there is one place. */
function homesOf(
  places: readonly Place[],
  { principal, query, words }: Parameters<typeof choicesOf>[1],
): FilterChoices['homes'] {
  if (places.length < 2) return [];
  const offered = places.filter(({ id }) => id === query.home || mayAt(principal, id));
  return [...offered, { id: noHome, name: words.settleNoHome }];
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
