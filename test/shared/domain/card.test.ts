import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cascadeTag8, isRandomUid, parseUid, tag8 } from '../../../shared/domain/card.ts';

describe('parseUid', () => {
  test.each([
    ['04A1B2C3D4E5F6', '04A1B2C3D4E5F6'],
    ['04:a1:b2:c3:d4:e5:f6', '04A1B2C3D4E5F6'],
    [' 04 a1 b2 c3 ', '04A1B2C3'],
    ['04-A1-B2-C3', '04A1B2C3'],
    ['04.a1.b2.c3\n', '04A1B2C3'],
    ['0102030405060708090a', '0102030405060708090A'],
  ])('%j is %s', (text, uid) => expect(parseUid(text)).toEqual({ ok: true, value: uid }));

  test.each([
    '',
    '04A1B2C',
    '04A1B2C3D4',
    '04A1B2C3D4E5F',
    '04A1B2C3D4E5F60718A9B0',
    'G4A1B2C3',
    '04_A1_B2_C3',
    '8804A1B2',
  ])('%j is refused, and the problem says what to do', (text) => {
    const parsed = parseUid(text);
    expect(parsed).toMatchObject({ ok: false, problem: { code: 'uidInvalid' } });
    expect(!parsed.ok && parsed.problem.hint).toMatch(/^(Hold|Read) /);
  });

  test('whatever way it is written, it is the same card; what comes out goes in', () => {
    const byte = fc.integer({ min: 0, max: 255 }).map((b) => b.toString(16).padStart(2, '0'));
    const sizes = fc.constantFrom(4, 7, 10);
    const bytes = sizes.chain((n) => fc.array(byte, { minLength: n, maxLength: n }));
    fc.assert(
      fc.property(bytes, fc.constantFrom('', ':', ' ', '-'), (uid, separator) => {
        fc.pre(uid[0] !== '88');
        const parsed = parseUid(uid.join(separator));
        expect(parsed).toEqual({ ok: true, value: uid.join('').toUpperCase() });
        expect(parsed.ok && parseUid(parsed.value)).toEqual(parsed);
      }),
    );
  });

  test('any text is an answer, never an exception', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof parseUid(text).ok === 'boolean'));
  });
});

test.each([
  ['08A1B2C3', true],
  ['08A1B2C3D4E5F6', false],
  ['0FA1B2C3', false],
  ['04A1B2C3', false],
])('that %s is random is %s', (uid, random) => {
  expect(isRandomUid(uid)).toBe(random);
});

test.each([
  ['A24B043F', 'A24B043F', 'A24B043F'],
  ['04A1B2C3D4E5F6', '04A1B2C3', '8804A1B2'],
  ['04A1B2C3D4E5F60718A9', '04A1B2C3', '8804A1B2'],
])('TiBillet knows %s as %s, and as %s where it was read by an RC522', (uid, first, cascade) => {
  expect(tag8(uid)).toBe(first);
  expect(cascadeTag8(uid)).toBe(cascade);
});
