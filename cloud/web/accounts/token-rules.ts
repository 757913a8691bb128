import type { FastifyRequest } from 'fastify';
import { failure } from '../../../shared/runtime/errors.ts';
import type { ApiToken, Role, TokenLimits } from '../../ports/identity.ts';
import { suffices } from '../access.ts';
import { whoAsks } from '../api/resource.ts';
import { audit } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { nameOf, type Principal } from '../principal.ts';
import { assertMayGive, covers, scopesToGive } from './duties.ts';

export interface WantedToken extends TokenLimits {
  readonly role: Role;
  readonly name: string | null;
}

/** Tokens that reach no further than their places. */
export async function theirTokens(
  deps: WebDeps,
  principal: Principal,
): Promise<readonly ApiToken[]> {
  return (await deps.tokens.list()).filter(({ places }) => covers(principal, places));
}

/** A token of administration is ended by administrators: others could stop what they do not know of. */
export const mayRevoke = (
  principal: Principal,
  { role, places }: Pick<ApiToken, 'role' | 'places'>,
): boolean => suffices(principal.role, role) && covers(principal, places);

/** Answers the token, this once. Throws `tooMuchToGive` for more than they may themselves. */
export async function makeToken(
  deps: WebDeps,
  request: FastifyRequest,
  wanted: WantedToken,
): Promise<{ readonly token: ApiToken; readonly secret: string }> {
  const principal = whoAsks(request.principal);
  const { role, name, places, scopes } = wanted;
  assertMayGive(principal, { role, places, rights: [] });
  const isAll = principal.kind === 'staff' || principal.scopes.includes('*');
  const may: readonly string[] = [...scopesToGive(principal), ...(isAll ? ['*'] : [])];
  const own = principal.kind === 'token' && !isAll ? principal.scopes : may;
  if (scopes.some((scope) => !may.includes(scope) || !(own as readonly string[]).includes(scope))) {
    throw failure('tooMuchToGive');
  }
  const secret = await deps.identity.createToken(role, name, deps.clock.now(), {
    places,
    scopes,
    expiresAt: wanted.expiresAt,
    madeBy: nameOf(principal),
  });
  const token = await deps.tokens.findBySecret(secret);
  if (!token) throw failure('internal', { reference: 'token' });
  const { mayNow: _, ...after } = token;
  await audit(deps, request, { verb: 'created', kind: 'token', id: token.id, after });
  return { token, secret };
}

/** Throws `notFound` for one that reaches further than they do. */
export async function revokeToken(
  deps: WebDeps,
  request: FastifyRequest,
  id: string,
): Promise<ApiToken> {
  const principal = whoAsks(request.principal);
  const before = await deps.tokens.find(id);
  if (!before || !covers(principal, before.places)) {
    throw failure('notFound', { what: 'token', id });
  }
  if (!mayRevoke(principal, before)) throw failure('tooMuchToGive');
  const after = await deps.tokens.revoke(id, deps.clock.now());
  const ended = { before: { revokedAt: before.revokedAt }, after: { revokedAt: after.revokedAt } };
  await audit(deps, request, { verb: 'ended', kind: 'token', id, ...ended });
  return after;
}
