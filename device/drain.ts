import type { KeyObject } from 'node:crypto';
import type { Cancel, Clock, Timers } from '../shared/domain/clock.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import { bytesPerBatch } from '../shared/wire/batch-size.ts';
import { batchText } from '../shared/wire/batch-text.ts';
import { encode } from '../shared/wire/codec.ts';
import type { EntryDraft } from '../shared/wire/entry.ts';
import { signHead } from '../shared/wire/head-signature.ts';
import { maxBatchEntries, resendFirstMs, resendMaxMs } from '../shared/wire/limits.ts';
import type { AckMessage } from '../shared/wire/messages.ts';
import { createAckedMark } from './acked-mark.ts';
import type { Batch, ClockWatch, Health, Journal, Reached, Uplink } from './ports.ts';

/** What the cloud refuses to take is offered again after this long (wire protocol, journal). */
const refusedMs = 60_000;

export interface DrainParts {
  readonly device: string;
  readonly key: KeyObject;
  readonly journal: Journal;
  readonly uplink: Pick<Uplink, 'publish' | 'isUp'>;
  readonly watch: ClockWatch;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: () => number;
  readonly health: Health;
  readonly logger: Logger;
  /** The store was rolled back: the cloud should know the new epoch. */
  readonly epochStarted: () => void;
}

export interface Drain {
  /** Sends the next batch unless one is on its way. */
  pump(): void;
  /** A new connection: whatever was on its way is not waited for any more. */
  reset(): void;
  ack(ack: AckMessage): void;
  /** Goes on in a new epoch, of which `note` is the newest entry; what is unacknowledged moves there. */
  newEpoch(note: EntryDraft): void;
  stop(): void;
}

/** A batch that only lacks the time it leaves at. */
interface Ready {
  readonly batch: Batch;
  readonly sig: string;
  /** As many entries as it was allowed. */
  readonly most: number;
}

interface Flight {
  readonly batch: Batch;
  readonly raw: boolean;
  readonly sentAtMonoMs: number;
}

/**
 * Empties the journal towards the cloud: one batch on its way, the next after the ack, the same again without
 * one. The next is read and signed while the cloud is busy with the one before. Duplicates are free and silence
 * costs nothing but time, so nothing here trusts the link.
 */
export function createDrain(parts: DrainParts): Drain {
  const { journal, uplink, watch, clock, timers, health, logger } = parts;
  const mark = createAckedMark({ journal, timers, logger });
  let flight: Flight | null = null;
  let ahead: Ready | null = null;
  let readingAhead: Cancel | null = null;
  let waiting: Cancel | null = null;
  let maxEntries = maxBatchEntries;
  let rawFor: { epoch: string; seq: number } | null = null;
  let deniedAlone: { epoch: string; seq: number } | null = null;
  let failures = 0;
  let lastAckTookMs = 0;

  const endWait = (): void => {
    waiting?.();
    waiting = null;
  };
  const wait = (delayMs: number): void => {
    endWait();
    waiting = timers.after(delayMs, () => {
      waiting = null;
      flight = null;
      pump();
    });
  };
  const resendDelayMs = (): number => {
    const first = Math.min(resendMaxMs, Math.max(resendFirstMs, 4 * lastAckTookMs));
    const doubled = Math.min(resendMaxMs, first * 2 ** Math.min(failures, 10));
    return Math.round(Math.max(first, doubled * (0.75 + parts.random() / 4)));
  };

  /** Nothing that calls it could deal with a journal that cannot be read: it is shown, and tried again. */
  function pump(): void {
    try {
      sendNext();
      health.clear('journal.read');
    } catch (err) {
      health.report('journal.read');
      logger.error({ err }, 'the journal cannot be sent');
    }
  }

  function sendNext(): void {
    if (flight || waiting || !uplink.isUp()) return;
    const next = takeAhead() ?? read(mark.reached());
    if (!next) return;
    const { batch } = next;
    const raw = rawFor?.epoch === batch.epoch && rawFor.seq === batch.from;
    uplink.publish('journal', raw ? rawMessage(batch) : batchMessage(next));
    flight = { batch, raw, sentAtMonoMs: clock.monotonicNow() };
    wait(resendDelayMs());
    failures++;
    // After the message has left, so that the cloud works on it meanwhile.
    readingAhead ??= timers.after(0, readAhead);
  }

  function read(reached: Reached | null): Ready | null {
    // A raw message is one entry: what else it counted would be taken as received, and never be sent.
    const most = rawFor ? 1 : maxEntries;
    const limits = { maxEntries: most, maxBytes: bytesPerBatch };
    const batch = journal.nextBatch(limits, reached);
    if (!batch) return null;
    const { epoch, lost, head } = batch;
    const sig = signHead({ device: parts.device, epoch, lost, ...head }, parts.key);
    return { batch, sig, most };
  }

  function readAhead(): void {
    readingAhead = null;
    if (!flight || flight.raw) return;
    try {
      ahead = read({ epoch: flight.batch.epoch, seq: flight.batch.to });
    } catch (err) {
      logger.debug({ err }, 'the next batch is read, and missed, when its turn comes');
    }
  }

  /** What was read ahead, if it is still what comes next. */
  function takeAhead(): Ready | null {
    const ready = ahead;
    ahead = null;
    const at = mark.reached();
    const fits =
      ready &&
      at &&
      !rawFor &&
      ready.most === maxEntries &&
      ready.batch.epoch === at.epoch &&
      ready.batch.from === at.seq + 1;
    return fits ? ready : null;
  }

  function batchMessage({ batch, sig }: Ready): string {
    const { boot, monoMs } = watch.stamp();
    return batchText({
      ...batch,
      boot,
      monoMs,
      lost: [...batch.lost],
      head: { ...batch.head, sig },
    });
  }

  /** One entry the cloud cannot read even alone: it goes as bytes, to be looked at by people. */
  function rawMessage({ epoch, from, to, entries }: Batch): string {
    const raw = Buffer.from(entries[0] ?? 'null').toString('base64');
    return encode({ v: 1, epoch, from, to, raw });
  }

  function sendNow(): void {
    endWait();
    flight = null;
    pump();
  }

  /** Compares hashes first: an ack for a history that is not ours means that the store was rolled back. */
  function judge(ack: AckMessage): 'ours' | 'gone' | 'foreign' | 'rolledBack' {
    const held = journal.epochs().find((known) => known.epoch === ack.epoch);
    if (!held) return 'foreign';
    // An epoch that a roll-back ended: what the cloud has beyond it moved on, or was never here.
    if (held.closed && ack.upTo >= held.last) return 'ours';
    const own = journal.hashAt(ack.epoch, ack.upTo);
    if (own === ack.hash) return 'ours';
    // Pruned, or lost to damage: nothing to compare with, and nothing that says another history was written here.
    if (ack.upTo <= held.last && !journal.holds(ack.epoch, ack.upTo)) return 'gone';
    return held.closed ? 'foreign' : 'rolledBack';
  }

  function rollBack(ack: AckMessage): void {
    const held = journal.epochs().find((known) => known.epoch === ack.epoch);
    const details = { epoch: ack.epoch, cloudHas: ack.upTo, last: held?.last, acked: held?.acked };
    logger.error(details, 'this store was put back to an older state; going on in a new epoch');
    health.report('store.rolledBack');
    const note = { kind: 'device', ...watch.stamp(), event: 'storeRolledBack', details } as const;
    startEpoch(ack.epoch, note);
  }

  function startEpoch(after: string, note: EntryDraft): void {
    mark.handOver();
    journal.startEpochAfterRollback(after, note);
    parts.epochStarted();
    sendNow();
  }

  function hold(delayMs: number): void {
    flight = null;
    failures = 0;
    wait(delayMs);
  }

  /** The cloud could not read what is on its way, and asks for less at once. */
  function shrink(to: number, sent: Flight): void {
    const { batch } = sent;
    const before = batch.entries.length;
    maxEntries = to;
    if (sent.raw) return;
    if (to >= before && to > 1) return;
    if (to >= before) {
      // An answer may come twice: that this entry alone cannot be read is believed when it is said again.
      const again = deniedAlone?.epoch === batch.epoch && deniedAlone.seq === batch.from;
      deniedAlone = { epoch: batch.epoch, seq: batch.from };
      if (again) rawFor = deniedAlone;
    }
    sendNow();
  }

  function arrived(sent: Flight): void {
    if (failures <= 1) lastAckTookMs = clock.monotonicNow() - sent.sentAtMonoMs;
    failures = 0;
    rawFor = null;
    deniedAlone = null;
    health.clear('cloud.refuses');
    sendNow();
  }

  return {
    pump,
    reset() {
      failures = 0;
      sendNow();
    },
    stop() {
      endWait();
      readingAhead?.();
      mark.stop();
    },
    newEpoch: (note) => startEpoch(journal.currentEpoch(), note),
    ack(ack) {
      const kind = judge(ack);
      if (kind === 'rolledBack') return rollBack(ack);
      if (kind === 'ours') mark.advance(ack.epoch, ack.upTo);
      const sent = flight;
      const covered = sent !== null && sent.batch.epoch === ack.epoch && ack.upTo >= sent.batch.to;
      if (ack.maxEntries !== undefined) {
        if (sent && !covered) shrink(ack.maxEntries, sent);
        else maxEntries = ack.maxEntries;
      } else if (covered) maxEntries = Math.min(maxBatchEntries, maxEntries * 2);
      if (ack.resendFrom !== undefined && kind !== 'foreign') {
        mark.handOver();
        journal.rewind(ack.epoch, ack.resendFrom);
        // Already on its way from there: the answer to that will say more than sending it twice.
        if (sent?.batch.epoch !== ack.epoch || sent.batch.from !== ack.resendFrom) sendNow();
      } else if (covered && sent) arrived(sent);
      if (ack.error !== undefined)
        health.report('cloud.refuses', { details: { error: ack.error } });
      // Who says when to come back is obeyed, whatever kept it. Where less was asked for, less is on its way already.
      if (ack.busy) hold(ack.busy.retryAfterMs);
      else if (ack.error !== undefined && ack.maxEntries === undefined) hold(refusedMs);
      mark.settle(flight !== null);
    },
  };
}
