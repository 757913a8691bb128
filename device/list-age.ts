import type { Clock } from '../shared/domain/clock.ts';
import { listAgeMs } from '../shared/domain/list-age.ts';
import type { AccessStore, ClockWatch } from './ports.ts';

const factName = 'listRanMs';

export interface ListAge {
  /** Since the cloud last said the list is current; null when it never did. */
  ms(): number | null;
  /** The list is current as of monotonic time `monoMs` of this boot, which is at most now. */
  confirmedAt(monoMs: number): void;
  /** Whether that says more than what is held; confirmations may be late, or come twice. */
  isNewer(monoMs: number): boolean;
  /** Keeps what ran so far through a restart; call it now and then. */
  keep(): void;
}

/**
 * How long ago the cloud confirmed the list: by the wall clock where it could be believed then and now, else by the
 * time this device was running since, kept through restarts (wire protocol, access).
 */
export function createListAge(store: AccessStore, clock: Clock, watch: ClockWatch): ListAge {
  let ranBefore = Number(store.readFact(factName) ?? 0);
  let since = clock.monotonicNow();
  const ran = (): number => ranBefore + clock.monotonicNow() - since;

  return {
    ms() {
      const { confirmed } = store.state();
      if (!confirmed) return null;
      const now = {
        wallMs: clock.now(),
        monoMs: clock.monotonicNow(),
        boot: watch.boot(),
        clock: watch.state(),
      };
      const age = listAgeMs(confirmed, now);
      const byWall = confirmed.clock === 'synced' && now.clock === 'synced';
      return byWall || confirmed.boot === now.boot ? age : Math.max(age, ran());
    },
    confirmedAt(monoMs) {
      const ago = clock.monotonicNow() - monoMs;
      store.confirm({
        wallMs: clock.now() - ago,
        monoMs,
        boot: watch.boot(),
        clock: watch.state(),
      });
      ranBefore = ago;
      since = clock.monotonicNow();
      store.writeFact(factName, String(ranBefore));
    },
    isNewer(monoMs) {
      const { confirmed } = store.state();
      return confirmed?.boot !== watch.boot() || monoMs > confirmed.monoMs;
    },
    keep: () => store.writeFact(factName, String(ran())),
  };
}
