import type { EpochMs } from '../../shared/domain/clock.ts';
import type { FoundAlert } from '../ports/alerts.ts';
import type { Database } from './database.ts';
import { seqsOfJournal } from './entry-key.ts';

/** Told of a door so long ago, nobody runs. */
const lookBackMs = 24 * 3_600_000;
/** Of each journal, at the first look. */
const reachBack = 500;
const atOnce = 5_000;

/**
 * Doors forced, held open or released by a fire alarm. Each journal is read on from where the last look ended, by its
 * key: nothing of it is in an index that every punch would pay for.
 */
export function alarmFinder({ db }: Database) {
  /** By place and journal: the last key that was looked at, and of which all that was found is written down. */
  const looked = new Map<string, number>();
  const reached = new Map<string, number>();
  const find = async (
    { id: placeId }: { readonly id: string },
    since: EpochMs,
    now: EpochMs,
  ): Promise<readonly FoundAlert[]> => {
    const journals = await db
      .selectFrom('mark')
      .innerJoin('device', 'device.id', 'mark.device')
      .select(['mark.journal', 'mark.up_to'])
      .where('device.place_id', '=', placeId)
      .execute();
    const found: FoundAlert[] = [];
    for (const { journal, up_to } of journals) {
      const name = `${placeId} ${journal}`;
      const first = Number(journal) * seqsOfJournal;
      const end = first + Number(up_to);
      const from = looked.get(name) ?? Math.max(first, end - reachBack);
      if (from >= end) continue;
      const to = Math.min(end, from + atOnce);
      const rows = await db
        .selectFrom('entry')
        .select('body')
        .where('key', '>', from)
        .where('key', '<=', to)
        .where('copy', '=', 0)
        .where((or) => or.or(events.map((event) => or('body', 'like', `%"event":"${event}"%`))))
        .execute();
      reached.set(name, to);
      for (const { body } of rows) {
        const { id, kind, event, door, at } = JSON.parse(body) as Record<string, unknown>;
        const happened = Date.parse(String(at));
        if (kind !== 'door' || happened < Math.max(since, now - lookBackMs)) continue;
        found.push({
          ...{ kind: 'doorAlarm', placeId, key: `doorAlarm ${id}`, memberId: null, lasts: false },
          about: { event: String(event), door: String(door), at: happened },
        });
      }
    }
    return found;
  };
  return Object.assign(find, {
    written() {
      for (const [name, to] of reached) looked.set(name, to);
      reached.clear();
    },
  });
}

const events = ['forced', 'heldOpen', 'fire'] as const;
