import type { KeyObject } from 'node:crypto';
import { isRawBatch, parseHello, parseJournal } from '../../shared/wire/codec.ts';
import type { JournalEntry } from '../../shared/wire/entry.ts';
import { entryHash, genesisHash } from '../../shared/wire/entry-hash.ts';
import { verifyHead } from '../../shared/wire/head-signature.ts';
import type { AckMessage, HelloMessage } from '../../shared/wire/messages.ts';
import { parseEntry } from '../../shared/wire/parse-entry.ts';

interface Held {
  readonly entries: Map<number, JournalEntry | 'lost' | 'raw'>;
  readonly hashes: Map<number, string>;
  mark: number;
}

/**
 * An aggregator small enough to read: it keeps what the wire protocol tells it to keep, in memory, and answers.
 * Sends nothing itself: what it answers is handed back.
 */
export function tinyCloud(device: string, publicKey: KeyObject) {
  const epochs = new Map<string, Held>();
  const ids = new Map<string, JournalEntry>();
  const conflicts: JournalEntry[] = [];
  const hellos: HelloMessage[] = [];
  /** Answers to give before looking at a batch: `busy`, `error`, `maxEntries`. */
  let quirk: (batch: { from: number; to: number }) => Partial<AckMessage> | null = () => null;

  const heldOf = (epoch: string): Held => {
    const held = epochs.get(epoch) ?? { entries: new Map(), hashes: new Map(), mark: 0 };
    epochs.set(epoch, held);
    return held;
  };
  const ack = (epoch: string, more: Partial<AckMessage> = {}): AckMessage => {
    const { mark, hashes } = heldOf(epoch);
    return { v: 1, epoch, upTo: mark, hash: hashes.get(mark) ?? genesisHash, ...more };
  };

  function hello(payload: string): AckMessage[] {
    const read = parseHello(Buffer.from(payload));
    if (!read.ok) throw new Error(read.problem.message);
    hellos.push(read.value);
    return read.value.epochs.map(({ epoch, acked }) => {
      const { mark } = heldOf(epoch);
      return ack(epoch, acked > mark ? { resendFrom: mark + 1 } : {});
    });
  }

  function journal(payload: string): AckMessage {
    if (Buffer.byteLength(payload) > 65_536) throw new Error('too long');
    const read = parseJournal(Buffer.from(payload));
    if (!read.ok) throw new Error(read.problem.message);
    const batch = read.value;
    const held = heldOf(batch.epoch);
    if (isRawBatch(batch)) {
      held.entries.set(batch.from, 'raw');
      const raw = JSON.parse(Buffer.from(batch.raw, 'base64').toString()) as JournalEntry;
      held.hashes.set(batch.from, raw.hash);
      held.mark = Math.max(held.mark, batch.to);
      return ack(batch.epoch);
    }
    const odd = quirk(batch);
    if (odd) return ack(batch.epoch, odd);
    const { lost, head, epoch } = batch;
    if (!verifyHead({ device, epoch, lost, seq: head.seq, hash: head.hash }, head.sig, publicKey)) {
      return ack(epoch, { error: 'signatureInvalid' });
    }
    if (batch.from > held.mark + 1) return ack(epoch, { resendFrom: held.mark + 1 });
    for (const hole of lost) {
      for (let seq = hole.from; seq <= hole.to; seq++) {
        if (!held.entries.has(seq)) held.entries.set(seq, 'lost');
      }
    }
    let prev = batch.prev;
    for (const value of batch.entries) {
      const entry = parseEntry(value);
      if (!entry.ok) throw new Error(entry.problem.message);
      // What stood before it may be gone: that link cannot be checked.
      const isAfterHole = lost.some(({ to }) => to === entry.value.seq - 1);
      if (!isAfterHole && entryHash(prev, entry.value) !== entry.value.hash)
        throw new Error('broken chain');
      prev = entry.value.hash;
      store(held, entry.value);
    }
    held.mark = Math.max(held.mark, batch.to);
    if (!held.hashes.has(batch.to)) held.hashes.set(batch.to, prev);
    return ack(epoch);
  }

  function store(held: Held, entry: JournalEntry): void {
    const there = held.entries.get(entry.seq);
    if (typeof there === 'object') {
      if (there.hash !== entry.hash) conflicts.push(entry);
      return;
    }
    held.entries.set(entry.seq, entry);
    held.hashes.set(entry.seq, entry.hash);
    if (!ids.has(entry.id)) ids.set(entry.id, entry);
  }

  return {
    hello,
    journal,
    hellos,
    conflicts,
    /** By id, in the order first stored: what pairing would see. */
    stored: (): JournalEntry[] => [...ids.values()],
    rawSeqs: (): number[] =>
      [...epochs.values()].flatMap(({ entries }) =>
        [...entries].filter(([, e]) => e === 'raw').map(([seq]) => seq),
      ),
    behave(next: typeof quirk): void {
      quirk = next;
    },
    /** Yesterday's backup put back: it forgets what came after `mark`. */
    restore(epoch: string, mark: number): void {
      const held = heldOf(epoch);
      for (const [seq, entry] of held.entries) {
        if (seq <= mark) continue;
        held.entries.delete(seq);
        held.hashes.delete(seq);
        if (typeof entry === 'object') ids.delete(entry.id);
      }
      held.mark = mark;
    },
  };
}

export type TinyCloud = ReturnType<typeof tinyCloud>;
