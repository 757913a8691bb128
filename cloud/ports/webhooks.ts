import type { MailSent } from './mail.ts';

export interface SignedMessage {
  readonly url: string;
  /** `whsec_…` or `whsk_…`; two while one replaces the other. */
  readonly secrets: readonly string[];
  /** The same at each try. */
  readonly id: string;
  /** A CloudEvent, as JSON. */
  readonly body: string;
}

/** What came of one POST. `refused`: it was not sent, for the address is none that may be called. */
export type Posted =
  | {
      readonly is: 'answered';
      readonly status: number;
      /** The answer in one line, however long. */
      readonly text: string;
      /** How long the other side asks to be left alone; null: it says nothing. */
      readonly waitMs: number | null;
    }
  | { readonly is: 'refused'; readonly why: 'noAddress' | 'hostNotAllowed' }
  | { readonly is: 'away'; readonly why: 'unknownHost' | 'timeout' | 'unreachable' };

export type PostEvent = (message: SignedMessage) => Promise<Posted>;

export interface WebhookMessage {
  readonly url: string;
  /** `whsec_…` of the place. */
  readonly secret: string;
  /** The same at each try. */
  readonly id: string;
  /** A CloudEvent, as JSON. */
  readonly body: string;
}

export interface WebhookPoster {
  /** Answers within half a minute, whatever the other side does; throws nothing. */
  post(message: WebhookMessage): Promise<MailSent>;
}
