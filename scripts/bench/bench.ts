/** One line of the table: what was measured, against what was measured beside it in the same run. */
export interface BenchRow {
  readonly what: string;
  /** With its unit. */
  readonly measured: string;
  readonly baseline: string;
  /** Measured over baseline, or the other way round where more is better; see `target`. */
  readonly ratio: number;
  readonly target: { readonly atMost: number } | { readonly atLeast: number };
}

export interface BenchRun {
  /** A folder of its own on the disk to be measured; removed afterwards. */
  readonly folder: string;
  /** Fewer rounds and smaller lists: shows that it works, proves nothing. */
  readonly quick: boolean;
  /** Says what is going on; benches take minutes. */
  readonly tell: (text: string) => void;
}

/** Never an absolute figure: another disk, another machine, another hour would each give another. */
export interface Bench {
  readonly name: string;
  readonly about: string;
  run(run: BenchRun): Promise<readonly BenchRow[]>;
}

export const meets = ({ ratio, target }: BenchRow): boolean =>
  'atMost' in target ? ratio <= target.atMost : ratio >= target.atLeast;

const heads = ['what', 'measured', 'baseline', 'ratio', 'target', ''] as const;

/** The table, columns aligned. */
export function tableOf(rows: readonly BenchRow[]): string {
  const cells = rows.map((row) => [
    row.what,
    row.measured,
    row.baseline,
    row.ratio.toFixed(2),
    'atMost' in row.target ? `<= ${row.target.atMost}` : `>= ${row.target.atLeast}`,
    meets(row) ? 'met' : 'MISSED',
  ]);
  const all = [[...heads], ...cells];
  const widths = heads.map((_, i) => Math.max(...all.map((line) => line[i]?.length ?? 0)));
  return all
    .map((line) => `${line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}

/** The value below which the given share lies: 0.5 the median, 0.99 the slowest of a hundred. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Two things timed in turns, so that a neighbour on the machine slows both. */
export async function inTurns(
  rounds: number,
  first: () => number | Promise<number>,
  second: () => number | Promise<number>,
): Promise<{ readonly first: readonly number[]; readonly second: readonly number[] }> {
  const taken = { first: [] as number[], second: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    taken.first.push(await first());
    taken.second.push(await second());
  }
  return taken;
}

/** Milliseconds `work` takes. */
export function timed(work: () => void): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

export const inMs = (ms: number): string => `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
export const inMicroseconds = (ms: number): string => `${(ms * 1000).toFixed(2)} µs`;
export const inMiB = (bytes: number): string => `${(bytes / 1_048_576).toFixed(0)} MiB`;
