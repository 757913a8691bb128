import { whoFields } from '../../ports/frappe-fields.ts';
import { Choice, Field, Select } from '../pages/fields.tsx';
import { type KindFields, textOf } from './form-parts.ts';
import type { TypedTarget } from './frappe-typed.ts';
import { OwnRecordFields } from './own-record-fields.tsx';

const presets = ['employeeCheckin', 'historyOfPassage', 'own'] as const;

/** `asksMore`: room for more fields was just asked for. */
export function FrappeFields({
  context,
  settings,
  errors,
  target,
  asksMore,
}: KindFields & { readonly target: TypedTarget; readonly asksMore: boolean }) {
  const { words } = context;
  return (
    <>
      {/* Enter presses the first button of a form: without this one that would be the one for more rows. */}
      <button class="button enter-saves" type="submit">
        {words.connectionSave}
      </button>
      <Field
        {...{ name: 'timeZone', label: words.connectionZone, hint: words.connectionZoneHint }}
        {...{ value: textOf(settings['timeZone']), error: errors['timeZone'], maxlength: 64 }}
      />
      <Choice
        {...{ name: 'preset', label: words.connectionPreset, type: 'radio' }}
        chosen={[target.preset]}
        options={presets.map((value) => ({ value, label: words[`connectionPreset_${value}`] }))}
      />
      <Field
        {...{ name: 'by', label: words.connectionBy, hint: words.connectionByHint }}
        {...{ value: target.by, error: errors['by'], maxlength: 63, optional: true }}
      />
      <Select
        {...{ name: 'is', label: words.connectionIs, value: target.is }}
        options={whoFields.map((value) => ({ value, label: words[`connectionIs_${value}`] }))}
      />
      <OwnRecordFields {...{ context, target, errors, asksMore }} />
    </>
  );
}
