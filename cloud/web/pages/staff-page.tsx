import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorCodeOf } from '../../../shared/runtime/errors.ts';
import type { Duty } from '../../ports/identity.ts';
import {
  changeDuty,
  endAccess,
  type Invited,
  invite,
  inviteAgain,
  signOutEverywhere,
  staffOf,
  theirInvitations,
  theirStaff,
  withdraw,
} from '../accounts/account-rules.ts';
import { dutyFrom } from '../accounts/duty-fields.tsx';
import { momentsOf } from '../accounts/moments.ts';
import { type StaffListState, StaffListView } from '../accounts/staff-list-view.tsx';
import { StaffMemberView } from '../accounts/staff-member-view.tsx';
import { whoAsks } from '../api/resource.ts';
import type { WebDeps } from '../deps.ts';
import { confirmPage } from './confirm.tsx';
import type { FieldErrors } from './form.tsx';
import { valuesOf } from './form-values.ts';
import { html } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;

/** Who works here: inviting, roles and places, and the end of an access. */
export function staffPage(app: FastifyInstance, deps: WebDeps): void {
  app.get('/staff', hidden, async (request, reply) => html(reply, await list(request, {})));

  app.post('/staff/invitations', hidden, async (request, reply) => {
    const duty = dutyFrom(valuesOf(request));
    const { words } = contextOf(request);
    if (duty.places.length === 0) {
      return html(
        reply,
        await list(request, { duty, errors: { places: words.errorPlacesMissing } }),
        400,
      );
    }
    try {
      return html(reply, await list(request, { invited: await invite(deps, request, duty) }));
    } catch (err) {
      const alert = alertOf(request, err);
      return html(reply, await list(request, { duty, alert }), 400);
    }
  });

  app.post('/staff/invitations/:id/withdraw', hidden, async (request, reply) => {
    await withdraw(deps, request, idOf(request));
    return reply.redirect('/staff?said=withdrawn', 303);
  });

  app.get('/staff/:id', hidden, (request, reply) => one(request, reply, {}));

  app.post('/staff/:id', hidden, async (request, reply) => {
    const duty = dutyFrom(valuesOf(request));
    const { words } = contextOf(request);
    if (duty.places.length === 0) {
      return one(request, reply, { duty, errors: { places: words.errorPlacesMissing } }, 400);
    }
    try {
      await changeDuty(deps, request, idOf(request), duty);
      return reply.redirect('/staff?said=saved', 303);
    } catch (err) {
      return one(request, reply, { duty, alert: alertOf(request, err) }, 400);
    }
  });

  app.post('/staff/:id/invitation', hidden, async (request, reply) =>
    one(request, reply, { invited: await inviteAgain(deps, request, idOf(request)) }),
  );

  app.post('/staff/:id/sign-out', hidden, async (request, reply) => {
    const { words } = contextOf(request);
    const said = words.saidSignedOut(await signOutEverywhere(deps, request, idOf(request)));
    // Oneself too: then the page cannot be shown any more.
    if (whoAsks(request.principal).id === idOf(request)) return reply.redirect('/sign-in', 303);
    return one(request, reply, { said });
  });

  app.get('/staff/:id/end', hidden, async (request, reply) => {
    const context = contextOf(request);
    const { words } = context;
    const account = await staffOf(deps, whoAsks(request.principal), idOf(request));
    const page = confirmPage({
      context,
      section: 'settings',
      title: words.endAccessQuestion(account.name),
      children: <p>{words.endAccessMore}</p>,
      action: `/staff/${account.id}/end`,
      verb: words.endAccess,
      back: `/staff/${account.id}`,
    });
    return html(reply, page);
  });

  app.post('/staff/:id/end', hidden, async (request, reply) => {
    try {
      await endAccess(deps, request, idOf(request));
      return reply.redirect('/staff?said=ended', 303);
    } catch (err) {
      return one(request, reply, { alert: alertOf(request, err) }, 400);
    }
  });

  async function list(request: FastifyRequest, state: StaffListState): Promise<string> {
    const context = contextOf(request);
    const principal = whoAsks(request.principal);
    const { said } = request.query as { said?: string };
    return pageOf({
      context,
      title: context.words.staff,
      section: 'settings',
      children: (
        <StaffListView
          context={context}
          principal={principal}
          staff={await theirStaff(deps, principal)}
          invitations={await theirInvitations(deps, principal)}
          state={{ ...state, said: said ?? null }}
          moment={momentsOf(context, deps.clock.now())}
        />
      ),
    });
  }

  interface OneState {
    readonly duty?: Duty;
    readonly errors?: FieldErrors;
    readonly alert?: string;
    readonly said?: string;
    readonly invited?: Invited;
  }

  async function one(request: FastifyRequest, reply: FastifyReply, state: OneState, status = 200) {
    const context = contextOf(request);
    const principal = whoAsks(request.principal);
    const account = await staffOf(deps, principal, idOf(request));
    const page = pageOf({
      context,
      title: account.name,
      section: 'settings',
      children: (
        <StaffMemberView
          context={context}
          principal={principal}
          account={account}
          state={state}
          moment={momentsOf(context, deps.clock.now())}
        />
      ),
    });
    return html(reply, page, status);
  }
}

/** What the rules refuse, in the words of a page; anything else is no matter of a form. */
function alertOf(request: FastifyRequest, err: unknown): string {
  const { words } = contextOf(request);
  const code = errorCodeOf(err);
  if (code === 'lastAdmin') return words.errorLastAdmin;
  if (code === 'tooMuchToGive') return words.errorTooMuch;
  throw err;
}
