import type { Event } from './history.ts';
import type { BrokenSeed, Summary } from './run-seeds.ts';

const timeOf = (at: number): string => new Date(at).toISOString().slice(11, 23);

/** What was run and what it came to, for people. */
export function tellSummary(sum: Summary, seconds: number): string {
  const faults = Object.entries(sum.faults).sort(([a], [b]) => (a < b ? -1 : 1));
  const count = faults.reduce((total, [, n]) => total + n, 0);
  return [
    `${sum.seeds} seeds in ${seconds.toFixed(0)} s: ${(sum.virtualMs / 3_600_000).toFixed(1)} virtual hours`,
    `${sum.taps} taps, ${sum.greenLights} green lights, ${sum.openings} openings, ${sum.restarts} restarts`,
    `${count} faults: ${faults.map(([name, n]) => `${name} ${n}`).join(', ')}`,
    `violations: ${sum.broken.length}`,
  ].join('\n');
}

export const tellEvent = ({ at, ...event }: Event): string =>
  `${timeOf(at)} ${JSON.stringify(event)}`;

/** A seed that broke a promise: which, what happened around it, and how to see it again. */
export function tellBroken({ seed, violations, window }: BrokenSeed): string {
  const says = violations
    .slice(0, 5)
    .map(
      ({ promise, at, says: what }) =>
        `  ${promise}${at === null ? '' : ` at ${timeOf(at)}`}: ${what}`,
    );
  const events = window.map((event) => `    ${tellEvent(event)}`);
  return [
    `seed ${seed}: ${violations.length} broken promises`,
    ...says,
    '  around the first:',
    ...events,
    `  again: npm run test:simulation -- --seed ${seed}`,
  ].join('\n');
}

export interface MutationRow {
  readonly name: string;
  readonly isRed: boolean;
  readonly promises: readonly string[];
  /** The first one that found it out. */
  readonly seed: number | null;
  readonly says: string;
}

export const tellMutations = (rows: readonly MutationRow[]): string =>
  [
    'a bug brought back          found   promises             seed  what was seen',
    ...rows.map(({ name, isRed, promises, seed, says }) =>
      [
        name.padEnd(27),
        (isRed ? 'red' : 'NOT').padEnd(7),
        promises.join(' ').padEnd(20),
        String(seed ?? '-').padEnd(5),
        says.slice(0, 80),
      ].join(' '),
    ),
  ].join('\n');
