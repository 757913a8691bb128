import { expect, test } from '@jest/globals';
import { challengeOf, digestAnswer } from '../../../device/locks/digest.ts';
import { tasmotaPulse } from '../../../device/locks/lock-plan.ts';
import { isPublic } from '../../../shared/runtime/host-rule.ts';

// RFC 7616, 3.9.1.
const offered = ['SHA-256', 'MD5'].map(
  (algorithm) =>
    `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`,
);
const answerOf = (headers: readonly string[]) => {
  const challenge = challengeOf(headers);
  return (
    challenge &&
    digestAnswer(
      challenge,
      { method: 'GET', uri: '/dir/index.html' },
      { username: 'Mufasa', password: 'Circle of Life' },
      'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    )
  );
};

test('answers as the RFC’s example does, by the stronger of what is offered', () => {
  const sha = '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1';
  expect(answerOf(offered.toReversed())).toContain(`response="${sha}"`);
  expect(answerOf(offered.slice(1))).toContain('response="8ca523f5e9506fed4657c9700eebdbec"');
  expect(
    answerOf(['Basic realm="x"', 'Digest realm="x"', 'Digest nonce="x", algorithm=SHA-512']),
  ).toBe(null);
});

test('knows an address of this network or machine under every spelling', () => {
  for (const inside of ['127.0.0.1', '10.1.2.3', '192.168.1.1', '172.31.0.1', '169.254.169.254'])
    expect([inside, isPublic(inside)]).toEqual([inside, false]);
  for (const inside of [
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:10.0.0.1',
  ])
    expect([inside, isPublic(inside)]).toEqual([inside, false]);
  for (const inside of ['64:ff9b::a00:1', '2002:a00:1::1', 'lock.lan'])
    expect([inside, isPublic(inside)]).toEqual([inside, false]);
  for (const outside of ['8.8.8.8', '2606:4700::1111', '172.32.0.1'])
    expect([outside, isPublic(outside)]).toEqual([outside, true]);
});

test('spells a pulse as Tasmota does', () => {
  expect([100, 3_000, 11_100, 20_000].map(tasmotaPulse)).toEqual([1, 30, 111, 120]);
});
