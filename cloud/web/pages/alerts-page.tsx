import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { MailSent } from '../../ports/mail.ts';
import type { Place } from '../../ports/registry.ts';
import {
  faultsOf,
  mostAddresses,
  placeOfAlerts,
  renewWebhookSecret,
  saveAlerts,
  tryAlerts,
} from '../alerts/keep-settings.ts';
import {
  SettingsForm,
  settingsFrom,
  type Typed,
  typedFrom,
  typedOf,
} from '../alerts/settings-form.tsx';
import type { WebDeps } from '../deps.ts';
import { Back } from './back.tsx';
import { Alert, type FieldErrors, Said, Token } from './form.tsx';
import { formOf, html } from './forms.ts';
import { BackToSettings, SaidAfter } from './record-parts.tsx';
import { contextOf, pageOf } from './shell.tsx';
import { ToCopy } from './to-copy.tsx';

const hidden = { schema: { hide: true } };
const limited = { ...hidden, config: { rateLimit: { max: 10, timeWindow: 60_000 } } };

interface State {
  readonly typed?: Typed;
  readonly errors?: FieldErrors;
  readonly tried?: { readonly to: string; readonly outcome: MailSent | null };
  /** Shown once. */
  readonly secret?: string;
}

/** Who is told of what at a place, and a button that says whether they hear it. */
export function alertsPage(app: FastifyInstance, deps: WebDeps): void {
  const pathOf = ({ id }: Place) => `/places/${encodeURIComponent(id)}/alerts`;

  app.get('/alerts', hidden, async (request, reply) => {
    const context = contextOf(request);
    const { words, places } = context;
    const only = context.place ?? (places.length === 1 ? places[0] : null);
    if (only) return show(request, reply, only, {});
    const page = pageOf({
      context,
      title: words.alertsTitle,
      section: 'settings',
      children: (
        <>
          <BackToSettings context={context} section="settings" />
          <h1>{words.alertsTitle}</h1>
          <ul class="lines">
            {places.map((place) => (
              <li>
                <a class="line-name" href={pathOf(place)}>
                  {place.name}
                </a>
              </li>
            ))}
          </ul>
          <Undelivered />
        </>
      ),
    });
    return html(reply, page);

    function Undelivered() {
      return (
        <p>
          <a class="alone" href="/undelivered">
            {words.undelivered}
          </a>
        </p>
      );
    }
  });

  app.get('/places/:id/alerts', hidden, async (request, reply) =>
    show(request, reply, await placeOfAlerts(deps, request), {}),
  );

  app.post('/places/:id/alerts', hidden, async (request, reply) => {
    const place = await placeOfAlerts(deps, request);
    const { words } = contextOf(request);
    const typed = typedOf(request.body);
    const { settings, errors: wrong } = settingsFrom(typed, words);
    const faults = faultsOf(settings, deps);
    const tooMany = settings.addresses.length > mostAddresses;
    const errors = {
      ...wrong,
      ...(faults.addresses !== undefined && {
        addresses: tooMany ? words.alertErrorAddresses : words.alertErrorAddress(faults.addresses),
      }),
      ...(faults.quiet !== undefined && { quietUntil: words.alertErrorWholeDay }),
      ...(faults.webhookUrl !== undefined && { webhookUrl: words.alertErrorUrl }),
    };
    if (Object.keys(errors).length > 0) return show(request, reply, place, { typed, errors }, 400);
    await saveAlerts(deps, request, place, settings);
    return reply.redirect(`${pathOf(place)}?said=saved`, 303);
  });

  app.post('/places/:id/alerts/test', limited, async (request, reply) => {
    const place = await placeOfAlerts(deps, request);
    const { to } = formOf(request, 'to');
    const { addresses } = await deps.alertSettings.find(place.id);
    const known = addresses.includes(to) ? to : 'webhook';
    const outcome = await tryAlerts(deps, request, place, known);
    return show(request, reply, place, { tried: { to: known, outcome } });
  });

  app.post('/places/:id/alerts/webhook-secret', hidden, async (request, reply) => {
    const place = await placeOfAlerts(deps, request);
    const secret = await renewWebhookSecret(deps, request, place);
    return show(request, reply, place, { secret }, 201);
  });

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    place: Place,
    state: State,
    status = 200,
  ) {
    const context = { ...contextOf(request), url: pathOf(place) };
    const { words } = context;
    const kept = await deps.alertSettings.find(place.id);
    const typed = state.typed ?? typedFrom(kept);
    const to = state.tried?.to === 'webhook' ? words.alertProgram : (state.tried?.to ?? '');
    const tries = [
      ...(deps.alertTests.mail === null ? [] : kept.addresses),
      ...(kept.webhookUrl === null ? [] : ['webhook']),
    ];
    const page = pageOf({
      context,
      title: `${words.alertsTitle}, ${place.name}`,
      section: 'settings',
      children: (
        <div class="narrow">
          <Back href="/settings" label={words.settings} />
          <h1>{words.alertsTitle}</h1>
          <p class="lead">{words.alertsLead(place.name)}</p>
          <SaidAfter request={request} words={words} />
          {state.tried && <Tried to={to} outcome={state.tried.outcome} />}
          {state.secret && (
            <div role="status">
              <ToCopy
                {...{ words, name: 'secret', label: words.alertSecretNew, first: true }}
                value={state.secret}
              />
            </div>
          )}
          {deps.alertTests.mail === null && <Alert>{words.alertsNoMail}</Alert>}
          {deps.alertTests.mail !== null && deps.publicUrl === null && (
            <p class="aside">{words.alertsNoUrl}</p>
          )}
          <p>
            <a class="alone" href="/undelivered">
              {words.undelivered}
            </a>
          </p>
          <SettingsForm
            {...{ context, typed, action: pathOf(place), errors: state.errors ?? {} }}
          />
          <h2>{words.alertTests}</h2>
          {tries.length === 0 && <p class="aside">{words.alertTestsNone}</p>}
          {tries.map((one) => (
            <form method="post" action={`${pathOf(place)}/test`} class="alert-test">
              <Token context={context} />
              <input type="hidden" name="to" value={one} />
              <button class="button" type="submit">
                {one === 'webhook' ? words.alertTestWebhook : words.alertTestMail(one)}
              </button>
            </form>
          ))}
          {kept.webhookUrl !== null && (
            <>
              <h2>{words.alertSecret}</h2>
              <p>{words.alertSecretMore}</p>
              <form method="post" action={`${pathOf(place)}/webhook-secret`}>
                <Token context={context} />
                <button class="button" type="submit">
                  {words.alertSecretMake}
                </button>
              </form>
            </>
          )}
        </div>
      ),
    });
    return html(reply, page, status);

    function Tried({ to: whom, outcome }: { to: string; outcome: MailSent | null }) {
      if (outcome === null) return <Alert>{words.alertTest_off}</Alert>;
      if (outcome.is === 'sent') return <Said>{words.alertTest_sent(whom)}</Said>;
      return <Alert>{words.alertTest_failed(whom, outcome.said)}</Alert>;
    }
  }
}
