import type { FastifyInstance, FastifyRequest } from 'fastify';
import { errorCodeOf } from '../../../shared/runtime/errors.ts';
import type { Incident, Mishap, MishapState } from '../../ports/journal.ts';
import { mayAsk } from '../access.ts';
import { whoAsks } from '../api/resource.ts';
import type { WebDeps } from '../deps.ts';
import type { Words } from '../language.ts';
import {
  close,
  retry,
  theirDeadLetter,
  theirDeadLetters,
  theirIncident,
  theirIncidents,
} from '../mishaps.ts';
import { formOf, html } from './forms.ts';
import type { Wrong } from './incident-lines.tsx';
import { IncidentsView } from './incidents-view.tsx';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const perPage = 50;
const noteMax = 300;

/** What went wrong at devices and waits for a person; entries set aside for who may put them back. */
export function incidentsPage(app: FastifyInstance, deps: WebDeps): void {
  app.get('/incidents', hidden, async (request, reply) => html(reply, await page(request)));

  closes('/incidents/:id/close', 'incident');
  closes('/dead-letters/:id/close', 'deadLetter');

  function closes(path: string, kind: Mishap) {
    app.post(path, hidden, async (request, reply) => {
      const { id } = request.params as { id: string };
      const { words } = contextOf(request);
      const find = kind === 'incident' ? theirIncident : theirDeadLetter;
      await find(deps, whoAsks(request.principal), id);
      const note = formOf(request, 'note').note.slice(0, noteMax);
      if (note === '') {
        const error = words.closeNoteMissing;
        return html(reply, await page(request, { id, error, isNote: true }), 400);
      }
      try {
        await close(deps, request, whoAsks(request.principal), kind, { id, note });
      } catch (err) {
        if (errorCodeOf(err) !== 'conflict') throw err;
        return html(reply, await page(request, { id, error: words.closedAlready }), 409);
      }
      return reply.redirect('/incidents?said=closed', 303);
    });
  }

  app.post('/dead-letters/:id/retry', hidden, async (request, reply) => {
    const { id } = request.params as { id: string };
    try {
      await retry(deps, request, whoAsks(request.principal), id);
    } catch (err) {
      if (errorCodeOf(err) !== 'conflict') throw err;
      const { detail } = (err as { details?: { detail?: unknown } }).details ?? {};
      return html(reply, await page(request, { id, stillWrong: String(detail ?? '') }), 409);
    }
    return reply.redirect('/incidents?said=retried', 303);
  });

  async function page(request: FastifyRequest, wrong: Wrong | null = null): Promise<string> {
    const context = { ...contextOf(request) };
    if (request.method !== 'GET') context.url = '/incidents';
    const principal = whoAsks(request.principal);
    const asked = request.query as { state?: string; said?: string; after?: string };
    const state: MishapState = asked.state === 'closed' ? 'closed' : 'open';
    const cursor = /^[\w-]{1,64}$/.test(asked.after ?? '') ? (asked.after ?? null) : null;
    const incidents = await theirIncidents(deps, principal, { limit: perPage, cursor }, state);
    const mayRetry = mayAsk(principal, 'POST /dead-letters/:id/retry');
    // They are few, or something is wrong with a whole device: its newest say what.
    const letters =
      mayRetry && cursor === null
        ? (await theirDeadLetters(deps, principal, { limit: perPage, cursor: null }, state)).items
        : null;
    const all = { limit: 1000, cursor: null };
    const view = {
      ...{ context, state, wrong, letters, said: asked.said ?? '', now: deps.clock.now() },
      incidents: incidents.items,
      older: incidents.nextCursor,
      devices: (await deps.registry.devices.list(all)).items,
      points: (await deps.registry.accessPoints.list(all)).items,
      cards: await cardsOf(incidents.items, context.words),
      names: await namesOf([...incidents.items, ...(letters ?? [])]),
    };
    return pageOf({
      context,
      title: context.words.incidents,
      section: 'settings',
      children: <IncidentsView {...view} />,
    });
  }

  /** Whose card it is about. Asked each time: a person that was erased is named nowhere. */
  async function cardsOf(
    incidents: readonly Incident[],
    words: Words,
  ): Promise<ReadonlyMap<string, string>> {
    const told = new Map<string, string>();
    for (const { id, details } of incidents) {
      if (typeof details['tap'] !== 'string') continue;
      const tap = await deps.journal.findTap(details['tap']);
      if (!tap?.cardUid) continue;
      const [card] = await deps.people.cardsWith([tap.cardUid]);
      const memberId = card?.memberId ?? tap.memberRef;
      const member = memberId ? await deps.registry.members.find(memberId) : null;
      const owner = member?.name ?? card?.number;
      told.set(id, owner ? words.incidentCard(owner) : words.incidentCardUnknown);
    }
    return told;
  }

  /** Of those who closed them: nobody keeps `staff:<id>` in mind. */
  async function namesOf(
    items: readonly { readonly closed: { readonly by: string } | null }[],
  ): Promise<ReadonlyMap<string, string>> {
    if (items.every(({ closed }) => closed === null)) return new Map();
    const staff = await deps.accounts.list();
    return new Map(staff.map(({ id, name }) => [`staff:${id}`, name]));
  }
}
