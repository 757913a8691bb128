import type { FastifyInstance, FastifyRequest } from 'fastify';
import { errorCodeOf } from '../../../shared/runtime/errors.ts';
import type { Enrolment } from '../../ports/enrolments.ts';
import { whoAsks } from '../api/resource.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { timeOf } from '../format.ts';
import { cardError } from '../members/card-words.ts';
import { beginEnrolment, enrolState, waitAgain } from '../members/enrol.ts';
import { ChooseReader, EnrolView } from '../members/enrol-view.tsx';
import { giveCard } from '../members/give-card.ts';
import { mayAt, nameOf } from '../principal.ts';
import { readersOf } from '../readers.ts';
import { formOf, html } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };

/** A reader waits for a card, for one of the staff alone: which reader, which card, is it the right one? */
export function enrolPage(app: FastifyInstance, deps: WebDeps): void {
  const { registry, people, enrolments, clock } = deps;

  app.get('/enrol', hidden, async (request, reply) => {
    const { member, mode } = request.query as { member?: string; mode?: string };
    const asked = { memberId: member || null, mode: mode === 'adopt' ? 'adopt' : 'give' } as const;
    return html(reply, await choosePage(request, asked, null));
  });

  app.post('/enrol', hidden, async (request, reply) => {
    const typed = formOf(request, 'accessPoint', 'member', 'mode');
    const asked = {
      memberId: typed.member || null,
      mode: typed.mode === 'adopt' ? 'adopt' : 'give',
    } as const;
    try {
      const principal = whoAsks(request.principal);
      const accessPoint = typed.accessPoint;
      const begun = await beginEnrolment(deps, principal, { ...asked, accessPoint });
      return reply.redirect(`/enrol/${begun.id}`, 303);
    } catch (err) {
      if (errorCodeOf(err) !== 'readerBusy') throw err;
      const { details = {} } = err as { details?: Record<string, unknown> };
      const minutes = Math.ceil(Number(details['seconds']) / 60);
      const said = contextOf(request).words.enrolBusy(String(details['who']), minutes);
      return html(reply, await choosePage(request, asked, said), 409);
    }
  });

  app.get('/enrol/:id', hidden, async (request, reply) => {
    return html(reply, await enrolPageOf(request, await ownOf(request), null));
  });

  app.post('/enrol/:id/confirm', hidden, async (request, reply) => {
    const enrolment = await ownOf(request);
    const { words } = contextOf(request);
    const { number, adopts } = formOf(request, 'number', 'adopts');
    const state = await enrolState(deps, enrolment);
    if (state.kind !== 'read') return reply.redirect(`/enrol/${enrolment.id}`, 303);
    try {
      const { memberId } = enrolment;
      const by = nameOf(whoAsks(request.principal));
      const given = { uid: state.tap.cardUid, memberId, number: number || null };
      const card = await giveCard(deps.registry, { ...given, adopts: adopts || null }, by);
      await enrolments.end(enrolment.id, clock.now());
      const holder = card.memberId ?? memberId;
      return reply.redirect(
        holder === null ? `/cards/${card.id}?said=saved` : `/members/${holder}?said=given`,
        303,
      );
    } catch (err) {
      const said = cardError(err, words);
      if (said === null) throw err;
      return html(reply, await enrolPageOf(request, enrolment, said), 409);
    }
  });

  app.post('/enrol/:id/again', hidden, async (request, reply) => {
    const enrolment = await ownOf(request);
    if (enrolment.endedAt !== null) {
      const { memberId, mode } = enrolment;
      return reply.redirect(`/enrol?${new URLSearchParams({ member: memberId ?? '', mode })}`, 303);
    }
    await waitAgain(deps, enrolment);
    return reply.redirect(`/enrol/${enrolment.id}`, 303);
  });

  app.post('/enrol/:id/end', hidden, async (request, reply) => {
    const { id, memberId } = await ownOf(request);
    await enrolments.end(id, clock.now());
    return reply.redirect(memberId === null ? '/cards' : `/members/${memberId}`, 303);
  });

  const ownOf = (request: FastifyRequest): Promise<Enrolment> =>
    enrolments.get((request.params as { id: string }).id, nameOf(whoAsks(request.principal)));

  async function choosePage(
    request: FastifyRequest,
    asked: { memberId: string | null; mode: Enrolment['mode'] },
    error: string | null,
  ): Promise<string> {
    const context = contextOf(request);
    const principal = whoAsks(request.principal);
    const readers = (await readersOf(deps, clock.now())).filter(({ placeId }) =>
      mayAt(principal, placeId),
    );
    const member = asked.memberId === null ? null : await registry.members.find(asked.memberId);
    return pageOf({
      context,
      title: context.words.enrolTitle,
      section: 'members',
      children: (
        <ChooseReader
          context={context}
          readers={readers}
          member={member}
          mode={asked.mode}
          waiting={await people.countWaiting()}
          error={error}
        />
      ),
    });
  }

  async function enrolPageOf(
    request: FastifyRequest,
    enrolment: Enrolment,
    error: string | null,
  ): Promise<string> {
    const context = contextOf(request);
    const state = await enrolState(deps, enrolment);
    if (state.kind === 'read') {
      const { id, placeId } = state.tap;
      await looked(deps, request, { kind: 'refusal', id, placeId });
    }
    const point = await registry.accessPoints.find(enrolment.accessPoint);
    const place = point === null ? null : await registry.places.find(point.placeId);
    const { memberId } = enrolment;
    return pageOf({
      context,
      title: context.words.enrolTitle,
      section: 'members',
      children: (
        <EnrolView
          context={context}
          enrolment={enrolment}
          state={state}
          where={point?.name ?? enrolment.accessPoint}
          until={timeOf(enrolment.endsAt, place?.timeZone ?? 'Europe/Paris')}
          member={memberId === null ? null : await registry.members.find(memberId)}
          waiting={await people.countWaiting()}
          error={error}
        />
      ),
    });
  }
}
