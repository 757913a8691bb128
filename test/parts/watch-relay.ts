import { existsSync, readFileSync } from 'node:fs';

/** A relay was high, and for how long; null: it still is. */
export interface Opening {
  readonly atMs: number;
  readonly highMs: number | null;
}

/**
 * What the relay of `gpio` did, by the changes of simulated lines that the keeper wrote. A process that drives the line
 * anew lowers it first and writes that down too.
 */
export function openingsIn(gpioLog: string, line = 'relay'): readonly Opening[] {
  if (!existsSync(gpioLog)) return [];
  const openings: Opening[] = [];
  let since: { at: string; monoMs: number } | null = null;
  for (const text of readFileSync(gpioLog, 'utf8').split('\n')) {
    if (text === '') continue;
    const change = JSON.parse(text) as { line: string; value: 0 | 1; at: string; monoMs: number };
    if (change.line !== line) continue;
    if (change.value === 1) since ??= change;
    else if (since) {
      openings.push({ atMs: Date.parse(since.at), highMs: change.monoMs - since.monoMs });
      since = null;
    }
  }
  if (since) openings.push({ atMs: Date.parse(since.at), highMs: null });
  return openings;
}

/** Openings for which no punch was recorded within `withinMs` before; each punch stands for one. */
export function withoutPunch(
  openings: readonly Opening[],
  punchedAtMs: readonly number[],
  withinMs: number,
): readonly Opening[] {
  const punched = [...punchedAtMs].sort((a, b) => a - b);
  let next = 0;
  return openings.filter(({ atMs }) => {
    while ((punched[next] ?? Infinity) < atMs - withinMs) next++;
    if ((punched[next] ?? Infinity) > atMs) return true;
    next++;
    return false;
  });
}
