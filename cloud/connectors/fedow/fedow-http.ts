import type { KeyObject } from 'node:crypto';
import type { Clock, Timers } from '../../../shared/domain/clock.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import type { HostRule } from '../../../shared/runtime/host-rule.ts';
import { callOnce, type HttpAnswer } from '../../../shared/runtime/http-call.ts';
import { pythonDate, signedBody, signedText } from './signature.ts';

/** A wallet of our own: some questions are answered to whoever signs for one. */
export interface FedowWallet {
  readonly uuid: string;
  readonly key: KeyObject;
}

/** Who asks. What a question needs of it, it must have. */
export interface FedowAsker {
  readonly apiKey: string;
  /** Null: a place that came by Lespass and signs nothing. */
  readonly placeKey: KeyObject | null;
  readonly wallet: FedowWallet | null;
}

export interface FedowWorld {
  readonly hosts: HostRule;
  readonly clock: Clock;
  readonly timers: Timers;
  /** From the first look at the name to the last byte of the answer. */
  readonly deadlineMs: number;
}

export interface Question {
  readonly method: 'GET' | 'POST';
  /** With its slash at the end: without it they take no POST. */
  readonly path: `/${string}/`;
  /** Who signs, beside the key; nobody is also what a page for all needs. */
  readonly by: 'nobody' | 'key' | 'place' | 'wallet';
  readonly body?: unknown;
  /** Another signer than the asker's own: of a handshake, whose key is new. */
  readonly signer?: KeyObject;
  readonly maxAnswerBytes?: number;
}

/** Plain HTTP to this machine alone; the rule of hosts must allow even that. */
export const fedowAddress = (domain: string): URL => {
  const url = new URL(`https://${domain}/`);
  if (['127.0.0.1', 'localhost'].includes(url.hostname)) url.protocol = 'http:';
  return url;
};

/** Asks once: no second try, nobody is followed elsewhere. Throws `fedowAddressRefused`. */
export async function ask(
  server: URL,
  who: FedowAsker | null,
  question: Question,
  world: FedowWorld,
): Promise<HttpAnswer> {
  const ending = new AbortController();
  const cancel = world.timers.after(world.deadlineMs, () => ending.abort());
  try {
    const at = await Promise.race([world.hosts(server), aborted(ending.signal)]);
    if (at === 'timeout' || at === 'unreachable') return { is: 'notSent', why: at };
    if (at === 'hostNotAllowed') throw failure('fedowAddressRefused', { server: server.host });
    const body = question.body === undefined ? null : JSON.stringify(question.body);
    const call = {
      method: question.method,
      url: new URL(question.path, server),
      headers: { ...headersOf(who, question, body, world.clock), accept: 'application/json' },
      body,
      ...(question.maxAnswerBytes !== undefined && { maxAnswerBytes: question.maxAnswerBytes }),
    };
    return await callOnce(call, at, ending.signal);
  } finally {
    cancel();
  }
}

const aborted = (signal: AbortSignal): Promise<'timeout'> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve('timeout'), { once: true });
  });

function headersOf(
  who: FedowAsker | null,
  { method, by, signer }: Question,
  body: string | null,
  clock: Clock,
): Record<string, string> {
  const headers: Record<string, string> = {};
  if (body !== null) headers['content-type'] = 'application/json';
  if (by === 'nobody') return headers;
  if (who) headers['authorization'] = `Api-Key ${who.apiKey}`;
  const key =
    signer ?? (by === 'place' ? who?.placeKey : by === 'wallet' ? who?.wallet?.key : null);
  if (by === 'wallet') {
    if (!who?.wallet) throw new Error('a question of a wallet needs one');
    headers['wallet'] = who.wallet.uuid;
    headers['date'] = pythonDate(clock.now());
  }
  if (!key) return headers;
  // A GET signs what never changes, so whoever overhears one can ask it for ever: TLS is all that hides it.
  const said = by === 'wallet' ? `${headers['wallet']}:${headers['date']}` : (who?.apiKey ?? '');
  headers['signature'] =
    method === 'POST' && body !== null ? signedBody(body, key) : signedText(said, key);
  return headers;
}
