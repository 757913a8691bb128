import { ok, type Result } from '../../shared/domain/result.ts';
import { isRawBatch, parseJournal } from '../../shared/wire/codec.ts';
import { textHash } from '../../shared/wire/entry-hash.ts';
import type { JournalBatch, RawBatch } from '../../shared/wire/messages.ts';
import { type SpeltEntry, spellEntry } from '../../shared/wire/parse-entry.ts';

/** An entry of a batch with what can be said of it before the store is asked. */
export type ReadEntry =
  | {
      readonly value: unknown;
      readonly spelt: SpeltEntry;
      /** Whether its hash follows from what the batch says came before it. */
      readonly fits: boolean;
    }
  | { readonly value: unknown; readonly spelt: null; readonly reason: string };

export interface ReadBatch {
  readonly batch: JournalBatch;
  readonly entries: readonly ReadEntry[];
}

/**
 * All of `up/journal` that needs no store: its shape, each entry's text and hash. It is a third of the work of taking
 * a batch in, and may be done elsewhere than the rest.
 */
export function readJournal(payload: Uint8Array): Result<ReadBatch | RawBatch> {
  const parsed = parseJournal(payload);
  if (!parsed.ok || isRawBatch(parsed.value)) return parsed as Result<RawBatch>;
  return ok({ batch: parsed.value, entries: readEntries(parsed.value) });
}

export function readEntries(batch: JournalBatch): readonly ReadEntry[] {
  let said: string | null = batch.prev;
  return batch.entries.map((value): ReadEntry => {
    const before = said;
    const parsed = spellEntry(value);
    said = parsed.ok ? parsed.value.entry.hash : hashOf(value);
    if (!parsed.ok) return { value, spelt: null, reason: parsed.problem.message };
    const { entry, text } = parsed.value;
    // An erased entry keeps the hash of what it was; nothing here can recompute it.
    const fits = 'erased' in entry || (before !== null && textHash(before, text) === entry.hash);
    return { value, spelt: parsed.value, fits };
  });
}

/** The hash an entry says it has, be the entry good or bad: the next one links to it. */
export function hashOf(value: unknown): string | null {
  const hash =
    typeof value === 'object' && value !== null && 'hash' in value ? value.hash : undefined;
  return typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash) ? hash : null;
}
