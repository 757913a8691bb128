import { randomBytes } from 'node:crypto';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Clock } from '../../shared/domain/clock.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { HostRule } from '../../shared/runtime/host-rule.ts';
import { callOnce } from '../../shared/runtime/http-call.ts';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import {
  exchangeHeaders,
  exchangePath,
  isAnswerOf,
  RaisedCards,
  signAsk,
} from '../../shared/wire/federation.ts';
import { publicKeyFromRaw } from '../../shared/wire/keys.ts';
import type { OwnKeys } from '../store/federations.ts';

export interface PartnerAddress {
  readonly federation: string;
  readonly url: string;
  readonly theirKey: string;
  readonly keys: OwnKeys;
}

export interface AskParts {
  readonly hosts: HostRule;
  readonly clock: Clock;
}

const deadlineMs = 20_000;
const mostAnswerBytes = 1024 * 1024;

/**
 * One signed question to the other side, and its answer, signed by the key that was pinned. Throws `federationLeft` and
 * `federationSaysNo` for what they say, and why they were not reached or are not believed.
 */
export async function askPartner<T>(
  { hosts, clock }: AskParts,
  { federation, url, theirKey, keys }: PartnerAddress,
  asked: { readonly method: 'GET' | 'POST'; readonly path: string; readonly body?: object },
  schema: TSchema,
): Promise<T> {
  const target = URL.parse(`${url}${exchangePath}${asked.path}`);
  const server = target?.host ?? url;
  if (!target || !/^https?:$/.test(target.protocol) || target.username !== '')
    throw failure('federationAddressRefused', { server });
  const at = await hosts(target);
  if (at === 'hostNotAllowed') throw failure('federationAddressRefused', { server });
  if (at === 'unreachable') throw failure('federationUnreachable', { server, why: at });
  const body = asked.body === undefined ? '' : canonicalJson(asked.body);
  const nonce = randomBytes(16).toString('base64url');
  const atMs = clock.now();
  const path = `${exchangePath}${asked.path}`;
  const ask = { method: asked.method, path, federation, atMs, nonce, body };
  const answer = await callOnce(
    {
      method: asked.method,
      url: target,
      headers: {
        [exchangeHeaders.federation]: federation,
        [exchangeHeaders.time]: String(atMs),
        [exchangeHeaders.nonce]: nonce,
        [exchangeHeaders.signature]: signAsk(ask, keys.sign),
        accept: 'application/json',
        'user-agent': 'badgeuse',
        ...(body !== '' && { 'content-type': 'application/json' }),
      },
      body: body === '' ? null : body,
      maxAnswerBytes: mostAnswerBytes,
    },
    at,
    AbortSignal.timeout(deadlineMs),
  );
  if (answer.is !== 'answered') throw failure('federationUnreachable', { server, why: answer.why });
  const { status, text } = answer;
  const pinned = publicKeyFromRaw(theirKey);
  const signature = answer.headers[exchangeHeaders.signature] ?? '';
  const isTheirs =
    pinned.ok && isAnswerOf({ federation, nonce, status, body: text }, signature, pinned.value);
  const said = jsonIn(text);
  if (status !== 200) {
    const { code, detail, hint } = (said ?? {}) as Record<string, unknown>;
    // Only whoever was met can end it; others are troubles on the way.
    if (isTheirs && code === 'federationLeft') throw failure('federationLeft');
    if (typeof code === 'string' && code in believable)
      throw failure('federationSaysNo', { detail: plain(detail), hint: plain(hint) });
    throw failure('federationStrange', { server, detail: `it answered ${status}` });
  }
  if (!isTheirs)
    throw failure('federationStrange', { server, detail: 'it is signed by another key' });
  if (!Compile(schema).Check(said))
    throw failure('federationStrange', { server, detail: 'it says what we do not understand' });
  return said as T;
}

/** Points of cards, multiplied by the other side's secret as well: what both call them. */
export const raisedBy =
  (parts: AskParts, to: PartnerAddress) =>
  (cards: readonly string[]): Promise<{ readonly cards: readonly string[] }> =>
    askPartner(parts, to, { method: 'POST', path: '/cards/raised', body: { cards } }, RaisedCards);

/** What may be passed on to our staff without being signed: whoever asks was not known there. */
const believable: Readonly<Record<string, true>> = {
  federationClock: true,
  federationUnknown: true,
  federationWaiting: true,
  federationRepeated: true,
  invitationOver: true,
};

const plain = (text: unknown): string =>
  typeof text === 'string' ? text.replaceAll(/[\s\p{Cc}]+/gu, ' ').slice(0, 300) : '';

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
