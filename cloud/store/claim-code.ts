import { randomInt } from 'node:crypto';

/** RFC 8628, 6.1: no vowels to make words of, nothing to mistake for a digit. 20^8 is 34 bits. */
const letters = 'BCDFGHJKLMNPQRSTVWXZ';

/** What a device shows and staff type: `BCDF-GHJK`. */
export function newUserCode(): string {
  const eight = Array.from({ length: 8 }, () => letters.charAt(randomInt(letters.length))).join('');
  return `${eight.slice(0, 4)}-${eight.slice(4)}`;
}

/** As staff typed it: lower case, with or without the dash or blanks. */
export function readUserCode(typed: string): string {
  const eight = typed.toUpperCase().replace(/[^A-Z]/g, '');
  return `${eight.slice(0, 4)}-${eight.slice(4)}`;
}
