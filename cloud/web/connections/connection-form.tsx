import type { Connection } from '../../ports/connections.ts';
import type { ConnectionKind } from '../../ports/connectors.ts';
import type { SettingFault } from '../../ports/setting-faults.ts';
import type { WebDeps } from '../deps.ts';
import { Choice, Field, Select } from '../pages/fields.tsx';
import type { FieldErrors } from '../pages/form.tsx';
import type { FormValues } from '../pages/form-values.ts';
import type { PageContext } from '../pages/page-context.ts';

type Settings = Readonly<Record<string, unknown>>;

/** What a form said of a connection, and what is wrong with it. */
export interface TypedConnection {
  readonly name: string;
  readonly settings: Settings;
  /** Those that were typed; they are never shown again. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly errors: FieldErrors;
}

const presets = ['employeeCheckin', 'historyOfPassage'] as const;
const whoFields = ['knownAs', 'email', 'card', 'cardByBytes'] as const;
const secretNames = { dokos: ['key'], frappe: ['apiKey', 'apiSecret'], fedow: [] } as const;
const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
const targetOf = (settings: Settings) => (settings['target'] ?? {}) as Settings;
const homesOf = (settings: Settings) =>
  (settings['homeVenues'] ?? []) as readonly { placeId: string; venueId: string }[];

/** As staff meet it first. */
export const freshSettings = (kind: ConnectionKind, timeZone: string): Settings =>
  kind === 'dokos'
    ? { venueRoles: 'doc', maxLagSeconds: 120, doubleTapSeconds: 5, itemId: null, homeVenues: [] }
    : { timeZone, target: { preset: 'employeeCheckin', by: 'attendance_device_id', is: 'card' } };

/** Judged by the rules of the API; `before` null: it is new, and each secret is needed. */
export function typedConnection(
  { connectionTests }: Pick<WebDeps, 'connectionTests'>,
  { words, places }: PageContext,
  kind: ConnectionKind,
  values: FormValues,
  before: Connection | null,
  itemsThere: readonly { readonly id: string }[],
): TypedConnection {
  const name = values.text('name').slice(0, 200);
  const settings =
    kind === 'fedow' && before
      ? before.settings
      : kind === 'dokos'
        ? dokosFrom(values, places, before?.settings ?? {})
        : frappeFrom(values, before?.settings ?? {});
  const secrets = Object.fromEntries(
    secretNames[kind].flatMap((one) => (values.text(one) ? [[one, values.text(one)]] : [])),
  );
  const errors: Record<string, string | undefined> = {};
  if (name === '') errors['name'] = words.connectionErrorName;
  const faults = kind === 'fedow' ? [] : connectionTests.faultsOf(kind, settings);
  for (const fault of faults) Object.assign(errors, errorOf(fault, settings, places, words));
  const { itemId } = settings as { itemId?: string | null };
  if (kind === 'dokos' && itemId != null && !itemsThere.some(({ id }) => id === itemId))
    errors['itemId'] = words.problem_placeMismatch;
  for (const one of secretNames[kind])
    if (!secrets[one] && !before?.secretsSet.includes(one))
      errors[one] = words.connectionErrorSecret;
  return { name, settings, secrets, errors };
}

/** Beside the field that was typed. A place's venue stands beside that place, where this person sees it. */
function errorOf(
  { setting }: SettingFault,
  settings: Settings,
  places: PageContext['places'],
  words: PageContext['words'],
): FieldErrors {
  const home = homesOf(settings)[Number(/^homeVenues\.(\d+)\./.exec(setting)?.[1])];
  if (home && places.some(({ id }) => id === home.placeId))
    return { [`home-${home.placeId}`]: words.connectionErrorHome };
  switch (setting) {
    case 'venueId':
      return { venueId: words.connectionErrorVenue };
    case 'maxLagSeconds':
      return { maxLagSeconds: words.connectionErrorLag };
    case 'doubleTapSeconds':
      return { doubleTapSeconds: words.connectionErrorDouble };
    case 'timeZone':
      return { timeZone: words.connectionErrorZone };
    case 'target.by':
      return { by: words.connectionErrorBy };
    case 'address':
      return { address: words.connectionErrorAddress };
    default:
      return { name: words.problem_badRequest };
  }
}

/** What is set of places that this person does not see stays. */
function dokosFrom(values: FormValues, places: PageContext['places'], before: Settings): Settings {
  const elsewhere = homesOf(before).filter(
    ({ placeId }) => !places.some(({ id }) => id === placeId),
  );
  const typed = places.flatMap(({ id: placeId }) => {
    const venueId = values.text(`home-${placeId}`);
    return venueId === '' ? [] : [{ placeId, venueId }];
  });
  return {
    ...{ address: values.text('address'), venueId: values.text('venueId') },
    venueRoles: values.text('venueRoles') === 'laboutik' ? 'laboutik' : 'doc',
    maxLagSeconds: values.number('maxLagSeconds'),
    doubleTapSeconds: values.number('doubleTapSeconds'),
    itemId: values.textOrNull('itemId'),
    homeVenues: [...elsewhere, ...typed],
  };
}

function frappeFrom(values: FormValues, before: Settings): Settings {
  const preset = values.text('preset');
  const target =
    targetOf(before)['preset'] === 'own'
      ? before['target']
      : preset === 'historyOfPassage'
        ? { preset }
        : { preset: 'employeeCheckin', by: values.text('by'), is: values.text('is') };
  return { address: values.text('address'), timeZone: values.text('timeZone'), target };
}

interface FieldsOf {
  readonly context: PageContext;
  readonly kind: ConnectionKind;
  readonly name: string;
  readonly settings: Settings;
  readonly secretsSet: readonly string[];
  readonly errors: FieldErrors;
  readonly items: readonly { readonly id: string; readonly name: string }[];
}

/** What staff set of one, with what was typed or is kept; secrets are never shown. */
export function ConnectionFields(props: FieldsOf) {
  const { context, kind, name, settings, secretsSet, errors } = props;
  const { words } = context;
  return (
    <>
      <Field
        {...{ name: 'name', label: words.connectionName, value: name, maxlength: 200 }}
        error={errors['name']}
      />
      {kind !== 'fedow' && (
        <Field
          {...{
            name: 'address',
            label: words.connectionAddress,
            hint: words.connectionAddressHint,
          }}
          {...{ value: text(settings['address']), error: errors['address'], maxlength: 300 }}
        />
      )}
      {kind === 'dokos' && <DokosFields {...props} />}
      {kind === 'frappe' && <FrappeFields {...props} />}
      {secretNames[kind].map((one) => (
        <Field
          {...{ name: one, label: words[`connectionSecret_${one}`], type: 'password' }}
          {...{ error: errors[one], maxlength: 2_000, optional: secretsSet.includes(one) }}
          hint={secretsSet.includes(one) ? words.connectionSecretKept : undefined}
          autocomplete="new-password"
        />
      ))}
    </>
  );
}

function DokosFields({ context, settings, errors, items }: FieldsOf) {
  const { words, places } = context;
  const homes = new Map(homesOf(settings).map(({ placeId, venueId }) => [placeId, venueId]));
  return (
    <>
      <Field
        {...{
          name: 'venueId',
          label: words.connectionVenue,
          hint: words.connectionVenueHint,
          maxlength: 140,
        }}
        {...{ value: text(settings['venueId']), error: errors['venueId'] }}
      />
      <Choice
        {...{
          name: 'venueRoles',
          label: words.connectionRoles,
          hint: words.connectionRolesHint,
          type: 'radio',
        }}
        chosen={[text(settings['venueRoles'])]}
        options={(['doc', 'laboutik'] as const).map((value) => ({
          ...{ value, label: words[`connectionRoles_${value}`] },
        }))}
      />
      <Field
        {...{ name: 'maxLagSeconds', label: words.connectionLag, hint: words.connectionLagHint }}
        {...{ value: text(settings['maxLagSeconds']), error: errors['maxLagSeconds'] }}
        inputmode="numeric"
      />
      <Field
        {...{
          name: 'doubleTapSeconds',
          label: words.connectionDouble,
          hint: words.connectionDoubleHint,
        }}
        {...{ value: text(settings['doubleTapSeconds']), error: errors['doubleTapSeconds'] }}
        inputmode="numeric"
      />
      <Select
        {...{ name: 'itemId', label: words.connectionItem, value: text(settings['itemId']) }}
        error={errors['itemId']}
        options={[
          { value: '', label: words.connectionItemAll },
          ...items.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      {places.map(({ id, name }) => (
        <Field
          {...{
            name: `home-${id}`,
            label: words.connectionHome(name),
            hint: words.connectionHomeHint,
          }}
          {...{ value: homes.get(id) ?? '', optional: true, maxlength: 140 }}
          error={errors[`home-${id}`]}
        />
      ))}
    </>
  );
}

function FrappeFields({ context: { words }, settings, errors }: FieldsOf) {
  const target = targetOf(settings);
  return (
    <>
      <Field
        {...{
          name: 'timeZone',
          label: words.connectionZone,
          hint: words.connectionZoneHint,
          maxlength: 64,
        }}
        {...{ value: text(settings['timeZone']), error: errors['timeZone'] }}
      />
      {target['preset'] === 'own' ? (
        <p class="aside">{words.connectionPresetOwn}</p>
      ) : (
        <>
          <Choice
            {...{ name: 'preset', label: words.connectionPreset, type: 'radio' }}
            chosen={[text(target['preset'])]}
            options={presets.map((value) => ({ value, label: words[`connectionPreset_${value}`] }))}
          />
          <Field
            {...{
              name: 'by',
              label: words.connectionBy,
              hint: words.connectionByHint,
              optional: true,
            }}
            {...{ value: text(target['by']), error: errors['by'], maxlength: 63 }}
          />
          <Select
            {...{ name: 'is', label: words.connectionIs, value: text(target['is']) }}
            options={whoFields.map((value) => ({ value, label: words[`connectionIs_${value}`] }))}
          />
        </>
      )}
    </>
  );
}
