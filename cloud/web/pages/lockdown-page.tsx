import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Place } from '../../ports/registry.ts';
import { mayOpen } from '../access.ts';
import { LockdownReason } from '../api/lockdown-routes.ts';
import { whoAsks } from '../api/resource.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf } from '../format.ts';
import { beginLockdown, endLockdown } from '../lockdown.ts';
import { seenBy } from '../place-scope.ts';
import type { Principal } from '../principal.ts';
import { momentOf } from '../report/view.ts';
import { Back } from './back.tsx';
import { Field } from './fields.tsx';
import { Form, Said } from './form.tsx';
import { misfits, valuesOf } from './form-values.ts';
import { html } from './forms.ts';
import { Icon } from './icon.tsx';
import { contextOf, type PageContext, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const pathOf = (place: Place) => `/places/${encodeURIComponent(place.id)}`;

/** Locking a place down, and ending it. */
export function lockdownPage(app: FastifyInstance, deps: WebDeps): void {
  const asked = (request: FastifyRequest): Promise<Place> => {
    const { id } = request.params as { id: string };
    return seenBy(deps.registry.places, whoAsks(request.principal)).get(id);
  };

  const page = async (
    request: FastifyRequest,
    reply: FastifyReply,
    typed: { readonly reason: string; readonly error?: string } = { reason: '' },
  ) => {
    const context = contextOf(request);
    const { words } = context;
    const place = await asked(request);
    const { said } = request.query as { said?: string };
    const isOn = place.lockdown !== null;
    const title = isOn ? words.lockdownEndAsk(place.name) : words.lockdownAsk(place.name);
    const at = `${pathOf(place)}/lockdown`;
    return html(
      reply,
      pageOf({
        context,
        title,
        section: 'settings',
        children: (
          <section class="narrow">
            <Back href={pathOf(place)} label={place.name} />
            <h1>{title}</h1>
            {said === 'ended' && <Said>{words.saidLockdownEnded}</Said>}
            {isOn && <LockdownBanner context={context} place={place} now={deps.clock.now()} />}
            <p class="lead">{isOn ? words.lockdownEndLead : words.lockdownLead}</p>
            <Form
              context={context}
              action={isOn ? `${at}/end` : at}
              submit={isOn ? words.lockdownEnd : words.lockdownBegin}
              kind={isOn ? 'primary' : 'danger'}
              class="stacked"
              back={pathOf(place)}
              errors={typed.error === undefined ? {} : { reason: typed.error }}
            >
              {!isOn && (
                <Field
                  name="reason"
                  label={words.lockdownReason}
                  hint={words.lockdownReasonHint}
                  value={typed.reason}
                  error={typed.error}
                  maxlength={200}
                />
              )}
            </Form>
          </section>
        ),
      }),
      typed.error === undefined ? 200 : 400,
    );
  };

  app.get('/places/:id/lockdown', hidden, (request, reply) => page(request, reply));

  app.post('/places/:id/lockdown', hidden, async (request, reply) => {
    const { words } = contextOf(request);
    const place = await asked(request);
    const reason = valuesOf(request).text('reason');
    if (misfits({ reason: LockdownReason }, { reason }).length > 0) {
      return page(request, reply, { reason, error: words.lockdownReasonMissing });
    }
    await beginLockdown(deps, whoAsks(request.principal), place.id, reason);
    return reply.redirect('/', 303);
  });

  app.post('/places/:id/lockdown/end', hidden, async (request, reply) => {
    const place = await asked(request);
    await endLockdown(deps, whoAsks(request.principal), place.id);
    return reply.redirect(`${pathOf(place)}/lockdown?said=ended`, 303);
  });
}

/** Big and clear while it lasts; who may end it finds where. */
export function LockdownBanner({
  context: { words, language },
  place,
  now,
  principal,
}: {
  readonly context: PageContext;
  readonly place: Place;
  readonly now: number;
  readonly principal?: Principal;
}) {
  if (place.lockdown === null) return null;
  const { timeZone } = place;
  const at = { timeZone, today: dayOf(now, timeZone), language };
  const { since, reason } = place.lockdown;
  return (
    <section class="lockdown" role="alert">
      <Icon name="ban" />
      <div>
        <p class="lockdown-title">{words.lockdownOn(place.name)}</p>
        <p>{words.lockdownSince(momentOf(Date.parse(since), at), reason)}</p>
      </div>
      {principal && mayOpen(principal, '/places/:id/lockdown') && (
        <a class="button" href={`${pathOf(place)}/lockdown`}>
          {words.lockdownEnd}
        </a>
      )}
    </section>
  );
}

/** Beside the form of a place. */
export function LockdownPanel({
  context,
  place,
  now,
}: {
  readonly context: PageContext;
  readonly place: Place;
  readonly now: number;
}) {
  const { words } = context;
  const isOn = place.lockdown !== null;
  return (
    <aside class="panel padded" id="lockdown" aria-labelledby="lockdown-title">
      <h2 id="lockdown-title">{words.lockdownTitle}</h2>
      {isOn ? (
        <LockdownBanner context={context} place={place} now={now} />
      ) : (
        <p>{words.lockdownMore}</p>
      )}
      <a class={isOn ? 'button' : 'button danger'} href={`${pathOf(place)}/lockdown`}>
        {isOn ? words.lockdownEnd : words.lockdownBegin}
      </a>
    </aside>
  );
}
