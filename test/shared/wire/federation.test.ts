import { expect, test } from '@jest/globals';
import {
  type Answer,
  type Ask,
  isAnswerOf,
  isAskOf,
  signAnswer,
  signAsk,
} from '../../../shared/wire/federation.ts';
import { newKeyPair } from '../../../shared/wire/keys.ts';

const { privateKey, publicKey } = newKeyPair();
const body = '{"cards":[]}';

test('a question is signed as a whole: each part of it, changed, is not what was signed', () => {
  const ask: Ask = {
    ...{ method: 'POST', path: '/api/v1/federation-exchange/cards', federation: 'fed-1' },
    ...{ atMs: 1_773_000_000_000, nonce: 'nonce-1', body },
  };
  const signature = signAsk(ask, privateKey);
  expect(isAskOf(ask, signature, publicKey)).toBe(true);
  const changed: readonly Partial<Ask>[] = [
    { method: 'GET' },
    { path: `${ask.path}?after=1` },
    { federation: 'fed-2' },
    { atMs: ask.atMs + 1 },
    { nonce: 'nonce-2' },
    { body: '{"cards":[1]}' },
    { body: '' },
  ];
  for (const part of changed)
    expect(isAskOf({ ...ask, ...part }, signature, publicKey)).toBe(false);
  expect(isAskOf(ask, signature, newKeyPair().publicKey)).toBe(false);
});

test('an answer is signed as a whole, with the question that it is for', () => {
  const answer: Answer = { federation: 'fed-1', nonce: 'nonce-1', status: 200, body };
  const signature = signAnswer(answer, privateKey);
  expect(isAnswerOf(answer, signature, publicKey)).toBe(true);
  const changed: readonly Partial<Answer>[] = [
    { federation: 'fed-2' },
    { nonce: 'nonce-2' },
    { status: 410 },
    { body: '{}' },
  ];
  for (const part of changed)
    expect(isAnswerOf({ ...answer, ...part }, signature, publicKey)).toBe(false);
  expect(isAnswerOf(answer, signature, newKeyPair().publicKey)).toBe(false);
});
