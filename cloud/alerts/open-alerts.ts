import type { KeyObject } from 'node:crypto';
import type { Clock, Timers } from '../../shared/domain/clock.ts';
import type { Job } from '../../shared/runtime/cron.ts';
import { hostRule, isListed } from '../../shared/runtime/host-rule.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import type { CloudConfig } from '../config.ts';
import { smtpMailer } from '../mail/smtp-mailer.ts';
import type { AlertTests, MailLinks } from '../ports/alerts.ts';
import type { Changes } from '../ports/changes.ts';
import type { Database } from '../store/database.ts';
import { openMailLinks } from '../store/mail-links.ts';
import { purgeAlerts } from '../store/purge-alerts.ts';
import { webhookPoster } from '../webhook/webhook-poster.ts';
import { keepAlerts } from './keep-alerts.ts';
import { testAlerts } from './test-alerts.ts';

const hourMs = 3_600_000;

/** Who is told of what, wired: mail, programs, and the round that looks and sends. */
export function openAlerts(
  database: Database,
  signingKey: KeyObject,
  { mail, publicUrl, webhookHosts }: Pick<CloudConfig, 'mail' | 'publicUrl' | 'webhookHosts'>,
  around: {
    readonly changes: Changes;
    readonly clock: Clock;
    readonly timers: Timers;
    readonly logger: Logger;
  },
): {
  readonly ports: { readonly mailLinks: MailLinks; readonly alertTests: AlertTests };
  readonly tidy: Job;
  stop(): Promise<void>;
} {
  const { now } = around.clock;
  const mailLinks = openMailLinks(database, signingKey);
  const mailer = mail && smtpMailer(mail);
  const poster = webhookPoster({ hosts: hostRule(webhookHosts), now });
  const mayCall = (text: string): boolean => {
    const url = URL.parse(text);
    if (url?.username !== '' || url.password !== '') return false;
    return url.protocol === 'https:' || (url.protocol === 'http:' && isListed(url, webhookHosts));
  };
  const alerts = keepAlerts({
    ...{ ...around, database, links: mailLinks, mailer, poster, publicUrl },
    random: Math.random,
  });
  return {
    ports: { mailLinks, alertTests: testAlerts(database, { mailer, poster, mayCall, now }) },
    tidy: {
      ...{ name: 'forget alerts that are over', pattern: '40 3 * * *' },
      ...{ minGapMs: 12 * hourMs, maxGapMs: 48 * hourMs },
      run: () => purgeAlerts(database, now()),
    },
    stop: () => alerts.stop(),
  };
}
