import { scaleBand, scaleLinear } from 'd3-scale';
import { duration, longDay, monthShort, number, shortDay, weekdayShort } from '../format.ts';
import type { Language, Words } from '../language.ts';
import type { DaySummary } from './summary.ts';

interface Bar {
  readonly key: string;
  readonly label: string;
  readonly short: string;
  readonly name: string;
  readonly totalMs: number;
  readonly toCheck: number;
  readonly inProgress: boolean;
}

/** Drawn twice, for a wide and for a narrow page, so that its words keep their size. */
const widths = { wide: 760, narrow: 360 } as const;
const box = { height: 200, left: 34, right: 4, top: 34, bottom: 26 };
const hourMs = 3_600_000;

/** Hours of presence by day, or by month over long periods. Drawn here: it prints, and follows the dark. */
export function HoursChart(props: {
  days: readonly DaySummary[];
  today: string;
  language: Language;
  words: Words;
}) {
  const { days, today, language, words } = props;
  if (days.length < 2) return null;
  const by = days.length > 190 ? 'month' : days.length > 45 ? 'week' : 'day';
  const bars = {
    day: () => dayBars(days, today, language),
    week: () => weekBars(days, today, language, words),
    month: () => monthBars(days, today, language),
  }[by]();
  const best = bars.reduce((a, b) => (b.totalMs > a.totalMs ? b : a));
  const total = bars.reduce((sum, bar) => sum + bar.totalMs, 0);
  const hours = (ms: number) => duration(ms, language, words);
  const title = { day: words.hoursPerDay, week: words.hoursPerWeek, month: words.hoursPerMonth }[
    by
  ];
  const key = (cls: string, word: string) => (
    <span class="key">
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
        {cls === 'hatch' ? (
          // Drawn, not a chart's pattern: of the two charts one is always hidden, and its pattern with it.
          <>
            <rect class="bar-now" fill="none" x="1.5" y="1.5" width="11" height="11" />
            <path class="hatch-line" d="M2 8 8 2M6 12 12 6" />
          </>
        ) : (
          <path class="triangle" d="M7 2 13 12H1Z" />
        )}
      </svg>
      {word}
    </span>
  );
  return (
    <figure class="chart">
      <figcaption>
        <h2>{title}</h2>
        <span class="keys">
          {bars.some((bar) => bar.inProgress) && key('hatch', words.dayInProgress)}
          {bars.some((bar) => bar.toCheck > 0) && key('triangle', words.toCheck)}
        </span>
      </figcaption>
      <Plot bars={bars} size="wide" language={language} />
      <Plot bars={bars} size="narrow" language={language} />
      <p class="small">
        {total === 0
          ? words.chartNothing
          : words.chartSummary(hours(total), hours(best.totalMs), best.name)}
      </p>
      <details class="small">
        <summary>{words.chartTable}</summary>
        <table class="chart-table">
          <tbody>
            {bars.map((bar) => (
              <tr>
                <th scope="row">{bar.name}</th>
                <td>{hours(bar.totalMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

function Plot({
  bars,
  size,
  language,
}: {
  bars: readonly Bar[];
  size: keyof typeof widths;
  language: Language;
}) {
  const width = widths[size];
  const most = Math.max(1, ...bars.map((bar) => bar.totalMs / hourMs));
  const y = scaleLinear([0, most], [box.height - box.bottom, box.top]).nice(3);
  const x = scaleBand(
    bars.map((bar) => bar.key),
    [box.left, width - box.right],
  ).padding(0.38);
  const floor = y(0);
  const every = Math.ceil(bars.length / (size === 'wide' ? 16 : 12));
  return (
    <svg class={`plot plot-${size}`} viewBox={`0 0 ${width} ${box.height}`} aria-hidden="true">
      <defs>
        <pattern
          id={`hatch-${size}`}
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <path class="hatch-line" d="M0 0V6" />
        </pattern>
      </defs>
      {y
        .ticks(3)
        .filter(Number.isInteger)
        .map((tick) => (
          <>
            <path class="gridline" d={`M${box.left} ${y(tick)}H${width - box.right}`} />
            <text class="axis" x={box.left - 8} y={y(tick) + 4} text-anchor="end">
              {number(tick, language)}
            </text>
          </>
        ))}
      {bars.map((bar, i) => {
        const left = x(bar.key) ?? 0;
        const top = y(bar.totalMs / hourMs);
        const middle = left + x.bandwidth() / 2;
        const isShown = i % every === 0 || bar.inProgress;
        const crowds = !bar.inProgress && bars[i + 1]?.inProgress === true && every > 1;
        return (
          <>
            {bar.totalMs === 0 ? (
              <>
                <rect class="bar-zero" x={left} y={floor - 2} width={x.bandwidth()} height="2" />
                <text class="axis" x={middle} y={floor - 7} text-anchor="middle">
                  0
                </text>
              </>
            ) : (
              <rect
                class={bar.inProgress ? 'bar-now' : 'bar-full'}
                fill={bar.inProgress ? `url(#hatch-${size})` : undefined}
                x={left}
                y={top}
                width={x.bandwidth()}
                height={floor - top}
              />
            )}
            {bar.toCheck > 0 && (
              <Triangles
                n={bar.toCheck}
                x={middle}
                y={Math.min(top, floor - 20) - 8}
                room={x.step()}
              />
            )}
            {isShown && !crowds && (
              <text
                class={bar.inProgress ? 'axis axis-now' : 'axis'}
                x={middle}
                y={box.height - 8}
                text-anchor="middle"
              >
                {size === 'wide' ? bar.label : bar.short}
              </text>
            )}
          </>
        );
      })}
    </svg>
  );
}

/** One a passage while they fit, then one with its number. */
function Triangles({ n, x, y, room }: { n: number; x: number; y: number; room: number }) {
  const shown = n * 14 <= room ? n : 1;
  return (
    <>
      {Array.from({ length: shown }, (_, i) => {
        const left = x - (shown * 14) / 2 + i * 14 + 2;
        return <path class="triangle" d={`M${left + 5} ${y - 9} ${left + 10} ${y}H${left}Z`} />;
      })}
      {shown < n && (
        <text class="axis triangle-count" x={x + 9} y={y}>
          {n}
        </text>
      )}
    </>
  );
}

const dayBars = (days: readonly DaySummary[], today: string, language: Language): Bar[] =>
  days.map(({ day, totalMs, toCheck }, i) => {
    const date = Temporal.PlainDate.from(day);
    const isFew = days.length <= 16;
    const withWord = isFew && (i === 0 || date.dayOfWeek === 7);
    const label = withWord ? `${weekdayShort(day, language)} ${date.day}` : String(date.day);
    const name = longDay(day, language, today);
    return {
      key: day,
      label,
      short: String(date.day),
      name,
      totalMs,
      toCheck,
      inProgress: day === today,
    };
  });

/** By ISO weeks, each named by its first day. */
function weekBars(
  days: readonly DaySummary[],
  today: string,
  language: Language,
  words: Words,
): Bar[] {
  const mondayOf = (day: string) => {
    const date = Temporal.PlainDate.from(day);
    return date.subtract({ days: date.dayOfWeek - 1 }).toString();
  };
  const weeks = Map.groupBy(days, ({ day }) => mondayOf(day));
  return [...weeks].map(([monday, of]) => ({
    key: monday,
    label: `${Number(monday.slice(8))}/${Number(monday.slice(5, 7))}`,
    short: `${Number(monday.slice(8))}/${Number(monday.slice(5, 7))}`,
    name: words.weekOf(shortDay(monday, language, today)),
    totalMs: of.reduce((sum, day) => sum + day.totalMs, 0),
    toCheck: of.reduce((sum, day) => sum + day.toCheck, 0),
    inProgress: monday === mondayOf(today),
  }));
}

function monthBars(days: readonly DaySummary[], today: string, language: Language): Bar[] {
  const months = Map.groupBy(days, ({ day }) => day.slice(0, 7));
  return [...months].map(([month, of]) => ({
    key: month,
    label: monthShort(month, language),
    short: monthShort(month, language),
    name: `${monthShort(month, language)} ${month.slice(0, 4)}`,
    totalMs: of.reduce((sum, day) => sum + day.totalMs, 0),
    toCheck: of.reduce((sum, day) => sum + day.toCheck, 0),
    inProgress: today.startsWith(month),
  }));
}
