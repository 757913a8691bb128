import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { failure } from '../../../shared/runtime/errors.ts';
import type { OwnCode, OwnLink } from '../../ports/own-page.ts';
import { audit, looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { openByCode } from '../own-code-entry.ts';
import { codeUrl, ownUrl } from '../pages/own-page-links.tsx';
import { nameOf } from '../principal.ts';
import { isoOf } from './instant.ts';
import { idParams, problemSchema, whoAsks } from './resource.ts';
import { body } from './schemas.ts';

const anything = Type.Object({}, { additionalProperties: true });
const items = Type.Object({ items: Type.Array(anything) });
const tags = ['own-pages'];
const dayMs = 86_400_000;
const refused = { '4xx': problemSchema };

/** The links and the short codes to members' own pages. */
export function ownPageRoutes(app: FastifyInstance, deps: WebDeps): void {
  const daysBody = (maximum: number) =>
    body({ days: Type.Optional(Type.Integer({ minimum: 1, maximum })) });
  const byWhom = (request: FastifyRequest) => nameOf(whoAsks(request.principal));
  const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;

  for (const [path, what, reader] of [
    ['own-links', 'link', deps.ownLinks],
    ['own-codes', 'code', deps.ownCodes],
  ] as const) {
    app.get(
      `/api/v1/members/:id/${path}`,
      {
        schema: {
          tags,
          summary: `List the ${what}s to a member’s own page, newest first; what opens it is not told again`,
          params: idParams,
          response: { 200: items, ...refused },
        },
      },
      async (request) => {
        const id = idOf(request);
        await deps.registry.members.get(id);
        await looked(deps, request, { kind: 'member', id, memberId: id });
        return { items: (await reader.ofMember(id)).map(shown) };
      },
    );
    app.delete(
      `/api/v1/${path}/:id`,
      {
        schema: {
          tags,
          summary: `Withdraw a ${what} to a member’s own page`,
          params: idParams,
          response: { 204: Type.Null(), ...refused },
        },
      },
      async (request, reply) => {
        const id = idOf(request);
        const found = await reader.find(id);
        if (!found) throw failure('notFound', { what, id });
        await reader.revoke(id, deps.clock.now());
        const { memberId } = found;
        await audit(deps, request, { verb: 'ended', kind: 'invitation', id, memberId });
        return reply.code(204).send();
      },
    );
  }

  app.post(
    '/api/v1/members/:id/own-links',
    {
      schema: {
        tags,
        summary: 'Give a member the link to a page of their own; the link is answered once',
        params: idParams,
        body: daysBody(366),
        response: { 201: anything, ...refused },
      },
    },
    async (request, reply) => {
      const { days = 30 } = request.body as { days?: number };
      const now = deps.clock.now();
      const memberId = idOf(request);
      const by = byWhom(request);
      const { link, secret } = await deps.ownLinks.create(memberId, by, now, now + days * dayMs);
      await given(request, link);
      const expiresAt = isoOf(link.expiresAt);
      return reply.code(201).send({ id: link.id, url: ownUrl(deps, request, secret), expiresAt });
    },
  );

  app.post(
    '/api/v1/members/:id/own-codes',
    {
      schema: {
        tags,
        summary: 'Give a member a short code to a page of their own; the code is answered once',
        params: idParams,
        body: daysBody(30),
        response: { 201: anything, ...refused },
      },
    },
    async (request, reply) => {
      const { days = 7 } = request.body as { days?: number };
      const now = deps.clock.now();
      const memberId = idOf(request);
      const by = byWhom(request);
      const { code, typed } = await deps.ownCodes.create(memberId, by, now, now + days * dayMs);
      await given(request, code);
      const { id } = code;
      const expiresAt = isoOf(code.expiresAt);
      return reply.code(201).send({ id, code: typed, url: codeUrl(deps, request), expiresAt });
    },
  );

  app.post(
    '/api/v1/own-page',
    {
      config: { rateLimit: { max: 60, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'Open a member’s own page by its short code, for at most two hours',
        body: body({ code: Type.String({ minLength: 1, maxLength: 40 }) }),
        response: { 201: anything, ...refused },
      },
    },
    async (request, reply) => {
      const { code } = request.body as { code: string };
      const opened = await openByCode(deps, request, code);
      if (!opened) throw failure('notFound', { what: 'code', id: 'typed' });
      const url = ownUrl(deps, request, opened.secret);
      return reply.code(201).send({ url, expiresAt: isoOf(opened.link.expiresAt) });
    },
  );

  const given = (request: FastifyRequest, { id, memberId, expiresAt }: OwnLink | OwnCode) =>
    audit(deps, request, {
      ...{ verb: 'created', kind: 'invitation', id, memberId, after: { expiresAt } },
    });
}

const shown = ({
  id,
  memberId,
  createdAt,
  createdBy,
  expiresAt,
  revokedAt,
}: OwnLink | OwnCode) => ({
  ...{ id, memberId, createdBy },
  createdAt: isoOf(createdAt),
  expiresAt: isoOf(expiresAt),
  revokedAt: revokedAt === null ? null : isoOf(revokedAt),
});
