import type { Cancel, Timers } from '../../shared/domain/clock.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import type { Changes } from '../ports/changes.ts';
import type { Database } from '../store/database.ts';
import { unitOf } from '../store/rows.ts';
import { readToldSince } from '../store/webhook-events.ts';
import type { WebhookOutbox } from '../store/webhook-outbox.ts';
import { findSilence } from './find-silence.ts';
import { settledBy, type TryParts, tryEvent } from './try-event.ts';

export interface EventParts extends TryParts {
  readonly database: Database;
  readonly outbox: WebhookOutbox;
  readonly changes: Changes;
  readonly timers: Timers;
  readonly startedAt: number;
  readonly logger: Pick<Logger, 'error' | 'warn'>;
}

export interface Events {
  /** Once, now: says to whom what is new goes, and waits until all that is due was tried. */
  run(): Promise<void>;
  stop(): Promise<void>;
}

const everyMs = 5_000;
/** After something was stored; what comes in between goes together. */
const afterChangeMs = 250;
const silenceEveryMs = 60_000;
/** A cloud that has just started has heard nobody yet. */
const firstSilenceMs = 15 * 60_000;
/** What is on its way is waited for so long at the end; else it is sent again, with its id. */
const stopMs = 5_000;

/**
 * Tells programs elsewhere what happened, beside everything else and waited for by nobody. Each endpoint has a lane of
 * its own, one POST at a time: who hangs, or answers nothing but errors, keeps nobody else waiting.
 */
export function keepEvents(parts: EventParts): Events {
  const { database, outbox, changes, clock, timers, random, logger } = parts;
  const lanes = new Map<string, Promise<void>>();
  let isStopped = false;
  let round: Promise<void> | null = null;
  let isWanted = false;
  let soon: Cancel | null = null;

  const told = (what: string) => (err: unknown) => {
    if (!isStopped) logger.error({ err }, what);
  };

  async function lane(endpoint: string): Promise<void> {
    while (!isStopped) {
      const claimed = await outbox.claim(endpoint, clock.now());
      if (claimed === null) return;
      const tried = await tryEvent(parts, claimed.endpoint, claimed.event);
      const settled = settledBy(claimed, tried, clock.now(), random);
      await outbox.settle(claimed, settled);
      if (settled.state === 'delivered') continue;
      const { status, why } = tried.attempt;
      logger.warn({ webhook: endpoint, status, why }, 'an event was not taken');
      // It is there, and takes no event of this kind: the next may be another. Who is away is away for all.
      if (tried.posted?.is !== 'answered') return;
    }
  }

  async function look(): Promise<void> {
    while (!isStopped && (await outbox.spread(clock.now())) > 0);
    for (const endpoint of await outbox.due(clock.now())) {
      if (lanes.has(endpoint) || isStopped) continue;
      const done = lane(endpoint)
        .catch(told('events could not be sent'))
        .finally(() => lanes.delete(endpoint));
      lanes.set(endpoint, done);
    }
  }

  function next(): Promise<void> {
    soon?.();
    soon = null;
    if (round !== null) {
      isWanted = true;
      return round;
    }
    round = look()
      .catch(told('events could not be told'))
      .finally(() => {
        round = null;
        if (isWanted && !isStopped) {
          isWanted = false;
          void next();
        }
      });
    return round;
  }

  const listen = async (): Promise<void> => {
    if (clock.now() - parts.startedAt < firstSilenceMs) return;
    if ((await readToldSince(unitOf(database, database.db))) === null) return;
    await findSilence(database, clock.now());
  };
  const stops = [
    changes.on(() => {
      if (!isStopped) soon ??= timers.after(afterChangeMs, () => void next());
    }),
    timers.every(everyMs, () => void next()),
    timers.every(silenceEveryMs, () => void listen().catch(told('silence could not be found'))),
  ];

  return {
    async run() {
      await next();
      await Promise.all(lanes.values());
    },
    async stop() {
      isStopped = true;
      for (const end of stops) end();
      soon?.();
      await round;
      const pause = new Promise<void>((resolve) => void timers.after(stopMs, resolve));
      await Promise.race([Promise.all(lanes.values()), pause]);
    },
  };
}
