import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { machineCell, peopleFile } from '../../../shared/domain/csv.ts';
import { showsHours } from '../../../shared/domain/report-shown.ts';
import type { FedowPool } from '../../ports/fedow-pool.ts';
import { whoAsks } from '../api/resource.ts';
import { oneOf } from '../api/schemas.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf, duration, number } from '../format.ts';
import { hoursInPool, poolAsked } from '../report/pool.ts';
import { PrintHead } from '../report/print-head.tsx';
import { sealedFor } from '../report/sealed.ts';
import { Superscript } from '../report/superscript.tsx';
import { type GroupedTotals, type Grouping, groupings, totalsBy } from '../report/totals.ts';
import {
  type FilterChoices,
  linkTo,
  narrowedTo,
  periodOf,
  reportPath,
  totalsPath,
} from '../report/view.ts';
import { askedFor, onlyKnown, type ReportQuery, reportFields } from '../report-filter.ts';
import { hoursShown } from '../worktime.ts';
import { Back } from './back.tsx';
import { html } from './forms.ts';
import { Icon } from './icon.tsx';
import { choicesOf, periodAsked } from './report-page.tsx';
import { contextOf, pageOf } from './shell.tsx';

const by = Type.Optional(oneOf(groupings));
const pageQuery = Type.Object({ ...reportFields, by }, { additionalProperties: true });
const csvQuery = Type.Object(
  { ...reportFields, by, for: Type.Optional(oneOf(['people', 'machine'] as const)) },
  { additionalProperties: true },
);
type TotalsQuery = ReportQuery & { by?: Grouping; for?: 'people' | 'machine' };

const mostLines = 1000;

/** The same passages as the report, added up by member, group, place, area, day, week or month. */
export function reportTotals(app: FastifyInstance, deps: WebDeps): void {
  app.get(
    totalsPath,
    { schema: { hide: true, querystring: pageQuery } },
    async (request, reply) => {
      const asked = await read(request);
      return html(reply, pageFor(request, asked));
    },
  );

  app.get(
    '/rapport/totals.csv',
    {
      config: { rateLimit: { max: 60, timeWindow: 60_000 } },
      schema: { hide: true, querystring: csvQuery },
    },
    async (request, reply) => {
      const { totals, grouping, from, to } = await read(request);
      const isMachine = (request.query as TotalsQuery).for === 'machine';
      const { words } = contextOf(request);
      const text = isMachine
        ? machineText(grouping, totals)
        : peopleText(words[`by_${grouping}`], words, totals);
      return reply
        .type('text/csv; charset=utf-8')
        .header(
          'content-disposition',
          `attachment; filename="badgeuse-${grouping}-${from}-${to}.csv"`,
        )
        .send(text);
    },
  );

  async function read(request: FastifyRequest) {
    const query = request.query as TotalsQuery;
    const grouping = query.by ?? 'member';
    const { words, language, places } = contextOf(request);
    const now = deps.clock.now();
    const all = places.length > 0 ? places : (await deps.registry.places.list(everything)).items;
    const timeZone = (all.find(({ id }) => id === query.place) ?? all[0])?.timeZone ?? 'Etc/UTC';
    const today = dayOf(now, timeZone);
    const { from, to } = periodAsked(query, today);
    const asked = await askedFor(deps, query);
    const principal = whoAsks(request.principal);
    const pool = await poolAsked(deps, principal, query);
    const may = showsHours(hoursInPool(await hoursShown(deps.registry, principal), pool));
    const totals = await totalsBy(
      grouping,
      deps.passages.stream({ ...asked.filter, from, to }, now),
      (row) => may(row) && asked.matches(row) && asked.hasStatus(row),
      { registry: deps.registry, words, language, today, pool },
      await sealedFor(deps.seals, { ...asked.filter, from, to, query }, may),
    );
    await looked(deps, request, {
      kind: 'passage',
      placeId: query.place || null,
      after: { totals: grouping, from, to, member: query.member ?? '' },
    });
    const { memberName } = asked;
    return {
      ...{ totals, grouping, from, to, today, now, timeZone, memberName, pool },
      ...{
        query: onlyKnown(query),
        places: all,
        choices: await choicesOf(deps, { principal, query, words }),
      },
    };
  }
}

const everything = { limit: 1000, cursor: null };

const machineText = (grouping: Grouping, { lines }: GroupedTotals): string =>
  [
    `${grouping},name,passages,duration_seconds`,
    ...lines.map(({ key, name, passages, seconds }) =>
      [machineCell(key), machineCell(name), passages, seconds].join(','),
    ),
    '',
  ].join('\r\n');

/** Hours twice: as one reads them, and as a spreadsheet adds them up. */
function peopleText(
  heading: string,
  words: ReturnType<typeof contextOf>['words'],
  { lines }: GroupedTotals,
): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = (seconds: number) =>
    `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}`;
  const decimal = (seconds: number) => (seconds / 3600).toFixed(2).replace('.', ',');
  return peopleFile([
    [heading, words.columnPassages, words.columnDuration, words.columnHours],
    ...lines.map(({ name, passages, seconds }) => {
      return [name, passages, hours(seconds), decimal(seconds)];
    }),
  ]);
}

function pageFor(
  request: FastifyRequest,
  asked: {
    totals: GroupedTotals;
    grouping: Grouping;
    from: string;
    to: string;
    today: string;
    now: number;
    timeZone: string;
    query: ReportQuery;
    memberName: string | null;
    pool: FedowPool | null;
    places: readonly { id: string; name: string }[];
    choices: FilterChoices;
  },
): string {
  const context = contextOf(request);
  const { words, language } = context;
  const { totals, grouping, today } = asked;
  const view = { ...asked, language, words };
  const link = (path: string, more: Record<string, string>) => linkTo(path, view, more);
  const length = (seconds: number) => duration(seconds * 1000, language, words);
  const narrowed = narrowedTo(view);
  const shown = totals.lines.slice(0, mostLines);
  return pageOf({
    context,
    title: words.totalsTitle,
    section: 'passages',
    children: (
      <>
        <Back href={link(reportPath, {})} label={words.backToReport} />
        <PrintHead view={view} />
        <div class="page-head">
          <div>
            <h1>
              <Superscript text={words.totalsOf(periodOf({ ...view, today }))} />
            </h1>
            {narrowed !== '' && <p class="lead">{narrowed}</p>}
          </div>
          <div class="actions">
            <a class="button" href={link('/rapport/totals.csv', { by: grouping, for: 'machine' })}>
              <Icon name="download" />
              <span>{words.csvMachine}</span>
            </a>
            <a
              class="button primary"
              href={link('/rapport/totals.csv', { by: grouping, for: 'people' })}
              data-key="c"
            >
              <Icon name="download" />
              <span>{words.csvPeople}</span>
            </a>
          </div>
        </div>
        <nav class="chips totals-tabs" aria-label={words.totalsBy}>
          {groupings.map((one) => (
            <a
              class="pill"
              href={link(totalsPath, { by: one })}
              aria-current={one === grouping ? 'true' : undefined}
            >
              {words[`by_${one}`]}
            </a>
          ))}
        </nav>
        {grouping === 'group' && <p class="small">{words.totalsGroupsMore}</p>}
        {shown.length === 0 ? (
          <p class="lead">{words.noPassagesFiltered}</p>
        ) : (
          <section class="panel">
            <table class="totals">
              <thead>
                <tr>
                  <th scope="col">{words[`by_${grouping}`]}</th>
                  <th scope="col" class="number">
                    {words.columnPassages}
                  </th>
                  <th scope="col" class="number">
                    {words.columnDuration}
                  </th>
                </tr>
              </thead>
              <tbody>
                {shown.map(({ key, name, passages, seconds }) => (
                  <tr>
                    <th scope="row">
                      {grouping === 'member' && key !== '' ? (
                        <a href={link(reportPath, { member: key })}>{name}</a>
                      ) : grouping === 'day' ? (
                        <a href={link(reportPath, { from: key, to: key })}>{name}</a>
                      ) : (
                        name
                      )}
                    </th>
                    <td class="number">{number(passages, language)}</td>
                    <td class="number">{length(seconds)}</td>
                  </tr>
                ))}
              </tbody>
              <tfoot>
                <tr>
                  <th scope="row">{words.totalAll}</th>
                  <td class="number total">{number(totals.all.passages, language)}</td>
                  <td class="number total">{length(totals.all.seconds)}</td>
                </tr>
              </tfoot>
            </table>
            {totals.lines.length > shown.length && (
              <p class="small padded">{words.totalsMore(number(mostLines, language))}</p>
            )}
          </section>
        )}
      </>
    ),
  });
}
