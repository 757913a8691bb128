import { type Violation, windowAround } from './check.ts';
import type { FaultName } from './faults.ts';
import type { Event } from './history.ts';
import { runScenario, type ScenarioOptions } from './scenario.ts';

/** Of many seeds. */
export interface Summary {
  seeds: number;
  virtualMs: number;
  taps: number;
  greenLights: number;
  openings: number;
  restarts: number;
  faults: Partial<Record<FaultName, number>>;
  /** What the histories say, all of them; the same seeds give the same. */
  hashes: Record<number, string>;
  broken: BrokenSeed[];
}

export interface BrokenSeed {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** What happened around the first of them. */
  readonly window: readonly Event[];
}

export const emptySummary = (): Summary => ({
  ...{ seeds: 0, virtualMs: 0, taps: 0, greenLights: 0, openings: 0, restarts: 0 },
  ...{ faults: {}, hashes: {}, broken: [] },
});

/** Runs one seed after the other. `until` ends it early: it is asked after each. */
export async function runSeeds(
  seeds: Iterable<number>,
  how: Omit<ScenarioOptions, 'seed'>,
  until: (so: Summary) => boolean = () => false,
): Promise<Summary> {
  const sum = emptySummary();
  for (const seed of seeds) {
    const { events, violations, virtualMs, counts, faults, hash } = await runScenario({
      ...how,
      seed,
    });
    sum.seeds++;
    sum.virtualMs += virtualMs;
    sum.taps += counts.tap ?? 0;
    sum.restarts += counts.ended ?? 0;
    for (const event of events) {
      if (event.what === 'light' && event.colour === 'green') sum.greenLights++;
      if (event.what === 'relay' && event.to === 'high') sum.openings++;
    }
    addCounts(sum.faults, faults);
    sum.hashes[seed] = hash;
    const [first] = violations;
    if (first) sum.broken.push({ seed, violations, window: windowAround(events, first) });
    if (until(sum)) break;
  }
  return sum;
}

function addCounts(to: Summary['faults'], from: Summary['faults']): void {
  for (const [name, count] of Object.entries(from) as [FaultName, number][])
    to[name] = (to[name] ?? 0) + count;
}

export function addUp(parts: readonly Summary[]): Summary {
  const sum = emptySummary();
  for (const part of parts) {
    for (const count of [
      'seeds',
      'virtualMs',
      'taps',
      'greenLights',
      'openings',
      'restarts',
    ] as const)
      sum[count] += part[count];
    addCounts(sum.faults, part.faults);
    Object.assign(sum.hashes, part.hashes);
    sum.broken.push(...part.broken);
  }
  return sum;
}
