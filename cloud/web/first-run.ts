import type { Direction } from '../../shared/domain/access-point.ts';
import {
  type FirstRunState,
  type FirstRunStep,
  firstRunSteps,
  type LeavingAnswer,
} from '../ports/first-run.ts';
import type { TapRecord } from '../ports/journal.ts';
import type { AccessPointRecord, Place } from '../ports/registry.ts';
import type { WebDeps } from './deps.ts';
import { type Reader, readersOf } from './readers.ts';

/** What is there by now, read from what was set up. */
export interface Progress {
  readonly state: FirstRunState;
  readonly place: Place | null;
  readonly points: readonly AccessPointRecord[];
  readonly readers: readonly Reader[];
  /** The newest tap since the first card is waited for. */
  readonly tap: TapRecord | null;
  readonly done: ReadonlySet<FirstRunStep>;
  /** The first that is neither done nor left for later; null: all are. */
  readonly next: FirstRunStep | null;
}

const began: FirstRunState = {
  placeId: null,
  leaving: null,
  skipped: [],
  waitingSince: null,
  finishedAt: null,
};
const all = { limit: 1000, cursor: null };

export async function progressOf(deps: WebDeps): Promise<Progress> {
  const { registry, journal, clock, firstRun } = deps;
  const state = (await firstRun.read()) ?? began;
  const place = state.placeId === null ? null : await registry.places.find(state.placeId);
  const points = place ? (await registry.accessPoints.list(all, { placeId: place.id })).items : [];
  const readers = (await readersOf(deps, clock.now())).filter((one) => one.placeId === place?.id);
  const tap = place ? await newestTap(journal, place.id, state.waitingSince) : null;
  const done = new Set<FirstRunStep>();
  if (place) done.add('place');
  if (place?.timeClock) done.add('clock');
  if (state.leaving !== null) done.add('leaving');
  if (readers.length >= readersNeeded(state.leaving) && readers.every(({ isHeard }) => isHeard)) {
    done.add('reader');
  }
  if (tap?.kind === 'punch') done.add('card');
  const next =
    firstRunSteps.find((step) => !done.has(step) && !state.skipped.includes(step)) ?? null;
  return { state, place, points, readers, tap, done, next };
}

/** One way in and one way out need a reader each. */
export const readersNeeded = (leaving: LeavingAnswer | null): number =>
  leaving === 'twoReaders' ? 2 : 1;

async function newestTap(
  journal: WebDeps['journal'],
  placeId: string,
  since: number | null,
): Promise<TapRecord | null> {
  const filter = { placeId, ...(since !== null && { from: since }) };
  const page = { limit: 1, cursor: null };
  const [punches, refusals] = await Promise.all([
    journal.taps('punch', filter, page),
    journal.taps('refusal', filter, page),
  ]);
  const newest = [...punches.items, ...refusals.items].sort((a, b) => b.occurredAt - a.occurredAt);
  return newest[0] ?? null;
}

/** What the answer makes of the nth reader of the place. */
export const directionFor = (leaving: LeavingAnswer | null, nth: number): Direction =>
  leaving === 'no' ? 'presence' : leaving === 'twoReaders' ? (nth === 0 ? 'in' : 'out') : 'toggle';

/** Gives the readers that are there the directions that the answer means. */
export async function applyLeaving(
  { registry }: Pick<WebDeps, 'registry'>,
  points: readonly AccessPointRecord[],
  leaving: LeavingAnswer,
  by: string,
): Promise<void> {
  // A venue with more readers than the question knows of has decided about each of them already.
  if (points.length > 2) return;
  const inOrder = points.toSorted((a, b) => a.id.localeCompare(b.id));
  await registry.together(async (all) => {
    for (const [nth, point] of inOrder.entries()) {
      const direction = directionFor(leaving, nth);
      if (point.direction !== direction) {
        await all.accessPoints.patch(point.id, { direction }, by);
      }
    }
  });
}
