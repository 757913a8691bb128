import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorCodeOf } from '../../../shared/runtime/errors.ts';
import { eventTypes, type WantedEndpoint } from '../../ports/webhook-endpoints.ts';
import { momentsOf } from '../accounts/moments.ts';
import { whoAsks } from '../api/resource.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { addWebhook } from '../webhooks/keep-webhooks.ts';
import { SecretOnce, stateText, typesText } from '../webhooks/webhook-parts.tsx';
import { Back } from './back.tsx';
import { Choice, Field, Select } from './fields.tsx';
import { type FieldErrors, Form } from './form.tsx';
import { valuesOf } from './form-values.ts';
import { html } from './forms.ts';
import { Icon } from './icon.tsx';
import { SaidAfter } from './record-parts.tsx';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const none: WantedEndpoint = {
  placeId: null,
  url: '',
  description: '',
  types: '*',
  algorithm: 'v1',
};

/** Programs elsewhere that are told what happens, and a new one. */
export function webhooksPage(app: FastifyInstance, deps: WebDeps): void {
  app.get('/webhooks', hidden, async (request, reply) => {
    const context = contextOf(request);
    const { words, places } = context;
    await looked(deps, request, { kind: 'setting', after: { list: 'webhooks' } });
    const items = await deps.webhooks.list(whoAsks(request.principal).places);
    const moment = momentsOf(context, deps.clock.now());
    const page = pageOf({
      context,
      title: words.hooksTitle,
      section: 'settings',
      children: (
        <>
          <Back href="/settings" label={words.settings} />
          <div class="page-head">
            <div>
              <h1>{words.hooksTitle}</h1>
              <p class="lead">{words.hooksLead}</p>
            </div>
            <div class="actions">
              <a class="button primary" href="/webhooks/new">
                <Icon name="plus" />
                <span>{words.hookAdd}</span>
              </a>
            </div>
          </div>
          <SaidAfter request={request} words={words} />
          {items.length === 0 && <p class="empty-sentence">{words.hooksNone}</p>}
          {items.length > 0 && (
            <ul class="lines">
              {items.map((one) => (
                <li>
                  <div class="line-name">
                    <a class="own-url" href={`/webhooks/${one.id}`}>
                      {one.description || one.url}
                    </a>
                    {one.description && <p class="small own-url">{one.url}</p>}
                    <p class="small">{typesText(one, words)}</p>
                    <p class={one.state === 'stopped' ? 'small needs-hand' : 'small'}>
                      {one.state === 'stopped' && <Icon name="triangle-alert" />}{' '}
                      {[
                        stateText(one, words),
                        one.succeededAt === null
                          ? words.hookNever
                          : words.hookSucceeded(moment(one.succeededAt)),
                        ...(one.waiting > 0 ? [words.hookWaiting(one.waiting)] : []),
                        ...places.filter(({ id }) => id === one.placeId).map(({ name }) => name),
                      ].join(', ')}
                    </p>
                  </div>
                </li>
              ))}
            </ul>
          )}
        </>
      ),
    });
    return html(reply, page);
  });

  app.get('/webhooks/new', hidden, async (request, reply) => asked(request, reply, none, {}));

  app.post('/webhooks', hidden, async (request, reply) => {
    const context = contextOf(request);
    const { words } = context;
    const values = valuesOf(request);
    const chosen = values.many('types');
    const wanted: WantedEndpoint = {
      placeId: values.textOrNull('placeId'),
      url: values.text('url').slice(0, 2_000),
      description: values.text('description').slice(0, 200),
      types: chosen.includes('*') ? '*' : eventTypes.filter((type) => chosen.includes(type)),
      algorithm: values.text('algorithm') === 'v1a' ? 'v1a' : 'v1',
    };
    if (wanted.types.length === 0)
      return asked(request, reply, wanted, { types: words.hookErrorTypes }, 400);
    try {
      const { endpoint, secret } = await addWebhook(deps, request, wanted);
      const page = pageOf({
        context: { ...context, url: `/webhooks/${endpoint.id}` },
        title: words.hooksTitle,
        section: 'settings',
        children: (
          <div class="narrow">
            <Back href={`/webhooks/${endpoint.id}`} label={endpoint.url} />
            <h1>{words.saidAdded}</h1>
            <SecretOnce words={words} secret={secret} publicKey={endpoint.publicKey} />
          </div>
        ),
      });
      return html(reply, page, 201);
    } catch (err) {
      if (errorCodeOf(err) !== 'badRequest') throw err;
      return asked(request, reply, wanted, { url: words.hookErrorUrl }, 400);
    }
  });

  function asked(
    request: FastifyRequest,
    reply: FastifyReply,
    wanted: WantedEndpoint,
    errors: FieldErrors,
    status = 200,
  ) {
    const context = contextOf(request);
    const { words, places } = context;
    const isEverywhere = whoAsks(request.principal).places === '*';
    const page = pageOf({
      context: { ...context, url: '/webhooks/new' },
      title: words.hookAdd,
      section: 'settings',
      children: (
        <div class="narrow">
          <Back href="/webhooks" label={words.hooksTitle} />
          <h1>{words.hookAdd}</h1>
          <Form
            {...{ context, errors, action: '/webhooks', submit: words.hookAdd, back: '/webhooks' }}
            class="stacked"
          >
            <Field
              {...{ name: 'url', label: words.hookUrl, hint: words.hookUrlHint, value: wanted.url }}
              error={errors['url']}
              maxlength={2_000}
            />
            <Field
              {...{ name: 'description', label: words.hookDescription, maxlength: 200 }}
              value={wanted.description}
              optional
            />
            <Select
              {...{ name: 'placeId', label: words.hookWhere, value: wanted.placeId ?? '' }}
              options={[
                ...(isEverywhere ? [{ value: '', label: words.hookEverywhere }] : []),
                ...places.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
            <Choice
              {...{ name: 'types', label: words.hookTypes, type: 'checkbox' }}
              error={errors['types']}
              chosen={wanted.types === '*' ? ['*'] : wanted.types}
              options={[
                { value: '*', label: words.hookAll },
                ...eventTypes.map((type) => ({ value: type, label: words[`hookEvent_${type}`] })),
              ]}
            />
            <Choice
              {...{ name: 'algorithm', label: words.hookAlgorithm, type: 'radio' }}
              chosen={[wanted.algorithm]}
              options={[
                { value: 'v1', label: words.hookAlgorithm_v1 },
                { value: 'v1a', label: words.hookAlgorithm_v1a },
              ]}
            />
          </Form>
        </div>
      ),
    });
    return html(reply, page, status);
  }
}
