import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import { keptStatement } from './rows.ts';

/**
 * How a place's punches are cut into runs on SQLite. A run is named by its first instant and goes to where the next
 * one begins: runs follow one another in time, and an instant belongs to the last one that begins by then.
 *
 * What comes later than all of a full run begins the next one, and moves nothing. What comes late joins the run of
 * its time and makes it longer, as that run is written to by few batches. Only one that grew far too long is cut in
 * two: the newest, where a clock was once years ahead and nothing is later than that; another, where a backlog came
 * into a time in which hardly anything had been stored.
 */
export const fullRun = 500;
const longestNewest = 4 * fullRun;
const longestOther = 32 * fullRun;

export interface Instant {
  readonly place: string;
  /** Epoch ms. */
  readonly at: number;
}

interface Run {
  readonly place: string;
  readonly run: number;
  /** Where the next one begins. */
  readonly end: number;
  readonly joined: number;
}

interface Held {
  taps: number;
  latest: number;
}

/** A run that is written to. */
interface Open extends Run {
  /** What is believed to be in it. */
  readonly held: Held;
  /** What comes into it now, and is not stored yet. */
  readonly coming: Held;
  isCounted: boolean;
}

/** The run that each of these stored punches is in. */
export function runsOf(sqlite: SqliteDatabase, instants: readonly Instant[]): readonly number[] {
  const seen: Run[] = [];
  return instants.map(({ place, at }) => {
    const known = seen.find((run) => isIn(run, place, at));
    if (known) return known.run;
    const run = runAt(sqlite, place, at);
    if (run) keepFew(seen, run);
    return run?.run ?? at;
  });
}

/** The run that each of these punches is to be written to, or is in already; begins new ones where that is needed. */
export function runsToWrite(
  sqlite: SqliteDatabase,
  instants: readonly Instant[],
): readonly number[] {
  const seen: Open[] = [];
  return instants.map(({ place, at }) => {
    const before = beginnings;
    let open = seen.find((run) => isIn(run, place, at));
    const isKnown = open !== undefined;
    open ??= openRun(sqlite, place, at);
    if (isFullBefore(sqlite, open, at)) open = beginRun(sqlite, place, at);
    // Where a run began, the one before it ends there now.
    if (beginnings > before) seen.length = 0;
    if (!isKnown || beginnings > before) keepFew(seen, open);
    for (const count of [open.held, open.coming]) {
      count.taps++;
      if (at > count.latest) count.latest = at;
    }
    return open.run;
  });
}

const isIn = (run: Run, place: string, at: number): boolean =>
  run.place === place && run.run <= at && at < run.end;

/** The taps of one batch and those they change lie in few runs, and go to and fro between them. */
function keepFew<R extends Run>(seen: R[], run: R): void {
  if (seen.length >= 16) seen.length = 0;
  seen.push(run);
}

const looked = {};

/** Null: the place's punches begin later, or there are none. */
function runAt(sqlite: SqliteDatabase, place: string, at: number): Run | null {
  const found = keptStatement(
    sqlite,
    looked,
    () => `SELECT place, run, joined, (SELECT n.run FROM punch_run n WHERE n.place = r.place AND n.run > r.run
        ORDER BY n.run LIMIT 1) AS end
      FROM punch_run r WHERE place = ? AND run <= ? ORDER BY run DESC LIMIT 1`,
  ).get(place, at) as (Omit<Run, 'end'> & { readonly end: number | null }) | undefined;
  return found ? { ...found, end: found.end ?? Number.POSITIVE_INFINITY } : null;
}

const begun = {};

let beginnings = 0;

/** @param joined whether it is cut from what was joined. */
function beginRun(sqlite: SqliteDatabase, place: string, at: number, joined = 0): Open {
  keptStatement(
    sqlite,
    begun,
    () => 'INSERT INTO punch_run (place, run, joined) VALUES (?, ?, ?)',
  ).run(place, at, joined);
  beginnings++;
  const run = runAt(sqlite, place, at);
  if (!run) throw new Error('a run that was begun is there');
  const held = nothing();
  remember(sqlite, run, held);
  return { ...run, held, coming: nothing(), isCounted: true };
}

function openRun(sqlite: SqliteDatabase, place: string, at: number): Open {
  const run = runAt(sqlite, place, at);
  if (!run) return beginRun(sqlite, place, at);
  const known = believed.get(sqlite)?.get(nameOf(run));
  const open = { ...run, held: known ?? nothing(), coming: nothing(), isCounted: false };
  if (!known || isTooLong(open)) count(sqlite, open);
  return isTooLong(open) && cut(sqlite, open) ? openRun(sqlite, place, at) : open;
}

const isTooLong = ({ held, end }: Open): boolean =>
  held.taps >= (end === Number.POSITIVE_INFINITY ? longestNewest : longestOther);

/** Whether it is full, and all in it earlier. */
function isFullBefore(sqlite: SqliteDatabase, open: Open, at: number): boolean {
  const isSo = () => open.held.taps >= fullRun && open.held.latest < at;
  if (isSo() && !open.isCounted) count(sqlite, open);
  return isSo();
}

const counted = {};

function count(sqlite: SqliteDatabase, open: Open): void {
  const [taps, latest] = keptStatement(
    sqlite,
    counted,
    () => 'SELECT count(*), max(at) FROM punch WHERE place = ? AND run = ?',
  )
    .raw()
    .get(open.place, open.run) as [number, number | null];
  open.held.taps = taps + open.coming.taps;
  open.held.latest = Math.max(latest ?? open.run, open.coming.latest);
  open.isCounted = true;
  remember(sqlite, open, open.held);
}

const instants = {};
const moved = {};

/** In the middle; not where all of it is of one instant. */
function cut(sqlite: SqliteDatabase, { place, run, joined }: Run): boolean {
  const later = keptStatement(
    sqlite,
    instants,
    () => 'SELECT at FROM punch WHERE place = ? AND run = ? AND at > ? ORDER BY at',
  )
    .pluck()
    .all(place, run, run) as number[];
  const middle = later[later.length >> 1];
  if (middle === undefined) return false;
  beginRun(sqlite, place, middle, joined);
  keptStatement(
    sqlite,
    moved,
    () => 'UPDATE punch SET run = ? WHERE place = ? AND run = ? AND at >= ?',
  ).run(middle, place, run, middle);
  forgetRuns(sqlite);
  return true;
}

/**
 * What runs held when they were written to last. After a transaction that failed, or beside another process, it may
 * be wrong: it only tells when it is worth counting.
 */
const believed = new WeakMap<SqliteDatabase, Map<string, Held>>();
const mostBelieved = 10_000;
const nameOf = ({ place, run }: Run): string => `${run} ${place}`;

function remember(sqlite: SqliteDatabase, run: Run, held: Held): void {
  const runs = believed.get(sqlite) ?? new Map<string, Held>();
  believed.set(sqlite, runs);
  if (runs.size >= mostBelieved) runs.clear();
  runs.set(nameOf(run), held);
}

/** Where punches moved from one run to another. */
export const forgetRuns = (sqlite: SqliteDatabase): void => believed.get(sqlite)?.clear();

const nothing = (): Held => ({ taps: 0, latest: Number.NEGATIVE_INFINITY });
