import type { Database } from '../../cloud/store/database.ts';
import { entryKey } from '../../cloud/store/entry-key.ts';

/** What a device's journal would hold, without all that proves it. */
export interface WrittenEntry {
  readonly kind: 'punch' | 'door' | 'device';
  /** Epoch ms. */
  readonly at: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Ids of that moment that go on rising within it, as UUIDv7 do. */
const idOf = (at: number, seq: number): string => {
  const hex = at.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${String(seq).padStart(12, '0')}`;
};

/** Puts a device's journal into the cloud's store, its first entry as seq 1; answers the ids. */
export async function writeJournal(
  { db }: Database,
  device: string,
  written: readonly WrittenEntry[],
): Promise<readonly string[]> {
  const hash = '0'.repeat(64);
  const { journal } = await db
    .insertInto('mark')
    .values({ device, epoch: 'e'.repeat(32), up_to: written.length, hash })
    .returning('journal')
    .executeTakeFirstOrThrow();
  const ids: string[] = [];
  for (const [n, { kind, at, body }] of written.entries()) {
    const [seq, id] = [n + 1, idOf(at, n + 1)];
    const key = entryKey(journal, seq);
    const text = JSON.stringify({ ...body, kind, id, seq });
    await db
      .insertInto('entry')
      .values({ key, copy: 0, hash, body: text, received_at: at })
      .execute();
    await db
      .insertInto('known_entry')
      .values({
        ...{ kind, id, device, key, place: null, area: null, person: null },
        ...{ occurred_at: at, estimated: 0 },
      })
      .execute();
    ids.push(id);
  }
  return ids;
}
