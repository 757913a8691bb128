import type { KeyObject } from 'node:crypto';
import { CompactSign, compactVerify, decodeProtectedHeader } from 'jose';
import { bad, ok, type Result } from '../domain/result.ts';
import { canonicalJson } from './canonical-json.ts';
import { SignedCommand } from './command.ts';
import { compiledOnce } from './compiled-once.ts';
import { SignedAccess, SignedConfig, SignedConfirm, SignedKeys } from './signed.ts';

/** The claims of each signed message by its `typ`; one signed for another use never passes. */
export interface ClaimsByType {
  'badgeuse-access': SignedAccess;
  'badgeuse-config': SignedConfig;
  'badgeuse-confirm': SignedConfirm;
  'badgeuse-command': SignedCommand;
  'badgeuse-keys': SignedKeys;
}
export type ClaimsType = keyof ClaimsByType;

const validators = {
  'badgeuse-access': compiledOnce(SignedAccess),
  'badgeuse-config': compiledOnce(SignedConfig),
  'badgeuse-confirm': compiledOnce(SignedConfirm),
  'badgeuse-command': compiledOnce(SignedCommand),
  'badgeuse-keys': compiledOnce(SignedKeys),
} as const satisfies Record<ClaimsType, unknown>;

export interface NamedKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
}

/** Signs as a compact JWS (wire protocol, Signatures). The claims are ours and therefore trusted. */
export const signClaims = <T extends ClaimsType>(
  typ: T,
  claims: ClaimsByType[T],
  key: NamedKey,
): Promise<string> =>
  new CompactSign(Buffer.from(canonicalJson(claims)))
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ })
    .sign(key.privateKey);

/**
 * The claims, if `jws` was signed for this use by a pinned key. `keyOf` answers the key a `kid` names, or
 * null. Problems: `jwsMalformed`, `jwsWrongType`, `jwsUnknownKey`, `jwsForged`, `jwsClaimsInvalid`.
 */
export async function verifyClaims<T extends ClaimsType>(
  typ: T,
  jws: string,
  keyOf: (kid: string) => KeyObject | null,
): Promise<Result<ClaimsByType[T]>> {
  const header = readHeader(jws);
  if (!header) return refuse('jwsMalformed', 'This is not a compact JWS of ours.');
  if (header.typ !== typ) return refuse('jwsWrongType', `Signed for another use than ${typ}.`);
  const key = keyOf(header.kid);
  if (!key) return refuse('jwsUnknownKey', 'Signed by a key that was never pinned.');
  try {
    const { payload } = await compactVerify(jws, key, { algorithms: ['EdDSA'] });
    return readClaims(typ, Buffer.from(payload).toString('utf8'));
  } catch {
    return refuse('jwsForged', 'The signature does not fit.');
  }
}

/** The name of the key that signed it, unchecked, and for which use; null: no JWS of ours. */
export const headerOf = (jws: string): { typ: string; kid: string } | null => readHeader(jws);

function readHeader(jws: string): { typ: string; kid: string } | null {
  try {
    const { alg, typ, kid, crit } = decodeProtectedHeader(jws);
    // No extension is in use: one that must be understood is one that is not ours.
    if (alg !== 'EdDSA' || crit !== undefined) return null;
    return typeof typ === 'string' && typeof kid === 'string' ? { typ, kid } : null;
  } catch {
    return null;
  }
}

function readClaims<T extends ClaimsType>(typ: T, text: string): Result<ClaimsByType[T]> {
  const validator = validators[typ]();
  let claims: unknown;
  try {
    claims = JSON.parse(text);
  } catch {
    return refuse('jwsClaimsInvalid', 'What was signed is not JSON.');
  }
  return validator.Check(claims)
    ? ok(claims as ClaimsByType[T])
    : refuse('jwsClaimsInvalid', 'What was signed is not what this use asks for.');
}

const refuse = (code: string, message: string) =>
  bad(code, message, 'Keep what is held; `badgeuse doctor` shows which key is pinned.');
