import { expect, test } from '@jest/globals';
import { CodeAttempts } from '../../../cloud/web/code-attempts.ts';

const windowMs = 15 * 60_000;

test('wrong codes in all are bounded, wherever they come from, and right ones do not count', () => {
  const attempts = new CodeAttempts();
  for (let n = 0; n < 1_000; n++) {
    expect(attempts.begin('203.0.113.1', 0)).toBeNull();
    attempts.right('203.0.113.1');
  }
  let tries = 0;
  while (attempts.begin(`198.51.${tries >> 8}.${tries & 255}`, 1_000) === null) tries++;
  expect(tries).toBe(300);
  expect(attempts.begin('192.0.2.1', 2_000)).toBe((windowMs - 2_000) / 1000);
  expect(attempts.begin('192.0.2.1', windowMs)).toBeNull();
});

test('an IPv6 network is one address, however it is written', () => {
  const attempts = new CodeAttempts();
  for (const ip of ['2001:db8::1', '2001:db8:0:0:1::', '2001:db8:0:0:a:b:c:d', '2001:db8::5:6:7:8'])
    for (let n = 0; n < 2; n++) expect(attempts.begin(ip, 0)).toBeNull();
  expect([attempts.begin('2001:db8::a', 0), attempts.begin('2001:db8::b', 0)]).toEqual([
    null,
    null,
  ]);
  expect(attempts.begin('2001:db8::c', 0)).toBe(900);
  expect(attempts.begin('2001:db8:0:1::1', 0)).toBeNull();
  expect(attempts.begin('::ffff:192.0.2.1', 0)).toBeNull();
});
