import type { FastifyInstance } from 'fastify';
import { parseUid } from '../../../shared/domain/card.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import type { CardRecord, Member } from '../../ports/registry.ts';
import { whoAsks } from '../api/resource.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf } from '../format.ts';
import { nameOf } from '../principal.ts';
import { momentOf } from '../report/view.ts';
import { plainOf } from '../report-filter.ts';
import { formOf, html } from './forms.ts';
import { type MembersForm, MembersView, membersShown, type UnknownTap } from './members-view.tsx';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const all = { limit: 1000, cursor: null };

/** Who holds which card; and the unknown cards, ready to be given. */
export function membersPage(app: FastifyInstance, deps: WebDeps): void {
  const { registry, journal } = deps;

  app.get('/members', hidden, async (request, reply) => {
    const { q = '', said } = request.query as { q?: string; said?: string };
    return html(
      reply,
      await page(request, { q: String(q).slice(0, 200), said: String(said ?? '') }),
    );
  });

  app.post('/members', hidden, async (request, reply) => {
    const typed = formOf(request, 'name', 'uid');
    const { words } = contextOf(request);
    const uid = typed.uid === '' ? null : parseUid(typed.uid);
    const errors = {
      ...(typed.name === '' && { nameError: words.errorNameMissing }),
      ...(uid && !uid.ok && { uidError: words.errorUid }),
      ...(uid?.ok && (await cardOf(uid.value)) && { uidError: words.errorCardTaken }),
    };
    if (Object.keys(errors).length > 0) {
      return html(reply, await page(request, { ...typed, ...errors }), 400);
    }
    const by = nameOf(whoAsks(request.principal));
    const member = await registry.members.create({ name: typed.name }, by);
    if (uid?.ok) await registry.cards.create({ uid: uid.value, memberId: member.id }, by);
    return reply.redirect('/members?said=member', 303);
  });

  app.post('/members/:id/cards', hidden, async (request, reply) => {
    const { id } = request.params as { id: string };
    const { uid: typed } = formOf(request, 'uid');
    const { words } = contextOf(request);
    const member = await registry.members.get(id);
    const uid = parseUid(typed);
    const taken = uid.ok ? await cardOf(uid.value) : null;
    if (!uid.ok || (taken !== null && taken.memberId !== null)) {
      const cardError = uid.ok ? words.errorCardTaken : words.errorUid;
      const wrong = { q: member.name, cardFor: id, cardUid: typed, cardError };
      return html(reply, await page(request, wrong), 400);
    }
    await give(uid.value, id, nameOf(whoAsks(request.principal)));
    return reply.redirect('/members?said=card', 303);
  });

  app.post('/cards/unknown', hidden, async (request, reply) => {
    const { refusal, memberId, name } = formOf(request, 'refusal', 'memberId', 'name');
    const { words } = contextOf(request);
    const tap = await journal.findTap(refusal);
    if (!tap?.cardUid) throw failure('notFound', { what: 'unknown card', id: refusal });
    if (memberId === '' && name === '') {
      const wrong = { unknownFor: refusal, unknownError: words.errorMemberMissing };
      return html(reply, await page(request, wrong), 400);
    }
    const by = nameOf(whoAsks(request.principal));
    const holder =
      name === ''
        ? await registry.members.get(memberId)
        : await registry.members.create({ name }, by);
    await give(tap.cardUid, holder.id, by);
    return reply.redirect('/members?said=card', 303);
  });

  async function cardOf(uid: string): Promise<CardRecord | null> {
    const { items } = await registry.cards.list({ limit: 1, cursor: null }, { uid });
    return items[0] ?? null;
  }

  async function give(uid: string, memberId: string, by: string): Promise<void> {
    const known = await cardOf(uid);
    if (known) await registry.cards.patch(known.id, { memberId }, by);
    else await registry.cards.create({ uid, memberId }, by);
  }

  async function page(
    request: Parameters<typeof contextOf>[0],
    form: MembersForm,
  ): Promise<string> {
    const context = contextOf(request);
    const members = await everyMember();
    const wanted = plainOf(form.q ?? '');
    const found = members.filter((member) => plainOf(member.name).includes(wanted));
    const shown = found.slice(0, membersShown);
    const cards = await Promise.all(
      shown.map((member) =>
        registry.cards.list({ limit: 20, cursor: null }, { memberId: member.id }),
      ),
    );
    const rows = shown.map((member, i) => ({ member, cards: cards[i]?.items ?? [] }));
    return pageOf({
      context,
      title: context.words.members,
      section: 'members',
      children: (
        <MembersView
          context={context}
          form={form}
          members={members}
          found={found.length}
          rows={rows}
          unknown={await unknownTaps(context.language)}
        />
      ),
    });
  }

  async function everyMember(): Promise<readonly Member[]> {
    const members: Member[] = [];
    let cursor: string | null = null;
    do {
      const next: Awaited<ReturnType<typeof registry.members.list>> = await registry.members.list({
        ...all,
        cursor,
      });
      members.push(...next.items);
      cursor = next.nextCursor;
    } while (cursor !== null && members.length < 20_000);
    const byName = new Intl.Collator('fr').compare;
    return members.sort((a, b) => byName(a.name, b.name));
  }

  /** The newest tap of each card that is still not known. */
  async function unknownTaps(language: 'fr' | 'en'): Promise<readonly UnknownTap[]> {
    const recent = await journal.taps(
      'refusal',
      { reason: 'unknownCard' },
      { limit: 100, cursor: null },
    );
    const places = await registry.places.list(all);
    const points = await registry.accessPoints.list(all);
    const zones = new Map(places.items.map((place) => [place.id, place.timeZone]));
    const names = new Map(points.items.map((point) => [point.id, point.name]));
    const now = deps.clock.now();
    const found = new Map<string, UnknownTap>();
    for (const tap of recent.items) {
      if (tap.cardUid === null || found.has(tap.cardUid) || found.size >= 10) continue;
      if (await cardOf(tap.cardUid)) continue;
      const timeZone = zones.get(tap.placeId ?? '') ?? 'Europe/Paris';
      found.set(tap.cardUid, {
        refusal: tap.id,
        uid: tap.cardUid,
        when: momentOf(tap.occurredAt, { timeZone, today: dayOf(now, timeZone), language }),
        where: names.get(tap.accessPoint) ?? tap.accessPoint,
      });
    }
    return [...found.values()];
  }
}
