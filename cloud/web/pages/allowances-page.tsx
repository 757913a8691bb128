import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { mostAllowance } from '../../../shared/domain/allowance.ts';
import { unitsOf } from '../../../shared/domain/amount.ts';
import { amountText } from '../../../shared/domain/item.ts';
import { type Month, monthAfter } from '../../../shared/domain/month.ts';
import type { Allowance } from '../../ports/allowances.ts';
import type { Group } from '../../ports/registry.ts';
import { mayAsk } from '../access.ts';
import { AllowanceText, heldSince } from '../allowances/allowance-lines.tsx';
import { whoAsks } from '../api/resource.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf, monthLong } from '../format.ts';
import { assertPlace } from '../place-scope.ts';
import { nameOf } from '../principal.ts';
import { Back } from './back.tsx';
import { Choice, Field, Select } from './fields.tsx';
import { type FieldErrors, Form, Said } from './form.tsx';
import { formOf, html } from './forms.ts';
import { placeOf } from './record-parts.tsx';
import { contextOf, type PageContext, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };

interface Typed {
  readonly group: string;
  readonly place: string;
  readonly amount: string;
  readonly rest: string;
  readonly since: string;
}

/** What groups are given each month, and the form that says so. */
export function allowancesPage(app: FastifyInstance, deps: WebDeps): void {
  const monthAt = ({ places, place }: PageContext, placeId?: string): Month => {
    const at = places.find(({ id }) => id === placeId) ?? place ?? places[0];
    return dayOf(deps.clock.now(), at?.timeZone ?? 'Europe/Paris').slice(0, 7);
  };

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    again?: { readonly typed: Typed; readonly errors: FieldErrors },
  ) {
    const context = contextOf(request);
    const { words, principal } = context;
    const { said, group = '' } = request.query as { said?: string; group?: string };
    const { items: groups } = await deps.registry.groups.list({ limit: 1000, cursor: null });
    const thisMonth = monthAt(context);
    const all = await deps.allowances.list(whoAsks(request.principal).places);
    const nothing = {
      ...{ group: String(group), place: placeOf(context), amount: '', rest: 'expires' },
      since: thisMonth,
    };
    return html(
      reply,
      pageOf({
        context,
        title: words.allowancesTitle,
        section: 'settings',
        children: (
          <section class="narrow passes">
            <Back href="/settings" label={words.settings} />
            <h1>{words.allowancesTitle}</h1>
            {said === 'saved' && <Said>{words.saidAllowance}</Said>}
            <p class="lead">{words.allowancesLead}</p>
            <p class="small">{words.allowanceHow}</p>
            <Held {...{ context, groups, thisMonth }} held={heldSince(all, thisMonth)} />
            {principal !== null && mayAsk(principal, 'POST /allowances') && (
              <SetAllowance
                {...{ context, groups, thisMonth }}
                typed={again?.typed ?? nothing}
                errors={again?.errors ?? {}}
              />
            )}
          </section>
        ),
      }),
      again ? 400 : 200,
    );
  }

  app.get('/allowances', hidden, (request, reply) => show(request, reply));

  app.post('/allowances', hidden, async (request, reply) => {
    const context = contextOf(request);
    const { words, language } = context;
    const typed = formOf(request, 'group', 'place', 'amount', 'rest', 'since');
    const principal = whoAsks(request.principal);
    const placeId = typed.place === '' ? placeOf(context) : typed.place;
    assertPlace(principal, placeId);
    const units = unitsOf(typed.amount);
    const group = await deps.registry.groups.find(typed.group);
    const isAmount = units !== null && units <= mostAllowance;
    const most = amountText(mostAllowance, language);
    if (!isAmount || !group) {
      const errors = {
        ...(!group && { group: words.allowanceErrorGroup }),
        ...(!isAmount && { amount: words.allowanceErrorAmount(most) }),
      };
      return show(request, reply, { typed, errors });
    }
    const thisMonth = monthAt(context, placeId);
    const next = monthAfter(thisMonth, 1);
    // This month's was given: to end an allowance takes nothing back.
    const since = typed.since === next || units === 0 ? next : thisMonth;
    const wanted = { placeId, groupId: group.id, units, keeps: typed.rest === 'kept', since };
    await deps.allowances.set(wanted, nameOf(principal));
    return reply.redirect('/allowances?said=saved', 303);
  });
}

interface Parts {
  readonly context: PageContext;
  readonly groups: readonly Group[];
  readonly thisMonth: Month;
}

function Held({ held, ...parts }: Parts & { readonly held: readonly Allowance[] }) {
  const { context, groups, thisMonth } = parts;
  if (held.length === 0) return <p>{context.words.allowancesNone}</p>;
  return (
    <ul class="lines">
      {held.map((allowance) => (
        <li>
          <p class="line-name">
            <a href={`/groups/${encodeURIComponent(allowance.groupId)}`}>
              <b>{groups.find(({ id }) => id === allowance.groupId)?.name}</b>
            </a>{' '}
            <AllowanceText {...{ context, allowance, thisMonth }} />
          </p>
        </li>
      ))}
    </ul>
  );
}

function SetAllowance({
  context,
  groups,
  thisMonth,
  typed,
  errors,
}: Parts & { readonly typed: Typed; readonly errors: FieldErrors }) {
  const { words, language, places } = context;
  const next = monthAfter(thisMonth, 1);
  if (groups.length === 0)
    return (
      <p>
        {words.allowanceNoGroups} <a href="/groups">{words.groupsTitle}</a>
      </p>
    );
  return (
    <>
      <h2>{words.allowanceSet}</h2>
      <Form
        context={context}
        action="/allowances"
        submit={words.allowanceSave}
        class="stacked"
        errors={errors}
      >
        <Select
          name="group"
          label={words.allowanceGroup}
          value={typed.group}
          error={errors['group']}
          options={groups.map(({ id, name }) => ({ value: id, label: name }))}
        />
        {places.length > 1 && (
          <Select
            name="place"
            label={words.place}
            value={typed.place}
            options={places.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        <Field
          name="amount"
          label={words.allowanceAmount}
          hint={words.allowanceAmountHint}
          maxlength={8}
          value={typed.amount}
          error={errors['amount']}
        />
        <Choice
          type="radio"
          name="rest"
          label={words.allowanceRest}
          chosen={[typed.rest]}
          options={[
            {
              value: 'expires',
              label: words.allowanceExpires,
              hint: words.allowanceExpiresHint,
            },
            { value: 'kept', label: words.allowanceKept, hint: words.allowanceKeptHint },
          ]}
        />
        <Select
          name="since"
          label={words.allowanceSince}
          value={typed.since}
          options={[
            { value: thisMonth, label: words.allowanceThisMonth(monthLong(thisMonth, language)) },
            { value: next, label: monthLong(next, language) },
          ]}
        />
      </Form>
    </>
  );
}
