import type { FastifyRequest } from 'fastify';
import { failure } from '../../../shared/runtime/errors.ts';
import type { Duty, Invitation, StaffAccount } from '../../ports/identity.ts';
import { whoAsks } from '../api/resource.ts';
import { audit } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { nameOf, type Principal } from '../principal.ts';
import { assertMayGive, covers } from './duties.ts';

const invitationMs = 7 * 24 * 3_600_000;

/** An invitation with its link, which is shown this once. */
export interface Invited {
  readonly invitation: Invitation;
  readonly url: string;
}

/** Accounts all of whose places are theirs; the others are another administrator's. */
export async function theirStaff(
  deps: WebDeps,
  principal: Principal,
): Promise<readonly StaffAccount[]> {
  return (await deps.accounts.list()).filter(({ places }) => covers(principal, places));
}

/** Throws `notFound` for an account that reaches further than their own. */
export async function staffOf(
  deps: WebDeps,
  principal: Principal,
  id: string,
): Promise<StaffAccount> {
  const account = await deps.accounts.find(id);
  if (account && covers(principal, account.places)) return account;
  throw failure('notFound', { what: 'staff account', id });
}

export async function theirInvitations(
  deps: WebDeps,
  principal: Principal,
): Promise<readonly Invitation[]> {
  const all = await deps.accounts.invitations(deps.clock.now());
  return all.filter(({ places }) => covers(principal, places));
}

/**
 * A link that works once, for a week. `name`: for that person alone, who keeps their account and gets a new password;
 * without: whoever opens it chooses a name. Throws `tooMuchToGive`.
 */
export async function invite(
  deps: WebDeps,
  request: FastifyRequest,
  duty: Duty,
  name: string | null = null,
): Promise<Invited> {
  const principal = whoAsks(request.principal);
  assertMayGive(principal, duty);
  const expiresAt = deps.clock.now() + invitationMs;
  const { places, rights } = duty;
  const madeBy = nameOf(principal);
  const secret = await deps.identity.createInvitation(duty.role, name, expiresAt, {
    places,
    rights,
    madeBy,
  });
  const invitation = await deps.accounts.findInvitation(secret);
  if (!invitation) throw failure('internal', { reference: 'invitation' });
  const { id } = invitation;
  await audit(deps, request, { verb: 'created', kind: 'invitation', id, after: invitation });
  return { invitation, url: `${originOf(deps, request)}/welcome/${secret}` };
}

/** For somebody who lost the password or the phone: the same duty, by a new link. */
export async function inviteAgain(
  deps: WebDeps,
  request: FastifyRequest,
  id: string,
): Promise<Invited> {
  const account = await staffOf(deps, whoAsks(request.principal), id);
  return invite(deps, request, account, account.name);
}

export async function withdraw(deps: WebDeps, request: FastifyRequest, id: string): Promise<void> {
  const theirs = await theirInvitations(deps, whoAsks(request.principal));
  if (!theirs.some((one) => one.id === id)) {
    throw failure('notFound', { what: 'invitation', id });
  }
  const before = await deps.accounts.withdraw(id);
  await audit(deps, request, { verb: 'ended', kind: 'invitation', id, before });
}

/** Throws `lastAdmin`, `tooMuchToGive`, `notFound`. */
export async function changeDuty(
  deps: WebDeps,
  request: FastifyRequest,
  id: string,
  wanted: Partial<Duty>,
): Promise<StaffAccount> {
  const principal = whoAsks(request.principal);
  const before = await staffOf(deps, principal, id);
  assertMayGive(principal, before);
  assertMayGive(principal, { ...before, ...wanted });
  const after = await deps.accounts.change(id, wanted);
  await audit(deps, request, { verb: 'changed', kind: 'staff', id, ...duties(before, after) });
  return after;
}

export async function endAccess(
  deps: WebDeps,
  request: FastifyRequest,
  id: string,
): Promise<StaffAccount> {
  const principal = whoAsks(request.principal);
  const before = await staffOf(deps, principal, id);
  assertMayGive(principal, before);
  const after = await deps.accounts.end(id, deps.clock.now());
  const ended = { before: { endedAt: before.endedAt }, after: { endedAt: after.endedAt } };
  await audit(deps, request, { verb: 'ended', kind: 'staff', id, ...ended });
  return after;
}

/** Out of every browser; answers of how many. */
export async function signOutEverywhere(
  deps: WebDeps,
  request: FastifyRequest,
  id: string,
): Promise<number> {
  await staffOf(deps, whoAsks(request.principal), id);
  const sessions = await deps.accounts.endSessions(id, 'all');
  await audit(deps, request, { verb: 'signedOut', kind: 'staff', id, after: { sessions } });
  return sessions;
}

const duties = (before: Duty, after: Duty) => ({
  before: { role: before.role, places: before.places, rights: before.rights },
  after: { role: after.role, places: after.places, rights: after.rights },
});

const originOf = (deps: WebDeps, request: FastifyRequest): string =>
  deps.publicUrl?.replace(/\/$/, '') ?? `${request.protocol}://${request.host}`;
