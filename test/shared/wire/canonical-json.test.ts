import { describe, expect, test } from '@jest/globals';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson, isCanonical, maxNesting } from '../../../shared/wire/canonical-json.ts';

describe('canonicalJson', () => {
  test.each([
    [{ b: 1, a: 2 }, '{"a":2,"b":1}'],
    [{ a: 2, b: 1 }, '{"a":2,"b":1}'],
    [{ a: { z: 1, y: 2 } }, '{"a":{"y":2,"z":1}}'],
    [{ '10': 1, '9': 2 }, '{"10":1,"9":2}'],
    [[{ b: 1, a: [true, null] }], '[{"a":[true,null],"b":1}]'],
    [{ a: undefined, b: 'é\n"' }, '{"b":"é\\n\\""}'],
    [1e21, '1e+21'],
    [-0, '0'],
  ])('%j is %s', (value, text) => expect(canonicalJson(value)).toBe(text));

  test('spells every JSON value as the library does, sorted already or not', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = canonicalize(value);
        expect(canonicalJson(value)).toBe(text);
        expect(canonicalJson(JSON.parse(String(text)))).toBe(text);
      }),
    );
  });

  test.each([
    ['a lone surrogate', { a: '\ud800' }],
    ['a lone surrogate in a key', { '\udc00': 1 }],
    ['a number beyond a double', JSON.parse('[1e999]') as unknown],
    ['a function', { a: () => 1 }],
    ['a date, which spells itself', [new Date(0)]],
    ['nothing', undefined],
  ])('refuses %s', (_name, value) => {
    expect(isCanonical(value)).toBe(false);
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  test('refuses endless nesting instead of exhausting the stack', () => {
    const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
    expect(isCanonical(nested(maxNesting))).toBe(true);
    expect(isCanonical(nested(maxNesting + 1))).toBe(false);
    expect(isCanonical(nested(30_000))).toBe(false);
  });
});
