import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { CardRecord, Member } from '../../ports/registry.ts';
import type { PassageRow } from '../../ports/report.ts';
import { whoAsks } from '../api/resource.ts';
import { looked } from '../audit.ts';
import { systemsOfMember } from '../connections/systems-of-member.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf } from '../format.ts';
import { EditMember } from '../members/edit-member.tsx';
import { homeSaid } from '../members/home-said.ts';
import { memberFormErrors, readMemberForm } from '../members/member-form.ts';
import { MemberView } from '../members/member-view.tsx';
import { whereMayEnter } from '../members/where.ts';
import { mayChange, writerOf } from '../place-scope.ts';
import { mayAt, nameOf } from '../principal.ts';
import { warningsOfRows } from '../report/warned.tsx';
import { whomToAsk } from '../whom-to-ask.ts';
import { whyOf } from '../why.ts';
import { hoursFilter } from '../worktime.ts';
import { confirmPage } from './confirm.tsx';
import { formOf, html } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const all = { limit: 1000, cursor: null };
const passagesShown = 8;
const daysShown = 60;

/** Where may this person go, and why not? */
export function memberPage(app: FastifyInstance, deps: WebDeps): void {
  const { registry, people, clock } = deps;
  const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;

  app.get('/members/:id', hidden, async (request, reply) => {
    const context = contextOf(request);
    const principal = whoAsks(request.principal);
    const member = await registry.members.get(idOf(request));
    const {
      said = '',
      card = '',
      was = '',
      point = '',
      at = '',
    } = request.query as Record<string, string>;
    const now = clock.now();
    const points = (await registry.accessPoints.list(all)).items.filter(({ placeId }) =>
      mayAt(principal, placeId),
    );
    const { items: places } = await registry.places.list(all);
    const chosen = points.find(({ id }) => id === point) ?? points[0];
    const timeZone =
      places.find(({ id }) => id === (chosen?.placeId ?? context.place?.id))?.timeZone ??
      places[0]?.timeZone ??
      'Europe/Paris';
    const cards = await cardsOf(member);
    const asked = momentIn(at, timeZone) ?? now;
    const usable = cards.find(({ uid, state }) => uid !== null && state === 'active');
    const tried = usable ?? cards.find(({ uid }) => uid !== null) ?? null;
    const groups = await people.groupsOf(member.id);
    const [rows, where, since, why] = await Promise.all([
      lastPassages(request, member, timeZone),
      whereMayEnter(
        deps,
        principal,
        member.id,
        groups.map(({ id }) => id),
      ),
      people.memberSince(member.id),
      point !== '' && chosen && tried
        ? whyOf(deps, { accessPointId: chosen.id, cardId: tried.id, at: asked })
        : null,
    ]);
    await looked(deps, request, { kind: 'member', id: member.id, memberId: member.id });
    const today = dayOf(now, timeZone);
    const title = member.name;
    return html(
      reply,
      pageOf({
        context,
        title,
        section: 'members',
        children: (
          <MemberView
            context={context}
            member={member}
            cards={cards}
            groups={groups}
            rows={rows}
            warnings={await warningsOfRows(deps.journal, rows)}
            where={where}
            since={since}
            home={places.length > 1 ? await homeOf(request, member, timeZone) : ''}
            balance={await deps.ledger.balanceOf(member.id)}
            wantsMails={await deps.mailWishes.wants(member.id)}
            systems={await systemsOfMember(deps, principal, member.id)}
            now={now}
            today={today}
            timeZone={timeZone}
            said={{ what: String(said), card: String(card), was: String(was) }}
            ask={{
              points,
              card: tried,
              point: chosen?.id ?? '',
              moment: localMoment(asked, timeZone),
              why,
            }}
          />
        ),
      }),
    );
  });

  app.get('/members/:id/edit', hidden, async (request, reply) => {
    const member = await registry.members.get(idOf(request));
    await looked(deps, request, { kind: 'member', id: member.id, memberId: member.id });
    const groups = await people.groupsOf(member.id);
    return html(
      reply,
      await editPage(request, member, {
        typed: member,
        chosen: groups.map(({ id }) => id),
        homeWasWrong: false,
        errors: {},
      }),
    );
  });

  app.post('/members/:id', hidden, async (request, reply) => {
    const member = await registry.members.get(idOf(request));
    const { typed, chosen, homeWasWrong } = readMemberForm(request);
    const errors = memberFormErrors(typed, contextOf(request).words);
    if (Object.keys(errors).length > 0) {
      return html(
        reply,
        await editPage(request, member, { typed, chosen, homeWasWrong, errors }),
        400,
      );
    }
    const by = writerOf(whoAsks(request.principal));
    const before = new Set((await people.groupsOf(member.id)).map(({ id }) => id));
    await registry.together(async (all) => {
      // In one order for everybody: two forms at once wait for each other, never both.
      for (const id of [...new Set(chosen).symmetricDifference(before)].sort()) {
        const { memberIds } = await all.groups.get(id);
        const others = memberIds.filter((one) => one !== member.id);
        const wanted = { memberIds: before.has(id) ? others : [...others, member.id] };
        await all.groups.patch(id, wanted, by);
      }
      await all.members.patch(member.id, typed, { ...by, homeWasWrong });
    });
    return reply.redirect(`/members/${member.id}?said=saved`, 303);
  });

  app.get('/members/:id/end', hidden, async (request, reply) => {
    const { words } = contextOf(request);
    const member = await registry.members.get(idOf(request));
    const { how } = request.query as { how?: string };
    const isRemoval = how === 'remove';
    return html(
      reply,
      confirmPage({
        context: contextOf(request),
        section: 'members',
        title: isRemoval ? words.removeMemberTitle(member.name) : words.endMemberTitle(member.name),
        children: <p>{isRemoval ? words.removeMemberText : words.endMemberText}</p>,
        action: `/members/${member.id}/end`,
        fields: { how: isRemoval ? 'remove' : 'end' },
        verb: isRemoval ? words.removeMember : words.endMember,
        back: `/members/${member.id}`,
      }),
    );
  });

  app.post('/members/:id/end', hidden, async (request, reply) => {
    const member = await registry.members.get(idOf(request));
    const { how, was } = formOf(request, 'how', 'was');
    const by = nameOf(whoAsks(request.principal));
    if (how === 'remove') {
      await registry.members.remove(member.id, by);
      return reply.redirect('/members?said=removed', 303);
    }
    if (how === 'undo') {
      const validUntil = /^\d{4}-\d{2}-\d{2}$/.test(was) ? was : null;
      await registry.members.patch(member.id, { validUntil }, by);
      return reply.redirect(`/members/${member.id}?said=back`, 303);
    }
    const { items: places } = await registry.places.list(all);
    const yesterday = Temporal.PlainDate.from(
      dayOf(clock.now(), places[0]?.timeZone ?? 'Europe/Paris'),
    )
      .subtract({ days: 1 })
      .toString();
    const validFrom = member.validFrom !== null && member.validFrom > yesterday ? null : undefined;
    await registry.members.patch(
      member.id,
      { validUntil: yesterday, ...(validFrom === null && { validFrom }) },
      by,
    );
    return reply.redirect(
      `/members/${member.id}?said=ended&was=${member.validUntil ?? 'open'}`,
      303,
    );
  });

  async function cardsOf(member: Member): Promise<readonly CardRecord[]> {
    const own = await registry.cards.list({ limit: 100, cursor: null }, { memberId: member.id });
    const lent = await registry.cards.list({ limit: 100, cursor: null }, { sponsorId: member.id });
    const rank = { active: 0, lost: 1, returned: 2, destroyed: 3 } as const;
    return [...own.items, ...lent.items].sort((a, b) => rank[a.state] - rank[b.state]);
  }

  async function lastPassages(request: FastifyRequest, member: Member, timeZone: string) {
    const now = clock.now();
    const may = await hoursFilter(registry, whoAsks(request.principal));
    const from = Temporal.PlainDate.from(dayOf(now, timeZone))
      .subtract({ days: daysShown })
      .toString();
    const last: PassageRow[] = [];
    for await (const rows of deps.passages.lastOf(member.id, from, now)) {
      last.push(...rows.filter(may));
      if (last.length >= passagesShown) break;
    }
    return last.slice(0, passagesShown);
  }

  async function homeOf(request: FastifyRequest, { id, homePlaceId }: Member, timeZone: string) {
    const before = await deps.settlements.homesBefore('member', id);
    const today = dayOf(clock.now(), timeZone);
    return homeSaid(contextOf(request), { homePlaceId, before, none: null, today, timeZone });
  }

  async function editPage(
    request: FastifyRequest,
    member: Member,
    form: Parameters<typeof EditMember>[0]['form'],
  ): Promise<string> {
    const context = contextOf(request);
    const principal = whoAsks(request.principal);
    const reach = await people.groupReach();
    const groups = (await registry.groups.list(all)).items.map((group) => ({
      ...group,
      mayChange: mayChange(principal, 'group', group, reach.get(group.id) ?? []),
    }));
    const { items: places } = await registry.places.list(all);
    const several = places.length > 1;
    const timeZone = (context.place ?? places[0])?.timeZone ?? 'Europe/Paris';
    const said = await homeOf(request, member, timeZone);
    const askElsewhere = (await whomToAsk(deps.accounts, { places: '*' })).join(', ');
    return pageOf({
      context,
      title: context.words.editMember(member.name),
      section: 'members',
      children: (
        <EditMember {...{ context, member, groups, askElsewhere, several, homeSaid: said, form }} />
      ),
    });
  }
}

/** As the field shows it: the place's wall clock. */
const localMoment = (at: number, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });

function momentIn(text: string, timeZone: string): number | null {
  try {
    return Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).epochMilliseconds;
  } catch {
    return null;
  }
}
