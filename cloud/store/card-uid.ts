import { bad, ok, type Result } from '../../shared/domain/result.ts';

export function parseCardUid(text: string): Result<string> {
  const uid = text.replace(/[\s:-]/g, '').toUpperCase();
  return /^([0-9A-F]{8}|[0-9A-F]{14}|[0-9A-F]{20})$/.test(uid)
    ? ok(uid)
    : bad('cardUidInvalid', 'a card uid is 8, 14 or 20 hexadecimal digits', 'Read the card again.');
}

export const cardTag8 = (uid: string): string => uid.slice(0, 8);
