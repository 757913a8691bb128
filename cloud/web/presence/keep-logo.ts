import type { FastifyRequest } from 'fastify';
import { errorCodeOf } from '../../../shared/runtime/errors.ts';
import type { Logo } from '../../ports/papers.ts';
import type { Place } from '../../ports/registry.ts';
import { whoAsks } from '../api/resource.ts';
import { audit } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { wordsOf } from '../language.ts';
import { assertPlace } from '../place-scope.ts';
import { logoIn } from './logo-picture.ts';

/** Throws `notFound`, of a place that is not theirs too. */
export async function placeOfLogo(deps: WebDeps, request: FastifyRequest): Promise<Place> {
  const { id } = request.params as { id: string };
  assertPlace(whoAsks(request.principal), id);
  return deps.registry.places.get(id);
}

/** Keeps what was sent as the place's logo, once a paper was drawn with it; false: it is no picture, or too large. */
export async function keepLogo(
  deps: WebDeps,
  request: FastifyRequest,
  place: Place,
  sent: unknown,
): Promise<boolean> {
  const logo = sent instanceof Uint8Array ? logoIn(sent) : null;
  if (!logo || !(await isDrawn(deps, logo))) return false;
  await deps.logos.put(place.id, logo);
  await written(deps, request, place);
  return true;
}

export async function removeLogo(
  deps: WebDeps,
  request: FastifyRequest,
  place: Place,
): Promise<void> {
  await deps.logos.remove(place.id);
  await written(deps, request, place);
}

const written = (deps: WebDeps, request: FastifyRequest, { id }: Place) =>
  audit(deps, request, { verb: 'changed', kind: 'place', id, placeId: id });

/** A picture that begins well may be broken all the same: no paper shall fail for it later. */
async function isDrawn({ papers, log }: WebDeps, logo: Logo): Promise<boolean> {
  const words = wordsOf('en');
  try {
    await papers.attendance({
      ...{ language: 'en', title: '', place: '', logo, aside: [], pageOf: words.paperPage },
      ...{ lead: '', warning: '', columns: { name: '', halfDays: [] }, groups: [], notes: [] },
      trainer: { label: '', name: '' },
    });
    return true;
  } catch (err) {
    log.info({ code: errorCodeOf(err) }, 'a picture that cannot be printed was refused as a logo');
    return false;
  }
}
