import type { FastifyInstance, FastifyRequest } from 'fastify';
import { errorCodeOf, failure } from '../../../shared/runtime/errors.ts';
import type { Proposal } from '../../ports/own-page.ts';
import { whoAsks } from '../api/resource.ts';
import { audit, looked } from '../audit.ts';
import { storyOf } from '../corrections/story.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf } from '../format.ts';
import { isTheirProposal, theirOpenProposals } from '../journal-scope.ts';
import { nameOf } from '../principal.ts';
import { nameOfRow } from '../report/view.ts';
import { Back } from './back.tsx';
import { Token } from './form.tsx';
import { formOf, html } from './forms.ts';
import { whatOf } from './own-page-view.tsx';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };

/** What members propose, for staff to accept or refuse. */
export function proposalPages(app: FastifyInstance, deps: WebDeps): void {
  app.get('/proposals', hidden, async (request, reply) => {
    const { said } = request.query as { said?: string };
    await looked(deps, request, { kind: 'proposal', after: { list: 'open' } });
    return html(reply, await page(request, { said: String(said ?? '') }));
  });

  app.post('/proposals/:id/accept', hidden, async (request, reply) => {
    const proposal = await theirs(request);
    const { words } = contextOf(request);
    try {
      const { correction } = await deps.proposals.accept(proposal.id, {
        madeBy: nameOf(whoAsks(request.principal)),
        madeAt: deps.clock.now(),
      });
      await decided(request, proposal, 'approved', { correction: correction.id });
      return reply.redirect('/proposals?said=accepted', 303);
    } catch (err) {
      const code = errorCodeOf(err);
      if (code !== 'conflict' && code !== 'changedMeanwhile') throw err;
      const error = code === 'conflict' ? words.proposalDecided : words.proposalStale;
      return html(reply, await page(request, { error, of: proposal.id }), 409);
    }
  });

  app.post('/proposals/:id/refuse', hidden, async (request, reply) => {
    const proposal = await theirs(request);
    const { words } = contextOf(request);
    const { answer } = formOf(request, 'answer');
    if (answer === '') {
      const error = words.refuseErrorWhy;
      return html(reply, await page(request, { error, of: proposal.id }), 400);
    }
    try {
      await deps.proposals.refuse(proposal.id, {
        ...{ madeBy: nameOf(whoAsks(request.principal)), madeAt: deps.clock.now() },
        reason: answer,
      });
    } catch (err) {
      if (errorCodeOf(err) !== 'conflict') throw err;
      const error = words.proposalDecided;
      return html(reply, await page(request, { error, of: proposal.id }), 409);
    }
    await decided(request, proposal, 'refused', { answer });
    return reply.redirect('/proposals?said=refused', 303);
  });

  /** Throws `notFound` for a proposal about what this one may not see. */
  async function theirs(request: FastifyRequest): Promise<Proposal> {
    const { id } = request.params as { id: string };
    const proposal = await deps.proposals.find(id);
    if (!proposal || !(await isTheirProposal(deps, whoAsks(request.principal), proposal)))
      throw failure('notFound', { what: 'proposal', id });
    return proposal;
  }

  const decided = (
    request: FastifyRequest,
    { id, memberId, place: placeId }: Proposal,
    verb: 'approved' | 'refused',
    after: object,
  ) => audit(deps, request, { verb, kind: 'proposal', id, placeId, memberId, after });

  async function page(
    request: FastifyRequest,
    state: { said?: string; error?: string; of?: string },
  ): Promise<string> {
    const context = contextOf(request);
    const { words, language } = context;
    const now = deps.clock.now();
    const items = await theirOpenProposals(deps, whoAsks(request.principal));
    const shown = await Promise.all(
      items.map(async (proposal) => ({
        proposal,
        row: await deps.passages.find(proposal.passageId, now),
        member: await deps.registry.members.find(proposal.memberId),
      })),
    );
    const said = { accepted: words.saidAccepted, refused: words.saidRefused }[state.said ?? ''];
    return pageOf({
      context: { ...context, url: '/proposals' },
      title: words.proposalsTitle,
      section: 'passages',
      children: (
        <>
          <Back href="/rapport/badgeuse/" label={words.backToReport} />
          <div class="page-head">
            <h1>{words.proposalsTitle}</h1>
          </div>
          {said && (
            <p class="said" role="status">
              {said}
            </p>
          )}
          {state.error && (
            <p class="alert" role="alert">
              {state.error}
            </p>
          )}
          {shown.length === 0 && (
            <p class="lead">
              <b>{words.proposalsNone}</b> {words.proposalsNoneMore}
            </p>
          )}
          <ul class="lines proposals">
            {shown.map(({ proposal, row, member }) => (
              <li class="told">
                <div class="line-name">
                  <b>{row ? nameOfRow(row, words) : (member?.name ?? '')}</b>{' '}
                  <span class="proposal-what">
                    {whatOf(proposal, { words, timeZone: row?.timeZone ?? 'Etc/UTC' })}
                  </span>
                  <p>{words.memberSays(proposal.words)}</p>
                  {row && (
                    <small>
                      {storyOf(row, words, language, dayOf(now, row.timeZone))}{' '}
                      <a href={`/passages/${row.id}?back=%2Fproposals`}>{words.seePassage}</a>
                    </small>
                  )}
                </div>
                <div class="proposal-acts">
                  <form method="post" action={`/proposals/${proposal.id}/accept`}>
                    <Token context={context} />
                    <button class="button primary" type="submit">
                      {words.accept}
                    </button>
                  </form>
                  <form
                    method="post"
                    action={`/proposals/${proposal.id}/refuse`}
                    class="proposal-refuse"
                  >
                    <Token context={context} />
                    <div class="field">
                      <label for={`answer-${proposal.id}`}>{words.refuseWhy}</label>
                      <input
                        id={`answer-${proposal.id}`}
                        name="answer"
                        maxLength={300}
                        required
                        autocomplete="off"
                        aria-invalid={state.of === proposal.id ? 'true' : undefined}
                      />
                    </div>
                    <button class="button" type="submit">
                      {words.refuse}
                    </button>
                  </form>
                </div>
              </li>
            ))}
          </ul>
        </>
      ),
    });
  }
}
