/** One mail, to one address, ready to go. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The same at each try: a server, or a mailbox, that has it already may see so. */
  readonly id: string;
  /** Where whoever gets it says that they want no more; null: nobody can say so there. */
  readonly stopUrl: string | null;
}

/**
 * What a mail server made of it. `later`: worth another try; `never`: it refuses this one. `said`: in its own words, or
 * why there are none.
 */
export type MailSent =
  | { readonly is: 'sent' }
  | { readonly is: 'later' | 'never'; readonly said: string }
  /** The server itself is away, silent or does not let us in: others would fare no better now. */
  | { readonly is: 'away'; readonly said: string };

export interface Mailer {
  /** Answers within a minute, whatever the server does; throws nothing. */
  send(mail: Mail): Promise<MailSent>;
}
