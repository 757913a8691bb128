import { sign } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { signClaims, verifyClaims } from '../../../shared/wire/jws.ts';
import { newKeyPair } from '../../../shared/wire/keys.ts';

const { publicKey, privateKey } = newKeyPair();
const key = { kid: 'cloud-1', privateKey };
const keyOf = (kid: string) => (kid === 'cloud-1' ? publicKey : null);
const claims = { list: 'demo', version: 73, digest: 'ab'.repeat(32) };

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** A JWS made by hand, as RFC 7515 says, so that the library is not its own judge. */
const byHand = (header: object, payload: string) => {
  const text = `${part(header)}.${payload}`;
  return `${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`;
};
const header = { alg: 'EdDSA', kid: 'cloud-1', typ: 'badgeuse-access' };
const codeOf = async (jws: string) => {
  const verified = await verifyClaims('badgeuse-access', jws, keyOf);
  return verified.ok ? 'ok' : verified.problem.code;
};

describe('signClaims', () => {
  test('writes header and claims as RFC 7515 asks', async () => {
    const jws = await signClaims('badgeuse-access', claims, key);
    const canonical = { digest: claims.digest, list: 'demo', version: 73 };
    expect(jws).toBe(byHand(header, part(canonical)));
  });
});

describe('verifyClaims', () => {
  test('answers the claims of what was signed for this use', async () => {
    const jws = await signClaims('badgeuse-access', claims, key);
    expect(await verifyClaims('badgeuse-access', jws, keyOf)).toEqual({ ok: true, value: claims });
    expect(await codeOf(byHand(header, part(claims)))).toBe('ok');
  });

  test('refuses what was signed for another use', async () => {
    const keys = { version: 1, keys: [{ kid: 'cloud-2', publicKey: 'A'.repeat(43) }] };
    expect(await codeOf(await signClaims('badgeuse-keys', keys, key))).toBe('jwsWrongType');
  });

  test.each([
    ['an unpinned key', { ...header, kid: 'cloud-9' }, 'jwsUnknownKey'],
    ['no kid', { alg: 'EdDSA', typ: 'badgeuse-access' }, 'jwsMalformed'],
    ['no typ', { alg: 'EdDSA', kid: 'cloud-1' }, 'jwsMalformed'],
    ['alg none', { ...header, alg: 'none' }, 'jwsMalformed'],
    ['alg HS256, the public key as its secret', { ...header, alg: 'HS256' }, 'jwsMalformed'],
    ['alg Ed25519', { ...header, alg: 'Ed25519' }, 'jwsMalformed'],
    ['an extension', { ...header, crit: ['b64'], b64: false }, 'jwsMalformed'],
  ])('refuses %s', async (_name, wrong, code) =>
    expect(await codeOf(byHand(wrong, part(claims)))).toBe(code),
  );

  test('refuses a changed claim and a cut signature', async () => {
    const [head, , signature] = byHand(header, part(claims)).split('.');
    expect(await codeOf(`${head}.${part({ ...claims, version: 74 })}.${signature}`)).toBe(
      'jwsForged',
    );
    expect(await codeOf(`${head}.${part(claims)}.`)).toBe('jwsForged');
  });

  test('refuses claims that are not those of the use', async () => {
    expect(await codeOf(byHand(header, part({ list: 'demo' })))).toBe('jwsClaimsInvalid');
    expect(await codeOf(byHand(header, Buffer.from('{').toString('base64url')))).toBe(
      'jwsClaimsInvalid',
    );
  });

  test('garbage is an answer, never an exception', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), async (a, b) => {
        for (const jws of [a, `${a}.${b}.`, `${part(header)}.${a}.${b}`]) {
          expect(await codeOf(jws)).toMatch(/^jws/);
        }
      }),
    );
  });
});
