import { fillings, maxOwnFields, whoFields } from '../../ports/frappe-fields.ts';
import { Field, Select, Tick } from '../pages/fields.tsx';
import { type FieldErrors, fieldId } from '../pages/form.tsx';
import type { PageContext } from '../pages/page-context.ts';
import type { OwnRow, TypedTarget } from './frappe-typed.ts';

interface OwnProps {
  readonly context: PageContext;
  readonly target: TypedTarget;
  readonly errors: FieldErrors;
  /** Room for more fields was just asked for. */
  readonly asksMore: boolean;
}

/** A kind of record of staff's own: which, who is looked up before, and what each of its fields gets. */
export function OwnRecordFields(props: OwnProps) {
  const { target, errors } = props;
  const { words } = props.context;
  const { lookUp } = target;
  const optional = true;
  return (
    <div class="own-record">
      <Field
        {...{ name: 'doctype', label: words.connectionDoctype, value: target.doctype, optional }}
        {...{ hint: words.connectionDoctypeHint, error: errors['doctype'], maxlength: 140 }}
      />
      <Tick {...{ name: 'looksUp', label: words.connectionLooksUp, checked: target.looksUp }} />
      <div class="look-up">
        <Field
          {...{ name: 'lookUpDoctype', label: words.connectionLookUpDoctype, optional }}
          {...{ value: lookUp.doctype, error: errors['lookUpDoctype'], maxlength: 140 }}
          hint={words.connectionLookUpHint}
        />
        <Field
          {...{ name: 'lookUpBy', label: words.connectionLookUpBy, optional }}
          {...{ value: lookUp.by, error: errors['lookUpBy'], maxlength: 63 }}
        />
        <Select
          {...{ name: 'lookUpIs', label: words.connectionIs, value: lookUp.is }}
          options={whoFields.map((value) => ({ value, label: words[`connectionIs_${value}`] }))}
        />
      </div>
      <OwnRows {...props} />
    </div>
  );
}

function OwnRows({ context: { words }, target, errors, asksMore }: OwnProps) {
  const { rows, rowsShown } = target;
  const none: OwnRow = { theirs: '', is: '', text: '' };
  const id = fieldId('fields');
  return (
    <fieldset class="choice" {...{ id, tabIndex: -1, 'aria-describedby': `${id}-said` }}>
      <legend>{words.connectionFields}</legend>
      <span id={`${id}-said`} class="said-below">
        {errors['fields'] && <span class="field-error">{errors['fields']} </span>}
        <span class="field-hint">{words.connectionFieldsHint}</span>
      </span>
      {Array.from({ length: rowsShown }, (_, n) => (
        <Row
          {...{ words, errors, n, row: rows[n] ?? none }}
          isNext={asksMore && n === rows.length}
        />
      ))}
      {rowsShown < maxOwnFields && (
        <button class="button" type="submit" name="do" value="moreRows" formNoValidate>
          {words.connectionMoreRows}
        </button>
      )}
    </fieldset>
  );
}

/** The same names in every row: they come as lists, in the order of the rows. */
function Row({
  words,
  errors,
  row: { theirs, is, text },
  n,
  isNext,
}: {
  readonly words: PageContext['words'];
  readonly errors: FieldErrors;
  readonly row: OwnRow;
  readonly n: number;
  readonly isNext: boolean;
}) {
  const cell = (name: string, of: keyof OwnRow) => ({
    ...{ name, id: fieldId(`${of}-${n}`), error: errors[`${of}-${n}`], optional: true },
  });
  return (
    <fieldset class="own-row">
      <legend class="hidden">{words.connectionRow(n + 1)}</legend>
      <span class="own-row-number" aria-hidden="true">
        {n + 1}
      </span>
      <Field
        {...{ ...cell('theirs', 'theirs'), label: words.connectionTheirs, value: theirs }}
        {...{ maxlength: 63, autofocus: isNext }}
      />
      <Select
        {...{ ...cell('gets', 'is'), label: words.connectionGets, value: is }}
        options={[
          { value: '', label: words.connectionIsNothing },
          ...fillings.map((value) => ({ value, label: words[`connectionIs_${value}`] })),
        ]}
      />
      <Field
        {...{ ...cell('text', 'text'), label: words.connectionText, value: text }}
        maxlength={140}
      />
    </fieldset>
  );
}
