import type { FastifyRequest } from 'fastify';
import type { Place } from '../../ports/registry.ts';
import { type Language, languageOf, type Words, wordsOf } from '../language.ts';
import { chosenPlace } from '../place-choice.ts';
import { csrfTokenOf, type Principal } from '../principal.ts';

/** What every page knows: for whom, in which words, and the token its forms carry. */
export interface PageContext {
  readonly language: Language;
  readonly words: Words;
  readonly principal: Principal | null;
  readonly csrf: string | null;
  /** Where the language switch comes back to. */
  readonly url: string;
  /** The places this person may see. */
  readonly places: readonly Place[];
  /** The one they look at now; null: all of those. */
  readonly place: Place | null;
}

export function contextOf(request: FastifyRequest): PageContext {
  const language = languageOf(request);
  const { principal } = request;
  return {
    language,
    words: wordsOf(language),
    principal,
    csrf: principal?.kind === 'staff' ? csrfTokenOf(principal.session) : null,
    url: request.method === 'GET' ? request.url : '/',
    places: request.places ?? [],
    place: chosenPlace(request),
  };
}
