import type { FastifyInstance } from 'fastify';
import { type Static, type TSchema, Type } from 'typebox';
import type { ApiToken, Invitation, StaffAccount } from '../../ports/identity.ts';
import { rights, roles, scopes } from '../../ports/identity.ts';
import {
  changeDuty,
  endAccess,
  invite,
  inviteAgain,
  signOutEverywhere,
  staffOf,
  theirInvitations,
  theirStaff,
  withdraw,
} from '../accounts/account-rules.ts';
import { makeToken, revokeToken, theirTokens } from '../accounts/token-rules.ts';
import type { WebDeps } from '../deps.ts';
import { InstantText, instantOf, isoOf } from './instant.ts';
import { idParams, problemSchema, whoAsks } from './resource.ts';
import { body, Id, oneOf, orNull } from './schemas.ts';

const placesSchema = Type.Union([
  Type.Literal('*'),
  Type.Array(Id, { minItems: 1, maxItems: 200, uniqueItems: true }),
]);
const duty = {
  role: oneOf(roles),
  places: placesSchema,
  rights: Type.Array(oneOf(rights), { maxItems: rights.length, uniqueItems: true }),
};
const moment = orNull(Type.String({ description: 'ISO 8601' }));
const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' });

const Account = Type.Object({
  id: Id,
  name: Name,
  ...duty,
  createdAt: moment,
  endedAt: moment,
  lastSeenAt: moment,
  needsCode: Type.Boolean(),
});
const InvitationSchema = Type.Object({
  id: Id,
  name: orNull(Name),
  ...duty,
  expiresAt: moment,
  madeBy: orNull(Type.String()),
});
const reach = {
  role: duty.role,
  places: placesSchema,
  scopes: Type.Array(oneOf(['*', ...scopes] as const)),
};
const Token = Type.Object({
  id: Id,
  name: orNull(Name),
  ...reach,
  createdAt: moment,
  expiresAt: moment,
  usedAt: moment,
  revokedAt: moment,
  madeBy: orNull(Type.String()),
  mayNow: orNull(
    Type.Object(reach, {
      description: 'What is left of it today: never more than whoever made it may now.',
    }),
  ),
});

const invitationBody = body({
  role: duty.role,
  places: Type.Optional(placesSchema),
  rights: Type.Optional(duty.rights),
});
const dutyBody = body({
  role: Type.Optional(duty.role),
  places: Type.Optional(placesSchema),
  rights: Type.Optional(duty.rights),
});
const tokenBody = body({
  role: duty.role,
  name: Type.Optional(orNull(Name)),
  places: Type.Optional(placesSchema),
  scopes: Type.Optional(Type.Array(oneOf(['*', ...scopes] as const), { minItems: 1 })),
  expiresAt: Type.Optional(orNull(InstantText)),
});

/** Who works here and what programs may ask: the same rules as the pages. */
export function accountRoutes(app: FastifyInstance, deps: WebDeps): void {
  const route = (
    tag: string,
    summary: string,
    ok: Record<string, TSchema>,
    input: Record<string, TSchema> = {},
  ) => ({ schema: { tags: [tag], summary, ...input, response: { ...ok, '4xx': problemSchema } } });
  const idOf = (params: unknown) => (params as { id: string }).id;
  const items = <T extends TSchema>(of: T) =>
    Type.Object({ items: Type.Array(of), nextCursor: Type.Null() });
  const one = { params: idParams };

  app.get(
    '/api/v1/staff',
    route('staff', 'List staff accounts', { 200: items(Account) }),
    async (request) => ({
      items: (await theirStaff(deps, whoAsks(request.principal))).map(accountOf),
      nextCursor: null,
    }),
  );
  app.get(
    '/api/v1/staff/:id',
    route('staff', 'Read a staff account', { 200: Account }, one),
    async (request) =>
      accountOf(await staffOf(deps, whoAsks(request.principal), idOf(request.params))),
  );
  app.patch(
    '/api/v1/staff/:id',
    route(
      'staff',
      'Give another role, places or rights',
      { 200: Account },
      {
        ...one,
        body: dutyBody,
      },
    ),
    async (request) => {
      const wanted = request.body as Static<typeof dutyBody>;
      return accountOf(await changeDuty(deps, request, idOf(request.params), wanted));
    },
  );
  app.delete(
    '/api/v1/staff/:id',
    route('staff', 'End the access of one of the staff', { 204: Type.Null() }, one),
    async (request, reply) => {
      await endAccess(deps, request, idOf(request.params));
      return reply.code(204).send();
    },
  );
  app.post(
    '/api/v1/staff/:id/sign-out',
    route('staff', 'Sign them out of every browser', { 204: Type.Null() }, one),
    async (request, reply) => {
      await signOutEverywhere(deps, request, idOf(request.params));
      return reply.code(204).send();
    },
  );
  const made = Type.Object({ ...InvitationSchema.properties, url: Type.String() });
  app.post(
    '/api/v1/staff/:id/invitation',
    route('staff', 'A new one-time link for them: a lost password or phone', { 201: made }, one),
    async (request, reply) => {
      const { invitation, url } = await inviteAgain(deps, request, idOf(request.params));
      return reply.code(201).send({ ...invitationOf(invitation), url });
    },
  );

  app.get(
    '/api/v1/invitations',
    route('staff', 'List links not used yet', { 200: items(InvitationSchema) }),
    async (request) => ({
      items: (await theirInvitations(deps, whoAsks(request.principal))).map(invitationOf),
      nextCursor: null,
    }),
  );
  app.post(
    '/api/v1/invitations',
    route('staff', 'Invite somebody by a one-time link', { 201: made }, { body: invitationBody }),
    async (request, reply) => {
      const { role, places, rights: given = [] } = request.body as Static<typeof invitationBody>;
      const principal = whoAsks(request.principal);
      const wanted = { role, places: places ?? principal.places, rights: given };
      const { invitation, url } = await invite(deps, request, wanted);
      return reply.code(201).send({ ...invitationOf(invitation), url });
    },
  );
  app.delete(
    '/api/v1/invitations/:id',
    route('staff', 'Withdraw a link', { 204: Type.Null() }, one),
    async (request, reply) => {
      await withdraw(deps, request, idOf(request.params));
      return reply.code(204).send();
    },
  );

  app.get(
    '/api/v1/tokens',
    route('tokens', 'List tokens, newest first', { 200: items(Token) }),
    async (request) => ({
      items: (await theirTokens(deps, whoAsks(request.principal))).map(tokenOf),
      nextCursor: null,
    }),
  );
  const madeToken = Type.Object({ ...Token.properties, token: Type.String() });
  app.post(
    '/api/v1/tokens',
    route(
      'tokens',
      'Make a token; it is answered this once',
      { 201: madeToken },
      {
        body: tokenBody,
      },
    ),
    async (request, reply) => {
      const wanted = request.body as Static<typeof tokenBody>;
      const principal = whoAsks(request.principal);
      const { token, secret } = await makeToken(deps, request, {
        role: wanted.role,
        name: wanted.name ?? null,
        places: wanted.places ?? principal.places,
        scopes: wanted.scopes ?? ['read'],
        expiresAt: wanted.expiresAt ? instantOf('expiresAt', wanted.expiresAt) : null,
      });
      return reply.code(201).send({ ...tokenOf(token), token: secret });
    },
  );
  app.delete(
    '/api/v1/tokens/:id',
    route('tokens', 'Revoke a token', { 204: Type.Null() }, one),
    async (request, reply) => {
      await revokeToken(deps, request, idOf(request.params));
      return reply.code(204).send();
    },
  );
}

const isoOrNull = (at: number | null): string | null => (at === null ? null : isoOf(at));

const accountOf = (account: StaffAccount) => ({
  ...account,
  createdAt: isoOf(account.createdAt),
  endedAt: isoOrNull(account.endedAt),
  lastSeenAt: isoOrNull(account.lastSeenAt),
});

const invitationOf = (invitation: Invitation) => ({
  ...invitation,
  expiresAt: isoOf(invitation.expiresAt),
});

const tokenOf = (token: ApiToken) => ({
  ...token,
  createdAt: isoOf(token.createdAt),
  expiresAt: isoOrNull(token.expiresAt),
  usedAt: isoOrNull(token.usedAt),
  revokedAt: isoOrNull(token.revokedAt),
});
