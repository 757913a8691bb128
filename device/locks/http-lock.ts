import type { Timers } from '../../shared/domain/clock.ts';
import type { HostRule } from '../../shared/runtime/host-rule.ts';
import { callOnce, type HttpAnswer, type HttpCall } from '../../shared/runtime/http-call.ts';
import type { ConfigLock } from '../../shared/wire/lock.ts';
import type { LockAnswer } from '../ports.ts';
import { challengeOf, digestAnswer } from './digest.ts';
import type { Lock } from './lock.ts';
import { type LockStep, lanDeadlineMs, planOf } from './lock-plan.ts';

type HttpKind = Parameters<typeof planOf>[1];

export interface HttpLockParts {
  readonly hosts: HostRule;
  readonly timers: Timers;
}

const confirmEveryMs = 700;

/** A lock that is told over HTTP, by the plan of its make. Each step is said once. */
export function httpLock(lock: ConfigLock, kind: HttpKind, parts: HttpLockParts): Lock {
  const { hosts, timers } = parts;

  async function say(step: LockStep, deadline: AbortSignal): Promise<HttpAnswer | LockAnswer> {
    const url = URL.parse(step.url);
    if (!url || !/^https?:$/.test(url.protocol)) return { outcome: 'failed', why: 'badAddress' };
    if (url.username || url.password) return { outcome: 'failed', why: 'badAddress' };
    const at = await Promise.race([hosts(url), tooLate(deadline)]);
    if (typeof at === 'string') return { outcome: 'failed', why: at };
    const call: HttpCall = { ...step, url, headers: { ...step.headers, ...plainAuth(step) } };
    const first = await callOnce(call, at, deadline);
    if (step.auth !== 'digest' || first.is !== 'answered' || first.status !== 401) return first;
    const challenge = challengeOf(first.challenges);
    if (!challenge) return first;
    // What was refused was not done: this is the first time that it is said as asked.
    const asked = { method: step.method, uri: url.pathname + url.search };
    const authorization = digestAnswer(challenge, asked, credentials());
    return callOnce({ ...call, headers: { ...call.headers, authorization } }, at, deadline);
  }

  const credentials = () => ({ username: lock.username || 'admin', password: lock.secret ?? '' });

  function plainAuth({ auth }: LockStep): Record<string, string> {
    if (auth === 'bearer') return { authorization: `Bearer ${lock.secret ?? ''}` };
    if (auth !== 'basic') return {};
    const { username, password } = credentials();
    const pair = Buffer.from(`${username}:${password}`).toString('base64');
    return { authorization: `Basic ${pair}` };
  }

  /** Null: as it should be, go on. */
  async function take(
    step: LockStep,
    deadline: AbortSignal,
    moves: boolean,
  ): Promise<LockAnswer | null> {
    const answer = await say(step, deadline);
    if ('outcome' in answer) return answer;
    if (answer.is === 'answered') {
      return step.judge({ status: answer.status, json: parsed(answer.text) });
    }
    const isOpen = moves && answer.is === 'unanswered';
    return { outcome: isOpen ? 'unknown' : 'failed', why: answer.why };
  }

  const within = async <T>(ms: number, work: (deadline: AbortSignal) => Promise<T>): Promise<T> => {
    const ending = new AbortController();
    const cancel = timers.after(ms, () => ending.abort());
    try {
      return await work(ending.signal);
    } finally {
      cancel();
    }
  };

  return {
    open(pulseMs) {
      const plan = planOf(lock, kind, pulseMs);
      return within(plan.deadlineMs, async (deadline) => {
        for (const before of plan.prepare) {
          const ended = await take(before, deadline, false);
          if (ended) return ended;
        }
        const opened = await take(plan.open, deadline, true);
        if (opened || !plan.confirm) return opened ?? { outcome: 'unknown', why: 'notConfirmed' };
        for (;;) {
          await pause(confirmEveryMs, timers);
          if (deadline.aborted) return { outcome: 'unknown', why: 'notConfirmed' };
          const said = await take(plan.confirm, deadline, true);
          if (said?.outcome === 'granted' || said?.why === 'motorBlocked') return said;
        }
      });
    },
    off(answer) {
      const { off } = planOf(lock, kind, 0);
      // Its own timer locks it again, unless it said that there is none.
      const isOurs = kind === 'shellyGen1' ? answer.why === 'noTimer' : mayBeOpen(answer);
      if (!off || !isOurs) return null;
      return () =>
        within(lanDeadlineMs, async (deadline) => {
          const ended = await take(off, deadline, true);
          return ended ?? { outcome: 'unknown', why: null };
        });
    },
    fault: () => null,
    stop: async () => undefined,
  };
}

const mayBeOpen = ({ outcome }: LockAnswer) => outcome === 'granted' || outcome === 'unknown';

/** A name server may take its time: the door's is shorter. */
const tooLate = (deadline: AbortSignal) =>
  new Promise<'timeout'>((resolve) => {
    const late = (): void => resolve('timeout');
    if (deadline.aborted) late();
    else deadline.addEventListener('abort', late, { once: true });
  });

const pause = (ms: number, timers: Timers) =>
  new Promise<void>((resolve) => void timers.after(ms, resolve));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
