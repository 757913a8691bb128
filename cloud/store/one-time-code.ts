import { Secret, TOTP } from 'otpauth';

const periodS = 30;

export const newCodeSecret = (): string => new Secret({ size: 20 }).base32;

/**
 * The 30 s the code belongs to, one before and one after allowed for clocks that differ; null: it is wrong. RFC 6238,
 * six digits, SHA-1: what every authenticator app does.
 */
export function codeStep(secret: string, code: string, now: number): number | null {
  const totp = new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: periodS });
  const delta = totp.validate({ token: code, timestamp: now, window: 1 });
  return delta === null ? null : Math.floor(now / 1000 / periodS) + delta;
}
