import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Correction } from '../../../shared/domain/correction.ts';
import type { AuditVerb } from '../../ports/audit.ts';
import { audit, looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { assertTheirCorrection, isTheirCorrection, theirCorrection } from '../journal-scope.ts';
import { nameOf, type Principal } from '../principal.ts';
import {
  type CorrectionBody,
  changeOf,
  correctionBody,
  shownCorrection as shown,
} from './correction-body.ts';
import { idParams, listed, pageOf, pageQuery, problemSchema, whoAsks } from './resource.ts';
import { body } from './schemas.ts';

const anything = Type.Object({}, { additionalProperties: true });

export function correctionRoutes(app: FastifyInstance, deps: WebDeps): void {
  const { corrections } = deps;
  const tags = ['corrections'];
  const url = '/api/v1/corrections';
  const author = (principal: Principal, reason: string) => ({
    madeBy: nameOf(principal),
    madeAt: deps.clock.now(),
    reason,
  });
  const written = (request: FastifyRequest, verb: AuditVerb, made: Correction) =>
    audit(deps, request, { verb, kind: 'correction', id: made.id, after: made });

  const theirs = (id: string, principal: Principal) => theirCorrection(deps, principal, id);

  app.post(
    url,
    {
      schema: {
        tags,
        summary: 'Put the record right, with a reason',
        body: correctionBody,
        response: { 201: anything, '4xx': problemSchema },
      },
    },
    async (request, reply) => {
      const wanted = request.body as CorrectionBody;
      const principal = whoAsks(request.principal);
      const by = author(principal, wanted.reason);
      const change = changeOf(wanted);
      await assertTheirCorrection(deps, principal, change);
      const made = await corrections.record(change, by, wanted.seen, wanted.replaces);
      await written(request, 'created', made);
      return reply.code(201).send(shown(made, principal));
    },
  );

  const query = Type.Object(pageQuery, { additionalProperties: false });
  app.get(
    url,
    {
      schema: {
        tags,
        summary: 'List corrections, newest first',
        querystring: query,
        response: { 200: listed(anything), '4xx': problemSchema },
      },
    },
    async (request) => {
      const page = await corrections.list(pageOf(request.query as object));
      const principal = whoAsks(request.principal);
      const items: Correction[] = [];
      for (const made of page.items) {
        if (await isTheirCorrection(deps, principal, made)) items.push(made);
      }
      await looked(deps, request, { kind: 'correction', after: { show: 'all' } });
      return { ...page, items: items.map((made) => shown(made, principal)) };
    },
  );

  const one = { tags, params: idParams };
  app.get(
    `${url}/:id`,
    {
      schema: {
        ...one,
        summary: 'Read a correction',
        response: { 200: anything, '4xx': problemSchema },
      },
    },
    async (request) => {
      const { id } = request.params as { id: string };
      const principal = whoAsks(request.principal);
      const made = await theirs(id, principal);
      await looked(deps, request, { kind: 'correction', id });
      return shown(made, principal);
    },
  );

  app.patch(
    `${url}/:id`,
    {
      schema: {
        ...one,
        summary: 'Undo a correction, with a reason',
        body: body({
          undone: Type.Literal(true),
          reason: Type.Optional(correctionBody.properties.reason),
        }),
        response: { 200: anything, '4xx': problemSchema },
      },
    },
    async (request) => {
      const { id } = request.params as { id: string };
      const { reason = 'undone' } = request.body as { reason?: string };
      const principal = whoAsks(request.principal);
      await theirs(id, principal);
      const undone = await corrections.undo(id, author(principal, reason));
      await written(request, 'undone', undone);
      return shown(undone, principal);
    },
  );

  app.delete(
    `${url}/:id`,
    {
      schema: {
        ...one,
        summary: 'Undo a correction: it is kept, without effect',
        response: { 204: Type.Null(), '4xx': problemSchema },
      },
    },
    async (request, reply) => {
      const { id } = request.params as { id: string };
      const principal = whoAsks(request.principal);
      await theirs(id, principal);
      const undone = await corrections.undo(id, author(principal, 'undone'));
      await written(request, 'undone', undone);
      return reply.code(204).send();
    },
  );
}
