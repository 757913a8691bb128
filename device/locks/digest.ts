import { hash, randomBytes } from 'node:crypto';

/** What a server asks of who shows a password without sending it (RFC 7616). */
export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly algorithm: 'MD5' | 'SHA-256';
  readonly isSession: boolean;
  readonly opaque: string | null;
  /** Null: as RFC 2069 had it. */
  readonly qop: 'auth' | null;
}

/** The strongest of what is offered that can be answered; null: none. */
export function challengeOf(offered: readonly string[]): Challenge | null {
  const understood = offered.flatMap((header) => one(header) ?? []);
  return understood.find(({ algorithm }) => algorithm === 'SHA-256') ?? understood[0] ?? null;
}

function one(header: string): Challenge | null {
  const text = /^\s*digest\s+(.*)$/is.exec(header)?.[1];
  if (text === undefined) return null;
  const fields = new Map<string, string>();
  for (const [, name = '', quoted, plain] of text.matchAll(/(\w+)\s*=\s*(?:"([^"]*)"|([^\s,]+))/g))
    fields.set(name.toLowerCase(), quoted ?? plain ?? '');
  const spelled = /^(md5|sha-256)(-sess)?$/i.exec(fields.get('algorithm') ?? 'MD5');
  const nonce = fields.get('nonce');
  if (!spelled || nonce === undefined) return null;
  const qops = fields
    .get('qop')
    ?.split(',')
    .map((value) => value.trim());
  // Only the integrity of the body is offered: that is not spoken here.
  if (qops && !qops.includes('auth')) return null;
  return {
    realm: fields.get('realm') ?? '',
    nonce,
    algorithm: spelled[1]?.toUpperCase() === 'MD5' ? 'MD5' : 'SHA-256',
    isSession: spelled[2] !== undefined,
    opaque: fields.get('opaque') ?? null,
    qop: qops ? 'auth' : null,
  };
}

/** The `Authorization` header that answers it. */
export function digestAnswer(
  challenge: Challenge,
  request: { readonly method: string; readonly uri: string },
  who: { readonly username: string; readonly password: string },
  cnonce = randomBytes(16).toString('base64url'),
): string {
  const { realm, nonce, algorithm, isSession, opaque, qop } = challenge;
  const h = (text: string) => hash(algorithm === 'MD5' ? 'md5' : 'sha256', text, 'hex');
  const nc = '00000001';
  const secret = h(`${who.username}:${realm}:${who.password}`);
  const ha1 = isSession ? h(`${secret}:${nonce}:${cnonce}`) : secret;
  const ha2 = h(`${request.method}:${request.uri}`);
  const response = h(
    qop ? `${ha1}:${nonce}:${nc}:${cnonce}:${qop}:${ha2}` : `${ha1}:${nonce}:${ha2}`,
  );
  const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
  return `Digest ${[
    `username=${quoted(who.username)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(request.uri)}`,
    `algorithm=${algorithm}${isSession ? '-sess' : ''}`,
    `response="${response}"`,
    ...(qop ? [`qop=${qop}`, `nc=${nc}`, `cnonce=${quoted(cnonce)}`] : []),
    ...(opaque === null ? [] : [`opaque=${quoted(opaque)}`]),
  ].join(', ')}`;
}
