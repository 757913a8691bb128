import { failure } from '../../shared/runtime/errors.ts';
import { textHash } from '../../shared/wire/entry-hash.ts';
import { spellEntry } from '../../shared/wire/parse-entry.ts';
import { pairInTransaction } from '../pairing/pair-in-transaction.ts';
import type { Pairing } from '../pairing/pair-passages.ts';
import type { Database } from '../store/database.ts';
import { readHashes } from '../store/entries.ts';
import { lockMark, readDeviceFacts } from '../store/journal.ts';
import { storeEntries } from './store-entries.ts';
import { whyRefused } from './why-refused.ts';

/** Judges a dead letter as if it arrived now, and stores it under its own seq. */
export async function retryDeadLetter(
  database: Database,
  pairing: Pairing,
  id: string,
): Promise<void> {
  await pairInTransaction(
    database,
    pairing,
  )(async (unit) => {
    const { tx } = unit;
    const letter = await tx
      .selectFrom('dead_letter')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (!letter) throw failure('notFound', { what: 'dead letter', id });
    const { device, epoch, from_seq: seq, prev } = letter;
    const { hash } = await lockMark(unit, device, epoch);
    const facts = await readDeviceFacts(unit, device);
    const parsed = spellEntry(jsonIn(letter.raw));
    if (!facts || !parsed.ok)
      throw failure('conflict', {
        detail: parsed.ok ? 'Its device is not known here.' : parsed.problem.message,
      });
    const { entry, text } = parsed.value;
    const why =
      entry.seq !== seq
        ? 'Its seq is not its own.'
        : prev !== null && !('erased' in entry) && textHash(prev, text) !== entry.hash
          ? 'Its hash does not fit it.'
          : whyRefused(entry, facts);
    if (why !== null) throw failure('conflict', { detail: why });
    const [stored] = await readHashes(unit, device, epoch, [seq]);
    if (stored && stored !== entry.hash) {
      throw failure('conflict', { detail: 'Another entry has its number.' });
    }
    if (!stored) {
      // Its boot spoke when it came, not now: a retry says nothing of the device's clock.
      const mark = { upTo: seq - 1, hash };
      const from = { device, epoch, receivedAt: letter.received_at, mark };
      await storeEntries(unit, pairing, from, [parsed.value], facts, null);
    }
    await tx.deleteFrom('dead_letter').where('id', '=', id).execute();
  });
}

/** JSON, or base64 of it where the device sent it raw. */
function jsonIn(raw: string): unknown {
  for (const text of [raw, Buffer.from(raw, 'base64').toString()]) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      // The other form, or none: then it is no entry.
    }
  }
  return null;
}
