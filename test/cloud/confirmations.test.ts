import { expect, test } from '@jest/globals';
import { confirmations } from '../../cloud/confirmations.ts';
import type { HelloMessage } from '../../shared/wire/messages.ts';

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
