import { isMetered, type RateTerms, type RateVersion } from '../../../shared/domain/rate.ts';
import type { AccessPointRecord, DeviceRecord, PointOfSaleRecord } from '../../ports/registry.ts';

/** Two rates that hold for one passage, and a reader where that is so. */
export interface RateConflict {
  readonly rates: readonly [HeldRate, HeldRate];
  readonly accessPoint: AccessPointRecord;
}

export type HeldRate = RateVersion & { readonly terms: RateTerms };

interface Readers {
  readonly accessPoints: readonly AccessPointRecord[];
  readonly devices: readonly DeviceRecord[];
  readonly pointsOfSale: readonly PointOfSaleRecord[];
}

/**
 * Which of these rates meet at some reader: that of the reader, that of the area it counts in, and those of what one
 * may tap for there. Each pair once.
 */
export function conflictsOf(
  held: readonly HeldRate[],
  { accessPoints, devices, pointsOfSale }: Readers,
): readonly RateConflict[] {
  const metered = held.filter(({ terms }) => isMetered(terms));
  const found = new Map<string, RateConflict>();
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
