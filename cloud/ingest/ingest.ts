import { failure } from '../../shared/runtime/errors.ts';
import { isRawBatch, parseJournal } from '../../shared/wire/codec.ts';
import type {
  AckMessage,
  HelloMessage,
  JournalBatch,
  LostRange,
  RawBatch,
} from '../../shared/wire/messages.ts';
import { pairInTransaction } from '../pairing/pair-in-transaction.ts';
import type { Pairing } from '../pairing/pair-passages.ts';
import type { Ingest, Received } from '../ports/journal.ts';
import { lettersWithoutErased } from '../retention/without-erased.ts';
import type { Database } from '../store/database.ts';
import {
  advanceMark,
  type DeviceFacts,
  insertLost,
  lockMark,
  readDeviceFacts,
  readMark,
} from '../store/journal.ts';
import { insertDeadLetters, insertIncidents, type NewIncident } from '../store/journal-mishaps.ts';
import type { Unit } from '../store/rows.ts';
import { type Commit, commitInGroups } from './group-commit.ts';
import { createHeadCheck } from './head-check.ts';
import { ingestHello } from './ingest-hello.ts';
import { answerUnreadable, hashInRaw } from './ingest-unreadable.ts';
import { judgeBatch, type Mark } from './judge-batch.ts';
import { type ReadBatch, readEntries } from './read-journal.ts';
import { storeEntries, storeRepeated } from './store-entries.ts';
import { whyRefused } from './why-refused.ts';

/** Takes also what was read elsewhere. */
export interface StoreIngest extends Ingest {
  batch(from: Sender, read: ReadBatch): Promise<AckMessage>;
  /**
   * What staff bring of a device that may be gone, its signatures checked by who asks. Nobody sends again what is
   * missing before it: answers that hole, which is then told as lost; null where there is none.
   */
  recovered(from: Sender, read: ReadBatch): Promise<LostRange | null>;
}

export type Sender = Omit<Received, 'payload'>;

/**
 * Takes devices' journals into the store, the ack after the commit: on PostgreSQL one transaction a batch, on SQLite
 * one for all that wait at once. Whatever happens to a batch on its way, again, late, in part, its entries end up
 * stored once.
 */
export function createIngest(database: Database, pairing: Pairing): StoreIngest {
  const inTransaction = pairInTransaction(database, pairing);
  const commit: Commit =
    database.engine === 'sqlite'
      ? commitInGroups(inTransaction)
      : (_entries, work) => inTransaction(work);

  const check = createHeadCheck();

  async function takeRead(
    from: Sender,
    read: ReadBatch,
    checking = check(read.batch, from.device),
  ): Promise<AckMessage> {
    const { batch } = read;
    const isSigned = await checking;
    return commit(batch.entries.length, (unit) =>
      hear(unit, from, batch, (mark, facts) =>
        isSigned(facts.publicKey)
          ? takeBatch(unit, pairing, from, read, mark, facts)
          : refuse(unit, from, batch, mark),
      ),
    );
  }

  /** Whatever became of the device since. */
  const recovered: StoreIngest['recovered'] = (from, read) =>
    commit(read.batch.entries.length, async (unit) => {
      const { batch } = read;
      const facts = await readDeviceFacts(unit, from.device);
      if (!facts) throw failure('notFound', { what: 'device', id: from.device });
      const mark = await lockMark(unit, from.device, batch.epoch);
      const next = mark.upTo + 1;
      const hole =
        batch.from > next ? ({ from: next, to: batch.from - 1, reason: 'damaged' } as const) : null;
      const lost = hole ? [...batch.lost, hole] : batch.lost;
      await takeBatch(unit, pairing, from, { ...read, batch: { ...batch, lost } }, mark, facts);
      return hole;
    });

  return {
    recovered,
    async journal(received) {
      const parsed = parseJournal(received.payload);
      if (!parsed.ok) return commit(0, (unit) => answerUnreadable(unit, received, parsed.problem));
      const message = parsed.value;
      if (isRawBatch(message))
        return commit(1, (unit) =>
          hear(unit, received, message, (mark, facts) =>
            takeRaw(unit, received, message, mark, facts),
          ),
        );
      // On another core, while the entries are read here.
      const checking = check(message, received.device);
      return takeRead(received, { batch: message, entries: readEntries(message) }, checking);
    },
    batch: (from, read) => takeRead(from, read),
    hello: (device: string, hello: HelloMessage, receivedAt: number) =>
      commit(0, (unit) => ingestHello(unit, pairing, device, hello, receivedAt)),
  };
}

export const ackOf = (epoch: string, { upTo, hash }: Mark): AckMessage => ({
  v: 1,
  epoch,
  upTo,
  hash,
});

/** Takes it if its device may be heard, its epoch's mark locked. */
async function hear(
  unit: Unit,
  { device }: Sender,
  { epoch }: JournalBatch | RawBatch,
  take: (mark: Mark, facts: DeviceFacts) => Promise<AckMessage>,
): Promise<AckMessage> {
  const facts = await readDeviceFacts(unit, device);
  const refusal = whyNotHeard(facts);
  if (facts && !refusal) return take(await lockMark(unit, device, epoch), facts);
  return { ...ackOf(epoch, await readMark(unit, device, epoch)), error: refusal ?? '' };
}

function whyNotHeard(facts: DeviceFacts | null): string | null {
  if (!facts) return 'This device is not known here: it has to be claimed.';
  return facts.state === 'active' ? null : `This device was ${facts.state}.`;
}

async function refuse(
  unit: Unit,
  { device, receivedAt }: Sender,
  batch: JournalBatch,
  mark: Mark,
): Promise<AckMessage> {
  await insertIncidents(unit, [signatureInvalid(batch, device)], receivedAt);
  return { ...ackOf(batch.epoch, mark), error: 'The signature of the batch is not valid.' };
}

async function takeBatch(
  unit: Unit,
  pairing: Pairing,
  { device, receivedAt }: Sender,
  read: ReadBatch,
  mark: Mark,
  facts: DeviceFacts,
): Promise<AckMessage> {
  const { batch } = read;
  const { epoch } = batch;
  const judged = judgeBatch(read, mark, (entry) => whyRefused(entry, facts));
  const from = { device, epoch, receivedAt, mark };
  const agrees = await storeRepeated(unit, pairing, from, judged.repeated, facts, batch);
  // Another history under the same numbers: what follows in it is not our continuation. The mark's hash tells
  // the device so, and it sends what it has under a new epoch.
  if (!agrees) return ackOf(epoch, mark);
  await storeEntries(unit, pairing, from, judged.fresh, facts, batch);
  await insertLost(unit, from, judged.lost);
  await insertDeadLetters(
    unit,
    await lettersWithoutErased(
      unit,
      judged.refused.map(({ seq, ...letter }) => ({
        ...{ device, epoch, fromSeq: seq, toSeq: seq },
        ...letter,
      })),
      facts,
    ),
    receivedAt,
  );
  await insertIncidents(
    unit,
    [
      ...judged.broken.map(
        (broken): NewIncident => ({
          kind: 'chainBroken',
          device,
          details: { epoch, ...broken },
          same: [epoch, broken.seq],
        }),
      ),
      ...judged.lost.map(journalLost(device, epoch)),
    ],
    receivedAt,
  );
  if (judged.mark.upTo > mark.upTo) await advanceMark(unit, device, epoch, judged.mark);
  const ack = ackOf(epoch, judged.mark);
  return judged.resendFrom === null ? ack : { ...ack, resendFrom: judged.resendFrom };
}

/**
 * An entry that cannot be parsed even alone becomes a dead letter and counts as received. It is the last its message
 * covers: what stands before it is a hole that the device could not name there.
 */
async function takeRaw(
  unit: Unit,
  { device, receivedAt }: Sender,
  raw: RawBatch,
  mark: Mark,
  facts: DeviceFacts,
): Promise<AckMessage> {
  if (raw.from > mark.upTo + 1) return { ...ackOf(raw.epoch, mark), resendFrom: mark.upTo + 1 };
  if (raw.to <= mark.upTo) return ackOf(raw.epoch, await readMark(unit, device, raw.epoch));
  const { epoch, to } = raw;
  const before = mark.upTo + 1;
  const lost = before < to ? [{ from: before, to: to - 1, reason: 'damaged' as const }] : [];
  await insertLost(unit, { device, epoch, receivedAt }, lost);
  await insertIncidents(unit, lost.map(journalLost(device, epoch)), receivedAt);
  const letter = {
    ...{ device, epoch, fromSeq: to, toSeq: to },
    reason: 'It could not be parsed, not even alone.',
    raw: raw.raw,
    // What stood just before it is gone: its link cannot be checked.
    prev: lost.length > 0 ? null : mark.hash,
  };
  await insertDeadLetters(unit, await lettersWithoutErased(unit, [letter], facts), receivedAt);
  const raised = { upTo: raw.to, hash: hashInRaw(raw.raw) ?? mark.hash };
  await advanceMark(unit, device, raw.epoch, raised);
  return ackOf(raw.epoch, raised);
}

const journalLost =
  (device: string, epoch: string) =>
  (hole: LostRange): NewIncident => ({
    kind: 'journalLost',
    device,
    details: { epoch, ...hole },
    same: [epoch, hole.from],
  });

const signatureInvalid = (batch: JournalBatch, device: string): NewIncident => ({
  kind: 'signatureInvalid',
  device,
  details: { epoch: batch.epoch, from: batch.from, to: batch.to },
  same: [batch.epoch, batch.head.seq, batch.head.hash],
});
