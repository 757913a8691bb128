import { createHash, verify } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { headText, signHead, verifyHead } from '../../../shared/wire/head-signature.ts';
import { newKeyPair } from '../../../shared/wire/keys.ts';

const head = {
  device: 'demo-1',
  epoch: '5b1c0000000000000000000000000000',
  seq: 1841,
  hash: 'ab'.repeat(32),
  lost: [{ from: 3, to: 9, reason: 'pruned' as const }],
};
const { publicKey, privateKey } = newKeyPair();

test('the text that is signed', () => {
  const lost = createHash('sha256').update('[{"from":3,"reason":"pruned","to":9}]').digest('hex');
  expect(headText(head)).toBe(
    `badgeuse:v1:demo-1:5b1c0000000000000000000000000000:1841:${'ab'.repeat(32)}:${lost}`,
  );
  expect(headText({ ...head, lost: [] })).toMatch(
    /:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945$/,
  );
});

test('a signature is plain Ed25519 over that text', () => {
  const sig = Buffer.from(signHead(head, privateKey), 'base64url');
  expect(verify(null, Buffer.from(headText(head)), publicKey, sig)).toBe(true);
});

test('it fits this head alone', () => {
  const sig = signHead(head, privateKey);
  expect(verifyHead(head, sig, publicKey)).toBe(true);
  expect(verifyHead({ ...head, device: 'demo-2' }, sig, publicKey)).toBe(false);
  expect(verifyHead({ ...head, seq: 1842 }, sig, publicKey)).toBe(false);
  expect(verifyHead({ ...head, lost: [] }, sig, publicKey)).toBe(false);
  expect(verifyHead(head, sig, newKeyPair().publicKey)).toBe(false);
  for (const broken of ['', 'x', `${sig}AA`, '!!!']) {
    expect(verifyHead(head, broken, publicKey)).toBe(false);
  }
});
