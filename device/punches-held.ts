import type { Person } from '../shared/domain/punch.ts';
import type { JournalEntry } from '../shared/wire/entry.ts';
import type { SignedConfig } from '../shared/wire/signed.ts';
import type { HeldPunch } from './place-state.ts';
import type { Journal } from './ports.ts';

/** More than pass one reader within the longest visit. */
const mostEntries = 5_000;

/** The newest punches the journal holds, oldest first, at the access points as they are now. */
export function punchesHeld(
  journal: Pick<Journal, 'newest'>,
  config: Pick<SignedConfig, 'accessPoints'> | null,
): readonly HeldPunch[] {
  const points = new Map(config?.accessPoints.map((point) => [point.id, point]));
  // A roll-back copied entries into the epoch after it: the copy counts.
  const seen = new Set<string>();
  const held: HeldPunch[] = [];
  for (const { epoch, body } of journal.newest(mostEntries)) {
    const entry = JSON.parse(body) as JournalEntry;
    if (entry.kind !== 'punch' || 'erased' in entry || seen.has(entry.id)) continue;
    seen.add(entry.id);
    const point = points.get(entry.accessPoint);
    if (point === undefined) continue;
    const { card, memberRef, direction, item, monoMs, boot, seq } = entry;
    const person: Person = memberRef === null ? `card:${card.uid}` : `member:${memberRef}`;
    const { id, area, counts, debounceSeconds } = point;
    const given = debounceSeconds === undefined ? {} : { debounceSeconds };
    const punch = { at: Date.parse(entry.at), monoMs, boot, epoch, seq };
    held.push({ person, accessPoint: { id, area, counts, ...given, direction }, item, punch });
  }
  return held.reverse();
}
