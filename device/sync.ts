import type { Cancel } from '../shared/domain/clock.ts';
import { helloSecondsDefault, partTimeoutMs } from '../shared/wire/limits.ts';
import type { SignedConfig } from '../shared/wire/signed.ts';
import { type CarryOut, createCommandInbox } from './command-inbox.ts';
import { createDrain, type DrainParts } from './drain.ts';
import { type HelloParts, helloMessage } from './hello.ts';
import { createInbox, type InboxParts } from './inbox.ts';
import { createListParts } from './list-parts.ts';
import type { PlaceState } from './place-state.ts';
import type { Uplink } from './ports.ts';
import { createResultPost } from './result-post.ts';

/** A cloud that keeps sending what does not fit is told so this often, not in a storm. */
const lackingHelloMs = 5_000;

export interface SyncParts
  extends Omit<DrainParts, 'epochStarted'>,
    Omit<HelloParts, 'missingParts'>,
    Omit<InboxParts, 'on' | 'listParts'> {
  readonly uplink: Uplink;
  readonly placeState: Pick<PlaceState, 'asOf' | 'interrupted'>;
  readonly configured: (config: SignedConfig) => void;
  /** Does what the cloud commands; left out: commands are not understood here. */
  readonly carryOut?: CarryOut;
  /** The link went, and what was heard of why. */
  readonly linkDown?: (why: string) => void;
  readonly linkUp?: () => void;
  readonly cloudAnswered?: () => void;
}

export interface Sync {
  start(): void;
  /** Something new to send. Returns at once: the tap that asks is not to wait for a signature. */
  recorded(): void;
  /** Resolves once everything taken so far has been dealt with; for tests. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** Keeps cloud and device alike: hellos, the journal upwards, list and config downwards (wire protocol). */
export function createSync(parts: SyncParts): Sync {
  const { uplink, timers, logger } = parts;
  const listParts = createListParts();
  let cancels: Cancel[] = [];
  let cancelHello: Cancel | null = null;
  let cancelPartWait: Cancel | null = null;
  let cancelPump: Cancel | null = null;
  let lackingSaid = false;
  let settled: Promise<void> = Promise.resolve();

  const hello = (): void => {
    if (!uplink.isUp()) return;
    try {
      uplink.publish('hello', helloMessage({ ...parts, missingParts: listParts.missing }));
    } catch (err) {
      logger.error({ err }, 'no hello could be sent');
    }
  };
  const helloRegularly = (): void => {
    cancelHello?.();
    const seconds = parts.access.config()?.helloSeconds ?? helloSecondsDefault;
    cancelHello = timers.every(seconds * 1000, hello);
  };
  const waitForParts = (): void => {
    cancelPartWait?.();
    cancelPartWait = timers.after(partTimeoutMs, () => {
      if (!listParts.missing()) return;
      hello();
      waitForParts();
    });
  };

  const drain = createDrain({ ...parts, epochStarted: hello });
  const { carryOut } = parts;
  const results = createResultPost(parts);
  const commands =
    carryOut &&
    createCommandInbox({
      ...parts,
      ...{ carryOut, results },
      link: {
        resync() {
          hello();
          drain.reset();
        },
        newEpoch(command) {
          const details = { command };
          const { stamp } = parts.watch;
          drain.newEpoch({ kind: 'device', ...stamp(), event: 'newEpoch', details });
        },
      },
    });
  const inbox = createInbox({
    ...parts,
    listParts,
    later: { ...parts.later, ...(commands && { command: commands.take }) },
    on: {
      ack(ack) {
        parts.cloudAnswered?.();
        drain.ack(ack);
        results.acked();
      },
      applied: hello,
      partial: waitForParts,
      lacking() {
        if (lackingSaid) return;
        lackingSaid = true;
        cancels.push(
          timers.after(lackingHelloMs, () => {
            lackingSaid = false;
          }),
        );
        hello();
      },
      config(config) {
        helloRegularly();
        parts.configured(config);
      },
    },
  });

  return {
    start() {
      helloRegularly();
      // Whatever was missed (a disk that came back, a message lost on the way out) is noticed within a minute.
      cancels.push(timers.every(60_000, drain.pump));
      uplink.start({
        up() {
          parts.linkUp?.();
          hello();
          drain.reset();
        },
        down(why) {
          parts.placeState.interrupted();
          results.interrupted();
          logger.info({ why }, 'the link is down; everything is kept and sent later');
          parts.linkDown?.(why);
        },
        message(kind, payload, retained) {
          settled = inbox.take(kind, payload, retained);
        },
      });
    },
    recorded() {
      cancelPump ??= timers.after(0, () => {
        cancelPump = null;
        drain.pump();
      });
    },
    settled: () => settled,
    async stop() {
      for (const cancel of [...cancels, cancelHello, cancelPartWait, cancelPump]) cancel?.();
      cancels = [];
      drain.stop();
      await uplink.stop();
    },
  };
}
