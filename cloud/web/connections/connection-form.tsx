import type { Connection } from '../../ports/connections.ts';
import type { ConnectionKind } from '../../ports/connectors.ts';
import type { SettingFault } from '../../ports/setting-faults.ts';
import type { WebDeps } from '../deps.ts';
import { Field } from '../pages/fields.tsx';
import type { FieldErrors } from '../pages/form.tsx';
import type { FormValues } from '../pages/form-values.ts';
import type { PageContext } from '../pages/page-context.ts';
import { DokosFields, dokosError, dokosFrom } from './dokos-form.tsx';
import { type KindFields, type Settings, textOf } from './form-parts.ts';
import { FrappeFields } from './frappe-form.tsx';
import {
  frappeError,
  frappeFrom,
  type TypedTarget,
  targetKept,
  targetTyped,
} from './frappe-typed.ts';

/** What a form said of a connection, and what is wrong with it. */
export interface TypedConnection {
  readonly name: string;
  readonly settings: Settings;
  /** Of a Frappe, with what was typed for another choice than the one made. */
  readonly target: TypedTarget;
  /** Those that were typed; they are never shown again. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly errors: FieldErrors;
  /** Nothing is to be kept yet: there is to be room for more. */
  readonly asksMore: boolean;
}

const secretNames = { dokos: ['key'], frappe: ['apiKey', 'apiSecret'], fedow: [] } as const;

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
  const asksMore = kind === 'frappe' && values.text('do') === 'moreRows';
  const target = targetTyped(values, asksMore);
  const settings =
    kind === 'fedow' && before
      ? before.settings
      : kind === 'dokos'
        ? dokosFrom(values, places, before?.settings ?? {})
        : frappeFrom(values, target, before?.settings ?? {});
  const secrets = Object.fromEntries(
    secretNames[kind].flatMap((one) => (values.text(one) ? [[one, values.text(one)]] : [])),
  );
  const typed = { name, settings, target, secrets, asksMore };
  if (asksMore) return { ...typed, errors: {} };
  const errors: Record<string, string | undefined> = {};
  if (name === '') errors['name'] = words.connectionErrorName;
  const faults = kind === 'fedow' ? [] : connectionTests.faultsOf(kind, settings);
  for (const fault of faults) Object.assign(errors, errorOf(fault, kind, settings, words));
  const { itemId } = settings as { itemId?: string | null };
  if (kind === 'dokos' && itemId != null && !itemsThere.some(({ id }) => id === itemId))
    errors['itemId'] = words.problem_placeMismatch;
  for (const one of secretNames[kind])
    if (!secrets[one] && !before?.secretsSet.includes(one))
      errors[one] = words.connectionErrorSecret(words[`connectionSecret_${one}`]);
  return { ...typed, errors };
}

function errorOf(
  fault: SettingFault,
  kind: ConnectionKind,
  settings: Settings,
  words: PageContext['words'],
): FieldErrors {
  if (fault.setting === 'address') return { address: words.connectionErrorAddress };
  const error = kind === 'dokos' ? dokosError(fault, settings, words) : frappeError(fault, words);
  // Nothing that a form can send: what is kept, or came by no form.
  return error ?? { name: words.problem_badRequest };
}

interface FieldsOf extends KindFields {
  readonly kind: ConnectionKind;
  readonly name: string;
  readonly secretsSet: readonly string[];
  /** Null: nothing was, it is as it is kept. */
  readonly typed: TypedConnection | null;
  readonly items: readonly { readonly id: string; readonly name: string }[];
}

/** What staff set of one, with what was typed or is kept; secrets are never shown. */
export function ConnectionFields(props: FieldsOf) {
  const { context, kind, name, settings, secretsSet, errors, typed } = props;
  const { words } = context;
  const hintOf = (secret: string): string =>
    typed?.secrets[secret]
      ? words.connectionSecretAgain
      : secretsSet.includes(secret)
        ? words.connectionSecretKept
        : words.connectionSecretWhere;
  return (
    <>
      <Field
        {...{ name: 'name', label: words.connectionName, value: name, maxlength: 200 }}
        error={errors['name']}
      />
      {kind !== 'fedow' && (
        <Field
          {...{ name: 'address', label: words.connectionAddress }}
          {...{ value: textOf(settings['address']), error: errors['address'], maxlength: 300 }}
          hint={words.connectionAddressHint}
        />
      )}
      {kind === 'dokos' && <DokosFields {...props} />}
      {kind === 'frappe' && (
        <FrappeFields
          {...{ context, settings, errors, asksMore: typed?.asksMore ?? false }}
          target={typed?.target ?? targetKept(settings)}
        />
      )}
      {secretNames[kind].map((one) => (
        <Field
          {...{ name: one, label: words[`connectionSecret_${one}`], type: 'password' }}
          {...{ error: errors[one], maxlength: 2_000, optional: secretsSet.includes(one) }}
          {...{ hint: hintOf(one), autocomplete: 'new-password' }}
        />
      ))}
    </>
  );
}
