import type { HostRule } from '../../shared/runtime/host-rule.ts';
import { callOnce } from '../../shared/runtime/http-call.ts';
import type { MailSent } from '../ports/mail.ts';
import type { WebhookMessage, WebhookPoster } from '../ports/webhooks.ts';
import { signedHeaders } from './sign.ts';

/** As long as Standard Webhooks let a receiver take. */
const deadlineMs = 20_000;

/**
 * Tells programs of alerts, by one POST each: no redirects, a deadline, and to an address that was looked at first. A
 * place's settings must not make this machine knock at its neighbours.
 */
export function webhookPoster(config: {
  readonly hosts: HostRule;
  readonly now: () => number;
  readonly deadlineMs?: number;
}): WebhookPoster {
  const { hosts, now } = config;
  const mostMs = config.deadlineMs ?? deadlineMs;
  return {
    async post({ url, secret, id, body }: WebhookMessage): Promise<MailSent> {
      const target = URL.parse(url);
      if (!target || !/^https?:$/.test(target.protocol))
        return { is: 'never', said: 'The address is none' };
      const deadline = AbortSignal.timeout(mostMs);
      const at = await Promise.race([hosts(target), over(deadline)]);
      if (at === 'hostNotAllowed')
        return { is: 'never', said: `${target.host} is in this network, or not reached by https` };
      if (at === 'unreachable') return { is: 'away', said: `${target.hostname} is not known` };
      const headers = {
        ...signedHeaders(secret, { id, atMs: now(), body }),
        'content-type': 'application/cloudevents+json; charset=utf-8',
        'user-agent': 'badgeuse',
      };
      const call = { method: 'POST', url: target, headers, body };
      const answer = await callOnce(call, at, deadline);
      if (answer.is !== 'answered') {
        const isLate = answer.why === 'timeout';
        return { is: 'away', said: isLate ? `No answer within ${mostMs / 1000} s` : 'No answer' };
      }
      const { status } = answer;
      if (status >= 200 && status < 300) return { is: 'sent' };
      const words = answer.text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
      const said = `${status} ${words}`.trim().slice(0, 300);
      // 410: whoever is there says that it wants no more.
      return { is: status === 410 ? 'never' : 'later', said };
    },
  };
}

/** A name that nobody resolves takes no longer than the rest. */
const over = (deadline: AbortSignal): Promise<'unreachable'> =>
  new Promise((resolve) => deadline.addEventListener('abort', () => resolve('unreachable')));
