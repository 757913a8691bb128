import { quietUntil } from '../../shared/domain/quiet-hours.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import type { Channel, Dispatch } from '../ports/alerts.ts';
import type { MailSent } from '../ports/mail.ts';
import { openAlertSettings } from '../store/alert-settings.ts';
import type { Database } from '../store/database.ts';
import { openOutbox } from '../store/dispatches.ts';

/** What came of a try; null: there was nothing to say any more, or nobody to say it to. */
export type SendDispatch = (dispatch: Dispatch, now: number) => Promise<MailSent | null>;

const minuteMs = 60_000;
/** After each try that failed; then it is parked, some four days after the first. */
const waitsMinutes = [1, 5, 30, 120, 300, 600, 840, 1_200, 1_440, 1_440] as const;
/** Of one round: the next begins within seconds. */
const mostAtOnce = 50;

export interface SendParts {
  readonly database: Database;
  readonly send: SendDispatch;
  readonly now: () => number;
  readonly random: () => number;
  readonly logger: Pick<Logger, 'warn'>;
  readonly goesOn: () => boolean;
}

/**
 * Sends what is due on one channel, the longest due first. One that fails waits and lets the others pass; where the
 * server itself is away, it is left alone for this round. Answers how many went.
 */
export async function sendDue(parts: SendParts, channel: Channel): Promise<number> {
  const { database, send, now, logger, goesOn } = parts;
  const outbox = openOutbox(database);
  let sent = 0;
  const away: string[] = [];
  for (let n = 0; n < mostAtOnce && goesOn(); n++) {
    const dispatch = await outbox.claim(channel, now(), away);
    if (dispatch === null) break;
    const quiet = await quietFor(database, dispatch, now());
    if (quiet !== null) {
      await outbox.putOff(dispatch, quiet);
      continue;
    }
    const outcome = await send(dispatch, now()).catch((err: unknown): MailSent => {
      // What cannot even be written is no reason to leave the others lie.
      logger.warn({ err, id: dispatch.id }, 'an alert could not be written');
      return { is: 'later', said: String(err).slice(0, 300) };
    });
    await outbox.settle(dispatch, settled(dispatch, outcome, parts), now());
    if (outcome?.is === 'sent') sent++;
    else if (outcome !== null)
      logger.warn({ id: dispatch.id, said: outcome.said }, 'an alert was not delivered');
    if (outcome?.is !== 'away') continue;
    // One mail server serves all, and each place has a program of its own.
    if (channel === 'mail') break;
    away.push(dispatch.placeId);
  }
  return sent;
}

function settled(dispatch: Dispatch, outcome: MailSent | null, { now, random }: SendParts) {
  if (outcome === null) return { state: 'dropped', said: null } as const;
  if (outcome.is === 'sent') return { state: 'delivered', said: null } as const;
  const { said } = outcome;
  const minutes = waitsMinutes[dispatch.attempts - 1];
  if (outcome.is === 'never' || minutes === undefined) return { state: 'parked', said } as const;
  // Half of it by chance: what failed together does not come back together.
  const waitMs = minutes * minuteMs * (0.75 + random() / 2);
  return { state: 'pending', said, nextTryAt: Math.round(now() + waitMs) } as const;
}

/** A second try keeps the quiet hours too. */
async function quietFor(
  database: Database,
  { channel, placeId }: Dispatch,
  now: number,
): Promise<number | null> {
  if (channel !== 'mail') return null;
  const { quiet } = await openAlertSettings(database).find(placeId);
  if (quiet === null) return null;
  const place = await database.db
    .selectFrom('place')
    .select('time_zone')
    .where('id', '=', placeId)
    .executeTakeFirst();
  return place ? quietUntil(now, quiet, place.time_zone) : null;
}
