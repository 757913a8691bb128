import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { failure } from '../../../shared/runtime/errors.ts';
import type { Page, Repository } from '../../ports/registry.ts';
import { askedText } from '../members/asked.ts';
import { seenBy } from '../place-scope.ts';
import type { Principal } from '../principal.ts';
import { body, Id } from './schemas.ts';

/** One kind of thing the API creates, lists, reads, changes and ends. */
export interface Resource<T extends { readonly id: string }> {
  /** The path below /api/v1, and the tag in the description. */
  readonly path: string;
  readonly repository: Repository<T>;
  readonly id?: TSchema;
  readonly fields: Readonly<Record<string, TSchema>>;
  /** What a new one must say; everything else has a default. */
  readonly required: readonly string[];
  /** What a change may say of itself, and the record does not hold. */
  readonly how?: Readonly<Record<string, TSchema>>;
  /** What never changes afterwards. */
  readonly fixed?: readonly string[];
  /** Fields by which a list can be narrowed. */
  readonly filters?: readonly string[];
  /** Finds by what a person types, as `?q=`, in an order of its own. */
  readonly search?: (
    text: string,
    page: { limit: number; cursor: string | null },
  ) => Promise<Page<T>>;
  /** Writes down that somebody looked: at one of them, or at a list by what they asked for. */
  readonly looked?: (request: FastifyRequest, at: T | { readonly asked: object }) => Promise<void>;
  /** Spells a filter as it is stored. */
  readonly narrow?: (where: Partial<T>) => Partial<T>;
  /** What is only ever read: it follows from the rest. */
  readonly derived?: Readonly<Record<string, TSchema>>;
  /** What of it somebody may read. */
  readonly shown?: (record: T, principal: Principal) => object;
  /** What creating one answers, where that is not the resource itself. */
  readonly created?: TSchema;
  /** Makes a new one in another way than by writing it down. */
  readonly create?: (fields: Partial<T>, principal: Principal) => Promise<unknown>;
}

export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  cursor: Type.Optional(
    Type.String({ maxLength: 400, pattern: '^[A-Za-z0-9_-]*$', description: 'of the page before' }),
  ),
};

export const pageOf = (query: { limit?: number; cursor?: string }) => ({
  limit: query.limit ?? 100,
  cursor: query.cursor || null,
});

export const listed = (item: TSchema) =>
  Type.Object({ items: Type.Array(item), nextCursor: Type.Union([Type.String(), Type.Null()]) });

export const problemSchema = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  code: Type.String(),
  hint: Type.String(),
  errors: Type.Optional(Type.Array(Type.Object({ field: Type.String(), expected: Type.String() }))),
  usedBy: Type.Optional(
    Type.Array(Type.Object({ kind: Type.String(), id: Type.String(), name: Type.String() }), {
      description: 'of `inUse`: what still uses it, as far as whoever asks may see it',
    }),
  ),
});

export const idParams = Type.Object({ id: Id });

export function whoAsks(principal: Principal | null): Principal {
  if (principal === null) throw failure('notSignedIn');
  return principal;
}

export function serveResource<T extends { readonly id: string }>(
  app: FastifyInstance,
  resource: Resource<T>,
): void {
  const { path, repository, fields, required, how = {}, fixed = [], filters = [] } = resource;
  const shown = (record: T, request: FastifyRequest) =>
    resource.shown?.(record, whoAsks(request.principal)) ?? record;
  const narrow = resource.narrow ?? ((where: Partial<T>) => where);
  const url = `/api/v1/${path}`;
  const id = resource.id ?? Id;
  const record = Type.Object({ id, ...fields, ...resource.derived });
  const tags = [path];
  const answers = (ok: Record<string, TSchema>) => ({ ...ok, '4xx': problemSchema });
  const optional = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, Type.Optional(fields[name] ?? Type.Unknown())]));
  const names = Object.keys(fields);

  const createBody = body({
    id: Type.Optional(id),
    ...optional(names.filter((name) => !required.includes(name))),
    ...Object.fromEntries(required.map((name) => [name, fields[name] ?? Type.Unknown()])),
  });
  app.post(
    url,
    {
      schema: {
        tags,
        summary: `Create one of ${path}`,
        body: createBody,
        response: answers({ 201: resource.created ?? record }),
      },
    },
    async (request, reply) => {
      const principal = whoAsks(request.principal);
      const wanted = request.body as Partial<T>;
      if (resource.create) return reply.code(201).send(await resource.create(wanted, principal));
      const made = await seenBy(repository, principal).create(wanted);
      const answer: Readonly<Record<string, unknown>> = { ...shown(made, request) };
      // What they said themselves they may read, unless a part of it is left out for everybody.
      const said = Object.keys(wanted).map((name) => {
        const own: unknown = made[name as keyof T];
        return [name, typeof own === 'object' ? answer[name] : own];
      });
      return reply.code(201).send({ ...answer, ...Object.fromEntries(said) });
    },
  );

  const query = Type.Object(
    {
      ...pageQuery,
      ...(resource.search && {
        q: Type.Optional(
          Type.String({ maxLength: 200, description: 'what to find; no filter then' }),
        ),
      }),
      ...optional(filters),
    },
    { additionalProperties: false },
  );
  app.get(
    url,
    {
      schema: {
        tags,
        summary: `List ${path}`,
        querystring: query,
        response: answers({ 200: listed(record) }),
      },
    },
    async (request): Promise<Page<object>> => {
      const { limit, cursor, q, ...where } = request.query as Record<string, unknown>;
      const at = pageOf({ limit, cursor } as object);
      const page =
        resource.search && typeof q === 'string'
          ? await resource.search(q, at)
          : await seenBy(repository, whoAsks(request.principal)).list(
              at,
              narrow(where as Partial<T>),
            );
      await resource.looked?.(request, {
        asked: { ...where, ...(typeof q === 'string' && { q: askedText(q) }) },
      });
      return { ...page, items: page.items.map((one) => shown(one, request)) };
    },
  );

  const one = { tags, params: idParams, response: answers({ 200: record }) };
  app.get(`${url}/:id`, { schema: { ...one, summary: `Read one of ${path}` } }, async (request) => {
    const { id: of } = request.params as { id: string };
    const found = await seenBy(repository, whoAsks(request.principal)).get(of);
    await resource.looked?.(request, found);
    return shown(found, request);
  });

  const patchBody = body({ ...optional(names.filter((name) => !fixed.includes(name))), ...how });
  app.patch(
    `${url}/:id`,
    { schema: { ...one, summary: `Change one of ${path}`, body: patchBody } },
    async (request) => {
      const { id: of } = request.params as { id: string };
      const said = Object.entries(request.body as object);
      const fieldsSaid = Object.fromEntries(said.filter(([name]) => !(name in how))) as Partial<T>;
      const howSaid = Object.fromEntries(said.filter(([name]) => name in how));
      const theirs = seenBy(repository, whoAsks(request.principal), howSaid);
      return shown(await theirs.patch(of, fieldsSaid), request);
    },
  );

  app.delete(
    `${url}/:id`,
    { schema: { ...one, summary: `End one of ${path}`, response: answers({ 204: Type.Null() }) } },
    async (request, reply) => {
      const { id: of } = request.params as { id: string };
      await seenBy(repository, whoAsks(request.principal)).remove(of);
      return reply.code(204).send();
    },
  );
}
