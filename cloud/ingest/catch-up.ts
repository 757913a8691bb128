import type { Clock } from '../../shared/domain/clock.ts';
import type { DownMessage, Replication } from '../ports/access.ts';
import type { DeviceBehind } from '../store/devices-behind.ts';

export interface CatchUpParts {
  readonly replication: Pick<Replication, 'answerHello' | 'onRegistryChange'>;
  readonly behind: () => Promise<readonly DeviceBehind[]>;
  readonly clock: Clock;
}

/**
 * What connected devices missed while this aggregator was away from a broker that stayed: they notice nothing,
 * and their next hello may be ten minutes off. Ask it each time the link is up again.
 *
 * Their last word says what they lack; one that has moved on since leaves it out, or answers with a hello.
 */
export function catchUp({ replication, behind, clock }: CatchUpParts) {
  let looked = false;
  return async function* missed(): AsyncGenerator<readonly DownMessage[]> {
    // An aggregator may have ended between a change and telling of it; what we hear of ourselves is in the store.
    if (!looked) {
      for (const kind of ['access', 'config'] as const) {
        yield await replication.onRegistryChange({ kind, placeIds: '*' });
      }
      looked = true;
    }
    for (const { device, hello } of await behind()) {
      const messages = await replication.answerHello(device, hello, clock.now());
      // A confirmation is for a hello just heard.
      yield messages.filter((message) => message.kind !== 'confirm');
    }
  };
}
