const minuteMs = 60_000;

/** After each try of one punch that certainly is not there; then it is parked, a week after the first. */
const waitsMinutes = [1, 5, 15, 60, 180, 360, 720, 1_440, 1_440, 1_440, 1_440, 1_440, 1_440];
/** What may be there is asked about for as long as it takes. */
const longestDoubtMinutes = 360;
/** Where nothing would be taken: soon again at first, for most of it is a restart. */
const pausesMs = [15_000, 30_000, 60_000, 120_000, 300_000, 900_000, 1_800_000, 3_600_000];

/** Told as it happens or not at all: a longer wait would let those expire that come after an outage. */
const longestLiveMs = 60_000;
const longestFor = (isLive: boolean): number => (isLive ? longestLiveMs : Infinity);

/** A quarter more or less by chance: what failed together does not come back together. */
const about = (ms: number, random: () => number): number => Math.round(ms * (0.75 + random() / 2));

/** Null: tried long enough. `tries`: with the one that just failed. */
export function waitAfterTry(tries: number, isLive: boolean, random: () => number): number | null {
  const minutes = waitsMinutes[tries - 1];
  if (minutes === undefined) return null;
  return about(Math.min(minutes * minuteMs, longestFor(isLive)), random);
}

export function waitInDoubt(tries: number, random: () => number): number {
  const minutes = Math.min(waitsMinutes[tries - 1] ?? longestDoubtMinutes, longestDoubtMinutes);
  return about(minutes * minuteMs, random);
}

/** `failures`: in a row, the last with them. */
export const pauseAfter = (failures: number, isLive: boolean, random: () => number): number =>
  about(Math.min(pausesMs[failures - 1] ?? pausesMs.at(-1) ?? 0, longestFor(isLive)), random);
