import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readInvitation } from '../../../cloud/connectors/fedow/onboarding.ts';
import { readBlock, readBlocks } from '../../../cloud/connectors/fedow/read-block.ts';
import { readFrappeTrouble } from '../../../cloud/connectors/frappe-answer.ts';
import { challengeOf } from '../../../device/locks/digest.ts';
import { jsonAt } from '../../../device/locks/json-at.ts';
import { errorCodeOf, errorKinds } from '../../../shared/runtime/errors.ts';
import type { HttpAnswer } from '../../../shared/runtime/http-call.ts';

/** What other systems and locks answer is as strange as they like: it is read, or refused with a reason of ours. */

const server = new URL('https://fedow.example/');
const uuid = '0f9c4ad1-7c4b-4bd1-9b14-1d3c7f3f0a55';
const date = '2026-11-21T08:00:00.123456Z';
const transaction = {
  ...{ uuid, action: 'QRY', hash: 'ab'.repeat(32), datetime: date, last_check: date },
  ...{ subscription_first_datetime: null, subscription_start_datetime: null },
  ...{ subscription_type: 'N', sender: uuid, receiver: uuid, asset: uuid, amount: 150 },
  ...{ comment: null, metadata: { direction: 'in', at: 1.0, of: [true, null, 'é'] } },
  ...{ primary_card: null, previous_transaction: uuid, card: null, verify_hash: true },
};
const samples = [
  JSON.stringify(transaction),
  JSON.stringify([transaction, transaction]),
  JSON.stringify({
    exception: 'frappe.exceptions.ValidationError: <b>Non&nbsp;!</b>',
    exc_type: 'ValidationError',
    exc: JSON.stringify(['Traceback (most recent call last):\n  x\nValueError: no']),
    _server_messages: JSON.stringify([JSON.stringify({ message: 'Déjà <i>parti</i>' })]),
  }),
  '<!doctype html><html><head><title>502</title></head><body>&#x110000;&#0;</body></html>',
  ...[
    '['.repeat(20_000),
    '{"metadata":'.repeat(5_000),
    '<script'.repeat(3_000),
    '&#'.repeat(9_000),
  ],
  ...['{"__proto__":{"a":1}}', '"\\ud800"', '1e999', '-0', '', 'null', '\u0000', '{"a":1,"a":2}'],
];

const strange = fc.oneof(
  fc
    .tuple(fc.constantFrom(...samples), fc.nat(), fc.nat({ max: 40 }), fc.string({ maxLength: 8 }))
    .map(([text, at, cut, put]) => {
      const from = at % (text.length + 1);
      return text.slice(0, from) + put + text.slice(from + cut);
    }),
  fc.json(),
  fc.string(),
);
const status = fc.constantFrom(
  200,
  201,
  204,
  301,
  400,
  401,
  403,
  404,
  409,
  417,
  429,
  500,
  503,
  999,
);

const onlyOurs = (read: () => unknown): void => {
  try {
    read();
  } catch (err) {
    expect(Object.keys(errorKinds)).toContain(errorCodeOf(err) ?? String(err));
  }
};

test('answers of FEDOW and of Frappe, and strings people paste', () => {
  fc.assert(
    fc.property(strange, status, (text, code) => {
      const answer: HttpAnswer = {
        ...{ is: 'answered', status: code, text, challenges: [], retryAfter: null, headers: {} },
      };
      onlyOurs(() => readBlock(server, answer));
      onlyOurs(() => readBlocks(server, answer));
      onlyOurs(() => readInvitation(text));
      onlyOurs(() => readInvitation(Buffer.from(text).toString('base64url')));
      const { said } = readFrappeTrouble(text);
      expect(said.length).toBeLessThanOrEqual(600);
      expect(said).not.toMatch(/[\n\r\0]/);
    }),
    { numRuns: 400 },
  );
  // What was not damaged is still read, or this test would look at nothing.
  const [one = '', two = '', refusal = ''] = samples;
  const well = { is: 'answered', challenges: [], retryAfter: null, headers: {} } as const;
  expect(readBlock(server, { ...well, status: 201, text: one }).hash).toBe(transaction.hash);
  expect(readBlocks(server, { ...well, status: 200, text: two })).toHaveLength(2);
  expect(readFrappeTrouble(refusal)).toEqual({ type: 'ValidationError', said: 'Déjà parti' });
});

test('answers of locks: what they ask to prove, and what a pointer finds in them', () => {
  const pointer = fc.oneof(
    fc.constantFrom('', '/a', '/__proto__/a', '/0/~1', '/metadata/of/1'),
    fc.string(),
  );
  fc.assert(
    fc.property(strange, pointer, fc.array(fc.string()), (text, where, offered) => {
      challengeOf([...offered, text, `Digest ${text}`, `Digest realm="${text}", nonce="x"`]);
      let value: unknown = text;
      try {
        value = JSON.parse(text);
      } catch {
        // No JSON: a pointer finds nothing in a text.
      }
      const found = jsonAt(value, where);
      expect(
        found === undefined || JSON.stringify(value).length >= JSON.stringify(found).length,
      ).toBe(true);
    }),
    { numRuns: 400 },
  );
  expect(jsonAt({ a: 1 }, '/constructor/name')).toBeUndefined();
});
