import { join } from 'node:path';
import { createIngest } from '../../cloud/ingest/ingest.ts';
import { createPairing } from '../../cloud/pairing/pair-passages.ts';
import { startCheckpoints } from '../../cloud/store/checkpoint-thread.ts';
import { openDatabase } from '../../cloud/store/database.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { openSqlite } from '../../shared/runtime/sqlite.ts';
import type { JournalEntry } from '../../shared/wire/entry.ts';
import { entryHash } from '../../shared/wire/entry-hash.ts';
import type { JournalBatch } from '../../shared/wire/messages.ts';
import { type BenchJournal, benchJournals, benchPlace } from './bench-journal.ts';

interface Run {
  readonly folder: string;
  readonly quick: boolean;
  readonly tell: (text: string) => void;
}

/**
 * Ingest with passages, against a bare insert of the same entries that computes the same hashes. Each of the four
 * devices has one batch on its way and sends the next after its ack, as the wire protocol has it: what waits together
 * may be committed together. The bare insert has nobody to answer, and commits batch after batch. Both begin with a
 * small backlog that is not counted: what runs for the first time is slow anywhere.
 */
export const ingestBench = {
  name: 'ingest',
  about: 'punches with passages, in order and all late, against a bare better-sqlite3 insert',
  async run({ folder, quick, tell }: Run) {
    const rounds = quick ? 1 : 5;
    const days = quick ? 12 : 30;
    const taken = { bare: [] as number[], inOrder: [] as number[], late: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      tell(`ingesting, round ${round + 1} of ${rounds}`);
      const { first, late } = benchJournals(days);
      const journals = { first: first.map(from(warmUp)), late };
      const begin = first.map(upTo(warmUp));
      taken.bare.push(bareInsert(join(folder, `bare-${round}.db`), journals.first, begin));
      const path = join(folder, `ingest-${round}.db`);
      const { inOrder, afterwards } = await ingest(path, journals, begin);
      taken.inOrder.push(inOrder);
      taken.late.push(afterwards);
    }
    const [bare, inOrder, late] = [taken.bare, taken.inOrder, taken.late].map(median);
    const row = (what: string, measured = 0, ratio: number) => ({
      what,
      measured: perSecond(measured),
      baseline: perSecond(bare ?? 0),
      ratio: measured / (bare ?? Number.NaN),
      target: { atLeast: ratio },
    });
    return [
      row('ingest with passages, in order', inOrder, 0.5),
      row('ingest with passages, all late', late, 0.1),
    ];
  },
};

/** Batches of each device. */
const warmUp = 8;
const upTo =
  (count: number) =>
  (journal: BenchJournal): BenchJournal => ({
    ...journal,
    batches: journal.batches.slice(0, count),
  });
const from =
  (count: number) =>
  (journal: BenchJournal): BenchJournal => ({ ...journal, batches: journal.batches.slice(count) });

const perSecond = (rows: number): string => `${Math.round(rows).toLocaleString('en')}/s`;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/**
 * Entries a second of the program one would write first, with better-sqlite3 alone: parses each batch, recomputes
 * the hash of each entry from its canonical JSON, and inserts each into one table, under its own key, by one kept
 * statement: the entry and the same columns that ingest keeps of a tap. One transaction and one fsync a batch, as
 * ingest. It checks no shape and no signature, keeps no index by id, looks nothing up, places nothing in time and pairs
 * nothing.
 */
export function bareInsert(
  path: string,
  journals: readonly BenchJournal[],
  begin: readonly BenchJournal[] = [],
): number {
  const db = openSqlite(path, [
    {
      name: 'the columns of the journal and of its taps',
      sql: `CREATE TABLE entry (device text, epoch text, seq integer, id text, kind text, copy integer,
        hash text, body text, received_at integer, place text, area text, person text, occurred_at integer,
        estimated integer, direction text, access_point text, card_uid text,
        PRIMARY KEY (device, epoch, seq)) WITHOUT ROWID`,
    },
  ]);
  const insert = db.prepare(
    `INSERT INTO entry VALUES (${Array(17).fill('?').join(', ')}) ON CONFLICT DO NOTHING`,
  );
  const store = db.transaction((device: string, batch: JournalBatch, receivedAt: number) => {
    let prev = batch.prev;
    for (const entry of batch.entries as JournalEntry[]) {
      const hash = entryHash(prev, entry);
      if (hash !== entry.hash) throw new Error('the hash does not fit');
      prev = hash;
      const { seq, id, kind } = entry;
      const body = JSON.stringify(entry);
      const row = [device, batch.epoch, seq, id, kind, 0, hash, body, receivedAt];
      insert.run(...row, ...tapColumns(entry));
    }
  });
  const storeAll = (all: readonly BenchJournal[]): number => {
    let entries = 0;
    for (const { device, payload, count, receivedAt } of inTime(all)) {
      store.immediate(device, JSON.parse(payload.toString()) as JournalBatch, receivedAt);
      entries += count;
    }
    return entries;
  };
  storeAll(begin);
  const startedAt = performance.now();
  const entries = storeAll(journals);
  const seconds = (performance.now() - startedAt) / 1_000;
  db.close();
  return entries / seconds;
}

const tapColumns = (entry: JournalEntry): readonly (string | number | null)[] => {
  if (entry.kind !== 'punch' || 'erased' in entry) return Array(8).fill(null);
  const { at, clock, memberRef, card, direction, accessPoint } = entry;
  const person = memberRef === null ? `card:${card.uid}` : `member:${memberRef}`;
  const estimated = clock === 'synced' ? 0 : 1;
  return ['bench', 'bench', person, Date.parse(at), estimated, direction, accessPoint, card.uid];
};

async function ingest(
  path: string,
  { first, late }: ReturnType<typeof benchJournals>,
  begin: readonly BenchJournal[],
): Promise<{ inOrder: number; afterwards: number }> {
  const database = await openDatabase({ url: null, path });
  await benchPlace(database, [...first, ...late]);
  const stopCheckpoints = startCheckpoints(database, silentLogger);
  const { journal } = createIngest(database, createPairing({ remember: true }));
  const send = async (journals: readonly BenchJournal[]): Promise<number> => {
    const startedAt = performance.now();
    let entries = 0;
    const drain = async ({ batches }: BenchJournal): Promise<void> => {
      for (const batch of batches) {
        const ack = await journal(batch);
        if (ack.upTo !== batch.to) throw new Error('a batch was not taken');
        entries += batch.count;
      }
    };
    await Promise.all(journals.map(drain));
    return (entries / (performance.now() - startedAt)) * 1_000;
  };
  await send(begin);
  const inOrder = await send(first);
  const afterwards = await send(late);
  await stopCheckpoints();
  await database.close();
  return { inOrder, afterwards };
}

const inTime = (journals: readonly BenchJournal[]) =>
  journals.flatMap(({ batches }) => batches).toSorted((a, b) => a.receivedAt - b.receivedAt);
