import { errorCodeOf } from '../../../shared/runtime/errors.ts';
import { maskUid } from '../../../shared/runtime/mask-uids.ts';
import type { CardRecord } from '../../ports/registry.ts';
import { holds } from '../access.ts';
import type { Words } from '../language.ts';
import type { Principal } from '../principal.ts';

/** The number to copy a card by is shown to who may; to others enough to tell it from the next one. */
export function readNumber(card: CardRecord, principal: Principal | null): string {
  const number = card.uid ?? card.tag8;
  if (principal === null || !holds(principal, 'cards:uid')) return maskUid(number);
  return number.replace(/(..)(?=.)/g, '$1\u00a0');
}

/** What people call it: its printed number, else what they may see of the number read. */
export const cardName = (card: CardRecord): string => card.number ?? maskUid(card.uid ?? card.tag8);

/** What the rules refused, said beside the form; null: it was something else. */
export function cardError(err: unknown, words: Words): string | null {
  const details = (err as { details?: Record<string, unknown> }).details ?? {};
  switch (errorCodeOf(err)) {
    case 'cardTaken':
      return words.errorCardTakenBy(String(details['who']));
    case 'cardNotActive':
      return words.errorCardNotActive(stateWord(String(details['state']), words));
    case 'uidRandom':
      return words.errorUidRandom;
    case 'tagMismatch':
      return words.errorTagMismatch;
    case 'conflict':
      return words.errorNumberTaken;
    case 'badRequest':
      return words.errorUid;
    default:
      return null;
  }
}

const stateWord = (state: string, words: Words): string =>
  state === 'reported lost'
    ? words.cardState_lost
    : state === 'returned'
      ? words.cardState_returned
      : words.cardState_destroyed;
