import type { TimedEntry } from '../store/entries.ts';
import { entryKey } from '../store/entry-key.ts';
import { type JournalName, journalNumbers } from '../store/journal-numbers.ts';
import { areKnown, forgetEntries, lastPurgedElsewhere } from '../store/purged-rows.ts';
import { type KeptAt, readKeptAt } from '../store/retention-rules.ts';
import type { Unit } from '../store/rows.ts';

/** The shortest time anything is kept: what is younger was never purged. */
const youngestMs = 28 * 86_400_000;

/**
 * What comes of a device whose store was put back to an old image, and was here under other numbers until its time
 * was over: it is counted in the sealed totals, and what would tell its id again is gone with it. It is left out, and
 * its new number is remembered as purged. Answers the others.
 *
 * It is an entry past its own time, not known, and no later than what was purged of another epoch of that device: what
 * a device never delivered is later than all it did.
 */
export async function withoutPurgedCopies<T extends TimedEntry>(
  unit: Unit,
  from: JournalName & { readonly receivedAt: number },
  placed: readonly T[],
): Promise<readonly T[]> {
  const { device, receivedAt } = from;
  const old = placed.filter((one) => one.occurredAt < receivedAt - youngestMs);
  if (old.length === 0) return placed;
  const until = await lastPurgedElsewhere(unit, from);
  const before = old.filter((one) => until !== null && one.occurredAt <= until);
  if (before.length === 0) return placed;
  const known = await areKnown(
    unit,
    before.map(({ entry: { kind, id } }) => ({ kind, id, device })),
  );
  const isPast = await pastTheirTime(unit, device, before, receivedAt);
  const gone = new Set(before.filter((one, i) => !known[i] && isPast(one)));
  const journal = (await journalNumbers(unit, [from]))(from);
  await forgetEntries(
    unit,
    [...gone].map(({ entry, occurredAt: at }) => ({
      ...{ kind: entry.kind, id: entry.id, device, at },
      key: entryKey(journal, entry.seq),
    })),
  );
  return placed.filter((one) => !gone.has(one));
}

/** As the next purge would judge each of them. */
async function pastTheirTime(
  unit: Unit,
  device: string,
  entries: readonly TimedEntry[],
  now: number,
): Promise<(one: TimedEntry) => boolean> {
  const own = await unit.tx
    .selectFrom('device')
    .select('place_id')
    .where('id', '=', device)
    .executeTakeFirst();
  const placeOf = ({ place }: TimedEntry): string => place ?? own?.place_id ?? '';
  const kept = new Map<string, KeptAt | null>();
  for (const place of new Set(entries.map(placeOf)))
    kept.set(place, await readKeptAt(unit, place, now));
  return (one) => {
    const at = kept.get(placeOf(one));
    if (!at) return false;
    const accessPoint = 'accessPoint' in one.entry ? one.entry.accessPoint : null;
    const from = one.key ? at.passage({ ...one.key, accessPoint }) : at.tap(accessPoint);
    return one.occurredAt < from;
  };
}
