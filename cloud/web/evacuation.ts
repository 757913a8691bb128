import type { FastifyRequest } from 'fastify';
import type { Place } from '../ports/registry.ts';
import type { PassageRow } from '../ports/report.ts';
import { whoAsks } from './api/resource.ts';
import { looked } from './audit.ts';
import type { WebDeps } from './deps.ts';
import { mayAt } from './principal.ts';
import type { Reader } from './readers.ts';
import { personOf } from './report/summary.ts';
import { todayReader } from './report/today.ts';

/** Who is inside as far as is known, and how far that is. */
export interface Evacuation {
  readonly now: number;
  readonly today: string;
  readonly timeZone: string;
  /** One row a person: where and when they were last seen going in; by name. */
  readonly inside: readonly PassageRow[];
  /** Readers behind which somebody may have passed unseen. */
  readonly silent: readonly Reader[];
  /** Entries that readers hold and have not sent. */
  readonly unsent: number;
  /** The oldest last word of a reader: everything before it is known. Null: none was ever heard. */
  readonly knownUntil: number | null;
}

/**
 * The list for the meeting point. Everybody is on it, at places that count working time too: who is inside matters
 * more than for what; it says no hours but the one of going in.
 */
export function evacuationReader(deps: WebDeps) {
  const read = todayReader(deps);
  return async (request: FastifyRequest, chosen: Place | null): Promise<Evacuation> => {
    const principal = whoAsks(request.principal);
    const { items } = await deps.registry.places.list({ limit: 1000, cursor: null });
    const places = items.filter(({ id }) => mayAt(principal, id));
    const may = { places: principal.places, hidden: null };
    const whose = JSON.stringify(['evacuation', principal.places]);
    const { now, today, timeZone, inNow, readers } = await read(places, chosen, may, whose);
    const last = new Map<string, PassageRow>();
    for (const row of inNow) {
      const known = last.get(personOf(row));
      if ((row.entry?.at ?? 0) >= (known?.entry?.at ?? 0)) last.set(personOf(row), row);
    }
    const placeId = chosen?.id ?? null;
    await looked(deps, request, { kind: 'passage', placeId, after: { list: 'evacuation' } });
    const heard = readers.map(({ lastSeenAt }) => lastSeenAt ?? 0);
    return {
      now,
      today,
      timeZone,
      inside: [...last.values()].toSorted((a, b) =>
        (a.memberName ?? '\uffff').localeCompare(b.memberName ?? '\uffff'),
      ),
      silent: readers.filter(({ unknownSince, isHeard }) => unknownSince !== null || !isHeard),
      unsent: readers.reduce((sum, { unsent }) => sum + unsent, 0),
      knownUntil: heard.length > 0 && Math.min(...heard) > 0 ? Math.min(...heard) : null,
    };
  };
}
