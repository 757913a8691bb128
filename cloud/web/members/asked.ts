import { parseUid } from '../../../shared/domain/card.ts';
import { maskUid } from '../../../shared/runtime/mask-uids.ts';

/** What was typed to find something, as it may be written down: a card's whole number is a key to copy. */
export function askedText(text: string): string {
  const uid = parseUid(text);
  return uid.ok ? maskUid(uid.value) : text;
}
