import { failure } from '../../shared/runtime/errors.ts';
import type { Page, Repository, Writer } from '../ports/registry.ts';
import { mayAt, nameOf, type Principal } from './principal.ts';

/**
 * What belongs to which place, decided here for every route: what is not theirs is not there. Members, cards and
 * groups belong to the installation, so does a schedule without a place, and every role sees those. Seeing is not
 * changing: who is in a group, and what a primary card opens, is changed by those whose places are all that it reaches.
 */
const placeOf = (kind: string, record: object): string | null => {
  const fields = record as { readonly id?: string; readonly placeId?: string | null };
  return (kind === 'place' ? fields.id : fields.placeId) ?? null;
};

export const isTheirs = (principal: Principal, kind: string, record: object): boolean => {
  const place = placeOf(kind, record);
  return place === null || mayAt(principal, place);
};

/** Throws `notFound` for what belongs to a place that is not theirs: its very id is none of their business. */
export function assertPlace(principal: Principal, placeId: string | null | undefined): void {
  if (placeId && !mayAt(principal, placeId)) {
    throw failure('notFound', { what: 'place', id: placeId });
  }
}

/** What only who holds their role everywhere may do: a new place, a schedule of all places. */
export function assertEverywhere(principal: Principal): void {
  if (principal.places !== '*') {
    throw failure('notAllowed', { role: principal.role, needed: 'admin', ask: 'an administrator' });
  }
}

/** Signs what they write by a repository, and refuses what is not theirs within the same transaction. */
export const writerOf = (principal: Principal): Writer => ({
  name: nameOf(principal),
  mayTouch(kind, record, isNew, reached) {
    if (!reached.every((place) => mayAt(principal, place))) {
      throw failure('reachesElsewhere', { what: kind === 'group' ? 'group' : 'primary card' });
    }
    const theirs = isTheirs(principal, kind, record);
    const { id, placeId } = record as { id?: string; placeId?: string | null };
    if (kind === 'place' && isNew) assertEverywhere(principal);
    else if (!theirs && isNew) throw failure('notFound', { what: 'place', id: placeId });
    else if (!theirs) throw failure('notFound', { what: kind, id });
    if (kind === 'schedule' && placeId === null) assertEverywhere(principal);
  },
  mayRehome(placeIds) {
    const id = placeIds.find((place) => !mayAt(principal, place));
    if (id !== undefined) throw failure('homeElsewhere', { id });
  },
});

/** Whether they may change it, asked of the same rule as when they do: what would be refused is not offered. */
export function mayChange(
  principal: Principal,
  kind: string,
  record: object,
  reached: readonly string[] = [],
): boolean {
  try {
    writerOf(principal).mayTouch(kind, record, false, reached);
    return true;
  } catch {
    return false;
  }
}

/** The same repository, of which they see what is theirs. A page of a list may hold fewer than its limit. */
export function seenBy<T extends { readonly id: string }>(
  repository: Repository<T>,
  principal: Principal,
  how: Pick<Writer, 'homeWasWrong'> = {},
): Repository<T> {
  const by = { ...writerOf(principal), ...how };
  const theirs = (record: T) => isTheirs(principal, repository.kind, record);
  return {
    kind: repository.kind,
    create: (fields) => repository.create(fields, by),
    patch: (id, fields) => repository.patch(id, fields, by),
    remove: (id) => repository.remove(id, by),
    async get(id) {
      const record = await repository.get(id);
      if (!theirs(record)) throw failure('notFound', { what: repository.kind, id });
      return record;
    },
    async find(id) {
      const record = await repository.find(id);
      return record && theirs(record) ? record : null;
    },
    async list(page, where): Promise<Page<T>> {
      const found = await repository.list(page, where);
      return { ...found, items: found.items.filter(theirs) };
    },
  };
}
