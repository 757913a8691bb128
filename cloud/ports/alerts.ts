import type { EpochMs } from '../../shared/domain/clock.ts';
import type { QuietHours } from '../../shared/domain/quiet-hours.ts';
import type { MailSent } from './mail.ts';
import type { Page } from './registry.ts';

/** What somebody may want to be told of. */
export const alertKinds = [
  'forgottenExit',
  'doorAlarm',
  'silentDevice',
  'lowBalance',
  'capacity',
  'incident',
] as const;
export type AlertKind = (typeof alertKinds)[number];

/** Those that concern one member, who may be told too. */
export const memberAlerts = ['forgottenExit', 'lowBalance'] as const satisfies readonly AlertKind[];

export const staffTimes = ['off', 'atOnce', 'daily'] as const;
export type StaffTime = (typeof staffTimes)[number];

export interface AlertChoice {
  readonly staff: StaffTime;
  /** Always false for what concerns no member. */
  readonly member: boolean;
  readonly webhook: boolean;
}

/** Who is told of what, at one place. */
export interface AlertSettings {
  readonly kinds: Readonly<Record<AlertKind, AlertChoice>>;
  /** Of staff, for mails. */
  readonly addresses: readonly string[];
  /** No mail is sent in them; what falls there is sent after. Null: none. */
  readonly quiet: QuietHours | null;
  /** When the daily mail is sent, `HH:MM` of the place. */
  readonly digestAt: string;
  /** Null: no program is told. */
  readonly webhookUrl: string | null;
}

export interface KeptAlertSettings extends AlertSettings {
  readonly placeId: string;
  /** Since when each that is on was on: what was over before is told to nobody. */
  readonly since: Readonly<Partial<Record<AlertKind, EpochMs>>>;
}

export const noAlerts: AlertSettings = {
  kinds: Object.fromEntries(
    alertKinds.map((kind) => [kind, { staff: 'off', member: false, webhook: false }]),
  ) as AlertSettings['kinds'],
  addresses: [],
  quiet: null,
  digestAt: '08:00',
  webhookUrl: null,
};

/** Something that somebody wanted to be told of, as it was found: ids, and no names. */
export interface Alert {
  readonly id: string;
  readonly kind: AlertKind;
  readonly placeId: string;
  readonly at: EpochMs;
  readonly memberId: string | null;
  readonly about: Readonly<Record<string, string | number>>;
}

/**
 * What is found now. `key`: told once as long as it is the same. `lasts`: it is told again when it was over in between;
 * else it happened, once and for all.
 */
export interface FoundAlert extends Omit<Alert, 'id' | 'at'> {
  readonly key: string;
  readonly lasts: boolean;
  /** Of what comes and goes: its place is told of this kind no sooner than so many ms after the last time. */
  readonly restMs?: number;
}

/** `mail` to an address or a member; `webhook` to the program of the place. */
export type Channel = 'mail' | 'webhook';
export type DispatchState = 'pending' | 'delivered' | 'parked' | 'dropped';

/** One thing to be sent to one recipient. Times are epoch ms. */
export interface Dispatch {
  readonly id: string;
  readonly placeId: string;
  readonly channel: Channel;
  /** `digest`: of the alerts of a day. */
  readonly what: AlertKind | 'digest';
  /** Null: to the member, or the program of the place. */
  readonly address: string | null;
  readonly memberId: string | null;
  /** Null: of a digest. */
  readonly alertId: string | null;
  /** The digest's, `from` included, `to` excluded. */
  readonly period: { readonly from: EpochMs; readonly to: EpochMs } | null;
  readonly state: DispatchState;
  /** In the server's own words, of the last try. */
  readonly said: string | null;
  readonly attempts: number;
  readonly madeAt: EpochMs;
  /** Of what is pending. */
  readonly nextTryAt: EpochMs;
}

/** What waits or was given up, for staff. */
export interface Dispatches {
  /** Newest first: what is parked, and what is pending after a first try that failed. */
  troubled(
    placeIds: readonly string[] | '*',
    page: { readonly limit: number; readonly cursor: string | null },
  ): Promise<Page<Dispatch>>;
  find(id: string): Promise<Dispatch | null>;
  /** From the first try on. Throws `notFound`, or `conflict` where it was sent meanwhile. */
  tryAgain(id: string, now: EpochMs): Promise<void>;
  /** Sends it never. Throws as `tryAgain`. */
  giveUp(id: string, now: EpochMs): Promise<void>;
}

/** Tries the way to somebody now, and answers in the words of the other side. */
export interface AlertTests {
  /** Null: no mail server is set. */
  readonly mail: ((placeId: string, address: string) => Promise<MailSent>) | null;
  /** Null: the place names no program. */
  webhook(placeId: string): Promise<MailSent | null>;
  /** Whether such an address may be set: of the open internet by https, or one that this machine's settings name. */
  mayCall(url: string): boolean;
}

export interface AlertSettingsStore {
  find(placeId: string): Promise<KeptAlertSettings>;
  /** Of every place that has any. */
  all(): Promise<readonly KeptAlertSettings[]>;
  /** Throws `notFound` for a place that is not there. */
  save(placeId: string, settings: AlertSettings, now: EpochMs): Promise<KeptAlertSettings>;
  /** Where a place's program is, and what it knows us by; null: none is told. */
  webhookOf(placeId: string): Promise<{ readonly url: string; readonly secret: string } | null>;
  /** Answers the new secret, once; the former ends. Throws `notFound` where nothing was ever set. */
  renewSecret(placeId: string): Promise<string>;
}

/** What a member wants by mail. */
export interface MailWishes {
  /** False: they want none. */
  wants(memberId: string): Promise<boolean>;
  set(memberId: string, wants: boolean, now: EpochMs): Promise<void>;
}

/** A link in a mail, to say at what hour one left. */
export interface ExitLink {
  readonly memberId: string;
  readonly passageId: string;
  readonly placeId: string;
  readonly expiresAt: EpochMs;
  /** Null: it still works. */
  readonly usedAt: EpochMs | null;
}

/** Signed links of mails: made from a key outside the store, and the same each time. */
export interface MailLinks {
  /** Null: unknown, or expired. */
  openExit(secret: string, now: EpochMs): Promise<ExitLink | null>;
  /** Whose mails a link ends; null: it is none of ours. */
  memberOf(secret: string): string | null;
}
