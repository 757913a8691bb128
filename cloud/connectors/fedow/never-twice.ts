import type { EpochMs } from '../../../shared/domain/clock.ts';
import type { HttpAnswer } from '../../../shared/runtime/http-call.ts';
import type { DeliveryAnswer, MaybeSent } from '../../ports/connectors.ts';
import type { Block } from './block.ts';
import { jsonOrUndefined } from './read-answer.ts';

/** What to do next about one punch. */
export type Step =
  | { readonly do: 'look'; readonly from: EpochMs; readonly to: EpochMs }
  | { readonly do: 'send' }
  | { readonly do: 'keep'; readonly block: Block; readonly doubles: readonly string[] }
  | { readonly do: 'answer'; readonly answer: DeliveryAnswer };

/** Their clock and ours: a block is looked for as far as this before and after. */
const clocksApartMs = 6 * 3_600_000;

/**
 * Fedow knows no punch again: what may have been sent is looked for among its blocks, never sent on the chance. And as
 * a request that nobody waits for any more may still be worked on, nothing is sent before `settleMs` are over.
 */
export function firstStep(maybeSent: MaybeSent | null, now: EpochMs): Step {
  if (maybeSent === null) return { do: 'send' };
  const from = Math.min(maybeSent.first, now) - clocksApartMs;
  return { do: 'look', from, to: Math.max(maybeSent.last, now) + clocksApartMs };
}

/** Of the blocks that a look found, the oldest is the punch; more of them are somebody's repetition. */
export function afterLook(
  blocks: readonly Block[],
  punchUuid: string,
  maybeSent: MaybeSent,
  now: EpochMs,
  settleMs: number,
): Step {
  const [block, ...doubles] = blocks
    .filter(({ action, metadata }) => action === 'BDG' && metadata?.['punch_uuid'] === punchUuid)
    .sort((a, b) => (a.datetime < b.datetime ? -1 : 1));
  if (block) return { do: 'keep', block, doubles: doubles.map(({ uuid }) => uuid) };
  if (now - maybeSent.last >= settleMs) return { do: 'send' };
  return unknown('mayStillArrive', maybeSent);
}

/** `block`: what a 201 says, null where that cannot be read. Null: a card is not known there, whose is to be seen. */
export function afterSend(
  answer: HttpAnswer,
  block: Block | null,
  maybeSent: MaybeSent,
): Step | null {
  if (answer.is === 'notSent') return retryAll(answer.why);
  if (answer.is !== 'answered') return unknown(answer.why, maybeSent);
  const { status, text } = answer;
  if (block) return { do: 'keep', block, doubles: [] };
  if (status === 401 || status === 403) return retryAll('fedowRefused');
  if (status === 429) return retryAll('fedowTroubled');
  if (status >= 300 && status < 500) {
    const said = jsonOrUndefined(text);
    if (typeof said !== 'object' || said === null) return retryAll('fedowAnswerStrange');
    if (status === 404) return null;
    if ('asset' in said) return retryAll('assetUnknown');
    return parked('first_tag_id' in said ? 'tagRefused' : 'refused');
  }
  return unknown(status >= 500 ? 'fedowTroubled' : 'fedowAnswerStrange', maybeSent);
}

const answered = (answer: DeliveryAnswer): Step => ({ do: 'answer', answer });
export const unknown = (why: string, maybeSent: MaybeSent): Step =>
  answered({ is: 'unknown', why, maybeSent });
export const retryAll = (why: string): Step =>
  answered({ is: 'retry', why, concerns: 'everything' });
export const parked = (reason: string): Step => answered({ is: 'parked', reason });
