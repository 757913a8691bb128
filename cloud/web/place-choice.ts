import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Place } from '../ports/registry.ts';
import type { WebDeps } from './deps.ts';
import { mayAt } from './principal.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The places the person at a page may see, by name; undefined: nobody asked yet. */
    places?: readonly Place[];
  }
}

const placeCookie = 'badgeuse-place';

/** Lets a page know which places there are to choose from. Programs ask for none. */
export async function readPlaces(request: FastifyRequest, deps: WebDeps): Promise<void> {
  const { principal } = request;
  if (principal?.kind !== 'staff' || request.url.startsWith('/api/')) return;
  const { items } = await deps.registry.places.list({ limit: 1000, cursor: null });
  request.places = items
    .filter((place) => mayAt(principal, place.id))
    .sort((a, b) => a.name.localeCompare(b.name, 'fr'));
}

/** The place this browser looks at; null: all that the person may see. One place alone is always chosen. */
export function chosenPlace(request: FastifyRequest): Place | null {
  const { places = [] } = request;
  if (places.length === 1) return places[0] ?? null;
  const chosen = request.cookies?.[placeCookie];
  return places.find(({ id }) => id === chosen) ?? null;
}

export function keepPlace(reply: FastifyReply, id: string, secure: boolean): void {
  reply.setCookie(placeCookie, id, { path: '/', sameSite: 'lax', httpOnly: true, secure });
}
