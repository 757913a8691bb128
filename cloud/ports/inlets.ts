import type { EpochMs } from '../../shared/domain/clock.ts';

/** What opens the two doors by which another system asks us and tells us: given once, and never shown again. */
export interface InletSecrets {
  /** Whoever shows it is answered whether somebody may enter. */
  readonly token: string;
  /** By it, what they tell is signed. */
  readonly webhookSecret: string;
}

/** What another system told us, as it said it. It is no punch of ours, and never becomes one. */
export interface ToldRecord {
  readonly id: string;
  readonly connectionId: string;
  /** Null: whose e-mail it names is no member's here. */
  readonly memberId: string | null;
  readonly body: Readonly<Record<string, unknown>>;
  readonly firstAt: EpochMs;
  /** How many times it came. */
  readonly times: number;
}

/** `kept`; `known`: it came before, and is there once. `refused`: not signed by the secret. `strange`: no JSON object. */
export type Taken = 'kept' | 'known' | 'refused' | 'strange';

/** What a question was answered; `nobody`: it named no one. */
export type Answered = 'yes' | 'no' | 'nobody';

/** Of whom is not kept. */
export interface LastAsked {
  readonly at: EpochMs;
  readonly answer: Answered;
}

export interface Inlets {
  /** Other ones from now on. Throws `notFound`. */
  renew(connectionId: string, now: EpochMs): Promise<InletSecrets>;
  /** Since when there are some; null: none were made. */
  since(connectionId: string): Promise<EpochMs | null>;
  isToken(connectionId: string, token: string): Promise<boolean>;
  /** For staff to see that it reaches us. Several within a minute, all answered alike, count as the first. */
  asked(connectionId: string, answer: Answered, now: EpochMs): Promise<void>;
  /** With the secrets of now; null: never. */
  lastAsked(connectionId: string): Promise<LastAsked | null>;
  /** `raw`: as it came, byte by byte. */
  take(connectionId: string, raw: Buffer, signature: string, now: EpochMs): Promise<Taken>;
  /** The newest first. */
  told(connectionId: string, limit: number): Promise<readonly ToldRecord[]>;
  /** The one member of that e-mail whose consent to share it there is recorded; null: none, or not one alone. */
  sharedMember(connectionId: string, email: string): Promise<string | null>;
}
