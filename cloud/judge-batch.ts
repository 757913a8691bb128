import type { JournalEntry } from '../shared/wire/entry.ts';
import { textHash } from '../shared/wire/entry-hash.ts';
import type { JournalBatch, LostRange } from '../shared/wire/messages.ts';
import { type SpeltEntry, spellEntry } from '../shared/wire/parse-entry.ts';

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

/** What a batch is worth, before the store is asked. */
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
  batch: JournalBatch,
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

  for (const value of batch.entries) {
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
    const judged = judge(value, seq, said, known);
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
function judge(value: unknown, seq: number, said: string | null, known: string | null): Judged {
  const parsed = spellEntry(value);
  if (!parsed.ok) return { spelt: null, reason: parsed.problem.message };
  const spelt = parsed.value;
  const { entry, text } = spelt;
  if (entry.seq !== seq) return { spelt: null, reason: 'Its seq is not its place in the batch.' };
  // An erased entry keeps the hash of what it was; nothing here can recompute it.
  const fits =
    'erased' in entry ||
    said === null ||
    textHash(said, text) === entry.hash ||
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

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && name in value
    ? (value as Record<string, unknown>)[name]
    : undefined;

function seqOf(value: unknown): number | null {
  const seq = field(value, 'seq');
  return Number.isSafeInteger(seq) && (seq as number) > 0 ? (seq as number) : null;
}

/** The hash an entry says it has, be the entry good or bad: the next one links to it. */
export function hashOf(value: unknown): string | null {
  const hash = field(value, 'hash');
  return typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash) ? hash : null;
}
