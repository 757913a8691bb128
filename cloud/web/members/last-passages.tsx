import { statusWords } from '../../../shared/domain/status-words.ts';
import type { PassageRow } from '../../ports/report.ts';
import { dayOf, duration, shortDay, timeOf, weekdayShort } from '../format.ts';
import type { PageContext } from '../pages/page-context.ts';
import { DayStrip } from '../report/day-strip.tsx';
import { StatusGlyph } from '../report/glyph.tsx';
import { Warned, type WarningsByPassage } from '../report/warned.tsx';

interface LastPassagesProps {
  readonly context: PageContext;
  readonly rows: readonly PassageRow[];
  readonly memberId: string;
  readonly now: number;
  readonly today: string;
  readonly mayCorrect: boolean;
  readonly warnings: WarningsByPassage;
}

export function LastPassages(props: LastPassagesProps) {
  const { context, rows, memberId, now, today, warnings } = props;
  const { words, language } = context;
  return (
    <section>
      <h2>{words.memberPassages}</h2>
      {rows.length === 0 ? (
        <p>{words.noRecentPassages}</p>
      ) : (
        <ul class="lines visits">
          {rows.map((row) => {
            const at = (row.entry ?? row.exit)?.at ?? now;
            const day = dayOf(at, row.timeZone);
            return (
              <li class={`row-${row.status}`}>
                <a class="visit-day" href={`/passages/${row.id}`}>
                  {weekdayShort(day, language)} {shortDay(day, language, today)}
                </a>
                <span class="visit-times">
                  {row.entry ? timeOf(row.entry.at, row.timeZone) : '–'}
                  {row.status !== 'presence' && (
                    <> – {row.exit ? timeOf(row.exit.at, row.timeZone) : '…'}</>
                  )}
                </span>
                <span class="visit-strip">
                  <DayStrip row={row} now={now} />
                </span>
                <b class="visit-length">
                  {row.durationMs === null ? '–' : duration(row.durationMs, language, words)}
                </b>
                <span class={`chip chip-${row.status}`}>
                  <StatusGlyph status={row.status} corrected={row.corrected} />
                  <span>{statusWords[language][row.status]}</span>
                </span>
                <Warned warnings={warnings.get(row.id)} words={words} />
              </li>
            );
          })}
        </ul>
      )}
      <p>
        <a class="alone" href={`/rapport/badgeuse/?member=${memberId}`}>
          {words.allPassages}
        </a>
      </p>
    </section>
  );
}
