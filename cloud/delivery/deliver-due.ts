import type { Logger } from '../../shared/runtime/logger.ts';
import type {
  Because,
  ClaimedDelivery,
  DeliveryOutbox,
  DueDelivery,
} from '../ports/connections.ts';
import type { Connector, DeliveryAnswer, OutboundPunch } from '../ports/connectors.ts';
import { pauseAfter, waitAfterTry, waitInDoubt } from './back-off.ts';

export interface DeliverParts {
  readonly outbox: DeliveryOutbox;
  readonly now: () => number;
  readonly random: () => number;
  readonly logger: Pick<Logger, 'warn'>;
  readonly goesOn: () => boolean;
}

/** Of one round: the next begins at once. */
const mostAtOnce = 100;
/** So many answers in a row that leave it open: whoever is there hears nobody at present. */
const doubtsInRow = 3;

/**
 * Delivers what is due at one other system, one after the other, the longest due first; of one person always in their
 * order. What fails waits by itself and lets the others pass, unless nothing would be taken at all: then the system is
 * left alone for a while. Answers how many it took, and whether more is due.
 */
export async function deliverDue(
  parts: DeliverParts,
  connectionId: string,
  connector: Connector,
): Promise<{ readonly delivered: number; readonly more: boolean }> {
  const { outbox, now, goesOn } = parts;
  let delivered = 0;
  let doubts = 0;
  const pause = (because: Because) =>
    outbox.pause(
      connectionId,
      because,
      (failures) => now() + pauseAfter(failures, connector.isLive, parts.random),
    );
  for (let n = 0; n < mostAtOnce; n++) {
    const due = goesOn() ? await outbox.due(connectionId, now()) : null;
    if (due === null) return { delivered, more: false };
    const answer = await deliverOne(parts, due, connector);
    if (answer === null) continue;
    if (answer.is === 'delivered' && delivered++ === 0) await outbox.succeeded(connectionId, now());
    doubts = answer.is === 'unknown' && !answer.isForGood ? doubts + 1 : 0;
    const isHopeless = answer.is === 'retry' && answer.concerns === 'everything';
    if (isHopeless || (answer.is === 'unknown' && doubts === doubtsInRow)) {
      const about = answer.is === 'retry' ? answer.about : undefined;
      await pause({ why: answer.why, ...(about && { about }) });
      return { delivered, more: false };
    }
  }
  return { delivered, more: true };
}

/** Null: nothing was sent. */
async function deliverOne(
  parts: DeliverParts,
  due: DueDelivery,
  connector: Connector,
): Promise<DeliveryAnswer | null> {
  const { outbox, now } = parts;
  const punch = await outbox.punchOf(due);
  if (punch === null) {
    await outbox.setAside(due, null, now());
    return null;
  }
  const why = connector.accepts(punch);
  // What may be there is looked for, whatever was changed since it left.
  if (why !== null && due.maybeSent === null) {
    await outbox.setAside(due, why, now());
    return null;
  }
  const claimed = await outbox.claim(due, now());
  if (claimed === null) return null;
  const answer = givenUp(await ask(parts, claimed, punch, connector), claimed);
  await outbox.settle(claimed, answer, {
    now: now(),
    nextTryAt: nextTryAt(parts, claimed, answer, connector.isLive),
  });
  return answer;
}

async function ask(
  { now, logger }: DeliverParts,
  { maybeSent, claimedAt }: ClaimedDelivery,
  punch: OutboundPunch,
  connector: Connector,
): Promise<DeliveryAnswer> {
  try {
    return await connector.deliver({ punch, maybeSent });
  } catch (err) {
    // None of them throws; one that did may have sent it.
    logger.warn({ err, id: punch.id, connector: connector.name }, 'a connector failed');
    const first = maybeSent?.first ?? claimedAt;
    return { is: 'unknown', why: 'internal', maybeSent: { first, last: now() } };
  }
}

/** One that was tried for a week is for staff. */
const givenUp = (answer: DeliveryAnswer, { tries }: ClaimedDelivery): DeliveryAnswer =>
  answer.is === 'retry' &&
  answer.concerns === 'punch' &&
  waitAfterTry(tries + 1, false, () => 0) === null
    ? { is: 'parked', reason: answer.why, ...(answer.about && { about: answer.about }) }
    : answer;

function nextTryAt(
  { now, random }: DeliverParts,
  { tries }: ClaimedDelivery,
  answer: DeliveryAnswer,
  isLive: boolean,
): number {
  if (answer.is === 'unknown') return now() + waitInDoubt(tries + 1, random);
  if (answer.is === 'retry' && answer.concerns === 'punch')
    return now() + (waitAfterTry(tries + 1, isLive, random) ?? 0);
  return now();
}
