import type { Cancel, Clock, Timers } from '../../shared/domain/clock.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import { writeLetter } from '../mail/letters.ts';
import type { Channel, Dispatch } from '../ports/alerts.ts';
import type { Changes } from '../ports/changes.ts';
import type { Mailer, MailSent } from '../ports/mail.ts';
import type { WebhookPoster } from '../ports/webhooks.ts';
import type { Database } from '../store/database.ts';
import type { MailLinkMaker } from '../store/mail-links.ts';
import { composeEvent } from './compose-event.ts';
import { composeMail } from './compose-mail.ts';
import { type Finders, findersOf, lookForAlerts } from './look-for-alerts.ts';
import { type SendDispatch, sendDue } from './send-dispatches.ts';

export interface AlertParts {
  readonly database: Database;
  readonly links: MailLinkMaker;
  /** Null: no mail server is set. */
  readonly mailer: Mailer | null;
  readonly poster: WebhookPoster;
  readonly publicUrl: string | null;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: () => number;
  readonly logger: Logger;
}

export interface Alerts {
  /** Once, now: looks, and sends what is due. */
  run(): Promise<void>;
  stop(): Promise<void>;
}

/** What is being sent is waited for so long at the end. */
const stopMs = 5_000;
/** At least so often: an exit is forgotten by the clock, and a silent device says nothing. */
const everyMs = 60_000;
/** After something was stored; what comes in between is looked at together. */
const afterChangeMs = 2_000;
/** Between two looks, however much is stored. */
const restMs = 10_000;
/** What failed is due again by the minute. */
const sendEveryMs = 15_000;

/** Looks for what somebody wants to be told of, and tells them; beside everything else, and waited for by nobody. */
export function keepAlerts(parts: AlertParts): Alerts {
  const { database, mailer, changes, clock, timers, logger } = parts;
  const finders: Finders = findersOf(database, clock.now());
  const senders: readonly (readonly [Channel, SendDispatch])[] = [
    ['mail', mailSender(parts)],
    ['webhook', webhookSender(parts)],
  ];
  let isStopped = false;
  let looking: Promise<void> | null = null;
  const sending = new Map<Channel, Promise<void>>();
  let looked = Number.NEGATIVE_INFINITY;
  let soon: Cancel | null = null;

  const told = (what: string) => (err: unknown) => {
    if (!isStopped) logger.error({ err }, what);
  };
  function look(): Promise<void> {
    soon?.();
    soon = null;
    looking ??= lookForAlerts({ database, finders, mails: mailer !== null }, clock.now())
      .then((raised) => void (raised > 0 && void sendAll()), told('alerts could not be looked for'))
      .finally(() => {
        looking = null;
        looked = clock.monotonicNow();
      });
    return looking;
  }
  /** Each channel by itself: a mail server that hangs holds no program up. */
  function sendAll(): Promise<void> {
    for (const [channel, send] of senders) {
      if (sending.has(channel) || isStopped) continue;
      const part = { ...parts, send, now: clock.now, goesOn: () => !isStopped };
      const done = sendDue(part, channel)
        .then(() => undefined, told('alerts could not be sent'))
        .finally(() => sending.delete(channel));
      sending.set(channel, done);
    }
    return Promise.all(sending.values()).then(() => undefined);
  }
  const stops = [
    changes.on(({ helloOnly }) => {
      if (helloOnly || soon || isStopped) return;
      const rested = looked + restMs - clock.monotonicNow();
      soon = timers.after(Math.max(afterChangeMs, rested), () => void look());
    }),
    timers.every(everyMs, () => void look()),
    timers.every(sendEveryMs, () => void sendAll()),
  ];
  soon = timers.after(afterChangeMs, () => void look());

  return {
    async run() {
      await look();
      await sendAll();
    },
    async stop() {
      isStopped = true;
      for (const end of stops) end();
      soon?.();
      await looking;
      // What is on its way may arrive yet. Where that takes longer it is sent again, once its claim ran out.
      await Promise.race([Promise.all(sending.values()), pause(stopMs, timers)]);
    },
  };
}

const pause = (ms: number, timers: Timers): Promise<void> =>
  new Promise((resolve) => void timers.after(ms, resolve));

function mailSender(parts: AlertParts): SendDispatch {
  const { database, links, publicUrl, mailer } = parts;
  return async (dispatch: Dispatch, now: number): Promise<MailSent | null> => {
    if (mailer === null) return { is: 'away', said: 'No mail server is set' };
    const mail = await composeMail(
      { database, links, publicUrl, write: writeLetter },
      dispatch,
      now,
    );
    return mail && mailer.send(mail);
  };
}

function webhookSender({ database, poster }: AlertParts): SendDispatch {
  return async (dispatch: Dispatch, now: number): Promise<MailSent | null> => {
    const message = await composeEvent(database, dispatch, now);
    return message && poster.post(message);
  };
}
