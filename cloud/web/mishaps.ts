import type { FastifyRequest } from 'fastify';
import { failure } from '../../shared/runtime/errors.ts';
import type { DeadLetter, Incident, Mishap, MishapState, PageRequest } from '../ports/journal.ts';
import type { Page } from '../ports/registry.ts';
import { mayAsk } from './access.ts';
import { audit } from './audit.ts';
import type { WebDeps } from './deps.ts';
import { type MishapAt, theirMishaps } from './journal-scope.ts';
import { nameOf, type Principal } from './principal.ts';

/** What went wrong at devices, for those who may see it: the rules that the pages and the API share. */

type Parts = Pick<WebDeps, 'journal' | 'registry'>;

const called = { incident: 'incident', deadLetter: 'dead letter' } as const;

/** Incidents of their places and devices; a page may be shorter than asked for, and the next one still be there. */
export const theirIncidents = (
  parts: Parts,
  principal: Principal,
  page: PageRequest,
  state?: MishapState,
): Promise<Page<Incident>> => theirs(parts, principal, parts.journal.incidents(page, state));

export const theirDeadLetters = (
  parts: Parts,
  principal: Principal,
  page: PageRequest,
  state?: MishapState,
): Promise<Page<DeadLetter>> => theirs(parts, principal, parts.journal.deadLetters(page, state));

async function theirs<T extends MishapAt>(
  parts: Parts,
  principal: Principal,
  asked: Promise<Page<T>>,
): Promise<Page<T>> {
  const isTheirs = await theirMishaps(parts, principal);
  const { items, nextCursor } = await asked;
  return { items: items.filter(isTheirs), nextCursor };
}

export const theirIncident = (parts: Parts, principal: Principal, id: string): Promise<Incident> =>
  theirOne(parts, principal, 'incident', id, parts.journal.findIncident(id));

export const theirDeadLetter = (
  parts: Parts,
  principal: Principal,
  id: string,
): Promise<DeadLetter> =>
  theirOne(parts, principal, 'deadLetter', id, parts.journal.findDeadLetter(id));

/** Throws `notFound` also where it is not theirs. */
async function theirOne<T extends MishapAt>(
  parts: Parts,
  principal: Principal,
  kind: Mishap,
  id: string,
  asked: Promise<T | null>,
): Promise<T> {
  const found = await asked;
  const isTheirs = await theirMishaps(parts, principal);
  if (found && isTheirs(found)) return found;
  throw failure('notFound', { what: called[kind], id });
}

/** Throws `notFound`, or `conflict` with what is still wrong. */
export async function retry(
  deps: WebDeps,
  request: FastifyRequest,
  principal: Principal,
  id: string,
): Promise<void> {
  const letter = await theirDeadLetter(deps, principal, id);
  await deps.retryDeadLetter(id);
  const placeId = await placeOf(deps, letter);
  await audit(deps, request, { verb: 'changed', kind: 'deadLetter', id, placeId });
}

/** Throws `notFound`, or `conflict` where somebody closed it already. */
export async function close(
  deps: WebDeps,
  request: FastifyRequest,
  principal: Principal,
  kind: Mishap,
  { id, note }: { readonly id: string; readonly note: string },
): Promise<void> {
  const find = kind === 'incident' ? theirIncident : theirDeadLetter;
  const mishap = await find(deps, principal, id);
  await deps.closeMishap(kind, id, { at: deps.clock.now(), by: nameOf(principal), note });
  const placeId = await placeOf(deps, mishap);
  await audit(deps, request, { verb: 'ended', kind, id, placeId, after: { note } });
}

const placeOf = async (
  { registry }: Parts,
  { device, placeId = null }: MishapAt,
): Promise<string | null> =>
  placeId ?? (device === null ? null : await registry.devices.find(device))?.placeId ?? null;

/** More are more than anybody counts. */
export const mostCounted = 100;

/** How many wait for this one, at most `mostCounted`. */
export async function waiting(parts: Parts, principal: Principal): Promise<number> {
  const page = { limit: mostCounted, cursor: null };
  let count = 0;
  if (mayAsk(principal, 'GET /incidents'))
    count += (await theirIncidents(parts, principal, page, 'open')).items.length;
  if (mayAsk(principal, 'GET /api/v1/dead-letters'))
    count += (await theirDeadLetters(parts, principal, page, 'open')).items.length;
  return Math.min(count, mostCounted);
}
