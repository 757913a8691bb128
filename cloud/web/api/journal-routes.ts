import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { warnings } from '../../../shared/domain/place-rules.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import type { TapFilter, TapRecord } from '../../ports/journal.ts';
import { holds } from '../access.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { isTheirTap } from '../journal-scope.ts';
import type { Principal } from '../principal.ts';
import { InstantText, instantOf, isoOf } from './instant.ts';
import { idParams, listed, pageOf, pageQuery, problemSchema, whoAsks } from './resource.ts';
import { Id, oneOf, orNull } from './schemas.ts';

const tapQuery = Type.Object(
  {
    ...pageQuery,
    placeId: Type.Optional(Id),
    accessPoint: Type.Optional(Id),
    device: Type.Optional(Id),
    from: Type.Optional(InstantText),
    to: Type.Optional(InstantText),
    reason: Type.Optional(Type.String({ maxLength: 40 })),
  },
  { additionalProperties: false },
);

const open = { additionalProperties: true };
const refusalShape = Type.Object({}, open);
const punchShape = Type.Object(
  {
    pointOfSale: orNull(
      Type.String({ description: 'Where the item was chosen on a terminal; null: it was not' }),
    ),
    warnings: Type.Array(oneOf(warnings), {
      description: 'What the card was let in in spite of',
    }),
  },
  open,
);

/** What the devices wrote, read only: punches and refusals. */
export function journalRoutes(app: FastifyInstance, deps: WebDeps): void {
  const { journal } = deps;

  for (const [path, kind, shape] of [
    ['punches', 'punch', punchShape],
    ['refusals', 'refusal', refusalShape],
  ] as const) {
    const listSchema = { response: { 200: listed(shape), '4xx': problemSchema } };
    const oneSchema = { params: idParams, response: { 200: shape, '4xx': problemSchema } };
    app.get(
      `/api/v1/${path}`,
      {
        schema: {
          ...listSchema,
          tags: [path],
          summary: `List ${path}, newest first`,
          querystring: tapQuery,
        },
      },
      async (request) => {
        const { limit, cursor, from, to, ...where } = request.query as Record<string, string>;
        const filter: TapFilter = {
          ...where,
          ...(from && { from: instantOf('from', from) }),
          ...(to && { to: instantOf('to', to) }),
        };
        const page = await journal.taps(kind, filter, pageOf({ limit, cursor } as object));
        const principal = whoAsks(request.principal);
        const items = page.items.filter((tap) => isTheirTap(principal, tap));
        await looked(deps, request, { kind, after: { ...where, from, to } });
        return { ...page, items: items.map((tap) => tapFor(principal, tap)) };
      },
    );
    app.get(
      `/api/v1/${path}/:id`,
      { schema: { ...oneSchema, tags: [path], summary: `Read one of ${path}` } },
      async (request) => {
        const { id } = request.params as { id: string };
        const tap = await journal.findTap(id);
        const principal = whoAsks(request.principal);
        if (tap?.kind !== kind || !isTheirTap(principal, tap)) {
          throw failure('notFound', { what: kind, id });
        }
        const { placeId, memberRef: memberId } = tap;
        await looked(deps, request, { kind, id, placeId, memberId });
        return tapFor(principal, tap);
      },
    );
  }
}

/** Times as ISO 8601; the card's uid is a key to copy, so only who holds `cards:uid` sees it. */
const tapFor = (principal: Principal, tap: TapRecord) => {
  const { kind: _, reason, door, item, pointOfSale, warnings, ...rest } = tap;
  return {
    ...rest,
    ...(tap.kind === 'refusal' ? { reason } : { door, item, pointOfSale, warnings }),
    cardUid: holds(principal, 'cards:uid') ? tap.cardUid : null,
    occurredAt: isoOf(tap.occurredAt),
    receivedAt: isoOf(tap.receivedAt),
  };
};
