import type { FastifyInstance, FastifyRequest } from 'fastify';
import { folded } from '../../../shared/domain/folded.ts';
import type { Month } from '../../../shared/domain/month.ts';
import type { Allowance } from '../../ports/allowances.ts';
import type { Group, Member, Writer } from '../../ports/registry.ts';
import { AllowanceText, heldSince } from '../allowances/allowance-lines.tsx';
import { whoAsks } from '../api/resource.ts';
import { fields } from '../api/schemas.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf } from '../format.ts';
import { writerOf } from '../place-scope.ts';
import { Field } from './fields.tsx';
import { Form, Token } from './form.tsx';
import { formOf } from './forms.ts';
import { recordPages } from './record-pages.tsx';
import { PurposeOf } from './retention-fields.tsx';
import { contextOf, type PageContext } from './shell.tsx';

const hidden = { schema: { hide: true } };
const shownMembers = 300;

interface BesideGroup {
  readonly members: ReadonlyMap<string, Member>;
  readonly allowances: readonly Allowance[];
  readonly thisMonth: Month;
}

/** Groups: members who enter at the same places, at the same hours. */
export function groupsPage(app: FastifyInstance, deps: WebDeps): void {
  const { registry } = deps;
  recordPages<Group, BesideGroup>(app, deps, {
    path: '/groups',
    section: 'settings',
    repository: () => registry.groups,
    schema: fields.groups,
    titles: (words) => ({
      list: words.groupsTitle,
      lead: words.groupsLead,
      add: words.groupsAdd,
      none: words.groupsNone,
    }),
    name: (group) => group.name,
    load: async () => ({ members: new Map(), allowances: [], thisMonth: '' }),
    list: async () => (await registry.groups.list({ limit: 1000, cursor: null })).items,
    line: ({ context, record }) => <span>{context.words.nMembersIn(record.memberIds.length)}</span>,
    fresh: () => ({ name: '', purpose: null }),
    fields: ({ context: { words }, given }) => (
      <>
        <Field {...given('name')} label={words.nameLabel} hint={words.groupNameHint} />
        <PurposeOf
          words={words}
          given={given('purpose')}
          unsaid={words.purposeAsPlace}
          hint={words.purposeOfGroupHint}
        />
      </>
    ),
    read: (form) => ({
      name: form.text('name'),
      purpose: form.textOrNull('purpose') as Group['purpose'],
    }),
    loadBeside: async (group, request) => {
      await looked(deps, request, { kind: 'group', id: group.id });
      const some = group.memberIds.slice(0, shownMembers);
      const members = await Promise.all(some.map((id) => registry.members.find(id)));
      const { places } = whoAsks(request.principal);
      const thisMonth = dayOf(deps.clock.now(), timeZoneOf(contextOf(request))).slice(0, 7);
      const given = await deps.allowances.list(places);
      return {
        members: new Map(members.flatMap((member) => (member ? [[member.id, member]] : []))),
        thisMonth,
        allowances: heldSince(
          given.filter(({ groupId }) => groupId === group.id),
          thisMonth,
        ),
      };
    },
    reached: () => deps.people.groupReach(),
    beside: ({ context, record, data, mayChange }) => (
      <>
        <GroupMembers
          context={context}
          group={record}
          members={data.members}
          mayChange={mayChange}
        />
        <GroupAllowances {...{ context, ...data }} group={record} />
      </>
    ),
    ending: ({ context: { words }, record }) => ({
      title: words.groupEndTitle(record.name),
      text: words.groupEndText,
      verb: words.groupEndVerb,
    }),
  });

  app.post('/groups/:id/members', hidden, async (request, reply) => {
    const group = await asked(request);
    const { member: typed } = formOf(request, 'member');
    const at = `/groups/${encodeURIComponent(group.id)}`;
    const found = await membersNamed(deps, typed);
    const [one] = found;
    if (!one || found.length > 1) {
      return reply.redirect(
        `${at}?found=${found.length}&typed=${encodeURIComponent(typed)}#members`,
        303,
      );
    }
    const by = writerOf(whoAsks(request.principal));
    await regroup(group.id, (memberIds) => [...new Set([...memberIds, one.id])], by);
    return reply.redirect(`${at}?said=saved#members`, 303);
  });

  app.post('/groups/:id/members/:member/end', hidden, async (request, reply) => {
    const group = await asked(request);
    const { member } = request.params as { member: string };
    const by = writerOf(whoAsks(request.principal));
    await regroup(group.id, (memberIds) => memberIds.filter((id) => id !== member), by);
    return reply.redirect(`/groups/${encodeURIComponent(group.id)}?said=saved#members`, 303);
  });

  /** From who is in it then: somebody else may be adding another. */
  const regroup = (
    id: string,
    change: (memberIds: readonly string[]) => readonly string[],
    by: Writer,
  ) =>
    registry.together(async (all) => {
      const { memberIds } = await all.groups.get(id);
      await all.groups.patch(id, { memberIds: change(memberIds) }, by);
    });

  const asked = (request: FastifyRequest): Promise<Group> =>
    registry.groups.get((request.params as { id: string }).id);
}

/** Whom somebody means: the whole name alone where one has it, else everyone whose name holds it. */
export async function membersNamed(
  { people }: Pick<WebDeps, 'people'>,
  typed: string,
): Promise<readonly Member[]> {
  if (typed === '') return [];
  const { items } = await people.members(typed, { limit: 50, cursor: null });
  const members = items.map(({ member }) => member);
  const exact = members.filter(({ name }) => folded(name) === folded(typed));
  return exact.length > 0 ? exact : members;
}

const timeZoneOf = ({ place, places }: PageContext): string =>
  (place ?? places[0])?.timeZone ?? 'Europe/Paris';

/** What its members are given each month. */
function GroupAllowances({
  context,
  group,
  allowances,
  thisMonth,
}: BesideGroup & { readonly context: PageContext; readonly group: Group }) {
  const { words } = context;
  return (
    <section class="panel padded">
      <h2>{words.allowancesTitle}</h2>
      {allowances.length === 0 && <p>{words.allowanceNoneHere}</p>}
      {allowances.map((allowance) => (
        <p>
          <AllowanceText {...{ context, allowance, thisMonth }} />
        </p>
      ))}
      <a class="button" href={`/allowances?group=${encodeURIComponent(group.id)}`}>
        {words.allowanceSet}
      </a>
    </section>
  );
}

function GroupMembers({
  context,
  group,
  members,
  mayChange,
}: {
  readonly context: PageContext;
  readonly group: Group;
  readonly members: ReadonlyMap<string, Member>;
  readonly mayChange: boolean;
}) {
  const { words, language } = context;
  const at = `/groups/${encodeURIComponent(group.id)}/members`;
  const asked = new URL(context.url, 'http://here.invalid').searchParams;
  const found = asked.get('found');
  const wrong =
    found === null ? undefined : found === '0' ? words.errorMemberNone : words.errorMemberMany;
  const byName = [...members.values()].toSorted((a, b) => a.name.localeCompare(b.name, language));
  return (
    <section class="panel padded" id="members">
      <h2>{words.groupMembers}</h2>
      <p>{words.nMembersIn(group.memberIds.length)}</p>
      {mayChange && (
        <Form context={context} action={at} submit={words.groupAddMember} kind="plain">
          <Field
            name="member"
            label={words.memberNameLabel}
            value={asked.get('typed') ?? ''}
            error={wrong}
          />
        </Form>
      )}
      <ul class="lines">
        {byName.map(({ id, name }) => (
          <li>
            <span class="line-name">{name}</span>
            {mayChange && (
              <form method="post" action={`${at}/${encodeURIComponent(id)}/end`}>
                <Token context={context} />
                <button class="link-button" type="submit" aria-label={words.groupTakeOut(name)}>
                  {words.takeOut}
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
