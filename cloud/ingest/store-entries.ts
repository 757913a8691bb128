import type { JournalEntry } from '../../shared/wire/entry.ts';
import { blanked } from '../../shared/wire/erasure.ts';
import type { SpeltEntry } from '../../shared/wire/parse-entry.ts';
import type { Pairing } from '../pairing/pair-passages.ts';
import {
  isPunch,
  placeEntries,
  type Relocation,
  relocate,
  sequencePunch,
} from '../pairing/relocate.ts';
import { withoutErased } from '../retention/without-erased.ts';
import { insertEntries, readHashes } from '../store/entries.ts';
import { eraseThereAgain } from '../store/erasures.ts';
import { tellOfEntries } from '../store/events-of-entries.ts';
import { insertDeliveries } from '../store/insert-deliveries.ts';
import type { DeviceFacts } from '../store/journal.ts';
import { insertIncidents, type NewIncident } from '../store/journal-mishaps.ts';
import { retime } from '../store/journal-retime.ts';
import {
  addUntimed,
  anchoredBy,
  anchorOf,
  type Boot,
  heard,
  occurredAt,
  readBoots,
  readUntimed,
  settleUntimed,
  type Untimed,
  writeBoots,
} from '../store/journal-time.ts';
import type { PunchAt } from '../store/punches.ts';
import { arePurged } from '../store/purged-rows.ts';
import type { Unit } from '../store/rows.ts';
import type { Mark } from './judge-batch.ts';
import { withoutPurgedCopies } from './purged-copies.ts';
import { isNamelessTap, withoutNames } from './without-names.ts';

export interface From {
  readonly device: string;
  readonly epoch: string;
  readonly receivedAt: number;
  /** As it was before this batch. */
  readonly mark: Mark;
}

/** Who sent it: the boot that speaks, by its own monotonic clock. */
export interface Speaker {
  readonly boot: string;
  readonly monoMs: number;
}

/**
 * Entries at or below the mark: the same again, one out of a hole, or another under the same number. Answers whether
 * there was none of the last kind.
 */
export async function storeRepeated(
  unit: Unit,
  pairing: Pairing,
  from: From,
  sent: readonly SpeltEntry[],
  facts: DeviceFacts,
  speaker: Speaker,
): Promise<boolean> {
  if (sent.length === 0) return true;
  const entries = await withoutErased(unit, sent, facts);
  const hashes = await readHashes(
    unit,
    from.device,
    from.epoch,
    entries.map(({ entry }) => entry.seq),
  );
  const absent = entries.filter((_, i) => hashes[i] === null);
  // What retention took away comes back by nobody's hand.
  const gone = await arePurged(
    unit,
    absent.map(({ entry }) => ({ ...from, seq: entry.seq })),
  );
  const taken = new Set<number>();
  const missing = absent.filter(({ entry: { seq } }, i) => {
    const isFirst = !gone[i] && !taken.has(seq);
    if (isFirst) taken.add(seq);
    return isFirst;
  });
  const conflicts = entries.filter((e, i) => hashes[i] !== null && hashes[i] !== e.entry.hash);
  await insertIncidents(
    unit,
    conflicts.map(
      ({ entry }): NewIncident => ({
        kind: 'hashConflict',
        device: from.device,
        details: { epoch: from.epoch, entry: isNamelessTap(entry, facts) ? blanked(entry) : entry },
        same: [from.epoch, entry.seq, entry.hash],
      }),
    ),
    from.receivedAt,
  );
  if (missing.length > 0) await storeEntries(unit, pairing, from, missing, facts, speaker);
  return conflicts.length === 0;
}

/** Stores entries that are not there yet, times them, and pairs the punches among them. */
export async function storeEntries(
  unit: Unit,
  pairing: Pairing,
  from: From,
  sent: readonly SpeltEntry[],
  facts: DeviceFacts,
  speaker: Speaker | null,
): Promise<void> {
  const spelt = await withoutErased(unit, sent, facts);
  const entries = spelt.map(({ entry }) => entry);
  const boots = await updateBoots(unit, from, entries, speaker);
  const pointsOf = async () => facts.accessPoints;
  if (entries.length > 0) {
    const told = await withoutNames(
      unit,
      spelt.map((one) => timed(one, from, boots.now)),
      facts,
    );
    const placed = await withoutPurgedCopies(unit, from, await placeEntries(unit, told, pointsOf));
    const first = await insertEntries(unit, from, placed);
    if (facts.isTold) await tellOfEntries(unit, from, first);
    await addUntimed(unit, from.device, untimedSpans(entries, from.epoch, boots.now));
    const toldBack = rolledBack(from, entries);
    await insertIncidents(unit, toldBack, from.receivedAt);
    if (toldBack.length > 0) await eraseThereAgain(unit, from.device, from.receivedAt);
    const arriving: PunchAt[] = [];
    for (const one of first)
      if (one.key && isPunch(one.entry))
        arriving.push({ key: one.key, punch: sequencePunch(one, one.entry) });
    if (facts.someShared) await insertDeliveries(unit, arriving, from.receivedAt);
    await pairing.arrive(unit, arriving);
  }
  await timeAnew(unit, pairing, from, boots.changed, pointsOf);
}

/** Times anew what a better anchor, or a new neighbour, puts elsewhere. */
export async function timeAnew(
  unit: Unit,
  pairing: Pairing,
  from: From,
  changed: ReadonlySet<string>,
  pointsOf: Parameters<typeof relocate>[3],
): Promise<void> {
  const spans = await readUntimed(unit, from.device);
  if (spans.length === 0) return;
  const boots = await readBoots(unit, from.device, [...new Set(spans.map(({ boot }) => boot))]);
  for (const estimated of [false, true]) {
    for (const span of spans) {
      const boot = boots.get(span.boot);
      if (!boot || (anchorOf(boot) === null) !== estimated) continue;
      const isTouched = estimated
        ? changed.size > 0 || (span.epoch === from.epoch && span.lastSeq >= from.mark.upTo)
        : changed.has(span.boot);
      if (isTouched) await relocate(unit, pairing, await retime(unit, boot, span), pointsOf);
    }
  }
  const settled = [...boots.values()].filter(({ syncedAnchor }) => syncedAnchor !== null);
  await settleUntimed(
    unit,
    from.device,
    settled.map(({ boot }) => boot),
  );
}

/** Anchors the boots of these entries and the one that speaks; `changed` names those with a new anchor. */
export async function updateBoots(
  unit: Unit,
  from: Pick<From, 'device' | 'receivedAt'>,
  entries: readonly JournalEntry[],
  speaker: Speaker | null,
): Promise<{ now: ReadonlyMap<string, Boot>; changed: ReadonlySet<string> }> {
  const names = new Set(entries.map(({ boot }) => boot));
  if (speaker) names.add(speaker.boot);
  const was = await readBoots(unit, from.device, [...names]);
  const now = new Map(was);
  for (const entry of entries) {
    const boot = now.get(entry.boot);
    if (boot && boot.syncedAnchor === null && entry.clock === 'synced')
      now.set(entry.boot, anchoredBy(boot, entry));
  }
  const speaking = speaker && now.get(speaker.boot);
  if (speaking) now.set(speaker.boot, heard(speaking, speaker.monoMs, from.receivedAt));
  const written: Boot[] = [];
  const changed = new Set<string>();
  for (const [name, boot] of now) {
    const before = was.get(name);
    if (!before) continue;
    if (anchorOf(before) !== anchorOf(boot)) changed.add(name);
    if (JSON.stringify(before) !== JSON.stringify(boot)) written.push(boot);
  }
  await writeBoots(unit, written);
  return { now, changed };
}

/** Without an anchor: as received, until its neighbours say better. */
function timed(
  { entry, text }: SpeltEntry,
  { device, epoch, receivedAt }: From,
  boots: ReadonlyMap<string, Boot>,
): Relocation & SpeltEntry {
  const boot = boots.get(entry.boot);
  const at = boot ? occurredAt(entry, boot) : null;
  return { entry, text, device, epoch, occurredAt: at ?? receivedAt, estimated: at === null };
}

function untimedSpans(
  entries: readonly JournalEntry[],
  epoch: string,
  boots: ReadonlyMap<string, Boot>,
): readonly Untimed[] {
  const spans = new Map<string, Untimed>();
  for (const { boot, clock, seq } of entries) {
    if (clock === 'synced' || boots.get(boot)?.syncedAnchor !== null) continue;
    const span = spans.get(boot) ?? { boot, epoch, firstSeq: seq, lastSeq: seq };
    spans.set(boot, {
      ...span,
      firstSeq: Math.min(span.firstSeq, seq),
      lastSeq: Math.max(span.lastSeq, seq),
    });
  }
  return [...spans.values()];
}

const rolledBack = (from: From, entries: readonly JournalEntry[]): readonly NewIncident[] =>
  entries.flatMap((entry): NewIncident[] =>
    entry.kind === 'device' && entry.event === 'storeRolledBack'
      ? [
          {
            kind: 'storeRolledBack',
            device: from.device,
            details: { epoch: from.epoch, seq: entry.seq, ...entry.details },
            same: [entry.id],
          },
        ]
      : [],
  );
