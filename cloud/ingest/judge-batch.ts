import type { JournalEntry } from '../../shared/wire/entry.ts';
import { textHash } from '../../shared/wire/entry-hash.ts';
import type { LostRange } from '../../shared/wire/messages.ts';
import type { SpeltEntry } from '../../shared/wire/parse-entry.ts';
import { hashOf, type ReadBatch, type ReadEntry } from './read-journal.ts';

/** How far an epoch is known: everything up to `upTo` is stored, lost or a dead letter; `hash` is that entry's. */
export interface Mark {
  readonly upTo: number;
  readonly hash: string;
}

export interface RefusedEntry {
  readonly seq: number;
  readonly reason: string;
  /** The JSON of what was sent. */
  readonly raw: string;
  /** The hash before it, which a retry checks it against; null: not known. */
  readonly prev: string | null;
}

/** What a batch is worth. */
export interface Judgement {
  /** Continue the epoch, in order. */
  readonly fresh: readonly SpeltEntry[];
  /** At or below the mark: sent again, or late out of a hole. */
  readonly repeated: readonly SpeltEntry[];
  readonly refused: readonly RefusedEntry[];
  /** Holes the mark stepped over. */
  readonly lost: readonly LostRange[];
  /** Entries whose link does not fit what was known before them. */
  readonly broken: readonly {
    readonly seq: number;
    readonly known: string;
    readonly said: string;
  }[];
  readonly mark: Mark;
  /** The first entry missing without an explanation; null: none. */
  readonly resendFrom: number | null;
}

/**
 * Judges each entry by itself, so that one bad entry stops nothing: it is set aside with its reason and counts
 * as received. Pure; `accepts` answers why an entry may not come from this device, or null.
 */
export function judgeBatch(
  { batch, entries }: ReadBatch,
  mark: Mark,
  accepts: (entry: JournalEntry) => string | null,
): Judgement {
  const fresh: SpeltEntry[] = [];
  const repeated: SpeltEntry[] = [];
  const refused: RefusedEntry[] = [];
  const lost: LostRange[] = [];
  const broken: { seq: number; known: string; said: string }[] = [];
  let next = mark.upTo + 1;
  let last = mark.hash;
  let said: string | null = batch.prev;
  let position = batch.from;

  for (const read of entries) {
    const { value } = read;
    const seq = seqOf(value) ?? position;
    position = seq + 1;
    if (seq > next) {
      const at = next;
      next = stepOver(batch.lost, next, seq, lost);
      // What stood just before it is gone: its link cannot be checked.
      if (next > at) said = null;
    }
    if (seq > next) break;
    const known = seq === next ? last : null;
    const judged = judge(read, seq, said, known);
    const why = judged.spelt === null ? judged.reason : accepts(judged.spelt.entry);
    if (why !== null) {
      if (known !== null || seq > mark.upTo)
        refused.push({ seq, reason: why, raw: JSON.stringify(value), prev: said });
    } else if (judged.spelt !== null) {
      if (known === null) repeated.push(judged.spelt);
      else {
        if (said !== null && said !== known) broken.push({ seq, known, said });
        fresh.push(judged.spelt);
      }
    }
    said = judged.spelt?.entry.hash ?? hashOf(value);
    if (known !== null) {
      next = seq + 1;
      last = said ?? last;
    }
  }
  next = stepOver(batch.lost, next, batch.to + 1, lost);
  // Even where the entry itself is lost, the signed head may still know its hash.
  if (next - 1 === batch.head.seq && next - 1 > mark.upTo) last = batch.head.hash;
  return {
    fresh,
    repeated,
    refused,
    lost,
    broken,
    mark: { upTo: next - 1, hash: last },
    resendFrom: next <= batch.to ? next : null,
  };
}

type Judged =
  | { readonly spelt: SpeltEntry; readonly reason: null }
  | { readonly spelt: null; readonly reason: string };

/** A hash may follow what the batch says came before, or what we know did: the first is judged as a broken link. */
function judge(read: ReadEntry, seq: number, said: string | null, known: string | null): Judged {
  if (read.spelt === null) return { spelt: null, reason: read.reason };
  const { spelt } = read;
  const { entry, text } = spelt;
  if (entry.seq !== seq) return { spelt: null, reason: 'Its seq is not its place in the batch.' };
  const fits =
    read.fits ||
    said === null ||
    (known !== null && known !== said && textHash(known, text) === entry.hash);
  return fits ? { spelt, reason: null } : { spelt: null, reason: 'Its hash does not fit it.' };
}

/** Moves `next` over the holes the device names, at most to `until`; says which in `into`. */
function stepOver(
  holes: readonly LostRange[],
  next: number,
  until: number,
  into: LostRange[],
): number {
  let at = next;
  for (let moved = true; moved && at < until; ) {
    moved = false;
    for (const hole of holes) {
      if (hole.from > at || hole.to < at || at >= until) continue;
      const to = Math.min(hole.to, until - 1);
      into.push({ from: at, to, reason: hole.reason });
      at = to + 1;
      moved = true;
    }
  }
  return at;
}

function seqOf(value: unknown): number | null {
  const seq = typeof value === 'object' && value !== null && 'seq' in value ? value.seq : undefined;
  return Number.isSafeInteger(seq) && (seq as number) > 0 ? (seq as number) : null;
}
