import type { FastifyInstance } from 'fastify';
import { doorEventKindNames } from '../../ports/door-events.ts';
import { whoAsks } from '../api/resource.ts';
import { looked } from '../audit.ts';
import { dayStart } from '../day-start.ts';
import type { WebDeps } from '../deps.ts';
import { theirDoorEvents } from '../door-events.ts';
import { DoorEventsView } from './door-events-view.tsx';
import { html } from './forms.ts';
import { atPlaces } from './record-parts.tsx';
import { contextOf, pageOf } from './shell.tsx';

const perPage = 50;
type Query = Record<string, string | undefined>;

/** What happened at the doors: of one, of a kind, of some days. */
export function doorEventsPage(app: FastifyInstance, deps: WebDeps): void {
  app.get('/door-events', { schema: { hide: true } }, async (request, reply) => {
    const context = contextOf(request);
    const { place, places, words } = context;
    const { door, kind, from, to, cursor } = request.query as Query;
    const doors = (await atPlaces(deps.registry.doors, context)).toSorted((a, b) =>
      a.name.localeCompare(b.name, context.language),
    );
    const chosen = doors.find(({ id }) => id === door);
    const kindAsked = doorEventKindNames.find((one) => one === kind);
    const at = places.find(({ id }) => id === chosen?.placeId) ?? place ?? places[0];
    const timeZone = at?.timeZone ?? 'Europe/Paris';
    const query = { door: chosen?.id, kind: kindAsked, from, to };
    const asked = {
      ...(place && { placeId: place.id }),
      ...(chosen && { doorId: chosen.id }),
      ...(kindAsked && { kind: kindAsked }),
      from: dayStart(from, timeZone, 0),
      to: dayStart(to, timeZone, 1),
    };
    const after = /^[\w-]{1,400}$/.test(cursor ?? '') ? (cursor ?? null) : null;
    const page = { limit: perPage, cursor: after };
    const { items, nextCursor } = await theirDoorEvents(
      deps,
      whoAsks(request.principal),
      asked,
      page,
    );
    const told = { list: 'events', ...query };
    await looked(deps, request, { kind: 'door', placeId: place?.id ?? null, after: told });
    const text = pageOf({
      context,
      title: words.doorEvents,
      section: 'today',
      children: (
        <DoorEventsView
          {...{ context, doors, query, events: items, now: deps.clock.now() }}
          older={nextCursor && linkWith({ ...query, cursor: nextCursor })}
          isFirst={after === null}
        />
      ),
    });
    return html(reply, text);
  });
}

const linkWith = (query: Query): string => {
  const given = Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return `/door-events?${new URLSearchParams(given)}`;
};
