import { bad, ok, type Result } from '../domain/result.ts';

export interface SmtpAddress {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; else STARTTLS, which must be there unless the server is this machine. */
  readonly implicitTls: boolean;
  readonly isThisMachine: boolean;
  /** From `smtp://name:password@host`; null where the address names nobody. */
  readonly username: string | null;
  readonly password: string | null;
}

/** `smtps://name@host[:465]` or `smtp://name@host[:587]`; to another machine always with TLS, whichever it is. */
export function parseSmtpUrl(url: string): Result<SmtpAddress> {
  if (!URL.canParse(url)) return unusable('is not an address');
  const parsed = new URL(url);
  const implicitTls = parsed.protocol === 'smtps:';
  if (!implicitTls && parsed.protocol !== 'smtp:')
    return unusable('is neither smtp:// nor smtps://');
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  if (host === '') return unusable('names no machine');
  if (/[^/]/.test(parsed.pathname) || parsed.search !== '')
    return unusable('has something behind the machine');
  return ok({
    host,
    port: parsed.port === '' ? (implicitTls ? 465 : 587) : Number(parsed.port),
    implicitTls,
    isThisMachine: /^(localhost|::1|127\.\d+\.\d+\.\d+)$/.test(host),
    username: parsed.username === '' ? null : decodeURIComponent(parsed.username),
    password: parsed.password === '' ? null : decodeURIComponent(parsed.password),
  });
}

const unusable = (why: string): Result<never> =>
  bad(
    'smtpUrlUnusable',
    `The mail server's address ${why}.`,
    'Use smtps://name@mail.example.org, or smtp://name@mail.example.org:587 with STARTTLS.',
  );

/** An address as mail servers take it: one, with a dot in its domain or of this machine, and nothing else. */
export const isMailAddress = (text: string): boolean =>
  text.length <= 254 &&
  /^[^\s@<>()[\],;:\\"\p{Cc}]{1,64}@[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/iu.test(text);
