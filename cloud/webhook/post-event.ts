import type { HostRule } from '../../shared/runtime/host-rule.ts';
import { callOnce } from '../../shared/runtime/http-call.ts';
import type { Posted, SignedMessage } from '../ports/webhooks.ts';
import { signedHeaders } from './sign.ts';

/** As long as Standard Webhooks let a receiver take. */
const usualDeadlineMs = 20_000;

export interface PostConfig {
  readonly hosts: HostRule;
  readonly now: () => number;
  readonly deadlineMs?: number;
}

/**
 * Posts one CloudEvent, once: signed, no redirects, a deadline, and to an address that was looked at first. What staff
 * typed must not make this machine knock at its neighbours. Throws nothing.
 */
export async function postEvent(
  { hosts, now, deadlineMs = usualDeadlineMs }: PostConfig,
  { url, secrets, id, body }: SignedMessage,
): Promise<Posted> {
  const target = URL.parse(url);
  if (!target || !/^https?:$/.test(target.protocol)) return { is: 'refused', why: 'noAddress' };
  const deadline = AbortSignal.timeout(deadlineMs);
  const at = await Promise.race([hosts(target), over(deadline)]);
  if (at === 'hostNotAllowed') return { is: 'refused', why: at };
  if (at === 'unreachable') return { is: 'away', why: 'unknownHost' };
  const headers = {
    ...signedHeaders(secrets, { id, atMs: now(), body }),
    'content-type': 'application/cloudevents+json; charset=utf-8',
    'user-agent': 'badgeuse',
  };
  const answer = await callOnce({ method: 'POST', url: target, headers, body }, at, deadline);
  if (answer.is !== 'answered') return { is: 'away', why: answer.why };
  const { status, retryAfter } = answer;
  const text = answer.text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  return { is: 'answered', status, text, waitMs: waitOf(retryAfter, now()) };
}

/** A name that nobody resolves takes no longer than the rest. */
const over = (deadline: AbortSignal): Promise<'unreachable'> =>
  new Promise((resolve) => deadline.addEventListener('abort', () => resolve('unreachable')));

/** `Retry-After`: seconds, or a date. */
function waitOf(said: string | null, now: number): number | null {
  if (said === null) return null;
  const wait = /^\d{1,9}$/.test(said) ? Number(said) * 1_000 : Date.parse(said) - now;
  return Number.isFinite(wait) && wait > 0 ? wait : null;
}
