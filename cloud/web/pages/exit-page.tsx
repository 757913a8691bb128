import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorCodeOf } from '../../../shared/runtime/errors.ts';
import type { ExitLink } from '../../ports/alerts.ts';
import type { PassageRow } from '../../ports/report.ts';
import { askedOf, type Errors, formFields } from '../corrections/form.ts';
import { offeredFor } from '../corrections/offered.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf, longDay, timeOf } from '../format.ts';
import { Token } from './form.tsx';
import { formOf, html } from './forms.ts';
import { mayPropose, ProposalFields, type State } from './own-page-view.tsx';
import { contextOf, type PageContext, pageOf } from './shell.tsx';

const limited = (max: number) => ({
  schema: { hide: true },
  config: { rateLimit: { max, timeWindow: 60_000 } },
});

/**
 * What the link in a mail leads to: one passage of theirs, and the hour it ended. To look uses nothing up, for mail
 * programs follow links by themselves; the answer does.
 */
export function exitPage(app: FastifyInstance, deps: WebDeps): void {
  app.get('/exit/:secret', limited(60), async (request, reply) => {
    const link = await linkOf(request);
    if (!link) return said(request, reply, 'exitGone', 404);
    if (link.usedAt !== null) return said(request, reply, 'exitUsed', 200);
    const row = await rowOf(link);
    if (!row) return said(request, reply, 'exitSettled', 200);
    return form(request, reply, row, {}, 200);
  });

  app.post('/exit/:secret', limited(10), async (request, reply) => {
    const link = await linkOf(request);
    if (!link) return said(request, reply, 'exitGone', 404);
    if (link.usedAt !== null) return said(request, reply, 'exitUsed', 409);
    const row = await rowOf(link);
    if (!row) return said(request, reply, 'exitSettled', 409);
    const { words } = contextOf(request);
    const now = deps.clock.now();
    const typed = { ...formOf(request, ...formFields, 'words'), what: 'addExit' };
    const asked = await askedOf(deps.registry, typed, row, words, now);
    const errors: Errors = {
      ...(asked?.errors.time && { time: asked.errors.time }),
      ...(typed.words === '' && { reason: words.proposeErrorWords }),
    };
    const again = (wrong: Errors, status: number) =>
      form(request, reply, row, { typed, passage: row.id, errors: wrong }, status);
    if (Object.keys(errors).length > 0) return again(errors, 400);
    if (asked?.change?.kind !== 'addExit') return again({ time: words.errorTime }, 400);
    try {
      const made = await deps.proposals.propose(
        {
          ...{ memberId: link.memberId, passageId: row.id, place: row.place },
          ...{ version: typed.version, change: asked.change, words: typed.words },
          exitLink: secretOf(request),
        },
        now,
      );
      await deps.audit.record(
        `member:${link.memberId}`,
        {
          ...{ verb: 'created', kind: 'proposal', id: made.id },
          ...{ placeId: row.place, memberId: link.memberId, after: made.change },
        },
        now,
      );
      return said(request, reply, 'exitSent', 201);
    } catch (err) {
      const code = errorCodeOf(err);
      if (code === 'conflict') return said(request, reply, 'exitUsed', 409);
      if (code === 'changedMeanwhile') return again({ time: words.proposalChanged }, 409);
      if (code === 'tooManyProposals') return again({ reason: words.proposalsTooMany }, 409);
      throw err;
    }
  });

  const secretOf = (request: FastifyRequest) => (request.params as { secret: string }).secret;
  const linkOf = (request: FastifyRequest) =>
    deps.mailLinks.openExit(secretOf(request), deps.clock.now());

  /** Null: nothing is left to say of it. */
  async function rowOf({ passageId, memberId }: ExitLink): Promise<PassageRow | null> {
    const row = await deps.passages.find(passageId, deps.clock.now());
    const asks = row?.memberId === memberId && mayPropose(row) && offeredFor(row)[0] === 'addExit';
    return asks ? row : null;
  }

  async function form(
    request: FastifyRequest,
    reply: FastifyReply,
    row: PassageRow,
    state: State,
    status: number,
  ) {
    const context = nobodys(request);
    const { words, language } = context;
    const around = await deps.corrections.around(row.id);
    const today = dayOf(deps.clock.now(), row.timeZone);
    const entryAt = row.entry?.at ?? 0;
    const day = longDay(dayOf(entryAt, row.timeZone), language, today);
    const place = await deps.registry.places.find(row.place);
    const page = pageOf({
      context,
      title: words.exitTitle,
      children: (
        <div class="narrow">
          <h1>{words.exitTitle}</h1>
          <p class="lead">
            {words.exitSince(place?.name ?? '', day, timeOf(entryAt, row.timeZone))}
          </p>
          <form
            class="stacked"
            method="post"
            action={`/exit/${encodeURIComponent(secretOf(request))}`}
          >
            <Token context={context} />
            <input type="hidden" name="version" value={around?.version ?? ''} />
            <ProposalFields
              {...{ context, state, row, shown: { today }, kind: 'addExit' as const }}
            />
            <button class="button primary" type="submit">
              {words.proposeSend}
            </button>
            <p class="aside">{words.exitThenStaff}</p>
          </form>
        </div>
      ),
    });
    return html(reply, page, status);
  }
}

/** Whoever is signed in beside it: the page is the member's. */
const nobodys = (request: FastifyRequest): PageContext => ({
  ...contextOf(request),
  principal: null,
});

function said(
  request: FastifyRequest,
  reply: FastifyReply,
  what: 'exitGone' | 'exitUsed' | 'exitSettled' | 'exitSent',
  status: number,
) {
  const context = { ...nobodys(request), csrf: null };
  const { words } = context;
  const more = {
    exitGone: words.exitGoneMore,
    exitUsed: words.exitUsedMore,
    exitSettled: words.exitSettledMore,
    exitSent: words.exitSentMore,
  };
  const page = pageOf({
    context,
    title: words[what],
    children: (
      <div class="narrow">
        <h1>{words[what]}</h1>
        <p class="lead">{more[what]}</p>
      </div>
    ),
  });
  return html(reply, page, status);
}
