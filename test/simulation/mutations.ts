import type { Ingest } from '../../cloud/ports/journal.ts';
import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import { isRawBatch, parseJournal } from '../../shared/wire/codec.ts';
import type { DownKind, UpKind } from '../../shared/wire/topic.ts';
import type { Eavesdropper } from './broker.ts';
import type { RunningCloud } from './cloud-host.ts';
import type { FaultName } from './faults.ts';
import { currentOwner, type Owner, type World } from './world.ts';

/** What a run may be without. Each takes one protection away, at a port; the product itself has no switch. */
export interface Protections {
  /** A store of a device was opened. */
  readonly opened?: (db: SqliteDatabase, path: string) => void;
  readonly ingest?: (world: World) => (ingest: Ingest, owner: Owner) => Ingest;
  readonly spy?: Eavesdropper;
  /** Staff's own: what becomes of an order that was given. */
  readonly ordered?: (cloud: RunningCloud, world: World, order: Order) => void;
}

export interface Order {
  readonly device: string;
  readonly door: string;
  readonly wish: string;
}

export interface Mutation {
  readonly name: string;
  /** The promises it breaks, one of them at least. */
  readonly breaks: readonly string[];
  /** What has to go wrong for it to show. */
  readonly only: readonly FaultName[];
  without(): Protections;
}

/** The bugs that others had, brought back one at a time: each must turn the checker red. */
export const mutations: readonly Mutation[] = [
  {
    name: 'synchronous NORMAL',
    breaks: ['I1', 'I6'],
    only: ['powerCutAfterTap', 'powerCut', 'lineCut'],
    without: () => ({ opened: (db) => void db.pragma('synchronous = NORMAL') }),
  },
  {
    name: 'ack before commit',
    breaks: ['I11'],
    only: ['cloudKilled', 'cloudKilledAtWrite'],
    without: () => ({ ingest: ackFirst }),
  },
  {
    name: 'delete before ack',
    breaks: ['I1'],
    only: ['lineBad', 'lineCut', 'brokerKilled'],
    without() {
      const journals = openJournals();
      return {
        opened: journals.opened,
        spy: { sent: (_device, owner, kind, payload) => journals.forget(owner, kind, payload) },
      };
    },
  },
  {
    name: 'prune by PUBACK',
    breaks: ['I1', 'I11'],
    only: ['cloudKilled', 'cloudStopped'],
    without() {
      const journals = openJournals();
      return {
        opened: journals.opened,
        spy: { pubAcked: (_device, owner, kind, payload) => journals.forget(owner, kind, payload) },
      };
    },
  },
  {
    name: 'retry of a door command',
    breaks: ['I9'],
    only: ['lineBad'],
    without: () => ({ ordered: giveAgain }),
  },
  {
    name: 'no epoch',
    breaks: ['I1', 'I4', 'I12'],
    only: ['newDisk'],
    without: () => ({ opened: nameForGood }),
  },
];

/** Says that it has what it was sent, and stores it a moment later. */
const ackFirst =
  (world: World) =>
  (ingest: Ingest, owner: Owner): Ingest => ({
    ...ingest,
    async journal(received) {
      const parsed = parseJournal(received.payload);
      if (!parsed.ok || isRawBatch(parsed.value)) return ingest.journal(received);
      const { epoch, to, head } = parsed.value;
      world.after(world.random.between(1, 2_000), owner, () => {
        ingest.journal(received).catch(() => undefined);
      });
      return { v: 1, epoch, upTo: to, hash: head.hash };
    },
  });

/** The journals as they are open, by whose they are: marks what left as received, and drops it. */
function openJournals() {
  const open = new Map<Owner, SqliteDatabase>();
  return {
    opened(db: SqliteDatabase, path: string): void {
      const owner = currentOwner();
      if (owner && path.endsWith('journal.db')) open.set(owner, db);
    },
    forget(owner: Owner, kind: UpKind | DownKind, payload: string): void {
      const db = open.get(owner);
      if (kind !== 'journal' || !db?.open || !owner.alive) return;
      const { epoch, to } = JSON.parse(payload) as { epoch: string; to: number };
      const span = 2 ** 40;
      const row = db
        .prepare<[number, string], { no: number; hash: string }>(
          `SELECT no, hash FROM epoch JOIN entry ON key = no * ${span} + ? WHERE epoch = ?`,
        )
        .get(to, epoch);
      if (!row) return;
      db.prepare('DELETE FROM entry WHERE key > ? AND key <= ?').run(
        row.no * span,
        row.no * span + to,
      );
      db.prepare(
        'UPDATE epoch SET acked = max(acked, ?), first = ?, before_first = ? WHERE no = ?',
      ).run(to, to + 1, row.hash, row.no);
    },
  };
}

/** Nobody answered in time: it is given once more. */
function giveAgain({ aggregator, owner }: RunningCloud, world: World, order: Order): void {
  const { device, door, wish } = order;
  world.after(5_000, owner, () => {
    aggregator.commands
      .give({ kind: 'unlock', device, placeId: 'demo', door, by: 'staff:1', reason: wish })
      .catch(() => undefined);
  });
}

/** A store always has the name its device was given first, whatever became of the one before. */
function nameForGood(db: SqliteDatabase, path: string): void {
  if (!path.endsWith('journal.db')) return;
  const name = `${path.includes('door-1') ? 1 : path.includes('door-2') ? 2 : 3}`.padStart(32, '0');
  db.exec(`CREATE TEMP TRIGGER IF NOT EXISTS one_name AFTER INSERT ON main.epoch
    BEGIN UPDATE epoch SET epoch = '${name}' WHERE no = new.no; END`);
}
