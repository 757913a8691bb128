import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { auditKinds, auditVerbs } from '../../ports/audit.ts';
import { auditFilterOf } from '../audit-filter.ts';
import type { WebDeps } from '../deps.ts';
import { InstantText, instantOf, isoOf } from './instant.ts';
import { listed, pageOf, pageQuery, problemSchema, whoAsks } from './resource.ts';
import { Id, oneOf } from './schemas.ts';

const query = Type.Object(
  {
    ...pageQuery,
    who: Type.Optional(Type.String({ maxLength: 80, description: '`staff:<id>`, `token:<id>`' })),
    memberId: Type.Optional(Id),
    kind: Type.Optional(oneOf(auditKinds)),
    verb: Type.Optional(oneOf(auditVerbs)),
    from: Type.Optional(InstantText),
    to: Type.Optional(InstantText),
  },
  { additionalProperties: false },
);

const chain = Type.Object({
  whole: Type.Boolean(),
  firstBroken: Type.Union([Type.Integer(), Type.Null()], {
    description: 'Number of the first row that does not follow from the one before',
  }),
  head: Type.Object(
    { seq: Type.Integer(), hash: Type.String() },
    { description: 'The newest row: kept elsewhere, it proves what was written until then' },
  ),
});

const anything = Type.Object({}, { additionalProperties: true });

export function auditRoutes(app: FastifyInstance, deps: WebDeps): void {
  app.get(
    '/api/v1/audit',
    {
      schema: {
        tags: ['audit'],
        summary: 'Who changed what, and who looked at whom; newest first',
        querystring: query,
        response: { 200: listed(anything), '4xx': problemSchema },
      },
    },
    async (request) => {
      const { from, to, ...asked } = request.query as Record<string, string>;
      const filter = auditFilterOf(whoAsks(request.principal), {
        ...asked,
        from: from ? instantOf('from', from) : null,
        to: to ? instantOf('to', to) : null,
      });
      const page = await deps.audit.list(filter, pageOf(request.query as object));
      return { ...page, items: page.items.map((one) => ({ ...one, at: isoOf(one.at) })) };
    },
  );
  app.get(
    '/api/v1/audit/chain',
    {
      schema: {
        tags: ['audit'],
        summary: 'Whether a row was altered or taken away; reads all of them',
        response: { 200: chain, '4xx': problemSchema },
      },
    },
    async () => {
      const firstBroken = await deps.audit.firstBroken();
      return { whole: firstBroken === null, firstBroken, head: await deps.audit.head() };
    },
  );
}
