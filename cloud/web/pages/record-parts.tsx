import type { FastifyRequest } from 'fastify';
import type { Overlap } from '../../../shared/domain/overlapping.ts';
import { type BadgeuseError, failure } from '../../../shared/runtime/errors.ts';
import type { Repository } from '../../ports/registry.ts';
import type { Words } from '../language.ts';
import { overlapText } from '../schedule-words.ts';
import { Back } from './back.tsx';
import { Said } from './form.tsx';
import type { PageContext, Section } from './shell.tsx';

/** A record of a place this person does not see is not there. */
export function inSight({ places }: PageContext, record: object): void {
  const placeId = (record as { placeId?: string | null }).placeId;
  if (placeId === undefined || placeId === null || placeId === '') return;
  if (!places.some(({ id }) => id === placeId)) {
    throw failure('notFound', { what: 'place', id: placeId });
  }
}

/** Why the registry refused, in the words of a page. */
export const refusedText = (
  { code, details }: BadgeuseError,
  { words, language }: PageContext,
): string => {
  switch (code) {
    case 'grantRepeated':
      return words.refusedGrantRepeated;
    case 'hoursOverlap':
      return overlapText(details['overlap'] as Overlap, words, language);
    case 'inUse':
      return words.refusedInUse;
    case 'placeMismatch':
      return words.refusedPlaceMismatch;
    case 'placeFixed':
      return words.refusedPlaceFixed;
    case 'placeNeeded':
      return words.refusedPlaceNeeded;
    case 'lockMisfit':
      return words.lockMisfit;
    case 'lockCannotHold':
      return words.lockCannotHold;
    case 'conflict':
      return words.refusedConflict;
    default:
      return words.refusedOther;
  }
};

export function SaidAfter({ request, words }: { request: FastifyRequest; words: Words }) {
  const { said } = request.query as { said?: string };
  if (said === 'saved') return <Said>{words.saidSaved}</Said>;
  if (said === 'added') return <Said>{words.saidAdded}</Said>;
  if (said === 'ended') return <Said>{words.saidEnded}</Said>;
  return null;
}

export const BackToSettings = ({ context, section }: { context: PageContext; section: Section }) =>
  section === 'settings' ? <Back href="/settings" label={context.words.settings} /> : null;

const all = { limit: 1000, cursor: null };

/** Everything of a kind at the place that is shown, or at all the places somebody may see. */
export async function atPlaces<T extends { readonly id: string; readonly placeId: string | null }>(
  repository: Repository<T>,
  { place, places }: PageContext,
): Promise<readonly T[]> {
  const { items } = await repository.list(all);
  const shown = new Set((place ? [place] : places).map(({ id }) => id));
  return items.filter(({ placeId }) => placeId === null || shown.has(placeId));
}

/** Those of them in use. */
export const activeAtPlaces = async <
  T extends { readonly id: string; readonly placeId: string | null; readonly state: string },
>(
  repository: Repository<T>,
  context: PageContext,
): Promise<readonly T[]> =>
  (await atPlaces(repository, context)).filter(({ state }) => state === 'active');

/** The place a form is about: the one that is shown, else the first. */
export const placeOf = ({ place, places }: PageContext): string => (place ?? places[0])?.id ?? '';
