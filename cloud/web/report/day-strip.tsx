import { scaleLinear } from 'd3-scale';
import type { PassageEnd } from '../../../shared/domain/passage.ts';
import type { PassageRow } from '../../ports/report.ts';
import { dayOf, timeOf } from '../format.ts';

const width = 216;
const hour = scaleLinear([6, 24], [3, width - 3]).clamp(true);

/** The line, and a mark every three hours: one path, for a page draws hundreds of strips. */
const axis = [6, 9, 12, 15, 18, 21, 24].reduce(
  (line, at) => `${line}M${hour(at)} ${at % 6 === 0 ? '2V14' : '6V10'}`,
  `M3 8H${width - 3}`,
);

/** All that a strip needs to know of a passage. */
type Drawn = Pick<PassageRow, 'entry' | 'exit' | 'status' | 'timeZone'>;

/** A passage on its day, 6 to 24 h. Decorative: the times beside it are text. */
export function DayStrip({ row, now }: { row: Drawn; now: number }) {
  return (
    <svg class={`strip strip-${row.status}`} viewBox={`0 0 ${width} 16`} aria-hidden="true">
      <path class="strip-axis" d={axis} />
      <Visit row={row} now={now} />
    </svg>
  );
}

function Visit({ row, now }: { row: Drawn; now: number }) {
  const at = row.entry ?? row.exit;
  if (!at) return null;
  const day = dayOf(at.at, row.timeZone);
  /** Where on this day's strip; a later day runs off its edge. */
  const x = (end: { at: number }): number => {
    if (dayOf(end.at, row.timeZone) > day) return width;
    const [hours, minutes] = timeOf(end.at, row.timeZone).split(':').map(Number);
    return hour((hours ?? 0) + (minutes ?? 0) / 60);
  };
  const offEdge = (end: { at: number }) => dayOf(end.at, row.timeZone) > day;
  const entry = row.entry && x(row.entry);
  const exit = row.exit && x(row.exit);
  switch (row.status) {
    case 'presence':
      return entry === null ? null : <circle cx={entry} cy="8" r="5" fill="currentColor" />;
    case 'missing_exit':
      return entry === null ? null : (
        <>
          <Dots from={entry + 8} to={Math.min(entry + 34, width - 14)} />
          <Nobody x={Math.min(entry + 42, width - 6)} />
          <End end={row.entry} x={entry} filled />
        </>
      );
    case 'missing_entry':
      return exit === null ? null : (
        <>
          <Nobody x={Math.max(exit - 42, 6)} />
          <Dots from={Math.max(exit - 34, 14)} to={exit - 8} />
          <End end={row.exit} x={exit} />
        </>
      );
    case 'open': {
      if (entry === null) return null;
      const to = Math.max(Math.min(x({ at: now }), width - 4), entry + 12);
      return (
        <>
          <path d={`M${entry} 8H${to}`} stroke="currentColor" stroke-width="2.5" />
          <path
            d={`M${to - 6} 3 ${to} 8 ${to - 6} 13`}
            fill="none"
            stroke="currentColor"
            stroke-width="2.5"
          />
          <End end={row.entry} x={entry} filled />
        </>
      );
    }
    default:
      if (entry === null || exit === null || row.exit === null) return null;
      return (
        <>
          <path d={`M${entry} 8H${exit}`} stroke="currentColor" stroke-width="2.5" />
          <End end={row.entry} x={entry} filled />
          {!offEdge(row.exit) && <End end={row.exit} x={exit} />}
        </>
      );
  }
}

function End({ end, x, filled }: { end: PassageEnd | null; x: number; filled?: boolean }) {
  if (end?.by === 'staff') {
    return (
      <rect class={filled ? 'mark-full' : 'mark-open'} x={x - 5} y="3" width="10" height="10" />
    );
  }
  if (end?.by === 'rule') return <path class="mark-bar" d={`M${x} 1V15`} />;
  return <circle class={filled ? 'mark-full' : 'mark-open'} cx={x} cy="8" r={filled ? 5 : 4.5} />;
}

const Dots = ({ from, to }: { from: number; to: number }) => (
  <path d={`M${from} 8H${to}`} stroke="currentColor" stroke-width="2.5" stroke-dasharray="5 3.5" />
);
const Nobody = ({ x }: { x: number }) => (
  <text x={x} y="13" text-anchor="middle" font-size="15" font-weight="700" fill="currentColor">
    ?
  </text>
);
