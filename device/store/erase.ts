import { setImmediate } from 'node:timers/promises';
import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import type { JournalEntry } from '../../shared/wire/entry.ts';
import { blanked, isOfPerson, type PersonToErase } from '../../shared/wire/erasure.ts';
import type { Journal } from '../ports.ts';
import type { EpochTable } from './epochs.ts';
import { keyOf, seqOf } from './journal-schema.ts';

interface Blanked {
  readonly key: number;
  readonly body: string;
}

/** A slice is what a tap may have to wait for. */
const rowsASlice = 500;

/**
 * Blanks the taps of one person, in slices with room for a tap in between. Their seq, id, times and hash stay, so that
 * the chain still verifies. Null, and nothing is changed: some of them are not acknowledged yet, and have to be
 * delivered first.
 */
export function eraser(
  db: SqliteDatabase,
  epochs: EpochTable,
  durably: <T>(work: () => T) => T,
): Journal['erase'] {
  const some = db.prepare<[number], { key: number; body: string }>(
    `SELECT key, body FROM entry WHERE key > ? ORDER BY key LIMIT ${rowsASlice}`,
  );
  const blank = db.prepare<[string, number]>('UPDATE entry SET body = ? WHERE key = ?');

  async function* theirs(person: PersonToErase) {
    for (let after = 0; ; ) {
      const rows = some.all(after);
      for (const { key, body } of rows) {
        const entry: JournalEntry = JSON.parse(body);
        if (isOfPerson(entry, person)) yield { key, entry };
      }
      const last = rows.at(-1);
      if (!last) return;
      after = last.key;
      await setImmediate();
    }
  }

  /** The cloud forgot their cards once they were erased here, and asks again where an old image was put back. */
  async function withCardsHeld({ memberRef, uids }: PersonToErase): Promise<PersonToErase> {
    const all = new Set(uids);
    for await (const { entry } of theirs({ memberRef, uids: [] })) all.add(entry.card.uid);
    return { memberRef, uids: [...all] };
  }

  return async (asked) => {
    const person = await withCardsHeld(asked);
    const acked = new Map(
      epochs.marks().map(({ epoch, acked: upTo }) => [epochs.find(epoch)?.no ?? 0, upTo]),
    );
    const named: Blanked[] = [];
    const unnamed: Blanked[] = [];
    for await (const { key, entry } of theirs(person)) {
      if (seqOf(key) > (acked.get(Math.floor(key / keyOf(1, 0))) ?? 0)) return null;
      const where = entry.memberRef === null ? unnamed : named;
      where.push({ key, body: canonicalJson(blanked(entry)) });
    }
    // Where the power goes meanwhile, what says whose card it was is still there.
    const found = [...unnamed, ...named];
    for (let at = 0; at < found.length; at += rowsASlice) {
      const slice = found.slice(at, at + rowsASlice);
      durably(() => {
        for (const { key, body } of slice) blank.run(body, key);
      });
      await setImmediate();
    }
    // What the write-ahead log still holds of them is cut off with it.
    db.pragma('wal_checkpoint(TRUNCATE)');
    return { entries: found.length, uids: person.uids };
  };
}
