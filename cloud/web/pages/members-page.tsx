import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isRandomUid, parseUid } from '../../../shared/domain/card.ts';
import { whoAsks } from '../api/resource.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf } from '../format.ts';
import { askedText } from '../members/asked.ts';
import { giveCardIn } from '../members/give-card.ts';
import { type MembersForm, MembersView } from '../members/members-view.tsx';
import { unknownCards } from '../members/unknown-taps.ts';
import { nameOf } from '../principal.ts';
import { formOf, html } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const membersShown = 50;

/** Who is a member, found as one types; and what to do next. */
export function membersPage(app: FastifyInstance, deps: WebDeps): void {
  const { registry, people } = deps;

  app.get('/members', hidden, async (request, reply) => {
    const { q = '', said = '', after = '' } = request.query as Record<string, string>;
    const asked = { q: String(q).slice(0, 200), after: String(after), said: String(said) };
    return html(reply, await page(request, asked));
  });

  app.post('/members', hidden, async (request, reply) => {
    const typed = formOf(request, 'name', 'email', 'uid');
    const { words } = contextOf(request);
    const uid = typed.uid === '' ? null : parseUid(typed.uid);
    const taken = uid?.ok ? (await people.cardsWith([uid.value]))[0] : undefined;
    const errors = {
      ...(typed.name === '' && { name: words.errorNameMissing }),
      ...(typed.email !== '' &&
        !/^[^@\s]+@[^@\s]+$/.test(typed.email) && { email: words.errorEmail }),
      ...(uid && !uid.ok && { uid: words.errorUid }),
      ...(uid?.ok && isRandomUid(uid.value) && { uid: words.errorUidRandom }),
      ...(taken && (taken.memberId ?? taken.sponsorId) && { uid: words.errorCardTaken }),
    };
    if (Object.keys(errors).length > 0) {
      return html(reply, await page(request, { typed, errors }), 400);
    }
    const by = nameOf(whoAsks(request.principal));
    const member = await registry.together(async (all) => {
      const named = { name: typed.name.slice(0, 200), email: typed.email || null };
      const made = await all.members.create(named, by);
      if (uid?.ok) await giveCardIn(all, { uid: uid.value, memberId: made.id }, by);
      return made;
    });
    return reply.redirect(`/members/${member.id}?said=added`, 303);
  });

  async function page(request: FastifyRequest, form: MembersForm): Promise<string> {
    const context = contextOf(request);
    const principal = whoAsks(request.principal);
    const asked = form.q ?? '';
    const [found, count, waiting, unknown] = await Promise.all([
      people.members(asked, { limit: membersShown, cursor: form.after || null }),
      people.countMembers(),
      people.countWaiting(),
      unknownCards(deps, principal, 5),
    ]);
    await looked(deps, request, { kind: 'member', after: { q: askedText(asked) } });
    const { items: places } = await registry.places.list({ limit: 1000, cursor: null });
    const timeZone = (context.place ?? places[0])?.timeZone ?? 'Europe/Paris';
    return pageOf({
      context,
      title: context.words.members,
      section: 'members',
      children: (
        <MembersView
          context={context}
          form={form}
          found={found}
          count={count}
          waiting={waiting}
          unknown={unknown}
          today={dayOf(deps.clock.now(), timeZone)}
          timeZone={timeZone}
          points={(await registry.accessPoints.list({ limit: 1000, cursor: null })).items}
        />
      ),
    });
  }
}
