import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { keyFingerprint } from '../../../shared/wire/fingerprint.ts';

const device = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
const cloud = 'PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw';

test('five groups of four letters nobody misreads', () => {
  expect(keyFingerprint(device, cloud)).toMatch(
    /^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/,
  );
});

test('the first 100 bits of the digest, five at a time', () => {
  const digest = createHash('sha256').update(`badgeuse:v1:keys:${device}:${cloud}`).digest();
  const bits = [...digest].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const letters = (bits.slice(0, 100).match(/.{5}/g) ?? []).map((five) =>
    '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.charAt(Number.parseInt(five, 2)),
  );
  expect(keyFingerprint(device, cloud).replaceAll('-', '')).toBe(letters.join(''));
});

test('either key changes it, and which is whose matters', () => {
  expect(keyFingerprint(cloud, device)).not.toBe(keyFingerprint(device, cloud));
});
