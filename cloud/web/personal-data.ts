import type { FastifyReply, FastifyRequest } from 'fastify';
import { failure } from '../../shared/runtime/errors.ts';
import { holds } from './access.ts';
import { whoAsks } from './api/resource.ts';
import { audit } from './audit.ts';
import type { WebDeps } from './deps.ts';
import { languageOf, wordsOf } from './language.ts';
import { type PersonFileNames, personCsv, personJson } from './person-file.ts';

export type PersonFileKind = 'json' | 'csv';

/**
 * Hands out what is held of one person: whole, so only to who may see all of it. Written down before it is sent; the
 * file itself says who looked, this time included.
 */
export async function sendPersonalData(
  deps: WebDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  kind: PersonFileKind,
): Promise<FastifyReply> {
  const principal = whoAsks(request.principal);
  for (const right of ['cards:uid', 'hours:read'] as const)
    if (!holds(principal, right)) throw failure('scopeMissing', { needed: right });
  const member = await deps.registry.members.get(id);
  const now = deps.clock.now();
  await audit(deps, request, { verb: 'exported', kind: 'member', id, memberId: id });
  const data = await deps.personalData.of(member.id, now);
  const name = `badgeuse-${id.replace(/[^\w-]/g, '_')}.${kind}`;
  reply.header('content-disposition', `attachment; filename="${name}"`);
  if (kind === 'json')
    return reply
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(personJson(data, now), null, 1));
  return reply
    .type('text/csv; charset=utf-8')
    .send(personCsv(data, wordsOf(languageOf(request)), await namesOf(deps)));
}

const all = { limit: 1000, cursor: null };

async function namesOf({ registry, settlements, fedowPools }: WebDeps): Promise<PersonFileNames> {
  const { items: places } = await registry.places.list(all);
  const { items: areas } = await registry.areas.list(all);
  const { items: points } = await registry.accessPoints.list(all);
  // What other venues told of them is in it too.
  const venues = (await fedowPools.list('*')).flatMap((pool) => pool.venues);
  const names = new Map([
    ...(await settlements.placesAfar()),
    ...[...places, ...areas, ...points, ...venues].map(({ id, name }) => [id, name || id] as const),
  ]);
  const zones = new Map(places.map(({ id, timeZone }) => [id, timeZone]));
  const usual = places[0]?.timeZone ?? 'UTC';
  return {
    of: (id) => (id === null ? '' : (names.get(id) ?? id)),
    timeZone: (id) => (id === null ? usual : (zones.get(id) ?? usual)),
  };
}
