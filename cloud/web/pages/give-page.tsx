import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parseUid } from '../../../shared/domain/card.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import type { CardRecord, Member } from '../../ports/registry.ts';
import { whoAsks } from '../api/resource.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf } from '../format.ts';
import { cardError } from '../members/card-words.ts';
import { cardOfUid, giveCard, giveCardIn, mustBeFree } from '../members/give-card.ts';
import { GiveTypedView, GiveView, UnknownPage } from '../members/give-view.tsx';
import { isDay } from '../members/member-form.ts';
import { unknownCards } from '../members/unknown-taps.ts';
import { mayAt, nameOf } from '../principal.ts';
import type { FieldErrors } from './form.tsx';
import { formOf, html } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const all = { limit: 1000, cursor: null };

/** Giving a card: one that was tapped and nobody knew, or one whose number is typed; to a member, or to a guest. */
export function givePage(app: FastifyInstance, deps: WebDeps): void {
  const { registry, people, journal, clock } = deps;

  app.get('/cards/unknown', hidden, async (request, reply) => {
    const context = contextOf(request);
    const cards = await unknownCards(deps, whoAsks(request.principal), 100);
    await looked(deps, request, { kind: 'card', after: { show: 'unknown' } });
    return html(
      reply,
      pageOf({
        context,
        title: context.words.unknownCards,
        section: 'members',
        children: (
          <UnknownPage
            context={context}
            cards={cards}
            points={(await registry.accessPoints.list(all)).items}
            {...(await here(request))}
          />
        ),
      }),
    );
  });

  app.get('/cards/unknown/:id', hidden, async (request, reply) => {
    const { q = '' } = request.query as { q?: string };
    return html(reply, await tappedPage(request, tapIdOf(request), { q: String(q) }));
  });

  app.post('/cards/unknown', hidden, async (request, reply) => {
    const typed = formOf(request, 'refusal', 'memberId', 'name', 'number', 'adopts');
    const { words } = contextOf(request);
    const tap = await tapOf(request, typed.refusal);
    const by = nameOf(whoAsks(request.principal));
    if (typed.memberId === '' && typed.name === '' && typed.adopts === '') {
      const wrong = { errors: { name: words.errorMemberMissing } };
      return html(reply, await tappedPage(request, tap.id, wrong), 400);
    }
    try {
      const card = await registry.together(async (all) => {
        const known = await cardOfUid(all, tap.cardUid);
        // Somebody else was quicker: it says whose it is, not that a member who was never there has it.
        if (known) await mustBeFree(all, known, typed.memberId || 'somebody new');
        const memberId =
          typed.name !== ''
            ? (await all.members.create({ name: typed.name.slice(0, 200) }, by)).id
            : typed.memberId || null;
        const { number, adopts } = typed;
        const given = { uid: tap.cardUid, memberId, number: number || null };
        return giveCardIn(all, { ...given, adopts: adopts || null }, by);
      });
      return reply.redirect(
        card.memberId === null
          ? `/cards/${card.id}?said=saved`
          : `/members/${card.memberId}?said=given`,
        303,
      );
    } catch (err) {
      const said = cardError(err, words);
      if (said === null) throw err;
      const wrong = { errors: { name: said }, number: typed.number };
      return html(reply, await tappedPage(request, tap.id, wrong), 409);
    }
  });

  app.get('/members/:id/card', hidden, async (request, reply) => {
    const { guest } = request.query as { guest?: string };
    const member = await registry.members.get(tapIdOf(request));
    return html(reply, typedPage(request, member, { isGuest: guest === 'yes', errors: {} }));
  });

  app.post('/members/:id/cards', hidden, async (request, reply) => {
    const { words } = contextOf(request);
    const member = await registry.members.get(tapIdOf(request));
    const typed = formOf(request, 'uid', 'number', 'guest', 'guestName', 'validUntil');
    const isGuest = typed.guest === 'yes';
    const again = (errors: FieldErrors) =>
      html(reply, typedPage(request, member, { isGuest, typed, errors }), 400);
    const by = nameOf(whoAsks(request.principal));
    if (isGuest && !isDay(typed.validUntil)) return again({ validUntil: words.errorGuestDay });
    try {
      const [uid, known] = await cardTyped(typed.uid);
      if (known === null && uid === null) return again({ uid: words.errorUid });
      if (known?.uid === null) return again({ uid: words.errorCardWaits });
      if (isGuest) {
        const lent = {
          sponsorId: member.id,
          guestName: typed.guestName.slice(0, 200) || null,
          validUntil: typed.validUntil,
          state: 'active' as const,
        };
        await registry.together(async (all) => {
          if (known === null) {
            const fresh = { uid: uid ?? '', number: typed.number || null };
            return all.cards.create({ ...fresh, ...lent }, by);
          }
          await mustBeFree(all, await all.cards.get(known.id), 'a guest');
          return all.cards.patch(known.id, lent, by);
        });
        return reply.redirect(`/members/${member.id}?said=lent`, 303);
      }
      await giveCard(
        registry,
        { uid: uid ?? known?.uid ?? '', memberId: member.id, number: typed.number || null },
        by,
      );
      return reply.redirect(`/members/${member.id}?said=given`, 303);
    } catch (err) {
      const said = cardError(err, words);
      if (said === null) throw err;
      return again({ uid: said });
    }
  });

  /** What was typed may be the printed number of a card that is known, or the number a reader shows. */
  async function cardTyped(text: string): Promise<[string | null, CardRecord | null]> {
    const uid = parseUid(text);
    if (uid.ok) {
      const [known] = await people.cardsWith([uid.value]);
      if (known) return [uid.value, known];
    }
    const { items } = await registry.cards.list({ limit: 1, cursor: null }, { number: text });
    const [numbered] = text === '' ? [] : items;
    return numbered ? [numbered.uid, numbered] : [uid.ok ? uid.value : null, null];
  }

  async function tapOf(request: FastifyRequest, id: string) {
    const tap = await journal.findTap(id);
    const principal = whoAsks(request.principal);
    const isTheirs = tap?.placeId == null || mayAt(principal, tap.placeId);
    if (!tap?.cardUid || tap.kind !== 'refusal' || !isTheirs) {
      throw failure('notFound', { what: 'unknown card', id });
    }
    return { ...tap, cardUid: tap.cardUid };
  }

  async function tappedPage(
    request: FastifyRequest,
    id: string,
    form: { readonly q?: string; readonly errors?: FieldErrors; readonly number?: string },
  ): Promise<string> {
    const context = contextOf(request);
    const tap = await tapOf(request, id);
    const [known] = await people.cardsWith([tap.cardUid]);
    const q = (form.q ?? '').slice(0, 200);
    const found = await people.members(q, { limit: 8, cursor: null });
    const points = (await registry.accessPoints.list(all)).items;
    return pageOf({
      context,
      title: context.words.giveTitle,
      section: 'members',
      children: (
        <GiveView
          context={context}
          tap={tap}
          where={points.find((point) => point.id === tap.accessPoint)?.name ?? tap.accessPoint}
          known={known ?? null}
          adoption={await people.adoption(tap.cardUid)}
          q={q}
          members={found.items.map(({ member }) => member)}
          errors={form.errors ?? {}}
          number={form.number ?? ''}
          {...(await here(request))}
        />
      ),
    });
  }

  function typedPage(
    request: FastifyRequest,
    member: Member,
    form: Parameters<typeof GiveTypedView>[0]['form'],
  ): string {
    const context = contextOf(request);
    const title = form.isGuest
      ? context.words.guestTitle(member.name)
      : context.words.enrolFor(member.name);
    return pageOf({
      context,
      title,
      section: 'members',
      children: <GiveTypedView context={context} member={member} form={form} />,
    });
  }

  async function here(request: FastifyRequest) {
    const { items: places } = await registry.places.list(all);
    const timeZone = (contextOf(request).place ?? places[0])?.timeZone ?? 'Europe/Paris';
    return { timeZone, today: dayOf(clock.now(), timeZone) };
  }
}

const tapIdOf = (request: FastifyRequest): string => (request.params as { id: string }).id;
