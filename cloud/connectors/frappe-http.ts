import type { Timers } from '../../shared/domain/clock.ts';
import type { HostRule } from '../../shared/runtime/host-rule.ts';
import { callOnce, type HttpAnswer } from '../../shared/runtime/http-call.ts';

/** A site that is built on Frappe, and who asks there. */
export interface FrappeSite {
  /** With its slash at the end: `https://dokos.example/`. */
  readonly server: URL;
  /** `public:private`, as its page of API access shows them once. */
  readonly key: string;
}

export interface FrappeWorld {
  readonly hosts: HostRule;
  readonly timers: Timers;
  /** From the first look at the name to the last byte of the answer. */
  readonly deadlineMs: number;
}

export interface FrappeQuestion {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `api/resource/Employee%20Checkin?limit=1`, without a slash before it. */
  readonly path: string;
  readonly body?: unknown;
  readonly maxAnswerBytes?: number;
}

/** `addressRefused`: a setting of this machine must name the host first. */
export type FrappeAnswer = HttpAnswer | { readonly is: 'notSent'; readonly why: 'addressRefused' };

/** Asks once: no second try, nobody is followed elsewhere; never throws. */
export async function askFrappe(
  { server, key }: FrappeSite,
  { method, path, body, maxAnswerBytes }: FrappeQuestion,
  { hosts, timers, deadlineMs }: FrappeWorld,
): Promise<FrappeAnswer> {
  const ending = new AbortController();
  const cancel = timers.after(deadlineMs, () => ending.abort());
  try {
    const at = await Promise.race([hosts(server), aborted(ending.signal)]);
    if (at === 'hostNotAllowed') return { is: 'notSent', why: 'addressRefused' };
    if (at === 'timeout' || at === 'unreachable') return { is: 'notSent', why: at };
    const call = {
      method,
      url: new URL(path, server),
      headers: {
        authorization: `token ${key}`,
        // Without it, trouble is told by a web page.
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      ...(maxAnswerBytes !== undefined && { maxAnswerBytes }),
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
