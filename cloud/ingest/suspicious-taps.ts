import type { IncidentKind } from '../ports/journal.ts';
import type { LateTap, Suspicion } from '../ports/suspicions.ts';

const minuteMs = 60_000;
/** A pause this long ends a series of tries. */
export const pauseMs = 15 * minuteMs;
/** One who got lost tries two or three; one who looks for an open door tries them all. */
const doorsFew = 4;
/** Two readers' worth: each makes a card wait after three. */
const wrongPinsFew = 5;
/** Nobody leaves one place and stands at another's reader within this. */
const wayMs = 2 * minuteMs;

/**
 * What taps of late say together that none says alone (a card tried at every door, a PIN that is being guessed, one
 * card at two places at once). The same taps always say the same. A series that began within `pauseMs` of `since`
 * was cut there: it was told before.
 */
export function suspicions(
  taps: { readonly refusals: readonly LateTap[]; readonly punches: readonly LateTap[] },
  since: number,
): readonly Suspicion[] {
  const tried = bySomebody(taps.refusals).flatMap((theirs) =>
    seriesOf(theirs)
      .filter(([first]) => first !== undefined && first.at >= since + pauseMs)
      .flatMap((series) => [...triedDoors(series), ...guessedPin(series)]),
  );
  return [...tried, ...bySomebody(taps.punches).flatMap(twoPlaces)];
}

function triedDoors(series: readonly LateTap[]): readonly Suspicion[] {
  const doors = new Set<string>();
  for (const tap of series) {
    doors.add(tap.accessPoint);
    if (doors.size > doorsFew) return [told('cardTried', series, { doors: doorsOf(series) })];
  }
  return [];
}

function guessedPin(series: readonly LateTap[]): readonly Suspicion[] {
  const wrong = series.filter(
    ({ reason }) => reason === 'pinWrong' || reason === 'tooManyAttempts',
  );
  if (wrong.length <= wrongPinsFew) return [];
  return [told('pinGuessed', wrong, { times: wrong.length })];
}

/** Of two clocks that are both believed. */
function twoPlaces(theirs: readonly LateTap[]): readonly Suspicion[] {
  return theirs.flatMap((tap, n) => {
    const before = theirs[n - 1];
    if (!before || before.place === tap.place || tap.at - before.at >= wayMs) return [];
    return [told('twoPlaces', [before, tap], {})];
  });
}

function told(
  kind: IncidentKind,
  taps: readonly LateTap[],
  more: Omit<Suspicion['details'], 'tap' | 'minutes'>,
): Suspicion {
  const [first, last] = [taps[0], taps.at(-1)] as [LateTap, LateTap];
  const minutes = Math.max(1, Math.ceil((last.at - first.at) / minuteMs));
  // The first of a series is the same however long it grows.
  return {
    kind,
    device: last.device,
    details: { tap: last.id, ...more, minutes },
    same: [first.id],
  };
}

const doorsOf = (series: readonly LateTap[]): number =>
  new Set(series.map(({ accessPoint }) => accessPoint)).size;

const bySomebody = (taps: readonly LateTap[]): readonly (readonly LateTap[])[] => {
  const known = taps.filter(({ who }) => who !== null);
  return [...Map.groupBy(known, ({ who }) => who).values()].map((theirs) =>
    theirs.toSorted((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1)),
  );
};

function seriesOf(theirs: readonly LateTap[]): readonly (readonly LateTap[])[] {
  const all: LateTap[][] = [];
  for (const tap of theirs) {
    const last = all.at(-1);
    const before = last?.at(-1);
    if (last && before && tap.at - before.at < pauseMs) last.push(tap);
    else all.push([tap]);
  }
  return all;
}
