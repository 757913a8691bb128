import { duration, hoursAndMinutes, number } from '../format.ts';
import { Icon } from '../pages/icon.tsx';
import { CompletenessLine } from './completeness-line.tsx';
import { DayRows, daysOnPage } from './day-rows.tsx';
import { Filters, FiltersButton, Presets } from './filters.tsx';
import { HoursChart } from './hours-chart.tsx';
import { PoolLine, PoolScope } from './pool-line.tsx';
import { PrintHead } from './print-head.tsx';
import { Superscript } from './superscript.tsx';
import {
  csvLink,
  linkTo,
  nextToCheck,
  periodOf,
  type ReportView,
  reportPath,
  totalsPath,
} from './view.ts';

/** What happened, and can I trust it? */
export function Report(view: ReportView) {
  const { words, summary } = view;
  const isEmpty = summary.passages === 0;
  return (
    <>
      <PrintHead view={view} />
      <div class="page-head">
        <h1>
          <Superscript text={words.reportTitle(periodOf(view))} />
        </h1>
        <div class="actions">
          <a class="button" href={linkTo(totalsPath, view, {})}>
            <Icon name="list-checks" />
            <span>{words.seeTotals}</span>
          </a>
          {view.maySettle && (
            <a class="button" href={`/rapport/settlement?month=${view.to.slice(0, 7)}`}>
              <Icon name="building-2" />
              <span>{words.settleShort}</span>
            </a>
          )}
          <a class="button wide-only" href={csvLink(view, 'machine')}>
            <Icon name="download" />
            <span>{words.csvMachine}</span>
          </a>
          <a class="button primary" href={csvLink(view, 'people')} data-key="c">
            <Icon name="download" />
            <span>{words.csvPeople}</span>
          </a>
        </div>
      </div>
      <PoolScope view={view} />
      <PoolLine view={view} />
      <CompletenessLine view={view} />
      <Presets view={view} />
      <FiltersButton view={view} />
      <Filters view={view} />
      {isEmpty ? (
        <Empty view={view} />
      ) : (
        <>
          <section class="overview">
            <Figures view={view} />
            <HoursChart
              days={[...summary.days.values()].sort((a, b) => (a.day < b.day ? -1 : 1))}
              today={view.today}
              language={view.language}
              words={words}
            />
          </section>
          <Rows view={view} />
        </>
      )}
    </>
  );
}

function Figures({ view }: { view: ReportView }) {
  const { words, language, summary } = view;
  const { hours, minutes } = hoursAndMinutes(summary.totalMs);
  return (
    <dl class="figures" aria-label={words.figures}>
      <div>
        <dd>{number(summary.passages, language)}</dd>
        <dt>{words.nPassages(summary.passages)}</dt>
      </div>
      <div>
        <dd>
          {number(hours, language)} <small>h</small> {String(minutes).padStart(2, '0')}
        </dd>
        <dt>{words.ofPresence}</dt>
      </div>
      <div>
        <dd>{number(summary.people.size, language)}</dd>
        <dt>{words.differentMembers(summary.people.size)}</dt>
      </div>
      <div class={summary.toCheck > 0 ? 'needs-hand' : undefined}>
        <dd>{number(summary.toCheck, language)}</dd>
        <dt>{words.toCheck}</dt>
      </div>
    </dl>
  );
}

function Rows({ view }: { view: ReportView }) {
  const { words, language, summary } = view;
  const days = daysOnPage(summary);
  const count = words.dayCount(summary.passages, number(summary.passages, language));
  return (
    <section class="panel">
      <div class="panel-head">
        <Chips view={view} />
        {summary.toCheck > 0 && nextToCheck(view) !== null && (
          <a class="button needs-hand-button" href={nextToCheck(view) ?? ''} data-correct>
            {words.mendFirst}
          </a>
        )}
        <p class="small legend">{words.legend}</p>
      </div>
      <table class="passages">
        <thead>
          <tr>
            <th scope="col">{words.columnMember}</th>
            <th scope="col" class="number">
              {words.columnEntry}
            </th>
            <th scope="col" class="strip-head">
              <span class="hidden">{words.columnDay}</span>
              <StripHours />
            </th>
            <th scope="col">{words.columnExit}</th>
            <th scope="col" class="number">
              {words.columnDuration}
            </th>
            <th scope="col">{words.columnStatus}</th>
            <th scope="col" class="by">
              {words.columnBy}
            </th>
            {view.mayCorrect && (
              <th scope="col">
                <span class="hidden">{words.correct}</span>
              </th>
            )}
          </tr>
        </thead>
        <DayRows view={view} days={days} />
        <tfoot>
          <tr>
            <th scope="row" colSpan={4}>
              {words.periodTotal(count)}
            </th>
            <td class="number total">{duration(summary.totalMs, language, words)}</td>
            <td colSpan={3} class="foot-link">
              <a class="alone" href={earlierLink(view)}>
                {words.earlier}
              </a>
            </td>
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

const StripHours = () => (
  <svg class="strip" viewBox="0 0 216 16" aria-hidden="true">
    {[6, 12, 18, 24].map((hour, i) => (
      <text
        class="axis"
        x={[0, 73, 143, 216][i]}
        y="12"
        text-anchor={i === 0 ? 'start' : i === 3 ? 'end' : 'middle'}
      >
        {hour}
        {'\u00a0'}h
      </text>
    ))}
  </svg>
);

function Chips({ view }: { view: ReportView }) {
  const { words, language, summary, query } = view;
  const chips = [
    { status: '', word: words.chipAll, n: summary.chips.all },
    { status: 'to_check', word: words.chipToCheck, n: summary.chips.toCheck },
    { status: 'open', word: words.chipOpen, n: summary.chips.open },
  ];
  return (
    <nav class="chips" aria-label={words.statusLabel}>
      {chips.map(({ status, word, n }) => (
        <a
          class="pill"
          href={linkTo(reportPath, view, { status })}
          aria-current={(query.status ?? '') === status ? 'true' : undefined}
        >
          {word} <b>{number(n, language)}</b>
        </a>
      ))}
    </nav>
  );
}

/** As long a period, just before this one. */
function earlierLink(view: ReportView): string {
  const from = Temporal.PlainDate.from(view.from);
  const to = Temporal.PlainDate.from(view.to);
  const days = from.until(to, { largestUnit: 'days' }).days + 1;
  return linkTo(reportPath, view, {
    from: from.subtract({ days }).toString(),
    to: from.subtract({ days: 1 }).toString(),
  });
}

/** One sentence, one action; a zero is a zero only where readers were heard. */
function Empty({ view }: { view: ReportView }) {
  const { words, query, summary } = view;
  const isFiltered = Boolean(
    query.member || query.status || query.area || query.accessPoint || query.group,
  );
  if (isFiltered) {
    const all = linkTo(reportPath, view, {
      ...{ member: '', status: '', area: '', accessPoint: '', group: '' },
    });
    return (
      <section class="empty">
        {summary.chips.all > 0 && <Chips view={view} />}
        <p class="empty-sentence">{words.noPassagesFiltered}</p>
        <p>
          <a class="alone" href={all}>
            {words.seeWholePeriod}
          </a>
        </p>
      </section>
    );
  }
  const { completeUntil, silent, unread, pairingAnew } = view.completeness;
  // A reader that is there and hears no card, or passages that are being paired anew: something was set up.
  const isHeard = completeUntil !== null || silent.length > 0 || unread.length > 0;
  const isNew = !isHeard && !pairingAnew;
  return (
    <section class="empty">
      <p class="empty-sentence">{isNew ? words.neverSetUp : words.noPassages(periodOf(view))}</p>
      <p>
        {isNew ? (
          words.neverSetUpMore
        ) : (
          <a class="alone" href={earlierLink(view)}>
            {words.earlier}
          </a>
        )}
      </p>
    </section>
  );
}
