import type { FastifyInstance, FastifyRequest } from 'fastify';
import { errorCodeOf } from '../../../shared/runtime/errors.ts';
import type { OwnCode, OwnLink } from '../../ports/own-page.ts';
import { everyPassage, type PassageRow } from '../../ports/report.ts';
import { askedOf, type Errors, formFields } from '../corrections/form.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf } from '../format.ts';
import { carnetsOf } from '../passes/left.ts';
import { warningsOfRows } from '../report/warned.tsx';
import { formOf, html } from './forms.ts';
import { codeUrl } from './own-page-links.tsx';
import { daysShown, mayPropose, Own, type Shown, type State } from './own-page-view.tsx';
import { contextOf, pageOf } from './shell.tsx';

const limited = (max: number) => ({
  schema: { hide: true },
  config: { rateLimit: { max, timeWindow: 60_000 } },
});

/** What members see of themselves, by a link that staff gave them: their own passages and nobody else's. */
export function ownPages(app: FastifyInstance, deps: WebDeps): void {
  app.get('/me/:secret', limited(60), async (request, reply) => {
    const link = await linkOf(request);
    if (!link) return html(reply, goneOwnPage(request), 404);
    const { until, said } = request.query as { until?: string; said?: string };
    const shown = await read(link, typeof until === 'string' ? until : '');
    return html(reply, page(request, shown, { said: said === 'proposed' }));
  });

  app.post('/me/:secret/proposals', limited(10), async (request, reply) => {
    const link = await linkOf(request);
    if (!link) return html(reply, goneOwnPage(request), 404);
    const typed = formOf(request, ...formFields, 'passage', 'words');
    const { words } = contextOf(request);
    const now = deps.clock.now();
    const shown = await read(link, '');
    const row = await deps.passages.find(typed.passage, now);
    // Another's passage is as unknown here as one that never was.
    if (row?.memberId !== link.memberId) return html(reply, goneOwnPage(request), 404);
    const asked = await askedOf(deps.registry, typed, row, words, now);
    const errors: Errors = {
      ...(asked?.errors.time && { time: asked.errors.time }),
      ...(typed.words === '' && { reason: words.proposeErrorWords }),
    };
    const isAddition = asked?.change?.kind === 'addExit' || asked?.change?.kind === 'addEntry';
    const again = (wrong: Errors, status: number) =>
      html(reply, page(request, shown, { typed, passage: row.id, errors: wrong }), status);
    if (Object.keys(errors).length > 0) return again(errors, 400);
    if (!asked?.change || !isAddition) return again({ time: words.errorTime }, 400);
    try {
      const made = await deps.proposals.propose(
        {
          ...{ memberId: link.memberId, passageId: row.id, place: row.place },
          ...{ version: typed.version, change: asked.change, words: typed.words },
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
    } catch (err) {
      const code = errorCodeOf(err);
      if (code === 'changedMeanwhile') return again({ time: words.proposalChanged }, 409);
      if (code === 'tooManyProposals') return again({ reason: words.proposalsTooMany }, 409);
      throw err;
    }
    const { secret } = request.params as { secret: string };
    return reply.redirect(`/me/${encodeURIComponent(secret)}?said=proposed`, 303);
  });

  app.post('/me/:secret/code', limited(10), async (request, reply) => {
    const link = await linkOf(request);
    // A page that a code opened makes no other: it would never end.
    if (!link || link.codeId !== null) return html(reply, goneOwnPage(request), 404);
    const now = deps.clock.now();
    const shown = await read(link, '');
    try {
      const { code, typed } = await deps.ownCodes.createFrom(link, now);
      const { id, memberId, expiresAt } = code;
      const about = { verb: 'created', kind: 'invitation', id, memberId } as const;
      await deps.audit.record(`member:${memberId}`, { ...about, after: { expiresAt } }, now);
      const made = { typed, expiresAt, url: codeUrl(deps, request) };
      return html(reply, page(request, { ...shown, codeUntil: expiresAt }, { code: made }), 201);
    } catch (err) {
      if (errorCodeOf(err) !== 'tooManyRequests') throw err;
      return html(reply, page(request, shown, { code: 'tooMany' }), 429);
    }
  });

  app.post('/me/:secret/code/withdraw', limited(10), async (request, reply) => {
    const link = await linkOf(request);
    if (!link || link.codeId !== null) return html(reply, goneOwnPage(request), 404);
    const now = deps.clock.now();
    const code = await codeMadeBy(link, now);
    if (code) {
      const { id, memberId } = code;
      await deps.ownCodes.revoke(id, now);
      const about = { verb: 'ended', kind: 'invitation', id, memberId } as const;
      await deps.audit.record(`member:${memberId}`, about, now);
    }
    return html(reply, page(request, await read(link, ''), { code: 'withdrawn' }));
  });

  /** The one made on this page that still opens it. */
  async function codeMadeBy(link: OwnLink, now: number): Promise<OwnCode | null> {
    const codes = await deps.ownCodes.ofMember(link.memberId);
    const isIt = (code: OwnCode) =>
      code.createdBy === `link:${link.id}` && code.revokedAt === null && code.expiresAt > now;
    return codes.find(isIt) ?? null;
  }

  const linkOf = (request: FastifyRequest) => {
    const { secret } = request.params as { secret: string };
    return deps.ownLinks.open(secret, deps.clock.now());
  };

  async function read(link: OwnLink, until: string): Promise<Shown> {
    const now = deps.clock.now();
    const member = await deps.registry.members.get(link.memberId);
    const { items: places } = await deps.registry.places.list({ limit: 1000, cursor: null });
    const timeZone = places[0]?.timeZone ?? 'Europe/Paris';
    const today = dayOf(now, timeZone);
    const to = /^\d{4}-\d\d-\d\d$/.test(until) && until < today ? until : today;
    const from = Temporal.PlainDate.from(to)
      .subtract({ days: daysShown - 1 })
      .toString();
    const rows: PassageRow[] = [];
    const filter = { ...everyPassage, from, to, member: link.memberId };
    for await (const some of deps.passages.stream(filter, now)) rows.push(...some);
    const versions = new Map<string, string>();
    for (const row of rows.filter(mayPropose)) {
      const around = await deps.corrections.around(row.id);
      if (around) versions.set(row.id, around.version);
    }
    const { items: proposals } = await deps.proposals.list(
      { memberId: link.memberId },
      { limit: 20, cursor: null },
    );
    return {
      ...{ link, name: member.name, rows: rows.toReversed(), versions, proposals },
      ...{ from, to, today, timeZone },
      warnings: await warningsOfRows(deps.journal, rows),
      codeUntil: (await codeMadeBy(link, now))?.expiresAt ?? null,
      balance: await deps.ledger.balanceOf(link.memberId),
      carnets: await carnetsOf(deps.carnets, { memberId: link.memberId, placeIds: '*' }),
      places,
    };
  }

  function page(request: FastifyRequest, shown: Shown, state: State): string {
    // Whoever is signed in beside it: the page is the member's; their forms still carry the session's token.
    const context = { ...contextOf(request), principal: null };
    return pageOf({
      context,
      title: context.words.ownTitle,
      children: (
        <Own
          context={context}
          shown={shown}
          state={state}
          path={`/me/${encodeURIComponent((request.params as { secret: string }).secret)}`}
          now={deps.clock.now()}
        />
      ),
    });
  }
}

/** A link that opens nothing any more. */
export function goneOwnPage(request: FastifyRequest): string {
  const context = { ...contextOf(request), principal: null, csrf: null };
  const { words } = context;
  return pageOf({
    context,
    title: words.ownGoneTitle,
    children: (
      <div class="narrow">
        <h1>{words.ownGoneTitle}</h1>
        <p class="lead">{words.ownGone}</p>
      </div>
    ),
  });
}
