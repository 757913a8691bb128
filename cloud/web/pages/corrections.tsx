import type { FastifyInstance, FastifyRequest } from 'fastify';
import { errorCodeOf } from '../../../shared/runtime/errors.ts';
import type { CorrectionPreview } from '../../ports/corrections.ts';
import { whoAsks } from '../api/resource.ts';
import { audit, looked } from '../audit.ts';
import { CorrectionForm } from '../corrections/correction-view.tsx';
import { type Asked, askedOf, formFields, nothingTyped, type Typed } from '../corrections/form.ts';
import { History } from '../corrections/history.tsx';
import { Said, tell } from '../corrections/said.tsx';
import { type Subject, subjectOf } from '../corrections/subject.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf } from '../format.ts';
import { assertTheirCorrection, correctionSaid, theirCorrection } from '../journal-scope.ts';
import { nameOf } from '../principal.ts';
import { nameOfRow, reportPath } from '../report/view.ts';
import { Back } from './back.tsx';
import { formOf, html, ownPath } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
type Asking = Record<string, string | undefined>;

/** A passage looked at closely: what happened, what staff said of it, and what may be put right. */
export function correctionPages(app: FastifyInstance, deps: WebDeps): void {
  app.get('/passages/:id', hidden, async (request, reply) => {
    const query = request.query as Asking;
    const subject = await subjectFor(request);
    const typed = { ...nothingTyped, ...typedIn(query), do: '' };
    await look(request, subject);
    return html(reply, await page(request, subject, typed, { said: query['said'] }));
  });

  app.post('/passages/:id/corrections', hidden, async (request, reply) => {
    const subject = await subjectFor(request);
    const typed = formOf(request, ...formFields);
    const { words } = contextOf(request);
    const asked = await askedOf(deps.registry, typed, subject.row, words, deps.clock.now());
    if (typed.do === 'preview') {
      return html(reply, await page(request, subject, typed, { isPreview: true }));
    }
    if (!asked?.change || Object.keys(asked.errors).length > 0) {
      return html(reply, await page(request, subject, typed, { tellsErrors: true }), 400);
    }
    const { row } = subject;
    await assertTheirCorrection(deps, whoAsks(request.principal), asked.change);
    try {
      const made = await deps.corrections.record(
        asked.change,
        authorOf(request, asked.reason),
        { passageId: row.id, version: typed.version },
        asked.replaces,
      );
      const { place: placeId, memberId } = row;
      await audit(deps, request, {
        ...{ verb: 'created', kind: 'correction', id: made.id, placeId, memberId },
        ...{ before: null, after: made },
      });
      return reply.redirect(withSaid(typed.back, made.id), 303);
    } catch (err) {
      if (errorCodeOf(err) !== 'changedMeanwhile') throw err;
      const fresh = await subjectFor(request);
      return html(reply, await page(request, fresh, typed, { changed: true }), 409);
    }
  });

  app.post('/corrections/:id/undo', hidden, async (request, reply) => {
    const { id } = request.params as { id: string };
    const { back, reason } = formOf(request, 'back', 'reason');
    const context = contextOf(request);
    const made = await theirCorrection(deps, whoAsks(request.principal), id);
    const told = await tell(deps, context, made);
    const why = reason || context.words.undoneReason;
    const undone = await deps.corrections.undo(id, authorOf(request, why));
    await audit(deps, request, {
      ...{ verb: 'undone', kind: 'correction', id, placeId: told.row?.place ?? null },
      ...{ memberId: told.row?.memberId ?? null, before: made, after: undone },
    });
    return reply.redirect(withSaid(back, id), 303);
  });

  const subjectFor = (request: FastifyRequest) => {
    const { id } = request.params as { id: string };
    return subjectOf(deps, whoAsks(request.principal), id, deps.clock.now());
  };
  const authorOf = (request: FastifyRequest, reason: string) => ({
    madeBy: nameOf(whoAsks(request.principal)),
    madeAt: deps.clock.now(),
    reason,
  });
  const look = (request: FastifyRequest, { row }: Subject) =>
    looked(deps, request, {
      ...{ kind: 'passage', id: row.id, placeId: row.place, memberId: row.memberId },
    });

  async function page(
    request: FastifyRequest,
    subject: Subject,
    given: Typed,
    state: { said?: string | undefined; isPreview?: true; tellsErrors?: true; changed?: true },
  ): Promise<string> {
    const context = contextOf(request);
    const { words } = context;
    const now = deps.clock.now();
    const { row } = subject;
    const typed = { ...given, back: backOf(given.back) };
    const asked = await askedOf(deps.registry, typed, row, words, now);
    const members = await memberNames();
    const made = await correctionSaid(deps, whoAsks(request.principal), state.said);
    const told = made && (await tell(deps, context, made));
    // A form not yet filled in has nothing wrong with it.
    const typedTime = state.isPreview && typed.time !== '' ? asked?.errors.time : undefined;
    const errors = state.tellsErrors
      ? (asked?.errors ?? {})
      : typedTime === undefined
        ? {}
        : { time: typedTime };
    const url = `/passages/${row.id}?${new URLSearchParams({ back: typed.back })}`;
    return pageOf({
      context: { ...context, url },
      title: words.correctPassageOf(nameOfRow(row, words)),
      section: 'passages',
      children: (
        <div class="passage-page">
          <Back href={typed.back} label={words.backToReport} />
          {told && <Said context={context} told={told} back={url} />}
          {asked && (
            <CorrectionForm
              {...{ context, subject, typed, errors, now, kind: asked.kind }}
              preview={await previewOf(request, asked)}
              today={dayOf(now, row.timeZone)}
              members={asked.kind === 'assignCard' ? [...members.values()] : []}
              changed={state.changed ?? false}
            />
          )}
          <History
            {...{ context, subject, back: url }}
            today={dayOf(now, row.timeZone)}
            memberName={(id) => members.get(id) ?? id}
          />
        </div>
      ),
    });
  }

  /** Null while it is not known yet what is asked for. */
  async function previewOf(
    request: FastifyRequest,
    { change, replaces, reason }: Asked,
  ): Promise<CorrectionPreview | null> {
    if (change === null) return null;
    await assertTheirCorrection(deps, whoAsks(request.principal), change);
    return deps.corrections.preview(change, authorOf(request, reason), replaces);
  }

  async function memberNames(): Promise<ReadonlyMap<string, string>> {
    const names = new Map<string, string>();
    let cursor: string | null = null;
    do {
      const next: Awaited<ReturnType<typeof deps.registry.members.list>> =
        await deps.registry.members.list({ limit: 1000, cursor });
      for (const { id, name } of next.items) names.set(id, name);
      cursor = next.nextCursor;
    } while (cursor !== null && names.size < 5000);
    return names;
  }
}

const typedIn = (query: Asking): Partial<Typed> =>
  Object.fromEntries(
    formFields.flatMap((name) => {
      const value = query[name];
      return typeof value === 'string' ? [[name, value.slice(0, 500)]] : [];
    }),
  );

const backOf = (back: string): string => (back === '' ? reportPath : ownPath(back));

/** Back to where they were, with what to tell them there. */
function withSaid(back: string, id: string): string {
  const url = new URL(backOf(back), 'http://here.invalid');
  url.searchParams.set('said', id);
  return url.pathname + url.search;
}
