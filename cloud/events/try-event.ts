import { v7 as uuidv7 } from 'uuid';
import type { Clock } from '../../shared/domain/clock.ts';
import type { Attempt, WhyStopped } from '../ports/webhook-endpoints.ts';
import type { PostEvent, Posted } from '../ports/webhooks.ts';
import type { Seal } from '../store/seal.ts';
import { type EndpointRow, secretsOf } from '../store/webhook-endpoints.ts';
import type { Claimed, EventRow, Settled } from '../store/webhook-outbox.ts';
import { bodyOfEvent } from './body-of-event.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
/** After each try that failed, as Standard Webhooks propose it: some 75 hours in all. */
const waitsMs = [
  ...[5 * secondMs, 5 * minuteMs, 30 * minuteMs, 2 * hourMs, 5 * hourMs],
  ...[10 * hourMs, 14 * hourMs, 20 * hourMs, 24 * hourMs],
];
/** Nothing was taken for so long: it is asked no more. */
const stopAfterMs = 72 * hourMs;
/** What says that it is too busy is left alone, even where it does not say for how long. */
const busy: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const usualHoldMs = 30 * secondMs;
const longestHoldMs = 24 * hourMs;
const saidCharacters = 200;

export interface TryParts {
  readonly post: PostEvent;
  readonly seal: Seal;
  readonly clock: Clock;
  readonly random: () => number;
}

type Event = Pick<EventRow, 'id' | 'place' | 'device' | 'at' | 'data'> & {
  readonly type: Attempt['type'];
};

/** Posts one event to one endpoint, once, and says how that went. */
export async function tryEvent(
  { post, seal, clock }: TryParts,
  endpoint: EndpointRow,
  event: Event,
): Promise<{ readonly attempt: Attempt; readonly posted: Posted | null }> {
  const at = clock.now();
  const begun = clock.monotonicNow();
  const secrets = secretsOf(endpoint, seal, at);
  const body = bodyOfEvent(event);
  const posted =
    secrets.length === 0 ? null : await post({ url: endpoint.url, secrets, id: event.id, body });
  const attempt = {
    ...{ id: uuidv7({ msecs: at }), eventId: event.id, type: event.type, at },
    tookMs: Math.round(clock.monotonicNow() - begun),
    ...(posted?.is === 'answered'
      ? { status: posted.status, why: null, said: posted.text.slice(0, saidCharacters) }
      : { status: null, why: posted?.why ?? ('secretLost' as const), said: '' }),
  };
  return { attempt, posted };
}

/** What follows from a try: done, again later, or nothing more for this event, or for this endpoint. */
export function settledBy(
  { endpoint, attempts }: Pick<Claimed, 'endpoint' | 'attempts'>,
  { attempt, posted }: { readonly attempt: Attempt; readonly posted: Posted | null },
  now: number,
  random: () => number,
): Settled {
  const status = posted?.is === 'answered' ? posted.status : 0;
  const none = { attempt, nextTryAt: now, heldUntil: 0, stop: null } as const;
  if (status >= 200 && status < 300) return { ...none, state: 'delivered' };
  if (status === 410) return { ...none, state: 'failed', stop: 'gone' };
  const asked = posted?.is === 'answered' ? posted.waitMs : null;
  const holdMs = busy.has(status) ? Math.min(asked ?? usualHoldMs, longestHoldMs) : 0;
  const heldUntil = holdMs > 0 ? now + holdMs : 0;
  const failingFor = now - (endpoint.failing_since ?? attempt.at);
  const stop: WhyStopped | null = failingFor >= stopAfterMs ? 'failing' : null;
  const waitMs = waitsMs[attempts - 1];
  if (waitMs === undefined) return { ...none, state: 'failed', heldUntil, stop };
  // A part of it by chance: what failed together does not come back together.
  const nextTryAt = Math.round(now + Math.max(waitMs * (0.9 + random() / 5), holdMs));
  return { ...none, state: 'pending', nextTryAt, heldUntil, stop };
}
