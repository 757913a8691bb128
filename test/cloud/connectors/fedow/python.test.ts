import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asPythonSpells } from '../../../../cloud/connectors/fedow/python-json.ts';
import { pythonRepr } from '../../../../cloud/connectors/fedow/python-repr.ts';
import { parsePython } from '../../../../cloud/connectors/fedow/python-value.ts';
import { dumps, readTree, str } from '../../../fakes/fedow/python.ts';

const reprOf = (json: string): string => pythonRepr(parsePython(json));

/** What Python 3.11 printed: `json.dumps(json.loads(text))`, `str(json.loads(text))`. */
const printed: readonly (readonly [text: string, json: string, repr: string])[] = [
  ['{"a":1,"b":[1,"a"]}', '{"a": 1, "b": [1, "a"]}', "{'a': 1, 'b': [1, 'a']}"],
  ['[ { } , [ ] ]', '[{}, []]', '[{}, []]'],
  ['[true,false,null]', '[true, false, null]', '[True, False, None]'],
  ['{"2":1,"1":2}', '{"2": 1, "1": 2}', "{'2': 1, '1': 2}"],
  ['{"a":1,"b":2,"a":3}', '{"a": 3, "b": 2}', "{'a': 3, 'b': 2}"],
  ['[1.0,0.1,-0,-0.0,1e5]', '[1.0, 0.1, 0, -0.0, 100000.0]', '[1.0, 0.1, 0, -0.0, 100000.0]'],
  ['[1e16,1e15,1E-4,0.00001]', '[1e+16, 1000000000000000.0, 0.0001, 1e-05]', ''],
  ['[123456789012345678901234567890]', '[123456789012345678901234567890]', ''],
  ['[-574133202723316.25,0.00012,123456.789]', '[-574133202723316.2, 0.00012, 123456.789]', ''],
  ['[1.5e300,5e-324,1e999]', '[1.5e+300, 5e-324, Infinity]', '[1.5e+300, 5e-324, inf]'],
  ['"\\ud800x\\udc00"', '"\\ud800x\\udc00"', "'\\ud800x\\udc00'"],
  ['"é€😀\\u007f\\/"', '"\\u00e9\\u20ac\\ud83d\\ude00\\u007f/"', "'é€😀\\x7f/'"],
  ['"\\b\\f\\n\\r\\t\\u0001"', '"\\b\\f\\n\\r\\t\\u0001"', "'\\x08\\x0c\\n\\r\\t\\x01'"],
  ['"it\'s"', '"it\'s"', '"it\'s"'],
  ['"it\'s \\"q\\""', '"it\'s \\"q\\""', "'it\\'s \"q\"'"],
  ['"\\\\ \\u00a0\\u00ad\\u2028\\ue000"', '"\\\\ \\u00a0\\u00ad\\u2028\\ue000"', ''],
];

test.each(printed)('%s is spelt as Python spells it', (text, json, repr) => {
  expect(asPythonSpells(text)).toBe(json);
  if (repr !== '') expect(reprOf(text)).toBe(repr);
});

test('what is not printable is shown by its number', () => {
  expect(reprOf('"\\u00a0\\u00ad\\u2028\\ue000\\u0378\\udb40\\udc01"')).toBe(
    "'\\xa0\\xad\\u2028\\ue000\\u0378\\U000e0001'",
  );
});

test('the body of the reference', () => {
  const body = '{"hello":"é€😀 \\"q\\" \\\\ / \\n","n":1,"b":true,"z":null,"l":[1,"a"]}';
  const spelt = asPythonSpells(body);
  expect(spelt).toBe(
    '{"hello": "\\u00e9\\u20ac\\ud83d\\ude00 \\"q\\" \\\\ / \\n", "n": 1, "b": true, "z": null, "l": [1, "a"]}',
  );
  expect(dumps(readTree(body))).toBe(spelt);
});

test('no JSON, and brackets without end, are refused', () => {
  for (const text of ['', '{', '{"a":}', '[1,]', "{'a':1}", 'NaN', '"\n"', '[01]']) {
    expect(() => parsePython(text)).toThrow(SyntaxError);
  }
  expect(() => parsePython('['.repeat(100_000) + ']'.repeat(100_000))).toThrow(SyntaxError);
});

describe('a second implementation agrees', () => {
  /** Any units at all, halves of pairs among them. */
  const anyText = fc
    .array(fc.oneof(fc.integer({ min: 0, max: 0xff }), fc.integer({ min: 0, max: 0xffff })), {
      maxLength: 12,
    })
    .map((units) => String.fromCharCode(...units));
  const numbers = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => JSON.stringify(n)),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n.toExponential()),
    fc.bigInt().map(String),
    fc.constantFrom(
      '-0',
      '-0.0',
      '0e0',
      '1.0',
      '1e16',
      '1e-5',
      '9007199254740993.0',
      '1e22',
      '-574133202723316.25',
    ),
  );
  /** JSON texts rather than values: what is written is what Python reads. */
  const { json } = fc.letrec<{ json: string }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.oneof(
        anyText.map((text) => JSON.stringify(text)),
        numbers,
        fc.constantFrom('true', 'false', 'null', '{}', '[]', ' [ ] '),
      ),
      fc.array(tie('json'), { maxLength: 4 }).map((items) => `[${items.join(' ,')}]`),
      fc
        .array(fc.tuple(fc.oneof(anyText, fc.constantFrom('1', 'a', '0')), tie('json')), {
          maxLength: 5,
        })
        .map((all) => `{${all.map(([key, of]) => `${JSON.stringify(key)}: ${of}`).join(',')}}`),
    ),
  }));

  test('on any JSON text', () => {
    fc.assert(
      fc.property(json, (text) => {
        const tree = readTree(text);
        expect(asPythonSpells(text)).toBe(dumps(tree));
        expect(reprOf(text)).toBe(str(tree));
      }),
      { numRuns: 2_000 },
    );
  });

  test('and to spell it again changes nothing', () => {
    fc.assert(
      fc.property(json, (text) => {
        const spelt = asPythonSpells(text);
        // Beyond a double's range Python writes what no JSON has.
        fc.pre(!spelt.includes('Infinity'));
        expect(asPythonSpells(spelt)).toBe(spelt);
        expect(spelt).toMatch(/^[ -~]*$/);
      }),
    );
  });
});
