import { type AlertSettings, alertKinds, memberAlerts, staffTimes } from '../../ports/alerts.ts';
import { clockTime } from '../corrections/form.ts';
import type { Words } from '../language.ts';
import { Field, Select, Tick } from '../pages/fields.tsx';
import { type FieldErrors, Form, fieldId } from '../pages/form.tsx';
import type { PageContext } from '../pages/page-context.ts';

/** What was typed, as it was typed. */
export type Typed = Readonly<Record<string, string>>;

export const typedOf = (body: unknown): Typed =>
  Object.fromEntries(
    Object.entries((body ?? {}) as Record<string, unknown>).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.trim().slice(0, 6_000) : '',
    ]),
  );

/** As the form shows what is kept. */
export const typedFrom = (settings: AlertSettings): Typed => ({
  ...Object.fromEntries(
    alertKinds.flatMap((kind) => {
      const { staff, member, webhook } = settings.kinds[kind];
      return [
        [`staff-${kind}`, staff],
        [`member-${kind}`, member ? 'on' : ''],
        [`webhook-${kind}`, webhook ? 'on' : ''],
      ];
    }),
  ),
  addresses: settings.addresses.join('\n'),
  quietFrom: settings.quiet?.from ?? '',
  quietUntil: settings.quiet?.until ?? '',
  digestAt: settings.digestAt,
  webhookUrl: settings.webhookUrl ?? '',
});

/** The settings that were typed, and what of the times is none. */
export function settingsFrom(
  typed: Typed,
  words: Words,
): { readonly settings: AlertSettings; readonly errors: FieldErrors } {
  const time = (name: string): string | null => clockTime(typed[name] ?? '');
  const [from, until, digestAt] = [time('quietFrom'), time('quietUntil'), time('digestAt')];
  const wantsQuiet = (typed['quietFrom'] ?? '') !== '' || (typed['quietUntil'] ?? '') !== '';
  const kinds = Object.fromEntries(
    alertKinds.map((kind) => [
      kind,
      {
        staff: staffTimes.find((one) => one === typed[`staff-${kind}`]) ?? 'off',
        member: (typed[`member-${kind}`] ?? '') !== '',
        webhook: (typed[`webhook-${kind}`] ?? '') !== '',
      },
    ]),
  ) as AlertSettings['kinds'];
  const addresses = (typed['addresses'] ?? '').split(/[\s,;]+/).filter((one) => one !== '');
  return {
    settings: {
      ...{ kinds, addresses, digestAt: digestAt ?? '08:00' },
      quiet: from !== null && until !== null ? { from, until } : null,
      webhookUrl: (typed['webhookUrl'] ?? '') === '' ? null : (typed['webhookUrl'] ?? null),
    },
    errors: {
      ...(wantsQuiet && from === null && { quietFrom: words.alertErrorQuiet }),
      ...(wantsQuiet && until === null && { quietUntil: words.alertErrorQuiet }),
      ...(digestAt === null && { digestAt: words.errorTime }),
    },
  };
}

export function SettingsForm(props: {
  readonly context: PageContext;
  readonly action: string;
  readonly typed: Typed;
  readonly errors: FieldErrors;
}) {
  const { context, action, typed, errors } = props;
  const { words } = context;
  const given = (name: string) => ({ name, value: typed[name] ?? '', error: errors[name] });
  return (
    <Form context={context} action={action} submit={words.alertSave} errors={errors} class="alerts">
      {alertKinds.map((kind) => (
        <fieldset class="alert-kind">
          <legend>{words[`alert_${kind}`]}</legend>
          <p class="small">{words[`alertMore_${kind}`]}</p>
          <Select
            name={`staff-${kind}`}
            label={words.alertStaff}
            value={typed[`staff-${kind}`] ?? 'off'}
            options={staffTimes.map((value) => ({ value, label: words[`alertStaff_${value}`] }))}
          />
          {memberAlerts.some((one) => one === kind) && (
            <Tick
              name={`member-${kind}`}
              label={words.alertMember}
              checked={(typed[`member-${kind}`] ?? '') !== ''}
            />
          )}
          <Tick
            name={`webhook-${kind}`}
            label={words.alertWebhook}
            checked={(typed[`webhook-${kind}`] ?? '') !== ''}
          />
        </fieldset>
      ))}
      <div class="field">
        <label for={fieldId('addresses')}>{words.alertAddresses}</label>
        <textarea
          id={fieldId('addresses')}
          name="addresses"
          rows={4}
          spellcheck={false}
          aria-invalid={errors['addresses'] ? 'true' : undefined}
          aria-describedby="addresses-said"
        >
          {typed['addresses']}
        </textarea>
        <span id="addresses-said" class="said-below">
          {errors['addresses'] && <span class="field-error">{errors['addresses']} </span>}
          <span class="field-hint">{words.alertAddressesHint}</span>
        </span>
      </div>
      <Field {...given('digestAt')} label={words.alertDigestAt} type="time" />
      <fieldset class="alert-quiet">
        <legend>{words.alertQuiet}</legend>
        <p class="small">{words.alertQuietHint}</p>
        <Field {...given('quietFrom')} label={words.alertQuietFrom} type="time" optional />
        <Field {...given('quietUntil')} label={words.alertQuietUntil} type="time" optional />
      </fieldset>
      <Field
        {...given('webhookUrl')}
        label={words.alertUrl}
        hint={words.alertUrlHint}
        maxlength={2_000}
        optional
      />
    </Form>
  );
}
