import { randomBytes, randomUUID } from 'node:crypto';
import type { Batch, Journal, Reached, Recorded } from '../../device/ports.ts';
import { entriesThatFit, lostRangeBytes } from '../../shared/wire/batch-size.ts';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import type { EntryDraft, JournalEntry, PunchEntry } from '../../shared/wire/entry.ts';
import { entryHash, genesisHash } from '../../shared/wire/entry-hash.ts';
import { blanked, isOfPerson } from '../../shared/wire/erasure.ts';
import type { LostRange } from '../../shared/wire/messages.ts';

interface Epoch {
  readonly epoch: string;
  first: number;
  last: number;
  acked: number;
  beforeFirst: string;
  closed: boolean;
  readonly held: Map<number, { entry: JournalEntry; agesFrom: number }>;
}

const heldOf = (epochs: readonly Epoch[]) =>
  epochs.flatMap(({ epoch, held }, at) =>
    [...held].map(([seq, { entry }]) => ({
      ...{ epoch, seq, key: (at + 1) * 1_000_000 + seq },
      body: canonicalJson(entry),
    })),
  );

/** The journal without a disk. `breakWith` makes the next appends throw, as a full disk would. */
export function memoryJournal(): Journal & { breakWith(err: unknown): void } {
  const epochs: Epoch[] = [];
  let broken: unknown = null;
  const open = (): void => {
    const epoch = randomBytes(16).toString('hex');
    const held = new Map();
    epochs.push({
      epoch,
      first: 1,
      last: 0,
      acked: 0,
      beforeFirst: genesisHash,
      closed: false,
      held,
    });
  };
  open();
  const current = (): Epoch => epochs.at(-1) as Epoch;
  const find = (epoch: string): Epoch => epochs.find((e) => e.epoch === epoch) as Epoch;
  const hashOf = (e: Epoch, seq: number): string | null =>
    seq === 0
      ? genesisHash
      : seq === e.first - 1
        ? e.beforeFirst
        : (e.held.get(seq)?.entry.hash ?? null);
  let newest: number | null = null;

  const place = (facts: readonly (EntryDraft & { id: string; salt: string })[]): Recorded[] =>
    facts.map((fact) => {
      const epoch = current();
      const seq = epoch.last + 1;
      const prev = hashOf(epoch, epoch.last) ?? genesisHash;
      const hashed = { ...fact, seq };
      const entry = { ...hashed, hash: entryHash(prev, hashed) } as JournalEntry;
      const at = Date.parse(entry.at);
      const agesFrom = entry.clock === 'synced' ? at : Math.max(at, newest ?? 0);
      newest = Math.max(at, newest ?? 0);
      epoch.last = seq;
      epoch.held.set(seq, { entry, agesFrom });
      return { epoch: epoch.epoch, entry };
    });
  const fresh = (draft: EntryDraft) => ({
    ...draft,
    id: randomUUID(),
    salt: randomBytes(16).toString('hex'),
  });

  return {
    append(drafts) {
      if (broken) throw broken;
      return place(drafts.map(fresh));
    },
    epochs: () =>
      epochs.map(({ epoch, first, last, acked, closed }) => ({
        ...{ epoch, first, last, acked, closed },
      })),
    currentEpoch: () => current().epoch,
    nextBatch(limits, reached: Reached | null = null): Batch | null {
      const ackedOf = (e: Epoch) =>
        e.epoch === reached?.epoch ? Math.max(e.acked, reached.seq) : e.acked;
      const epoch = epochs.find((e) => ackedOf(e) < e.last);
      if (!epoch) return null;
      const from = ackedOf(epoch) + 1;
      const lost: LostRange[] =
        from < epoch.first ? [{ from, to: epoch.first - 1, reason: 'pruned' }] : [];
      const next: JournalEntry[] = [];
      for (let seq = Math.max(from, epoch.first); seq <= epoch.last; seq++) {
        const held = epoch.held.get(seq);
        if (held) next.push(held.entry);
      }
      const sizes = next.map((e) => Buffer.byteLength(canonicalJson(e)));
      sizes[0] = (sizes[0] ?? 0) + lost.length * lostRangeBytes;
      const sent = next.slice(0, entriesThatFit(sizes, limits));
      const last = sent.at(-1) as JournalEntry;
      const prev = hashOf(epoch, from - 1) ?? epoch.beforeFirst;
      const head = { seq: last.seq, hash: last.hash };
      const entries = sent.map(canonicalJson);
      return { epoch: epoch.epoch, from, to: last.seq, prev, lost, entries, head };
    },
    held: (after, limit) =>
      heldOf(epochs)
        .filter(({ key }) => key > (after ?? 0))
        .slice(0, limit),
    newest: (limit) => heldOf(epochs).reverse().slice(0, limit),
    hashAt(name, seq) {
      const epoch = epochs.find((e) => e.epoch === name);
      return epoch ? hashOf(epoch, seq) : null;
    },
    holds: (name, seq) => epochs.find((e) => e.epoch === name)?.held.has(seq) ?? false,
    acknowledge(name, upTo) {
      const epoch = find(name);
      epoch.acked = Math.max(epoch.acked, Math.min(upTo, epoch.last));
    },
    rewind(name, seq) {
      const epoch = find(name);
      epoch.acked = Math.min(epoch.acked, seq - 1);
    },
    startEpochAfterRollback(name, note) {
      const old = find(name);
      const moved = [...old.held.values()].map((h) => h.entry).filter((e) => e.seq > old.acked);
      for (const { seq } of moved) old.held.delete(seq);
      old.last = old.acked;
      old.closed = true;
      open();
      place([
        ...moved.map(({ seq: _seq, hash: _hash, ...facts }) => facts as ReturnType<typeof fresh>),
        fresh(note),
      ]);
    },
    newestAt: () => newest,
    prune(before) {
      let dropped = 0;
      for (const epoch of epochs) {
        const upTo = Math.min(epoch.acked, epoch.last - 1);
        for (; epoch.first <= upTo; epoch.first++) {
          const held = epoch.held.get(epoch.first);
          if (held && held.agesFrom >= before) break;
          if (held) epoch.beforeFirst = held.entry.hash;
          epoch.held.delete(epoch.first);
          dropped++;
        }
      }
      return dropped;
    },
    async erase({ memberRef, uids: asked }) {
      const named = { memberRef, uids: [] };
      const held = epochs.flatMap((epoch) => [...epoch.held.values()]);
      const found = held.flatMap(({ entry }) => (isOfPerson(entry, named) ? entry.card.uid : []));
      const uids = [...new Set([...asked, ...found])];
      const theirs = epochs.flatMap((epoch) =>
        [...epoch.held]
          .filter(([, { entry }]) => isOfPerson(entry, { memberRef, uids }))
          .map(([seq, held]) => ({
            ...{ epoch, seq, held },
          })),
      );
      if (theirs.some(({ epoch, seq }) => seq > epoch.acked)) return null;
      for (const { epoch, seq, held } of theirs)
        epoch.held.set(seq, { ...held, entry: blanked(held.entry as PunchEntry) });
      return { entries: theirs.length, uids };
    },
    tidy: () => undefined,
    backup: async () => 0,
    probe: () => undefined,
    close: () => undefined,
    breakWith(err) {
      broken = err;
    },
  };
}
