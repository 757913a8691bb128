import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type CardState, cardStates } from '../../../shared/domain/access-list.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import type { CardRecord } from '../../ports/registry.ts';
import { whoAsks } from '../api/resource.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf } from '../format.ts';
import { askedText } from '../members/asked.ts';
import { cardError, cardName } from '../members/card-words.ts';
import { type CardFilter, CardsView, CardView, cardFilters } from '../members/cards-view.tsx';
import { homeSaid } from '../members/home-said.ts';
import { isDay } from '../members/member-form.ts';
import { writerOf } from '../place-scope.ts';
import { nameOf } from '../principal.ts';
import type { FieldErrors } from './form.tsx';
import { formOf, html, ownPath } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const all = { limit: 1000, cursor: null };
const cardsShown = 50;

/** Every card, with its state and holder; and what can be changed of one. */
export function cardsPage(app: FastifyInstance, deps: WebDeps): void {
  const { registry, people, clock } = deps;
  const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;

  app.get('/cards', hidden, async (request, reply) => {
    const context = contextOf(request);
    const asked = request.query as Record<string, string>;
    const q = String(asked['q'] ?? '').slice(0, 200);
    const show: CardFilter = cardFilters.find((one) => one === asked['show']) ?? 'all';
    const found = await people.cards(
      { text: q, ...(show !== 'all' && { state: show }) },
      { limit: cardsShown, cursor: asked['after'] || null },
    );
    const holders = new Map<string, string>();
    for (const { memberId, sponsorId } of found.items) {
      const id = memberId ?? sponsorId;
      if (id === null || holders.has(id)) continue;
      holders.set(id, (await registry.members.find(id))?.name ?? '');
    }
    await looked(deps, request, { kind: 'card', after: { q: askedText(q), show } });
    return html(
      reply,
      pageOf({
        context,
        title: context.words.cardsTitle,
        section: 'members',
        children: (
          <CardsView
            context={context}
            q={q}
            show={show}
            found={found}
            holders={holders}
            waiting={await people.countWaiting()}
          />
        ),
      }),
    );
  });

  app.get('/cards/:id', hidden, async (request, reply) => {
    const card = await registry.cards.get(idOf(request));
    await looked(deps, request, { kind: 'card', id: card.id, memberId: card.memberId });
    return html(reply, await cardPage(request, card, card, {}));
  });

  app.post('/cards/:id', hidden, async (request, reply) => {
    const card = await registry.cards.get(idOf(request));
    const { words } = contextOf(request);
    const typed = formOf(
      request,
      ...(['number', 'validFrom', 'validUntil', 'homePlaceId', 'homeWasWrong'] as const),
    );
    const homeWasWrong = typed.homeWasWrong !== '';
    const wanted = {
      number: typed.number.slice(0, 40) || null,
      validFrom: typed.validFrom || null,
      validUntil: typed.validUntil || null,
      homePlaceId: typed.homePlaceId || null,
    };
    const { validFrom, validUntil } = wanted;
    const isReversed = validFrom !== null && validUntil !== null && validFrom > validUntil;
    const errors = {
      ...(validFrom !== null && !isDay(validFrom) && { validFrom: words.errorDay }),
      ...(isReversed && { validUntil: words.errorDaysReversed }),
      ...(validUntil !== null && !isDay(validUntil) && { validUntil: words.errorDay }),
      ...(validUntil === null && card.sponsorId !== null && { validUntil: words.errorGuestDay }),
    };
    const again = async (wrong: FieldErrors) =>
      html(reply, await cardPage(request, card, { ...card, ...wanted }, wrong, homeWasWrong), 400);
    if (Object.keys(errors).length > 0) return again(errors);
    try {
      await registry.cards.patch(card.id, wanted, {
        ...writerOf(whoAsks(request.principal)),
        homeWasWrong,
      });
    } catch (err) {
      const said = cardError(err, words);
      if (said === null) throw err;
      return again({ number: said });
    }
    return reply.redirect(`/cards/${card.id}?said=saved`, 303);
  });

  app.post('/cards/:id/state', hidden, async (request, reply) => {
    const typed = formOf(request, 'state', 'back');
    const state = cardStates.find((one) => one === typed.state);
    if (!state) throw failure('badRequest', { detail: 'no such state' });
    const before = await registry.cards.get(idOf(request));
    await registry.cards.patch(before.id, { state }, nameOf(whoAsks(request.principal)));
    const back = ownPath(typed.back || `/cards/${before.id}`).split('?')[0];
    return reply.redirect(`${back}?${saidOf(before, state)}`, 303);
  });

  const saidOf = (before: CardRecord, state: CardState) =>
    new URLSearchParams({ said: state, card: before.id, was: before.state });

  async function cardPage(
    request: FastifyRequest,
    card: CardRecord,
    typed: CardRecord,
    errors: FieldErrors,
    homeWasWrong = false,
  ): Promise<string> {
    const context = contextOf(request);
    const { words } = context;
    const holder = card.memberId ?? card.sponsorId;
    const member = holder === null ? null : await registry.members.find(holder);
    const { items: places } = await registry.places.list(all);
    const timeZone = (context.place ?? places[0])?.timeZone ?? 'Europe/Paris';
    const { said = '', was = '' } = request.query as Record<string, string>;
    const today = dayOf(clock.now(), timeZone);
    const before = card.uid === null ? [] : await deps.settlements.homesBefore('card', card.uid);
    return pageOf({
      context,
      title: words.editCard(cardName(card)),
      section: 'members',
      children: (
        <CardView
          context={context}
          card={card}
          typed={typed}
          errors={errors}
          member={member}
          several={places.length > 1}
          homeSaid={homeSaid(context, {
            ...card,
            before,
            none: words.homeSaidAsMember,
            today,
            timeZone,
          })}
          homeWasWrong={homeWasWrong}
          today={today}
          timeZone={timeZone}
          said={{ what: String(said), was: String(was) }}
        />
      ),
    });
  }
}
