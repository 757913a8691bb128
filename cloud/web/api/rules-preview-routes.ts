import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { passageStatuses } from '../../../shared/domain/passage.ts';
import type { Area, Place, Repository } from '../../ports/registry.ts';
import type { WebDeps } from '../deps.ts';
import { seenBy } from '../place-scope.ts';
import {
  areaRuleFields,
  placeRuleFields,
  previewOfArea,
  previewOfPlace,
  type WantedPreview,
} from '../rules-preview.ts';
import { idParams, problemSchema, whoAsks } from './resource.ts';
import { body, fields, oneOf, orNull } from './schemas.ts';

const counts = Type.Object(
  Object.fromEntries(passageStatuses.map((status) => [status, Type.Integer()])),
);
const status = orNull(oneOf(passageStatuses));
const answer = Type.Object({
  before: counts,
  after: counts,
  changed: Type.Integer(),
  changes: Type.Array(
    Type.Object(
      { before: status, after: status, passages: Type.Integer() },
      { description: 'null: not there; the same twice: at another time' },
    ),
  ),
  persons: Type.Integer({ description: 'how many it looked at' }),
  complete: Type.Boolean({ description: 'false: it took too long, and there are more persons' }),
});

/** What other visit rules would change: the body is what a PATCH would say of them, and is judged alike. */
export function rulesPreviewRoutes(app: FastifyInstance, deps: WebDeps): void {
  const serve = <T extends { readonly id: string }>(
    path: 'places' | 'areas',
    repository: Repository<T>,
    names: readonly string[],
    preview: (record: T, values: Partial<T>) => WantedPreview,
  ) => {
    const known: Readonly<Record<string, TSchema>> = fields[path];
    const rules = names.map((name) => [name, Type.Optional(known[name] ?? Type.Never())]);
    app.post(
      `/api/v1/${path}/:id/preview`,
      {
        schema: {
          tags: [path],
          summary: 'What other visit rules would change in the passages held; nothing is written',
          params: idParams,
          body: body(Object.fromEntries(rules) as Record<string, TSchema>),
          response: { 200: answer, '4xx': problemSchema },
        },
      },
      async (request: FastifyRequest, reply: FastifyReply) => {
        const { id } = request.params as { id: string };
        const record = await seenBy(repository, whoAsks(request.principal)).get(id);
        return preview(record, request.body as Partial<T>)(deps, reply);
      },
    );
  };
  const { places, areas } = deps.registry;
  serve<Place>('places', places, placeRuleFields, previewOfPlace);
  serve<Area>('areas', areas, areaRuleFields, previewOfArea);
}
