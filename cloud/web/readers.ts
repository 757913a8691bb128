import type { Direction } from '../../shared/domain/access-point.ts';
import type { ClockState } from '../../shared/domain/clock.ts';
import { deafSince } from '../../shared/domain/trouble.ts';
import type { WebDeps } from './deps.ts';
import { type Trouble, troublesOf } from './device-troubles.ts';

/** An access point and what is known of the device behind it. */
export interface Reader {
  readonly id: string;
  readonly name: string;
  readonly direction: Direction;
  readonly placeId: string;
  readonly isHeard: boolean;
  readonly lastSeenAt: number | null;
  readonly unsent: number;
  /** What the device says is wrong with it, the most urgent first. */
  readonly troubles: readonly Trouble[];
  /** What its device runs, and how far its clock can be believed; null: it never said hello. */
  readonly software: string | null;
  readonly clock: ClockState | null;
  /** Since when nobody knows who passes: its device is silent, or hears no cards. Null: all is known. */
  readonly unknownSince: number | null;
}

/** How many of them hear cards, and how many were heard and are no longer: for the head of the page. */
export const countOf = (readers: readonly Reader[]) => ({
  listening: readers.filter((one) => one.isHeard && one.unknownSince === null).length,
  silent: readers.filter((one) => one.unknownSince !== null).length,
});

/** Three hellos missed, or the device said goodbye: it is silent. */
const hellosMissed = 3;

export async function readersOf(deps: WebDeps, now: number): Promise<readonly Reader[]> {
  const all = { limit: 1000, cursor: null };
  const [points, places, devices, states] = await Promise.all([
    deps.registry.accessPoints.list(all),
    deps.registry.places.list(all),
    deps.registry.devices.list(all),
    deps.journal.deviceStates(),
  ]);
  const helloSeconds = new Map(places.items.map((place) => [place.id, place.helloSeconds]));
  const active = new Set(devices.items.filter((d) => d.state === 'active').map((d) => d.id));
  const stateOf = new Map(states.map((state) => [state.device, state]));
  return points.items
    .filter((point) => active.has(point.deviceId))
    .map((point) => {
      const state = stateOf.get(point.deviceId);
      const lastSeenAt = state?.lastSeenAt ?? null;
      const patienceMs = hellosMissed * 1000 * (helloSeconds.get(point.placeId) ?? 30);
      const isHeard =
        state?.online === true && lastSeenAt !== null && now - lastSeenAt <= patienceMs;
      const troubles = isHeard ? troublesOf(state.hello, point.id) : [];
      const deaf = isHeard ? deafSince(state.hello?.health ?? [], point.id) : null;
      return {
        id: point.id,
        name: point.name,
        direction: point.direction,
        placeId: point.placeId,
        isHeard,
        lastSeenAt,
        unsent: state?.unsent ?? 0,
        troubles,
        software: state?.hello?.software ?? null,
        clock: state?.hello?.clock ?? null,
        unknownSince: isHeard ? deaf : lastSeenAt,
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}
