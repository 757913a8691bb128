import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorCodeOf } from '../../../shared/runtime/errors.ts';
import { looked } from '../audit.ts';
import { addConnection } from '../connections/keep-connections.ts';
import type { WebDeps } from '../deps.ts';
import type { Words } from '../language.ts';
import { Back } from './back.tsx';
import { Choice, Field, Select } from './fields.tsx';
import { type FieldErrors, Form } from './form.tsx';
import { type FormValues, valuesOf } from './form-values.ts';
import { html } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const path = '/connections/new/dokos';
const isVenue = (typed: string) => /^[^\s"\\]{1,140}$/.test(typed);
const isWithin = (value: number | string, from: number, to: number) =>
  typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to;
const homeField = (placeId: string) => `home-${placeId}`;

/** Which kind of system, and one Dokos. */
export function connectionNewPage(app: FastifyInstance, deps: WebDeps): void {
  app.get('/connections/new', hidden, async (request, reply) => {
    const context = contextOf(request);
    const { words } = context;
    const page = pageOf({
      ...{ context, title: words.connectionAdd, section: 'settings' },
      children: (
        <div class="narrow">
          <Back href="/connections" label={words.connectionsTitle} />
          <h1>{words.connectionAdd}</h1>
          <p class="lead">{words.connectionAddLead}</p>
          <ul class="lines">
            {(['fedow', 'dokos'] as const).map((kind) => (
              <li>
                <a href={`/connections/new/${kind}`}>{words[`connectionKind_${kind}`]}</a>
              </li>
            ))}
          </ul>
        </div>
      ),
    });
    return html(reply, page);
  });

  app.get(path, hidden, async (request, reply) => asked(request, reply, null, {}));

  app.post(path, hidden, async (request, reply) => {
    const { words, places } = contextOf(request);
    const values = valuesOf(request);
    const errors = faultsOf(values, places, words);
    if (Object.keys(errors).length > 0) return asked(request, reply, values, errors, 400);
    const placeId = values.text('placeId');
    try {
      const { id } = await addConnection(deps, request, {
        ...{ kind: 'dokos', placeId, name: values.text('name') },
        settings: {
          address: values.text('address'),
          venueId: values.text('venueId'),
          venueRoles: values.text('venueRoles'),
          maxLagSeconds: values.number('maxLagSeconds'),
          doubleTapSeconds: values.number('doubleTapSeconds'),
          itemId: values.textOrNull('itemId'),
          homeVenues: places.flatMap((place) => {
            const venueId = values.text(homeField(place.id));
            return venueId === '' || place.id === placeId ? [] : [{ placeId: place.id, venueId }];
          }),
        },
        secrets: { key: values.text('key') },
      });
      return reply.redirect(`/connections/${id}?said=added`, 303);
    } catch (err) {
      if (errorCodeOf(err) !== 'badRequest') throw err;
      const address = words.connectionErrorAddress;
      return asked(request, reply, values, { address }, 400);
    }
  });

  async function asked(
    request: FastifyRequest,
    reply: FastifyReply,
    values: FormValues | null,
    errors: FieldErrors,
    status = 200,
  ) {
    const context = { ...contextOf(request), url: path };
    const { words, places } = context;
    await looked(deps, request, { kind: 'setting', after: { list: 'connections' } });
    const placeIds = places.map(({ id }) => id);
    const items = await Promise.all(
      placeIds.map((placeId) =>
        deps.registry.items.list({ limit: 1000, cursor: null }, { placeId }),
      ),
    );
    const given = (name: string, otherwise = '') => ({
      ...{ name, value: values?.text(name) ?? otherwise, error: errors[name] },
    });
    const page = pageOf({
      ...{ context, title: words.connectionKind_dokos, section: 'settings' },
      children: (
        <div class="narrow">
          <Back href="/connections/new" label={words.connectionAdd} />
          <h1>{words.connectionKind_dokos}</h1>
          <Form
            {...{
              context,
              errors,
              action: path,
              submit: words.connectionAdd,
              back: '/connections',
            }}
            class="stacked"
          >
            <Select
              {...given('placeId')}
              label={words.connectionPlace}
              options={places.map(({ id, name }) => ({ value: id, label: name }))}
            />
            <Field
              {...given('name', 'Dokos')}
              {...{ label: words.connectionName, hint: words.connectionNameHint, maxlength: 100 }}
            />
            <Field
              {...given('address')}
              {...{ label: words.connectionSet_address, hint: words.dokosAddressHint }}
            />
            <Field
              {...given('venueId')}
              {...{ label: words.connectionSet_venueId, hint: words.dokosVenueHint }}
            />
            <Field
              {...{ name: 'key', type: 'password', error: errors['key'] }}
              {...{ label: words.dokosKey, hint: words.dokosKeyHint }}
            />
            <Choice
              {...{ name: 'venueRoles', label: words.connectionSet_venueRoles, type: 'radio' }}
              chosen={[values?.text('venueRoles') || 'doc']}
              options={(['doc', 'laboutik'] as const).map((value) => ({
                ...{ value, label: words[`connectionRoles_${value}`] },
              }))}
            />
            <Select
              {...given('itemId')}
              label={words.connectionSet_itemId}
              options={[
                { value: '', label: words.dokosItemAny },
                ...items
                  .flatMap((of) => of.items)
                  .map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
            <Field
              {...given('maxLagSeconds', '120')}
              {...{ label: words.dokosLag, hint: words.dokosLagHint, inputmode: 'numeric' }}
            />
            <Field
              {...given('doubleTapSeconds', '5')}
              {...{ label: words.dokosDoubleTap, hint: words.dokosDoubleTapHint }}
              inputmode="numeric"
            />
            {places.length > 1 &&
              places.map(({ id, name }) => (
                <Field {...given(homeField(id))} label={words.dokosHomeVenue(name)} optional />
              ))}
          </Form>
        </div>
      ),
    });
    return html(reply, page, status);
  }
}

function faultsOf(
  values: FormValues,
  places: readonly { readonly id: string }[],
  words: Words,
): FieldErrors {
  const name = values.text('name');
  const isHome = ({ id }: { readonly id: string }) => {
    const typed = values.text(homeField(id));
    return typed === '' || isVenue(typed);
  };
  const wrong: readonly (readonly [string, boolean, string])[] = [
    ['name', name !== '' && name.length <= 100, words.connectionErrorName],
    [
      'address',
      /^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/.test(values.text('address')),
      words.connectionErrorAddress,
    ],
    ['venueId', isVenue(values.text('venueId')), words.dokosErrorVenue],
    ['key', /^[^\s:]+:[^\s:]+$/.test(values.text('key')), words.dokosErrorKey],
    ['maxLagSeconds', isWithin(values.number('maxLagSeconds'), 10, 600), words.dokosErrorSeconds],
    [
      'doubleTapSeconds',
      isWithin(values.number('doubleTapSeconds'), 0, 600),
      words.dokosErrorSeconds,
    ],
    ...places.map((place) => [homeField(place.id), isHome(place), words.dokosErrorVenue] as const),
  ];
  return Object.fromEntries(wrong.flatMap(([field, fits, said]) => (fits ? [] : [[field, said]])));
}
