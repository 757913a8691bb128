import type { MailSent } from '../ports/mail.ts';
import type { WebhookMessage, WebhookPoster } from '../ports/webhooks.ts';
import { type PostConfig, postEvent } from './post-event.ts';

/** Tells the programs of places of alerts, by one POST each. */
export const webhookPoster = (config: PostConfig): WebhookPoster => ({
  async post({ url, secret, id, body }: WebhookMessage): Promise<MailSent> {
    const posted = await postEvent(config, { url, secrets: [secret], id, body });
    if (posted.is === 'refused') {
      const host = URL.parse(url)?.host;
      const isNone = posted.why === 'noAddress';
      const said = `${host} is in this network, or not reached by https`;
      return { is: 'never', said: isNone ? 'The address is none' : said };
    }
    if (posted.is === 'away') return { is: 'away', said: away[posted.why] };
    const { status, text } = posted;
    if (status >= 200 && status < 300) return { is: 'sent' };
    // 410: whoever is there says that it wants no more.
    return {
      is: status === 410 ? 'never' : 'later',
      said: `${status} ${text}`.trim().slice(0, 300),
    };
  },
});

const away = {
  unknownHost: 'Nobody knows that address',
  timeout: 'No answer in time',
  unreachable: 'No answer',
} as const;
