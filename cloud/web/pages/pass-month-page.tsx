import type { FastifyInstance, FastifyRequest } from 'fastify';
import { peopleFile } from '../../../shared/domain/csv.ts';
import { usualSplit } from '../../../shared/domain/half-days.ts';
import { daysOf, isMonth } from '../../../shared/domain/month.ts';
import { mayAsk } from '../access.ts';
import { whoAsks } from '../api/resource.ts';
import { audit, looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf } from '../format.ts';
import { missingText } from '../passes/member-passes.tsx';
import { PassMonth } from '../passes/pass-month.tsx';
import { nameOf } from '../principal.ts';
import { formOf, html } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };

/** A month of passes at a place, or at all of theirs: the days they paid, and those when none was left. */
export function passMonthPage(app: FastifyInstance, deps: WebDeps): void {
  const { carnets, registry, clock } = deps;

  async function read(request: FastifyRequest) {
    const { places, place } = contextOf(request);
    const principal = whoAsks(request.principal);
    const today = dayOf(clock.now(), (place ?? places[0])?.timeZone ?? 'Europe/Paris');
    const { month: asked } = request.query as { month?: unknown };
    const thisMonth = today.slice(0, 7);
    const month = isMonth(asked) ? asked : thisMonth;
    const { from, to: until } = daysOf(month);
    const days = { from, until, placeIds: place ? [place.id] : principal.places };
    const [used, without] = [await carnets.used(days), await carnets.without(days)];
    const names = new Map<string, string>();
    for (const { memberId } of [...used, ...without])
      if (!names.has(memberId)) {
        const member = await registry.members.find(memberId);
        names.set(memberId, member?.name ?? memberId);
      }
    return { month, thisMonth, today, used, without, names, place };
  }

  const show = async (
    request: FastifyRequest,
    typed?: { readonly split: string; readonly error: string },
  ) => {
    const context = contextOf(request);
    const { principal, words } = context;
    const found = await read(request);
    const { month, place } = found;
    await looked(deps, request, { kind: 'carnet', after: { show: 'all', month } });
    const split = place
      ? ((await carnets.splits(place.id)).at(-1)?.splitAt ?? usualSplit)
      : usualSplit;
    const { said } = request.query as { said?: string };
    return pageOf({
      context,
      title: words.settingsPasses,
      section: 'settings',
      children: (
        <PassMonth
          {...found}
          context={context}
          split={split}
          typed={typed}
          maySplit={principal !== null && mayAsk(principal, 'POST /passes')}
          said={said === 'split'}
        />
      ),
    });
  };

  app.get('/passes', hidden, async (request, reply) => html(reply, await show(request)));

  app.post('/passes', hidden, async (request, reply) => {
    const { words, place } = contextOf(request);
    const { split } = formOf(request, 'split');
    if (!place || !/^([01]\d|2[0-3]):[0-5]\d$/.test(split) || split === '00:00')
      return html(reply, await show(request, { split, error: words.passErrorSplit }), 400);
    const said = { since: null, splitAt: split };
    await carnets.split(place.id, said, nameOf(whoAsks(request.principal)));
    return reply.redirect('/passes?said=split', 303);
  });

  app.get('/passes.csv', hidden, async (request, reply) => {
    const { words, places } = contextOf(request);
    const { month, used, without, names } = await read(request);
    await audit(deps, request, { verb: 'exported', kind: 'carnet', after: { month } });
    const placeName = (id: string) => places.find((one) => one.id === id)?.name ?? id;
    const lines = [
      [words.passDay, words.passMember, words.place, words.passWhat, words.passCarnet],
      ...[
        ...used.map(({ day, memberId, placeId, part, carnetId }) => [
          ...[day, names.get(memberId) ?? memberId, placeName(placeId)],
          ...[words[`pass_${part}`], carnetId],
        ]),
        ...without.map(({ day, memberId, placeId, halves }) => [
          ...[day, names.get(memberId) ?? memberId, placeName(placeId)],
          ...[missingText({ halves }, words), ''],
        ]),
      ].toSorted((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1)),
    ];
    reply.header('content-disposition', `attachment; filename="badgeuse-pass-${month}.csv"`);
    return reply.type('text/csv; charset=utf-8').send(peopleFile(lines));
  });
}
