import type { EpochMs } from '../../shared/domain/clock.ts';
import type { Page } from './registry.ts';

/** What programs elsewhere can be told of; `cloud/events/WEBHOOKS.md` says what each holds. */
export const eventTypes = [
  'punch.recorded',
  'punch.corrected',
  'punch.voided',
  'access.denied',
  'card.unknown',
  'passage.closed',
  'passage.changed',
  'passage.removed',
  'door.opened',
  'door.forced',
  'door.held_open',
  'door.fire',
  'terminal.offline',
  'terminal.online',
  'member.changed',
  'card.changed',
] as const;
export type EventType = (typeof eventTypes)[number];

/** Of both kinds that Standard Webhooks know: a secret that both sides hold, or a pair of which we hold one half. */
export const algorithms = ['v1', 'v1a'] as const;
export type Algorithm = (typeof algorithms)[number];

/** `off`: staff said so, and nothing is kept for it meanwhile. `stopped`: for `why`; what happens meanwhile waits. */
export type EndpointState = 'enabled' | 'off' | 'stopped';
/** `gone`: it answered 410. `failing`: nothing was taken for three days. */
export type WhyStopped = 'gone' | 'failing';
/** Why there was no answer. */
export type WhyNotTaken =
  | 'noAddress'
  | 'hostNotAllowed'
  | 'unknownHost'
  | 'timeout'
  | 'unreachable'
  | 'secretLost';

export interface WantedEndpoint {
  /** Null: of the whole installation. */
  readonly placeId: string | null;
  readonly url: string;
  readonly description: string;
  /** `*`: all there are, and will be. */
  readonly types: readonly EventType[] | '*';
  readonly algorithm: Algorithm;
}

export interface WebhookEndpoint extends WantedEndpoint {
  readonly id: string;
  /** What an ed25519 signature is verified by; null: both sides hold the secret. */
  readonly publicKey: string | null;
  readonly state: EndpointState;
  readonly why: WhyStopped | null;
  /** Until then the former secret signs too; null: there is one. */
  readonly formerUntil: EpochMs | null;
  readonly failingSince: EpochMs | null;
  readonly succeededAt: EpochMs | null;
  readonly madeAt: EpochMs;
  /** So many events are still on their way. */
  readonly waiting: number;
}

/** One POST, or why there was none. */
export interface Attempt {
  readonly id: string;
  /** `webhook-id`. */
  readonly eventId: string;
  readonly type: EventType | 'webhook.ping';
  readonly at: EpochMs;
  readonly tookMs: number;
  readonly status: number | null;
  readonly why: WhyNotTaken | null;
  /** The beginning of the answer, in one line. */
  readonly said: string;
}

/** A secret, answered once; null where only its public half is of use, and that is in the endpoint. */
export interface MadeEndpoint {
  readonly endpoint: WebhookEndpoint;
  readonly secret: string | null;
}

export interface WebhookEndpoints {
  list(placeIds: readonly string[] | '*'): Promise<readonly WebhookEndpoint[]>;
  find(id: string): Promise<WebhookEndpoint | null>;
  /** Whether such an address may be called, looked up now. */
  mayCall(url: string): Promise<'well' | 'noAddress' | 'hostNotAllowed' | 'unknownHost'>;
  create(wanted: WantedEndpoint, now: EpochMs): Promise<MadeEndpoint>;
  /** These throw `notFound`. */
  change(
    id: string,
    wanted: Partial<Pick<WantedEndpoint, 'url' | 'description' | 'types'>>,
  ): Promise<WebhookEndpoint>;
  /** What waits goes at once where it is enabled again. */
  set(id: string, state: 'enabled' | 'off', now: EpochMs): Promise<WebhookEndpoint>;
  /** Another secret; for a day both sign. */
  rotate(id: string, now: EpochMs): Promise<MadeEndpoint>;
  remove(id: string): Promise<void>;
  /** One event that says nothing, posted while somebody waits. */
  ping(id: string): Promise<Attempt>;
  /** Newest first. */
  attempts(
    id: string,
    page: { readonly limit: number; readonly cursor: string | null },
  ): Promise<Page<Attempt>>;
  /** One event again, now, whatever became of it. Throws `notFound` for one that is not there any more. */
  sendAgain(id: string, eventId: string, now: EpochMs): Promise<void>;
  /** All since then that it is told of, again; answers how many. */
  replay(id: string, since: EpochMs, now: EpochMs): Promise<number>;
}
