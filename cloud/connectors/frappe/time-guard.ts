import type { Clock } from '../../../shared/domain/clock.ts';
import { nothingSaid, type Rights, rightsAt } from './allowed.ts';
import type { FrappeClient } from './client.ts';
import { type FieldMap, timeFieldOf } from './field-map.ts';
import type { FrappeReason } from './frappe-words.ts';

/** A site that keeps our rights to itself is asked again after that. */
const askedAgainMs = 10 * 60_000;
/** How long nothing is sent after a time was replaced, where nobody says that it would not be again. */
export const restMs = 3_600_000;

export type TimeGuard = ReturnType<typeof timeGuard>;

/**
 * A site sets the time of a record to now, and says nothing, for a key whose account lacks the role. So it is asked for
 * our rights before the first record, and one replaced time keeps all others from being sent.
 */
export function timeGuard(client: FrappeClient, map: FieldMap, clock: Clock) {
  const timeField = timeFieldOf(map);
  const fields = map.fields.map(({ theirs }) => theirs);
  let rights = nothingSaid;
  let askedAt: number | null = null;
  let replaced: { readonly at: number; readonly despite: Rights } | null = null;

  async function ask(): Promise<Rights> {
    const now = clock.monotonicNow();
    const isFresh = askedAt !== null && now - askedAt < askedAgainMs && rights.writeTime === null;
    if (isFresh || (rights.writeTime === true && rights.create === true)) return rights;
    rights = await rightsAt(client, map.doctype, fields, timeField);
    askedAt = clock.monotonicNow();
    return rights;
  }

  const forget = (): void => {
    rights = nothingSaid;
    askedAt = null;
  };

  return {
    /** Asked anew: a role that was there may have been taken away. */
    rights(): Promise<Rights> {
      forget();
      return ask();
    },

    /** Null: it may be sent. */
    async why(): Promise<FrappeReason | null> {
      const { create, writeTime } = await ask();
      if (create === false) return 'mayNotWrite';
      if (writeTime === false) return 'timeNotWritable';
      if (!replaced) return null;
      const isMended = replaced.despite.writeTime !== true && writeTime === true;
      if (isMended || clock.monotonicNow() - replaced.at >= restMs) {
        replaced = null;
        return null;
      }
      return 'timeReplaced';
    },

    /** A record came back with another time than it was sent with. */
    sayReplaced(): void {
      replaced = { at: clock.monotonicNow(), despite: rights };
      forget();
    },
  };
}
