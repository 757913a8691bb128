import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import {
  newKeyPair,
  privateKeyFromPem,
  privateKeyToPem,
  publicKeyFromRaw,
  rawPublicKey,
} from '../../../shared/wire/keys.ts';

/** RFC 8032, 7.1, test 1. */
const rfcPublic = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
const rfcPem = `-----BEGIN PRIVATE KEY-----\n${Buffer.from(
  '302e020100300506032b6570042204209d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
  'hex',
).toString('base64')}\n-----END PRIVATE KEY-----\n`;

test('the public half of a known private key', () => {
  const key = privateKeyFromPem(rfcPem);
  expect(key.ok && rawPublicKey(key.value)).toBe(rfcPublic);
  expect(key.ok && privateKeyToPem(key.value)).toBe(rfcPem);
});

test('a new pair goes out and comes back', () => {
  const pair = newKeyPair();
  const raw = rawPublicKey(pair.publicKey);
  expect(raw).toMatch(/^[A-Za-z0-9_-]{43}$/);
  const back = publicKeyFromRaw(raw);
  expect(back.ok && back.value.equals(pair.publicKey)).toBe(true);
});

test.each(['', 'short', `${'A'.repeat(42)}!`, 'A'.repeat(44), `${rfcPublic.slice(0, 42)}p`])(
  'the public key %j is refused',
  (raw) =>
    expect(publicKeyFromRaw(raw)).toMatchObject({ ok: false, problem: { code: 'keyInvalid' } }),
);

test('a private key of another kind, or none, is refused', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  for (const pem of ['', 'no key', privateKeyToPem(rsa)]) {
    expect(privateKeyFromPem(pem)).toMatchObject({ ok: false, problem: { code: 'keyInvalid' } });
  }
});
