import type { Clock, Timers } from '../../../shared/domain/clock.ts';
import type { HostRule } from '../../../shared/runtime/host-rule.ts';
import { callOnce, type HttpAnswer } from '../../../shared/runtime/http-call.ts';

export interface FrappeWorld {
  readonly hosts: HostRule;
  readonly clock: Clock;
  readonly timers: Timers;
  /** From the first look at the name to the last byte of the answer. */
  readonly deadlineMs: number;
}

export interface FrappeAsker {
  readonly apiKey: string;
  readonly apiSecret: string;
}

export interface Question {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Each is one step of the path, as it is called: `['resource', 'Employee Checkin']`. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly maxAnswerBytes?: number;
}

type Answered = Extract<HttpAnswer, { readonly is: 'answered' }>;
export type Asked =
  | Answered
  | { readonly is: 'notSent'; readonly why: 'unreachable' | 'timeout' | 'addressRefused' }
  | { readonly is: 'unanswered'; readonly why: 'unreachable' | 'timeout' };

/** Asks once: no second try, nobody is followed elsewhere. Without `accept` a site answers its errors as web pages. */
export async function ask(
  site: URL,
  { apiKey, apiSecret }: FrappeAsker,
  question: Question,
  world: FrappeWorld,
): Promise<Asked> {
  const ending = new AbortController();
  const cancel = world.timers.after(world.deadlineMs, () => ending.abort());
  try {
    const at = await Promise.race([world.hosts(site), aborted(ending.signal)]);
    if (at === 'timeout' || at === 'unreachable') return { is: 'notSent', why: at };
    if (at === 'hostNotAllowed') return { is: 'notSent', why: 'addressRefused' };
    const url = new URL(`/api/${question.path.map(encodeURIComponent).join('/')}`, site);
    for (const [name, value] of Object.entries(question.query ?? {})) {
      url.searchParams.set(name, value);
    }
    const body = question.body === undefined ? null : JSON.stringify(question.body);
    const headers = {
      accept: 'application/json',
      authorization: `token ${apiKey}:${apiSecret}`,
      ...(body !== null && { 'content-type': 'application/json' }),
    };
    const { method, maxAnswerBytes } = question;
    const call = { method, url, headers, body };
    const whole = maxAnswerBytes === undefined ? call : { ...call, maxAnswerBytes };
    const answer = await callOnce(whole, at, ending.signal);
    return answer.is === 'answered' ? answer : { is: answer.is, why: answer.why };
  } finally {
    cancel();
  }
}

const aborted = (signal: AbortSignal): Promise<'timeout'> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve('timeout'), { once: true });
  });
