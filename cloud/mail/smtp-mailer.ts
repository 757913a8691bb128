import { createTransport } from 'nodemailer';
import { errorCodeOf } from '../../shared/runtime/errors.ts';
import type { SmtpAddress } from '../../shared/runtime/smtp-address.ts';
import type { Mail, Mailer, MailSent } from '../ports/mail.ts';

/** Silence longer than this is no answer. */
const silenceMs = 20_000;
/** And whatever it says meanwhile, it is over then. */
const deadlineMs = 45_000;

/** Sends each mail by a connection of its own: what one of them does to a server harms no other. */
export function smtpMailer(config: {
  readonly server: SmtpAddress;
  readonly from: string;
  readonly deadlineMs?: number;
}): Mailer {
  const { server, from } = config;
  const mostMs = config.deadlineMs ?? deadlineMs;
  const patienceMs = Math.min(silenceMs, mostMs);
  const { username, password } = server;
  const transport = createTransport({
    ...{ host: server.host, port: server.port, secure: server.implicitTls },
    // To another machine never in the clear: a server without STARTTLS is refused, and so is a wrong certificate.
    requireTLS: !server.implicitTls && !server.isThisMachine,
    ignoreTLS: !server.implicitTls && server.isThisMachine,
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true },
    ...(username !== null && password !== null && { auth: { user: username, pass: password } }),
    ...{ connectionTimeout: patienceMs, greetingTimeout: patienceMs, socketTimeout: patienceMs },
    ...{ dnsTimeout: patienceMs, disableFileAccess: true, disableUrlAccess: true },
  });
  return {
    async send(mail) {
      try {
        await transport.sendMail({ ...messageOf(mail, from), signal: AbortSignal.timeout(mostMs) });
        return { is: 'sent' };
      } catch (err) {
        return judged(err, mostMs);
      }
    },
  };
}

const messageOf = (mail: Mail, from: string) => ({
  ...{ from, to: { name: '', address: mail.to }, subject: mail.subject },
  ...{
    text: mail.text,
    html: mail.html,
    messageId: `<${mail.id}@${from.slice(from.indexOf('@') + 1)}>`,
  },
  headers: {
    // No out-of-office note answers a machine.
    'Auto-Submitted': 'auto-generated',
    ...(mail.stopUrl !== null && {
      'List-Unsubscribe': `<${mail.stopUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    }),
  },
});

/** What a page shows of a server's words: one line, and not a book. */
const lineOf = (text: string): string =>
  text
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 300);

function judged(err: unknown, mostMs: number): MailSent {
  const { response, responseCode, message, name } = err as {
    response?: unknown;
    responseCode?: unknown;
    message?: string;
    name?: string;
  };
  const code = errorCodeOf(err) ?? '';
  const said = lineOf(typeof response === 'string' ? response : (message ?? code));
  if (name === 'AbortError' || name === 'TimeoutError' || code === 'ABORT_ERR' || code === 'EABORT')
    return { is: 'away', said: `No answer within ${mostMs / 1000} s` };
  // A password that is refused is a setting to mend, and no fault of the mail.
  if (code === 'EAUTH' || code === 'ENOAUTH') return { is: 'away', said };
  const status = typeof responseCode === 'number' ? responseCode : 0;
  // 421: it closes, whatever it was asked.
  if (status === 421 || code === 'ETLS') return { is: 'away', said };
  if (status >= 500) return { is: 'never', said };
  if (status >= 400) return { is: 'later', said };
  // An address that no server would take never reached one.
  if (code === 'EENVELOPE') return { is: 'never', said };
  return { is: 'away', said };
}
