import type { EpochMs } from '../../../shared/domain/clock.ts';
import { isMetered, type RateTerms, type RateVersion } from '../../../shared/domain/rate.ts';
import type { AccessPointRecord, DeviceRecord, PointOfSaleRecord } from '../../ports/registry.ts';

/** Two rates that hold for one passage, and a reader where that is so. */
export interface RateConflict {
  readonly rates: readonly [HeldRate, HeldRate];
  readonly accessPoint: AccessPointRecord;
  /** From when on; null: they do now. */
  readonly from: EpochMs | null;
}

export type HeldRate = RateVersion & { readonly terms: RateTerms };

export interface Readers {
  readonly accessPoints: readonly AccessPointRecord[];
  readonly devices: readonly DeviceRecord[];
  readonly pointsOfSale: readonly PointOfSaleRecord[];
}

/**
 * Which rates meet now, and which will once they hold: each pair once, with the first instant it does.
 *
 * @param draft null, or one that is not set yet: it holds from its own instant, before now too, and only what meets it
 *   is told.
 */
export function conflictsFrom(
  versions: readonly RateVersion[],
  draft: HeldRate | null,
  now: EpochMs,
  readers: Readers,
): readonly RateConflict[] {
  // The draft is the latest word: of two of one instant it holds.
  const all = [...versions.toSorted((a, b) => (a.id < b.id ? -1 : 1)), ...(draft ? [draft] : [])];
  const first = Math.min(now, draft?.since ?? now);
  const instants = new Set([first, now, ...all.map(({ since }) => since)]);
  const found = new Map<string, RateConflict>();
  for (const at of [...instants].filter((one) => one >= first).toSorted((a, b) => a - b))
    for (const one of conflictsOf(heldAt(all, at), readers)) {
      const named = JSON.stringify(one.rates.map(({ scope, of }) => [scope, of]));
      if (found.has(named) || (draft && !one.rates.includes(draft))) continue;
      found.set(named, { ...one, from: at === now ? null : at });
    }
  return [...found.values()];
}

/** Of each that may have a rate the one that holds then, given in the order in which they were set. */
function heldAt(versions: readonly RateVersion[], at: EpochMs): readonly HeldRate[] {
  const last = new Map<string, RateVersion>();
  for (const one of versions) {
    const key = JSON.stringify([one.scope, one.of]);
    if (one.since <= at && one.since >= (last.get(key)?.since ?? one.since)) last.set(key, one);
  }
  return [...last.values()].filter((one): one is HeldRate => one.terms !== null);
}

/**
 * Which of these rates meet at some reader: that of the reader, that of the area it counts in, and those of what one
 * may tap for there. Each pair once.
 */
function conflictsOf(
  held: readonly HeldRate[],
  { accessPoints, devices, pointsOfSale }: Readers,
): readonly Omit<RateConflict, 'from'>[] {
  const metered = held.filter(({ terms }) => isMetered(terms));
  const found = new Map<string, Omit<RateConflict, 'from'>>();
  for (const accessPoint of accessPoints) {
    const { placeId, area, id, deviceId } = accessPoint;
    const desks = devices.find((device) => device.id === deviceId)?.pointsOfSale ?? [];
    const items = pointsOfSale.filter((one) => desks.includes(one.id)).flatMap((one) => one.items);
    const ofHere = (scope: RateVersion['scope'], of: string | null) =>
      metered.filter((rate) => rate.place === placeId && rate.scope === scope && rate.of === of);
    const [point] = ofHere('accessPoint', id);
    const [there] = ofHere('area', area ?? placeId);
    const chosen = [...new Set([accessPoint.itemId, ...items])].flatMap((of) => ofHere('item', of));
    const pairs: [HeldRate | undefined, HeldRate | undefined][] = [
      [point, there],
      ...chosen.flatMap((item): [HeldRate, HeldRate | undefined][] => [
        [item, point],
        [item, there],
      ]),
    ];
    for (const [one, other] of pairs)
      if (one && other && !found.has(`${one.id} ${other.id}`))
        found.set(`${one.id} ${other.id}`, { rates: [one, other], accessPoint });
  }
  return [...found.values()];
}
