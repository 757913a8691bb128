import { expect, test } from '@jest/globals';
import { maskUid, maskUidsIn } from '../../../shared/runtime/mask-uids.ts';

const uids = ['0A1B2C3D', '04A1B2C3D4E5F6', '04A1B2C3D4E5F60718C9'];
const bytesOf = (uid: string): readonly string[] => uid.match(/../g) ?? [];

test.each(uids)('%s is in no text, however it is spelt', (uid) => {
  const spelt = (some: readonly string[]) =>
    ['', ':', ' ', '-'].flatMap((between) => [
      some.join(between),
      some.join(between).toLowerCase(),
    ]);
  const all = [...spelt(bytesOf(uid)), ...spelt(bytesOf(uid).toReversed())];
  for (const text of [...all, `0x${uid}`]) {
    for (const around of [
      text,
      `card:${text}.`,
      `"${text}"`,
      `no card ${text} here`,
      `<Buffer ${text}>`,
    ]) {
      const masked = maskUidsIn(around);
      expect(masked).toContain('…');
      expect(masked.replaceAll(/[^0-9a-f]/gi, '').toLowerCase()).not.toContain(
        text.replaceAll(/[^0-9a-f]/gi, '').toLowerCase(),
      );
    }
  }
});

test.each([
  '0192f3a4-5b6c-7d8e-8f90-a1b2c3d4e5f6',
  'device-a1b2c3d4 is back',
  '5b1c2d3e4f5061728394a5b6c7d8e9f0',
  'b8:27:eb:12:34:56',
  '2026-11-22T13:24:08.123Z, 13:24:08',
  'epoch 1763818000000, in 812345 ms',
  'at file:///opt/badgeuse/dist/device/on-tap.js:120:14',
])('%s stays as it is', (text) => {
  expect(maskUidsIn(text)).toBe(text);
});

test('a short uid keeps half of its digits to itself', () => {
  expect(maskUid('0A1B2C3D')).toBe('0A…3D');
});
