import { passageStatuses } from '../../../shared/domain/passage.ts';
import { statusWords } from '../../../shared/domain/status-words.ts';
import type { Place } from '../../ports/registry.ts';
import type { Completeness, PassageRow } from '../../ports/report.ts';
import { dayOf, duration, hoursAndMinutes, longDay, number, shortDay, timeOf } from '../format.ts';
import type { Language, Words } from '../language.ts';
import { Icon } from '../pages/icon.tsx';
import type { ReportQuery } from '../report-filter.ts';
import { CompletenessLine } from './completeness-line.tsx';
import { DayRows } from './day-rows.tsx';
import { HoursChart } from './hours-chart.tsx';
import type { Summary } from './summary.ts';

export interface ReportView {
  readonly language: Language;
  readonly words: Words;
  readonly query: ReportQuery;
  /** Local days shown, both included. */
  readonly from: string;
  readonly to: string;
  readonly today: string;
  readonly now: number;
  readonly timeZone: string;
  readonly places: readonly Place[];
  readonly summary: Summary;
  readonly completeness: Completeness;
  readonly readerCount: number;
}

/** What happened, and can I trust it? */
export function Report(view: ReportView) {
  const { words, summary } = view;
  const isEmpty = summary.passages === 0;
  return (
    <>
      <div class="page-head">
        <h1>
          <Superscript text={words.reportTitle(periodOf(view))} />
        </h1>
        <div class="actions">
          <a class="button" href={csvLink(view, 'machine')} download>
            <Icon name="download" />
            <span>{words.csvMachine}</span>
          </a>
          <a class="button primary" href={csvLink(view, 'people')} download>
            <Icon name="download" />
            <span>{words.csvPeople}</span>
          </a>
        </div>
      </div>
      <CompletenessLine view={view} />
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

export function periodOf(
  view: Pick<ReportView, 'from' | 'to' | 'today' | 'language' | 'words'>,
): string {
  const { from, to, today, language, words } = view;
  if (from === to) return words.periodOneDay(longDay(from, language, today));
  const last = shortDay(to, language, today);
  const sameMonth = from.slice(0, 7) === to.slice(0, 7);
  // The month is said once: "du 1er au 12 mars", "1 to 12 March".
  const first = shortDay(from, language, today);
  return words.periodDays(sameMonth ? (first.split(' ')[0] ?? first) : first, last);
}

const Superscript = ({ text }: { text: string }) => {
  const [before, after] = text.split('1er ');
  if (after === undefined) return <>{text}</>;
  return (
    <>
      {before}1<sup>er</sup> {after}
    </>
  );
};

/** The same question, with something else asked. */
export function linkTo(
  path: string,
  view: ReportView,
  changed: Partial<Record<string, string>>,
): string {
  const asked = { ...view.query, from: view.from, to: view.to, ...changed };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) if (value) query.set(name, String(value));
  return `${path}?${query}`;
}
const reportPath = '/rapport/badgeuse/';
const csvLink = (view: ReportView, reader: 'people' | 'machine') =>
  linkTo('/rapport/badgeuse.csv', view, { for: reader });

function Filters({ view }: { view: ReportView }) {
  const { words, query, places } = view;
  return (
    <form class="filters" method="get" action={reportPath} aria-label={words.filters}>
      <div class="field">
        <label for="from">{words.from}</label>
        <input id="from" name="from" type="date" value={view.from} />
      </div>
      <div class="field">
        <label for="to">{words.toIncluded}</label>
        <input id="to" name="to" type="date" value={view.to} />
      </div>
      {places.length > 1 && (
        <div class="field">
          <label for="place">{words.place}</label>
          <select id="place" name="place">
            <option value="">{words.allPlaces}</option>
            {places.map((place) => (
              <option value={place.id} selected={place.id === query.place}>
                {place.name}
              </option>
            ))}
          </select>
        </div>
      )}
      <div class="field grow">
        <label for="member">{words.memberOrCard}</label>
        <input
          id="member"
          name="member"
          type="search"
          value={query.member ?? ''}
          placeholder={words.memberOrCardHint}
        />
      </div>
      <div class="field">
        <label for="status">{words.statusLabel}</label>
        <select id="status" name="status">
          <option value="">{words.all}</option>
          <option value="to_check" selected={query.status === 'to_check'}>
            {words.chipToCheck}
          </option>
          {passageStatuses.map((status) => (
            <option value={status} selected={status === query.status}>
              {statusWords[view.language][status]}
            </option>
          ))}
        </select>
      </div>
      <button class="button" type="submit">
        {words.show}
      </button>
    </form>
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
  const days = [...summary.days.values()].filter((day) => day.passages > 0);
  days.sort((a, b) => (a.day < b.day ? 1 : -1));
  const count = words.dayCount(summary.passages, number(summary.passages, language));
  return (
    <section class="panel">
      <div class="panel-head">
        <Chips view={view} />
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
          </tr>
        </thead>
        <DayRows view={view} days={days} />
        <tfoot>
          <tr>
            <th scope="row" colSpan={4}>
              {words.periodTotal(count)}
            </th>
            <td class="number total">{duration(summary.totalMs, language, words)}</td>
            <td colSpan={2} class="foot-link">
              <a href={earlierLink(view)}>{words.earlier}</a>
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
  const isFiltered = Boolean(query.member || query.status || query.area || query.accessPoint);
  if (isFiltered) {
    const all = linkTo(reportPath, view, { member: '', status: '', area: '', accessPoint: '' });
    return (
      <section class="empty">
        {summary.chips.all > 0 && <Chips view={view} />}
        <p class="empty-sentence">{words.noPassagesFiltered}</p>
        <p>
          <a href={all}>{words.seeWholePeriod}</a>
        </p>
      </section>
    );
  }
  const isNew = view.completeness.completeUntil === null && view.completeness.silent.length === 0;
  return (
    <section class="empty">
      <p class="empty-sentence">{isNew ? words.neverSetUp : words.noPassages(periodOf(view))}</p>
      <p>{isNew ? words.neverSetUpMore : <a href={earlierLink(view)}>{words.earlier}</a>}</p>
    </section>
  );
}

export const nameOfRow = (row: PassageRow, words: Words): string =>
  row.memberName ?? (row.cardNumber ? words.cardNumber(row.cardNumber) : words.cardNameless);

/** `17:10`, or with its day when that was not today. */
export function momentOf(
  atMs: number,
  view: { timeZone: string; today: string; language: Language },
): string {
  const day = dayOf(atMs, view.timeZone);
  const time = timeOf(atMs, view.timeZone);
  return day === view.today ? time : `${shortDay(day, view.language, view.today)} ${time}`;
}
