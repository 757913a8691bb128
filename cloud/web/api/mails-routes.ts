import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { keepMails } from '../members/keep-mails.ts';
import { idParams, problemSchema } from './resource.ts';
import { body } from './schemas.ts';

const tags = ['members'];
const path = '/api/v1/members/:id/mails';
const Mails = Type.Object({
  wanted: Type.Boolean({ description: 'false: they are sent none, until they or staff say so' }),
});

/** Whether a member wants mails; they may say so themselves, by the link at the end of each. */
export function mailsRoutes(app: FastifyInstance, deps: WebDeps): void {
  const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;
  const response = { 200: Mails, '4xx': problemSchema };

  app.get(
    path,
    { schema: { tags, summary: 'Whether a member wants mails', params: idParams, response } },
    async (request) => {
      const { id } = await deps.registry.members.get(idOf(request));
      await looked(deps, request, { kind: 'member', id, memberId: id });
      return { wanted: await deps.mailWishes.wants(id) };
    },
  );
  app.patch(
    path,
    {
      schema: {
        ...{ tags, summary: 'Note whether a member wants mails' },
        ...{ params: idParams, body: body(Mails.properties), response },
      },
    },
    async (request) => {
      const { wanted } = request.body as { wanted: boolean };
      await keepMails(deps, request, wanted);
      return { wanted };
    },
  );
}
