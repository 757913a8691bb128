import type { FastifyInstance, FastifyRequest } from 'fastify';
import { errorCodeOf, failure } from '../../../shared/runtime/errors.ts';
import type { DoorRecord } from '../../ports/registry.ts';
import { CommandReason } from '../api/command-routes.ts';

import type { WebDeps } from '../deps.ts';
import { doorOf, unlockDoor } from '../unlock-door.ts';
import { whoGave } from '../who-gave.ts';
import { misfits, valuesOf } from './form-values.ts';
import { html } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';
import { UnlockForm, UnlockOutcome } from './unlock-view.tsx';

const lastShown = 10;

/** Unlocking a door from afar: why, and then what came of it, live. */
export function unlockPage(app: FastifyInstance, deps: WebDeps): void {
  const hidden = { schema: { hide: true } };
  const asked = (request: FastifyRequest) =>
    doorOf(deps, request, (request.params as { id: string }).id);
  const around = async (request: FastifyRequest, door: DoorRecord) => ({
    context: contextOf(request),
    door,
    place: await deps.registry.places.get(door.placeId),
    now: deps.clock.now(),
  });

  const form = async (
    request: FastifyRequest,
    said: { alert?: string; error?: string; typed?: string } = {},
  ): Promise<string> => {
    const door = await asked(request);
    const at = await around(request, door);
    const { context } = at;
    const { words } = context;
    const device = await deps.commands.deviceOf(door.id);
    const away = device === null ? words.unlockNobody : device.isHeard ? null : words.unlockAway;
    const given = await deps.commands.list({ doorId: door.id }, lastShown);
    const who = await whoGave(
      deps.accounts,
      given.map(({ by }) => by),
    );
    const last = given.map((one) => ({ ...one, who: who.get(one.by) ?? one.by }));
    const back = (request.query as { from?: string }).from === 'doors' ? '/doors' : '/';
    const { alert = null, error = null, typed = '' } = said;
    return pageOf({
      context,
      title: words.unlockTitle(door.name),
      section: 'today',
      children: <UnlockForm {...{ ...at, back, away, alert, error, typed, last }} />,
    });
  };

  app.get('/doors/:id/unlock', hidden, async (request, reply) => html(reply, await form(request)));

  app.post('/doors/:id/unlock', hidden, async (request, reply) => {
    const { words } = contextOf(request);
    const { id } = await asked(request);
    const reason = valuesOf(request).text('reason');
    if (misfits({ reason: CommandReason }, { reason }).length > 0) {
      const error = words.unlockReasonMissing;
      return html(reply, await form(request, { error, typed: reason }), 400);
    }
    try {
      const given = await unlockDoor(deps, request, id, reason);
      return reply.redirect(`/doors/${encodeURIComponent(id)}/unlock/${given.id}`, 303);
    } catch (err) {
      const said = {
        deviceOffline: words.unlockAway,
        doorUnreached: words.unlockNobody,
        tooManyRequests: words.unlockTooMany,
      };
      const alert = said[errorCodeOf(err) as keyof typeof said];
      if (alert === undefined) throw err;
      return html(reply, await form(request, { alert, typed: reason }), 409);
    }
  });

  app.get('/doors/:id/unlock/:command', hidden, async (request, reply) => {
    const door = await asked(request);
    const { command } = request.params as { command: string };
    const given = await deps.commands.get(command);
    if (given.door !== door.id) throw failure('notFound', { what: 'command', id: command });
    const at = await around(request, door);
    const page = pageOf({
      context: at.context,
      title: door.name,
      section: 'today',
      children: <UnlockOutcome {...at} given={given} />,
    });
    return html(reply, page);
  });
}
