import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { CertificateClaims } from '../ports/certificates.ts';
import { Id, LocalDate } from './api/schemas.ts';

const Count = Type.Integer({ minimum: 0, maximum: 1e9 });
const Secret = Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' });
const fields = {
  code: Type.String({ pattern: '^[2-9A-HJ-NP-Z]{8}$' }),
  salt: Secret,
  placeId: Id,
  memberId: Id,
  memberName: Type.String({ minLength: 1, maxLength: 200 }),
  from: LocalDate,
  to: LocalDate,
  issuedAt: Type.Integer({ minimum: 0, maximum: 1e14 }),
  passages: Count,
  presences: Count,
  days: Count,
  seconds: Count,
  addedSeconds: Count,
  facts: Secret,
};
const names = Object.keys(fields) as (keyof typeof fields)[];
const parser = Compile(Type.Object(fields, { additionalProperties: false }));

/** So long a link still fits a code square that a phone reads from paper. */
export const longestClaims = 2_000;

/** What the code square carries: the values alone, in their order, so that the square stays coarse. */
export const claimsText = (claims: CertificateClaims): string =>
  Buffer.from(JSON.stringify(names.map((name) => claims[name]))).toString('base64url');

/** Null: no such text ever left here. */
export function claimsOf(text: string): CertificateClaims | null {
  try {
    const values: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(values) || values.length !== names.length) return null;
    const claims: unknown = Object.fromEntries(names.map((name, i) => [name, values[i]]));
    return parser.Check(claims) ? (claims as CertificateClaims) : null;
  } catch {
    return null;
  }
}
