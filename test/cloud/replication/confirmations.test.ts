import { expect, test } from '@jest/globals';
import { confirmations } from '../../../cloud/replication/confirmations.ts';
import type { HelloMessage } from '../../../shared/wire/messages.ts';

const hello = (nonce: string, accessVersion: number) => ({ nonce, accessVersion }) as HelloMessage;
const hour = 3_600_000;

test('thrice at first, then hourly; a new process or version begins anew; devices do not share', () => {
  const { isDue } = confirmations();
  const asks: readonly [string, string, number, number, boolean][] = [
    ['d1', 'a', 1, 0, true],
    ['d1', 'a', 1, 1, true],
    ['d1', 'a', 1, 2, true],
    ['d1', 'a', 1, 3, false],
    ['d2', 'a', 1, 3, true],
    ['d1', 'a', 1, 2 + hour - 1, false],
    ['d1', 'a', 1, 2 + hour, true],
    ['d1', 'a', 1, 3 + hour, false],
    ['d1', 'a', 2, 3 + hour, true],
    ['d1', 'b', 2, 3 + hour, true],
  ];
  for (const [device, nonce, version, now, due] of asks) {
    expect(isDue(device, hello(nonce, version), now)).toBe(due);
  }
});

test('what was sent has arrived once a hello says so; who never says counts as told', () => {
  const { isDue, hasArrived } = confirmations();
  const says = (listConfirmed: boolean) => ({ ...hello('a', 1), listConfirmed });
  expect(hasArrived('d1', 1)).toBe(false);
  for (let n = 0; n < 4; n++) isDue('d1', says(false), n);
  expect(hasArrived('d1', 1)).toBe(false);
  expect(isDue('d1', says(true), 5)).toBe(false);
  expect(hasArrived('d1', 1)).toBe(true);
  expect(hasArrived('d1', 2)).toBe(false);
  isDue('d2', hello('a', 1), 0);
  expect(hasArrived('d2', 1)).toBe(true);
});
