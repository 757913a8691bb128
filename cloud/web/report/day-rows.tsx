import { overlapsElsewhere } from '../../../shared/domain/report.ts';
import { correctedWord, statusWords } from '../../../shared/domain/status-words.ts';
import type { PassageRow } from '../../ports/report.ts';
import { dayOf, duration, longDay, number, timeOf } from '../format.ts';
import { Icon } from '../pages/icon.tsx';
import { DayStrip } from './day-strip.tsx';
import { StatusGlyph } from './glyph.tsx';
import { isForeign, strangerName } from './pool.ts';
import type { DaySummary, Summary } from './summary.ts';
import {
  correctionLink,
  lacksMember,
  linkTo,
  nameOfRow,
  placesShown,
  type ReportView,
} from './view.ts';
import { Warned } from './warned.tsx';

/** A page stays readable and light: what is beyond is a link away. */
export const rowsPerPage = 400;

/** Those on which anything happened, newest first. */
export const daysOnPage = ({ days }: Pick<Summary, 'days'>): readonly DaySummary[] =>
  [...days.values()]
    .filter(({ passages }) => passages > 0)
    .toSorted((a, b) => (a.day < b.day ? 1 : -1));

/** Of each day those that are shown, as far as there is room: the days come as they stand on the page. */
export function rowsOnPage(days: readonly DaySummary[]): ReadonlyMap<string, PassageRow[]> {
  let room = rowsPerPage;
  return new Map(
    days.map(({ day, rows }) => {
      const shown = rows.slice(0, room);
      room -= shown.length;
      return [day, shown];
    }),
  );
}

/** The passages of each local day below its total. */
export function DayRows({ view, days }: { view: ReportView; days: readonly DaySummary[] }) {
  const shown = rowsOnPage(days);
  // Among the rows at hand: a day with many holds all of them once it is unfolded.
  const elsewhere = overlapsElsewhere(
    placesShown(view).length > 1 ? days.flatMap(({ rows }) => rows) : [],
  );
  return (
    <>
      {days.map((day) => {
        const rows = shown.get(day.day) ?? [];
        return (
          <tbody id={`day-${day.day}`}>
            <DayHead view={view} day={day} />
            {rows.map((row) => (
              <Row row={row} view={view} elsewhere={elsewhere.get(row.id)} />
            ))}
            {rows.length < day.passages && (
              <tr class="fold">
                <td colSpan={8}>
                  <a
                    class="alone"
                    href={linkTo('/rapport/badgeuse/', view, { from: day.day, to: day.day })}
                    hx-get={linkTo('/rapport/badgeuse/', view, { from: day.day, to: day.day })}
                    hx-select={`#day-${day.day}`}
                    hx-target={`#day-${day.day}`}
                    hx-swap="outerHTML"
                  >
                    {view.words.showOthers(day.passages - rows.length)}
                  </a>
                </td>
              </tr>
            )}
          </tbody>
        );
      })}
    </>
  );
}

function DayHead({ view, day }: { view: ReportView; day: DaySummary }) {
  const { words, language, today } = view;
  const count = words.dayCount(day.passages, number(day.passages, language));
  const stillIn = day.stillIn.size > 0 ? `, ${words.dayStillIn(day.stillIn.size)}` : '';
  return (
    <tr class="day">
      <th scope="rowgroup" colSpan={4}>
        <span class="day-name">{longDay(day.day, language, today)}</span>{' '}
        <span class="day-count">
          {count}
          {stillIn}
        </span>
      </th>
      <td class="number total">{duration(day.totalMs, language, words)}</td>
      <td colSpan={3} class="day-note">
        {day.crossesMidnight && words.dayOwnPart}
      </td>
    </tr>
  );
}

interface RowProps {
  readonly row: PassageRow;
  readonly view: ReportView;
  /** Where the same person was in during this passage. */
  readonly elsewhere: ReadonlySet<string> | undefined;
}

function Row({ row, view, elsewhere }: RowProps) {
  const { words, language } = view;
  const by = row.entryAccessPointName ?? row.exitAccessPointName ?? '';
  const foreign = isForeign(row, view.pool);
  const stranger = foreign && view.uids ? strangerName(row, words) : null;
  const isGuessed = row.anomalies.includes('untrusted_clock');
  return (
    <tr class={`row row-${row.status}`} data-row>
      <th scope="row" class="who">
        {stranger ?? nameOfRow(row, words)}
        {lacksMember(row) && <small>{words.noMember}</small>}
        <small class="by-under">{by}</small>
      </th>
      <td class="number time entry">
        {row.entry ? (
          <>
            {isGuessed && '≈\u00a0'}
            {timeOf(row.entry.at, row.timeZone)}
          </>
        ) : (
          <Missing view={view} />
        )}
      </td>
      <td class="strip-cell">
        <DayStrip row={row} now={view.now} />
      </td>
      <td class="time exit">
        <ExitTime row={row} view={view} />
      </td>
      <td class="number time length">
        {row.durationMs === null ? (
          <Missing view={view} />
        ) : (
          duration(row.durationMs, language, words)
        )}
      </td>
      <td class="status">
        <div class="status-line">
          <span class={`chip chip-${row.status}`}>
            <StatusGlyph status={row.status} corrected={row.corrected} />
            <span>{statusWords[language][row.status]}</span>
          </span>
          {row.status === 'open' && row.entry && (
            <span class="aside">
              {words.since(duration(view.now - row.entry.at, language, words))}
            </span>
          )}
          {isGuessed && (
            <span class="chip chip-clock">
              <Icon name="clock" size={16} />
              <span>{words.untrustedClock}</span>
            </span>
          )}
          {foreign && (
            <span class="chip chip-elsewhere">
              <Icon name="building-2" size={16} />
              <span>{words.pooledForeign}</span>
            </span>
          )}
          {elsewhere && <Elsewhere places={elsewhere} view={view} />}
          {row.corrected && <Corrected row={row} view={view} />}
          <Warned warnings={view.warnings.get(row.id)} words={words} />
        </div>
      </td>
      <td class="by">{by}</td>
      {view.mayCorrect && (
        <td class="row-act">
          <CorrectLink row={row} view={view} />
        </td>
      )}
    </tr>
  );
}

/** Both passages are counted: who reads the hours must see that some count twice. */
function Elsewhere({ places, view }: { places: ReadonlySet<string>; view: ReportView }) {
  const { words } = view;
  const names = placesShown(view)
    .filter(({ id }) => places.has(id))
    .map(({ name }) => name);
  return (
    <span class="chip chip-elsewhere" title={words.elsewhereMore}>
      <Icon name="building-2" size={16} />
      <span>{words.elsewhere(names.join(', '))}</span>
    </span>
  );
}

/** By whom, when and why is a link away, for who may know. */
function Corrected({ row, view }: { row: PassageRow; view: ReportView }) {
  const word = correctedWord[view.language];
  if (!view.mayCorrect) return <span class="aside">{word}</span>;
  return (
    <a class="aside" href={`${correctionLink(row, view)}#history`}>
      {word}
    </a>
  );
}

/** What is forgotten is asked for by name; anything else is behind the pencil. */
function CorrectLink({ row, view }: { row: PassageRow; view: ReportView }) {
  const { words } = view;
  // What another venue told is corrected there.
  if (!view.places.some(({ id }) => id === row.place)) return null;
  const mend =
    row.status === 'missing_exit' ? 'AddExit' : row.status === 'missing_entry' ? 'AddEntry' : null;
  const title = words.correctPassageOf(nameOfRow(row, words));
  return (
    <a
      class={mend ? 'row-mend' : 'row-pencil'}
      href={correctionLink(row, view)}
      aria-label={mend ? `${words[`do${mend}`]}, ${nameOfRow(row, words)}` : title}
      title={title}
      data-correct
      data-key="e"
    >
      {mend ? words[`do${mend}`] : <Icon name="pencil" />}
    </a>
  );
}

function ExitTime({ row, view }: { row: PassageRow; view: ReportView }) {
  if (row.exit === null) return <Missing view={view} />;
  const days = row.entry ? daysLater(row.entry.at, row.exit.at, row.timeZone) : 0;
  return (
    <>
      {timeOf(row.exit.at, row.timeZone)}
      {days > 0 && <small class="next-day">{view.words.nextDay(String(days))}</small>}
    </>
  );
}

function daysLater(from: number, to: number, timeZone: string): number {
  const [first, last] = [dayOf(from, timeZone), dayOf(to, timeZone)];
  return first === last ? 0 : Temporal.PlainDate.from(first).until(last).days;
}

const Missing = ({ view }: { view: ReportView }) => (
  <span class="missing">
    <span aria-hidden="true">–</span>
    <span class="hidden">{view.words.unknownTime}</span>
  </span>
);
