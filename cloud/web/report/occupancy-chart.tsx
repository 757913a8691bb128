import { scaleLinear } from 'd3-scale';
import type { Language, Words } from '../language.ts';
import { nbsp } from '../typography.ts';
import { slotMinutes, slots, type Usual } from './occupancy.ts';

export interface OccupancyProps {
  readonly today: readonly number[];
  readonly usual: Usual | null;
  /** Minutes since local midnight. */
  readonly nowMinutes: number;
  /** `jeudi`, `Thursday`. */
  readonly weekday: string;
  readonly words: Words;
  readonly language: Language;
}

/** Drawn twice, for a wide and for a narrow page, so that its words keep their size. */
const widths = { wide: 660, narrow: 360 } as const;
const box = { height: 240, left: 30, right: 10, top: 26, bottom: 28 };

/** How full it is today, hour by hour, over what such a day usually is. */
export function OccupancyChart(props: OccupancyProps) {
  const { words, weekday, usual } = props;
  return (
    <figure class="chart occupancy">
      <figcaption>
        <h2>{words.occupancy}</h2>
        {usual && (
          <span class="keys">
            <span class="key">
              <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
                <rect class="band" x="0" y="2" width="14" height="10" />
              </svg>
              {words.usualDay(weekday)}
            </span>
          </span>
        )}
      </figcaption>
      <Plot {...props} size="wide" />
      <Plot {...props} size="narrow" />
      <p class="small">{summaryOf(props)}</p>
      <details class="small">
        <summary>{words.chartTable}</summary>
        <Table {...props} />
      </details>
    </figure>
  );
}

const slotAt = (minutes: number): number =>
  Math.min(slots - 1, Math.max(0, Math.floor(minutes / slotMinutes)));

/** `Un peu plus qu’un jeudi habituel (6 à 11 à cette heure).` */
export function summaryOf({ today, usual, nowMinutes, weekday, words }: OccupancyProps): string {
  if (usual === null) return words.usualUnknown;
  const slot = slotAt(nowMinutes);
  const inNow = today[slot] ?? 0;
  const [low, high] = bandAt(usual, slot);
  const range = rangeOf(usual, slot, words);
  if (inNow > high) return words.moreThanUsual(weekday, range);
  if (inNow < low) return words.lessThanUsual(weekday, range);
  return words.asUsual(weekday, range);
}

const bandAt = ({ low, high }: Usual, slot: number): readonly [number, number] => [
  Math.round(low[slot] ?? 0),
  Math.round(high[slot] ?? 0),
];

/** From an hour before the first person to an hour after the last, at least from 8 to 20 h, and always with now. */
function hoursShown({ today, usual, nowMinutes }: OccupancyProps): readonly [number, number] {
  const busy = Array.from({ length: slots }, (_, slot) => slot).filter(
    (slot) => (today[slot] ?? 0) > 0 || (usual?.high[slot] ?? 0) > 0,
  );
  const perHour = 60 / slotMinutes;
  const first = Math.floor((busy[0] ?? slots) / perHour) - 1;
  const last = Math.ceil(((busy.at(-1) ?? 0) + 1) / perHour) + 1;
  const [from, to] = [Math.floor(nowMinutes / 60), Math.ceil(nowMinutes / 60)];
  return [Math.max(0, Math.min(8, first, from)), Math.min(24, Math.max(20, last, to))];
}

function Plot(props: OccupancyProps & { size: keyof typeof widths }) {
  const { today, usual, nowMinutes, size, words } = props;
  const width = widths[size];
  const [from, to] = hoursShown(props);
  const x = scaleLinear([from * 60, to * 60], [box.left, width - box.right]).clamp(true);
  const most = Math.max(4, ...today, ...(usual?.high ?? []));
  const y = scaleLinear([0, most], [box.height - box.bottom, box.top]).nice(3);
  const slotX = (slot: number) => x(slot * slotMinutes);
  const shown = Array.from({ length: slots }, (_, slot) => slot).filter(
    (slot) => slot * slotMinutes >= from * 60 && slot * slotMinutes <= to * 60,
  );
  const along = (line: readonly number[], over: readonly number[]) =>
    over.map((slot) => `${slotX(slot)} ${y(line[slot] ?? 0)}`).join('L');
  const passed = shown.filter((slot) => slot * slotMinutes <= nowMinutes);
  const inNow = today[slotAt(nowMinutes)] ?? 0;
  const steps = passed
    .map((slot) => `H${slotX(slot)}V${y(today[slot] ?? 0)}`)
    .join('')
    .replace(/^H/, 'M')
    .replace('V', ' ');
  const every = size === 'wide' ? 3 : 4;
  const hours = Array.from({ length: to - from + 1 }, (_, i) => from + i).filter(
    (hour, i) => i % every === 0 && Math.abs(hour * 60 - nowMinutes) > (size === 'wide' ? 60 : 110),
  );
  const nowX = x(nowMinutes);
  // Early in the day there is no room for the word before the dot.
  const isLeft = nowX < box.left + 90;
  return (
    <svg class={`plot plot-${size}`} viewBox={`0 0 ${width} ${box.height}`} aria-hidden="true">
      {y.ticks(3).map((tick) => (
        <>
          <path class="gridline" d={`M${box.left} ${y(tick)}H${width - box.right}`} />
          <text class="axis" x={box.left - 8} y={y(tick) + 4} text-anchor="end">
            {Number.isInteger(tick) ? tick : ''}
          </text>
        </>
      ))}
      {usual && (
        <path
          class="band"
          d={`M${along(usual.high, shown)}L${along(usual.low, shown.toReversed())}Z`}
        />
      )}
      <path class="now-line" d={`M${nowX} ${box.top}V${box.height - box.bottom}`} />
      {steps && <path class="today-line" d={`${steps}H${nowX}V${y(inNow)}`} />}
      <circle class="today-dot" cx={nowX} cy={y(inNow)} r="5" />
      <text
        class="axis today-word"
        x={isLeft ? nowX + 10 : nowX - 10}
        y={y(inNow) - 10}
        text-anchor={isLeft ? 'start' : 'end'}
      >
        {words.todayLine}
      </text>
      {hours.map((hour) => (
        <text class="axis" x={x(hour * 60)} y={box.height - 8} text-anchor="middle">
          {`${hour}${nbsp}h`}
        </text>
      ))}
      <text class="axis axis-now" x={nowX} y={box.height - 8} text-anchor="middle">
        {`${Math.floor(nowMinutes / 60)}${nbsp}h`}
      </text>
    </svg>
  );
}

function Table(props: OccupancyProps) {
  const { today, usual, nowMinutes, words, weekday } = props;
  const [from, to] = hoursShown(props);
  const hours = Array.from({ length: to - from }, (_, i) => from + i);
  const known = (hour: number) => hour * 60 <= nowMinutes;
  return (
    <table class="chart-table">
      <thead>
        <tr>
          <th scope="col">{words.hourColumn}</th>
          <th scope="col">{words.todayLine}</th>
          {usual && <th scope="col">{words.usualDay(weekday)}</th>}
        </tr>
      </thead>
      <tbody>
        {hours.map((hour) => {
          const slot = slotAt(hour * 60);
          return (
            <tr>
              <th scope="row">{`${hour}${nbsp}h`}</th>
              <td>{known(hour) ? (today[slot] ?? 0) : '–'}</td>
              {usual && <td>{rangeOf(usual, slot, words)}</td>}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function rangeOf(usual: Usual, slot: number, words: Words): string {
  const [low, high] = bandAt(usual, slot);
  return low === high ? String(low) : words.fromTo(String(low), String(high));
}
