import { localClock } from './local-clock.ts';
import type { PassageEnd } from './passage.ts';
import { type PassageRow, wholeSeconds } from './report.ts';

/** One passage, or one presence, that a certificate counts. */
export interface CertificateLine {
  readonly passageId: string;
  readonly entry: PassageEnd;
  /** Null: a presence, which has no duration. */
  readonly exit: PassageEnd | null;
  readonly durationMs: number;
  /** Staff set one of its ends: its hours are counted apart. */
  readonly addedByStaff: boolean;
  /** Its clock was vouched for by nobody. */
  readonly untrusted: boolean;
}

/** What a certificate says of one member at one place. */
export interface CertificateFigures {
  /** By entry. */
  readonly lines: readonly CertificateLine[];
  readonly passages: number;
  readonly presences: number;
  /** Local days on which something is counted. */
  readonly days: number;
  /** Whole seconds: milliseconds were added, then rounded down once. */
  readonly seconds: number;
  /** Of these, those of passages with an end that staff set. */
  readonly addedSeconds: number;
  /** Passages that count nothing: an end is missing, or a rule set it and nobody confirmed it. */
  readonly leftOut: number;
}

/**
 * The figures of a certificate from the report's rows of one member at one place.
 *
 * Stays are those of the place's own area: hours at a machine or in a room lie within them, and would count twice.
 * Presences count wherever the card was presented. What a rule closed is left out until staff say when it was over.
 */
export function certificateOf(rows: readonly PassageRow[]): CertificateFigures {
  const lines: CertificateLine[] = [];
  const days = new Set<number>();
  const sums = { passages: 0, presences: 0, ms: 0, addedMs: 0, leftOut: 0 };
  for (const row of rows) {
    const isPresence = row.status === 'presence';
    if (!isPresence && row.area !== row.place) continue;
    const line = lineOf(row);
    if (line === null) {
      sums.leftOut += 1;
      continue;
    }
    lines.push(line);
    days.add(localClock(row.timeZone).dayOf(line.entry.at));
    if (isPresence) sums.presences += 1;
    else sums.passages += 1;
    sums.ms += line.durationMs;
    if (line.addedByStaff) sums.addedMs += line.durationMs;
  }
  return {
    lines: lines.toSorted((a, b) => a.entry.at - b.entry.at),
    passages: sums.passages,
    presences: sums.presences,
    days: days.size,
    seconds: wholeSeconds(sums.ms),
    addedSeconds: wholeSeconds(sums.addedMs),
    leftOut: sums.leftOut,
  };
}

function lineOf(row: PassageRow): CertificateLine | null {
  const { id: passageId, entry, exit, status, durationMs, anomalies } = row;
  if (entry === null || (status !== 'presence' && status !== 'closed')) return null;
  return {
    ...{ passageId, entry, exit },
    durationMs: durationMs ?? 0,
    addedByStaff: entry.by === 'staff' || exit?.by === 'staff',
    untrusted: anomalies.includes('untrusted_clock'),
  };
}

/** What a certificate's digest covers of each line: instants, and who said so. */
export const certifiedFacts = ({ lines }: CertificateFigures) =>
  lines.map(({ entry, exit }) => ({ entry: factOf(entry), exit: exit && factOf(exit) }));

const factOf = ({ at, by, punchId }: PassageEnd) => ({ at, by, punch: punchId });
