import type { MailSent } from './mail.ts';

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
