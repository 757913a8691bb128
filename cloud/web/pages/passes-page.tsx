import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { passKinds } from '../../../shared/domain/pass.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import { mostPasses } from '../api/pass-routes.ts';
import { whoAsks } from '../api/resource.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { isFarDay } from '../far-away.ts';
import { dayOf } from '../format.ts';
import { isDay } from '../passes/day.ts';
import { carnetsOf } from '../passes/left.ts';
import { MemberPasses, type TypedPasses } from '../passes/member-passes.tsx';
import { assertPlace } from '../place-scope.ts';
import { nameOf } from '../principal.ts';
import { whoGave } from '../who-gave.ts';
import { confirmPage } from './confirm.tsx';
import { Field } from './fields.tsx';
import type { FieldErrors } from './form.tsx';
import { formOf, html } from './forms.ts';
import { placeOf } from './record-parts.tsx';
import { contextOf, type PageContext, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const daysShown = 92;

/** The passes a member holds: staff give them here, and take a carnet back. */
export function passesPage(app: FastifyInstance, deps: WebDeps): void {
  const { carnets, clock } = deps;
  const memberOf = (request: FastifyRequest) =>
    deps.registry.members.get((request.params as { id: string }).id);
  const pathOf = (memberId: string) => `/members/${encodeURIComponent(memberId)}/passes`;
  const todayAt = ({ places, place }: PageContext, placeId?: string) => {
    const at = places.find(({ id }) => id === placeId) ?? place ?? places[0];
    return dayOf(clock.now(), at?.timeZone ?? 'Europe/Paris');
  };

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    again?: { readonly typed: TypedPasses; readonly errors: FieldErrors },
  ) {
    const context = contextOf(request);
    const member = await memberOf(request);
    const memberId = member.id;
    const placeIds = whoAsks(request.principal).places;
    const today = todayAt(context);
    const from = Temporal.PlainDate.from(today).subtract({ days: daysShown }).toString();
    const days = { memberId, placeIds, from, until: today };
    await looked(deps, request, { kind: 'carnet', memberId, after: { show: 'all' } });
    const held = await carnetsOf(carnets, { memberId, placeIds });
    const names = await whoGave(
      deps.accounts,
      held.flatMap(({ madeBy }) => madeBy ?? []),
    );
    const { words } = context;
    const { said = '' } = request.query as { said?: string };
    const nothing = {
      ...{ key: randomUUID(), kind: 'day', passes: '', place: placeOf(context) },
      ...{ from: today, until: '', why: '' },
    };
    return html(
      reply,
      pageOf({
        context,
        title: words.passesOf(member.name),
        section: 'members',
        children: (
          <MemberPasses
            {...{ context, member, carnets: held, today, said: String(said) }}
            used={await carnets.used(days)}
            without={await carnets.without(days)}
            typed={again?.typed ?? nothing}
            errors={again?.errors ?? {}}
            by={(madeBy) => {
              const name = madeBy === null ? undefined : names.get(madeBy);
              if (name !== undefined) return words.tokensBy(name);
              return madeBy?.startsWith('token:') ? words.tokensByProgram : words.tokensByStaff;
            }}
          />
        ),
      }),
      again ? 400 : 200,
    );
  }

  app.get('/members/:id/passes', hidden, (request, reply) => show(request, reply));

  app.post('/members/:id/passes', hidden, async (request, reply) => {
    const context = contextOf(request);
    const typed = formOf(request, 'key', 'kind', 'passes', 'place', 'from', 'until', 'why');
    const placeId = typed.place === '' ? placeOf(context) : typed.place;
    const principal = whoAsks(request.principal);
    assertPlace(principal, placeId);
    const errors = wrongIn(typed, context, clock.now());
    const kind = passKinds.find((one) => one === typed.kind) ?? 'day';
    if (Object.keys(errors).length > 0) return show(request, reply, { typed, errors });
    const member = await memberOf(request);
    await carnets.give(
      {
        key: `page ${nameOf(principal)} ${typed.key}`,
        ...{ memberId: member.id, placeId, kind, passes: Number(typed.passes), words: typed.why },
        from: typed.from === '' ? todayAt(context, placeId) : typed.from,
        until: typed.until === '' ? null : typed.until,
      },
      nameOf(principal),
    );
    return reply.redirect(`${pathOf(member.id)}?said=given`, 303);
  });

  app.get('/members/:id/passes/:carnet/end', hidden, (request, reply) => ask(request, reply));

  app.post('/members/:id/passes/:carnet/end', hidden, async (request, reply) => {
    const { why } = formOf(request, 'why');
    if (why === '') return ask(request, reply, contextOf(request).words.passErrorWhy);
    const principal = whoAsks(request.principal);
    const { member, carnet } = await carnetOf(request);
    const by = { words: why, by: nameOf(principal), places: principal.places };
    await carnets.undo(carnet.id, by);
    return reply.redirect(`${pathOf(member.id)}?said=back`, 303);
  });

  async function carnetOf(request: FastifyRequest) {
    const member = await memberOf(request);
    const { carnet: id } = request.params as { carnet: string };
    const { places } = whoAsks(request.principal);
    const theirs = await carnetsOf(carnets, { memberId: member.id, placeIds: places });
    const carnet = theirs.find((one) => one.id === id && one.undoneAt === null);
    if (!carnet) throw failure('notFound', { what: 'carnet', id });
    return { member, carnet };
  }

  async function ask(request: FastifyRequest, reply: FastifyReply, error?: string) {
    const context = contextOf(request);
    const { words } = context;
    const { member, carnet } = await carnetOf(request);
    const { id, passes, kind, used } = carnet;
    return html(
      reply,
      confirmPage({
        context,
        section: 'members',
        title: words.passTakeBackTitle(words.passCount(passes, kind)),
        children: (
          <>
            <p>
              {used === 0 ? words.passTakeBackUnused : words.passTakeBackUsed(used)}{' '}
              {words.passTakeBackStays}
            </p>
          </>
        ),
        inside: (
          <Field
            name="why"
            label={words.passWhy}
            maxlength={300}
            error={error}
            autofocus={error !== undefined}
          />
        ),
        action: `${pathOf(member.id)}/${id}/end`,
        verb: words.passTakeBackVerb,
        back: pathOf(member.id),
      }),
      error === undefined ? 200 : 400,
    );
  }
}

/** What a form to give passes says wrongly, in words. */
function wrongIn(typed: TypedPasses, { words }: PageContext, now: number): FieldErrors {
  const { passes, from, until, why } = typed;
  const wrongDay = (name: 'from' | 'until', text: string): FieldErrors => {
    if (text === '') return {};
    if (!isDay(text)) return { [name]: words.passErrorSince };
    return isFarDay(text, now) ? { [name]: words.errorFarDay } : {};
  };
  const isNumber = /^\d{1,4}$/.test(passes) && Number(passes) >= 1 && Number(passes) <= mostPasses;
  const wrong = {
    ...(!isNumber && { passes: words.passErrorHowMany(mostPasses) }),
    ...wrongDay('from', from),
    ...wrongDay('until', until),
    ...(why === '' && { why: words.passErrorWhy }),
  };
  if (isDay(from) && isDay(until) && until < from) return { ...wrong, until: words.passErrorLast };
  return wrong;
}
