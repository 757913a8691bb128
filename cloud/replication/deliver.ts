import type { Cancel, Clock, Timers } from '../../shared/domain/clock.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import {
  encode,
  parseHello,
  parseJournal,
  parseResult,
  parseStatus,
} from '../../shared/wire/codec.ts';
import type { ResultMessage } from '../../shared/wire/command.ts';
import type { AckMessage } from '../../shared/wire/messages.ts';
import type { UpKind } from '../../shared/wire/topic.ts';
import type { DownMessage, Replication } from '../ports/access.ts';
import type { Ingest } from '../ports/journal.ts';
import type { DeviceAccounts, DeviceLink, Presence } from '../ports/link.ts';
import type { RegistryChange } from '../ports/registry.ts';
import { createDeliverQueue, type Waiting } from './deliver-queue.ts';
import { mergeChanges } from './merge-changes.ts';
import type { TellState } from './tell-state.ts';

export interface DeliverParts {
  readonly link: DeviceLink;
  readonly ingest: Ingest;
  readonly replication: Pick<Replication, 'answerHello' | 'onRegistryChange'>;
  readonly presence: Presence;
  readonly tellState?: Pick<TellState, 'hello'>;
  /** What devices missed, where the broker may have gone on without us. */
  readonly missed?: () => AsyncIterable<readonly DownMessage[]>;
  readonly accounts: DeviceAccounts;
  /** What became of a command. */
  readonly answered?: (device: string, result: ResultMessage, at: number) => Promise<void>;
  /** Devices worked for at once; the store decides what of it shares a transaction. */
  readonly workers: number;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
}

export interface Delivery {
  start(): void;
  /** Tell it after each commit; devices that are online hear of it within two seconds. */
  onRegistryChange(change: RegistryChange): void;
  /** What keeps words from the store or from devices now, one sentence each. */
  faults(): readonly string[];
  stop(): Promise<void>;
}

const failing = {
  status: 'Who is connected cannot be recorded',
  hello: 'What devices say of themselves cannot be stored',
  journal: 'What devices recorded cannot be stored',
  replicate: 'Access lists and configs cannot be sent',
  result: 'What became of commands cannot be stored',
} as const;

/** More devices than this with a batch waiting, and the next one is told to come back. */
const maxWaitingBatches = 200;
const busyMs = 5_000;
/** Changes that come together are told together: an import is one difference, not ten thousand. */
const gatherMs = 50;
/** So long after the link is back: by then births and wills kept by the broker have said who is there. */
const arrivalsMs = 1_000;

/**
 * The loop between devices and the store. Nothing is answered before its commit, nothing malformed stops it,
 * and whatever it drops under load is asked for again by the protocol.
 */
export function createDelivery(parts: DeliverParts): Delivery {
  const { link, ingest, replication, presence, accounts, clock, timers, logger } = parts;
  const marks = new Map<string, AckMessage>();
  const faults = new Map<string, string>([['link', 'The broker has not answered yet.']]);
  let changes: RegistryChange[] = [];
  let cancelGather: Cancel | null = null;
  let cancelMissed: Cancel | null = null;
  let telling: Promise<void> = Promise.resolve();
  const beingTold = new Set<Promise<unknown>>();
  const queue = createDeliverQueue(parts.workers, handle);

  async function handle(device: string, what: Waiting): Promise<void> {
    const { status, hello, batch } = what;
    const record = async () => {
      if (status) await attempt(device, 'status', () => presence.status(device, status));
    };
    // A goodbye came after the hello it waited with, a birth before: a hello says that the device is there.
    const isGoodbye = status?.online === false;
    if (!isGoodbye) await record();
    if (hello) {
      const { message, receivedAt } = hello;
      await attempt(device, 'hello', async () => {
        for (const ack of await ingest.hello(device, message, receivedAt)) answer(device, ack);
      });
      await attempt(device, 'replicate', async () => {
        send(await replication.answerHello(device, message, receivedAt));
      });
      parts.tellState?.hello(device, message);
    }
    if (isGoodbye) await record();
    if (batch) {
      const took = await attempt(device, 'journal', async () => {
        answer(device, await ingest.journal({ device, ...batch }));
      });
      if (!took) refuse(device, batch.payload, 'The cloud cannot store right now.');
    }
  }

  async function attempt(device: string, what: keyof typeof failing, work: () => Promise<void>) {
    try {
      await work();
      faults.delete(what);
      return true;
    } catch (err) {
      faults.set(what, `${failing[what]}: ${String(err)}`);
      logger.error({ device, what, err }, 'could not be handled; the device will ask again');
      return false;
    }
  }

  function answer(device: string, ack: AckMessage): void {
    marks.set(device, ack);
    link.publish(device, 'ack', encode(ack));
  }

  /** Silence would make it resend: a word costs less than the batch. */
  function refuse(device: string, payload: Buffer, error: string | null): void {
    const batch = parseJournal(payload);
    if (!batch.ok) return;
    const { epoch } = batch.value;
    const mark = marks.get(device);
    const known = mark?.epoch === epoch ? mark : { upTo: 0, hash: '0'.repeat(64) };
    const ack: AckMessage = {
      v: 1,
      epoch,
      upTo: known.upTo,
      hash: known.hash,
      busy: { retryAfterMs: busyMs },
      ...(error !== null && { error }),
    };
    link.publish(device, 'ack', encode(ack));
  }

  const send = (messages: readonly DownMessage[]) => {
    for (const { device, kind, payload } of messages) link.publish(device, kind, payload);
  };

  function heard(device: string, kind: UpKind, payload: Buffer): void {
    const receivedAt = clock.now();
    switch (kind) {
      case 'status':
        read(device, kind, parseStatus(payload), (status) => queue.add(device, { status }));
        return;
      case 'hello':
        read(device, kind, parseHello(payload), (message) =>
          queue.add(device, { hello: { message, receivedAt } }),
        );
        return;
      case 'journal':
        if (queue.batches() >= maxWaitingBatches && !queue.hasBatch(device)) {
          refuse(device, payload, null);
        } else queue.add(device, { batch: { payload, receivedAt } });
        return;
      case 'result':
        read(device, kind, parseResult(payload), (result) => {
          logger.info({ device, ...result }, 'a command was answered');
          const { answered } = parts;
          if (answered) void attempt(device, 'result', () => answered(device, result, receivedAt));
        });
        return;
    }
  }

  function read<T>(device: string, kind: UpKind, parsed: Result<T>, take: (value: T) => void) {
    if (parsed.ok) take(parsed.value);
    else logger.warn({ device, kind, ...parsed.problem }, 'a malformed message was set aside');
  }

  async function tell(): Promise<void> {
    const gathered = mergeChanges(changes);
    changes = [];
    for (const change of gathered) {
      await attempt('*', 'replicate', async () => {
        if (change.kind === 'device' && (await accounts.passwordHash(change.deviceId)) === null) {
          link.disconnect(change.deviceId);
        }
      });
      // Not waited for: a change of all cards takes a while, and a card blocked meanwhile goes first.
      const told = attempt('*', 'replicate', async () => {
        send(await replication.onRegistryChange(change, send));
      }).finally(() => beingTold.delete(told));
      beingTold.add(told);
    }
  }

  async function tellMissed(missed: NonNullable<DeliverParts['missed']>): Promise<void> {
    await attempt('*', 'replicate', async () => {
      for await (const messages of missed()) send(messages);
    });
  }

  return {
    start() {
      link.start({
        message: heard,
        up() {
          faults.delete('link');
          logger.info({}, 'the link to the devices is up');
          const { missed } = parts;
          if (!missed) return;
          cancelMissed?.();
          cancelMissed = timers.after(arrivalsMs, () => {
            telling = telling.then(() => tellMissed(missed));
          });
        },
        down(why) {
          faults.set('link', `The broker cannot be reached: ${why}`);
          logger.warn({ why }, 'the link to the devices is down');
        },
      });
    },
    onRegistryChange(change) {
      changes.push(change);
      cancelGather ??= timers.after(gatherMs, () => {
        cancelGather = null;
        telling = telling.then(tell);
      });
    },
    faults: () => [...faults.values()],
    async stop() {
      cancelGather?.();
      cancelMissed?.();
      await queue.stop();
      await telling;
      await Promise.all(beingTold);
      await link.stop();
    },
  };
}
