import { createPublicKey } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { asPythonSpells } from '../../../../cloud/connectors/fedow/python-json.ts';
import {
  base64Url,
  publicPemOf,
  pythonDate,
  signedBody,
  signedText,
} from '../../../../cloud/connectors/fedow/signature.ts';
import { isSignedBy, messageOf } from '../../../fakes/fedow/who-asks.ts';
import { sharedKeys } from './joined.ts';

const body = '{"hello":"é€😀 \\"q\\" \\\\ / \\n","n":1,"b":true,"z":null,"l":[1,"a"]}';

test('what is signed is Base64 of what Python spells, to the byte', () => {
  const signed =
    'eyJoZWxsbyI6ICJcdTAwZTlcdTIwYWNcdWQ4M2RcdWRlMDAgXCJxXCIgXFwgLyBcbiIsICJuIjogMSwgImIiOiB0cnVlLCAieiI6IG51bGwsICJsIjogWzEsICJhIl19';
  expect(base64Url(Buffer.from(asPythonSpells(body)))).toBe(signed);
  expect(messageOf(body)).toBe(signed);
});

test('a key of 2048 bits and its usual exponent, as PEM that fits their field', async () => {
  const [key] = await sharedKeys();
  const pem = publicPemOf(key);
  expect(pem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
  expect(pem.length).toBeLessThanOrEqual(512);
  expect(createPublicKey(pem).asymmetricKeyDetails).toMatchObject({
    modulusLength: 2048,
    publicExponent: 65537n,
  });
});

test('taken by the fake, and refused where any byte differs', async () => {
  const [key, other] = await sharedKeys();
  const publicKey = createPublicKey(key);
  const message = messageOf(body);
  const signature = signedBody(body, key);
  expect(signature).toMatch(/^[\w-]{342}==$/);
  expect(isSignedBy(publicKey, message, signature)).toBe(true);
  expect(isSignedBy(createPublicKey(other), message, signature)).toBe(false);

  const refused = { signature: 0, message: 0 };
  const bytes = Buffer.from(signature, 'base64url');
  for (let at = 0; at < bytes.length; at++) {
    const altered = Buffer.from(bytes);
    altered[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
    if (!isSignedBy(publicKey, message, base64Url(altered))) refused.signature++;
  }
  const said = Buffer.from(body);
  let tried = 0;
  for (let at = 0; at < said.length; at++) {
    const altered = Buffer.from(said);
    altered[at] = (said[at] ?? 0) ^ 1;
    const text = altered.toString('latin1');
    // What is no JSON any more was never taken for a body.
    try {
      if (messageOf(text) === message) continue;
    } catch {
      continue;
    }
    tried++;
    if (!isSignedBy(publicKey, messageOf(text), signature)) refused.message++;
  }
  expect(refused.signature).toBe(256);
  expect(tried).toBeGreaterThan(20);
  expect(refused.message).toBe(tried);
});

test('a short salt, plain Base64 and the compact body are refused', async () => {
  const [key] = await sharedKeys();
  const publicKey = createPublicKey(key);
  const compact = signedText(base64Url(Buffer.from(body)), key);
  expect(isSignedBy(publicKey, messageOf(body), compact)).toBe(false);
  let plain = '';
  while (!/[+/]/.test(plain)) {
    plain = Buffer.from(signedBody(body, key), 'base64url').toString('base64');
  }
  expect(isSignedBy(publicKey, messageOf(body), plain)).toBe(false);
});

test('a date is spelt as Python prints it again', () => {
  expect(pythonDate(Date.UTC(2026, 6, 1, 8, 0, 0, 123))).toBe('2026-07-01T08:00:00.123000+00:00');
  expect(pythonDate(Date.UTC(2026, 6, 1, 8, 0, 0, 7))).toBe('2026-07-01T08:00:00.007000+00:00');
  // On the full second Python prints no fraction: once in a thousand times the signature would not fit.
  expect(pythonDate(Date.UTC(2026, 6, 1, 8))).toBe('2026-07-01T08:00:00+00:00');
});
