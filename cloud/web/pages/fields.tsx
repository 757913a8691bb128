import { fieldId } from './form.tsx';

interface Common {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  /** Where a name comes twice on a page. */
  readonly id?: string;
  readonly optional?: boolean;
}

interface FieldProps extends Common {
  readonly type?:
    | 'text'
    | 'password'
    | 'search'
    | 'date'
    | 'time'
    | 'datetime-local'
    | 'email'
    | 'number'
    | 'file';
  readonly value?: string | undefined;
  readonly autocomplete?: string;
  readonly placeholder?: string;
  readonly inputmode?: 'numeric' | 'text' | 'email';
  readonly maxlength?: number;
  readonly min?: string | number;
  readonly max?: string | number;
  readonly step?: string | number;
  readonly accept?: string;
  readonly autofocus?: boolean;
}

/** A label, a field, and below it what is expected or what is wrong, linked to it. */
export function Field(props: FieldProps) {
  const id = props.id ?? fieldId(props.name);
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <input
        id={id}
        name={props.name}
        // One of the plain kinds: what they share is all that is set here.
        type={(props.type ?? 'text') as 'text'}
        value={props.value}
        placeholder={props.placeholder}
        autocomplete={props.autocomplete ?? 'off'}
        inputMode={props.inputmode}
        maxLength={props.maxlength}
        min={props.min}
        max={props.max}
        step={props.step}
        accept={props.accept}
        autofocus={props.autofocus}
        required={!props.optional && props.type !== 'search' && props.type !== 'date'}
        {...described(props, id)}
      />
      <SaidBelow of={props} id={id} />
    </div>
  );
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

export function Select(
  props: Common & { readonly value?: string | undefined; readonly options: readonly Option[] },
) {
  const id = props.id ?? fieldId(props.name);
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <select id={id} name={props.name} {...described(props, id)}>
        {props.options.map(({ value, label }) => (
          <option value={value} selected={value === props.value}>
            {label}
          </option>
        ))}
      </select>
      <SaidBelow of={props} id={id} />
    </div>
  );
}

/** One box to tick; unticked it sends nothing. */
export function Tick(
  props: Common & { readonly value?: string; readonly checked?: boolean | undefined },
) {
  const id = props.id ?? fieldId(props.name);
  return (
    <div>
      <label class="tick" for={id}>
        <input
          id={id}
          type="checkbox"
          name={props.name}
          value={props.value ?? 'on'}
          checked={props.checked}
          {...described(props, id)}
        />
        <span>{props.label}</span>
      </label>
      <SaidBelow of={props} id={id} />
    </div>
  );
}

export interface ChoiceOption extends Option {
  readonly hint?: string;
  /** Shown as it is, and sent so; the hint says why. */
  readonly fixed?: boolean;
}

/** One of several (`radio`), or any of several (`checkbox`), all in sight. */
export function Choice(
  props: Common & {
    readonly type: 'radio' | 'checkbox';
    readonly chosen: readonly string[];
    readonly options: readonly ChoiceOption[];
    /** The question stands above already, as the title of the page. */
    readonly isAsked?: boolean;
  },
) {
  const id = props.id ?? fieldId(props.name);
  return (
    <fieldset class="choice" id={id} tabIndex={-1} {...described(props, id)}>
      <legend class={props.isAsked ? 'hidden' : undefined}>{props.label}</legend>
      <SaidBelow of={props} id={id} />
      {props.options.map(({ value, label, hint, fixed }) => (
        <label class={fixed ? 'tick fixed' : 'tick'}>
          <input
            type={props.type}
            name={props.name}
            value={value}
            checked={props.chosen.includes(value)}
            disabled={fixed}
          />
          {/* What is disabled is not sent; what was ticked stays so. */}
          {fixed && props.chosen.includes(value) && (
            <input type="hidden" name={props.name} value={value} />
          )}
          <span>
            {label}
            {hint && <small>{hint}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

const described = (of: Common, id: string) => ({
  'aria-invalid': of.error ? ('true' as const) : undefined,
  'aria-describedby': (of.error ?? of.hint) ? `${id}-said` : undefined,
});

function SaidBelow({ of, id }: { of: Common; id: string }) {
  if (!of.error && !of.hint) return null;
  return (
    <span id={`${id}-said`} class="said-below">
      {of.error && <span class="field-error">{of.error}</span>}
      {of.error && of.hint && ' '}
      {of.hint && <span class="field-hint">{of.hint}</span>}
    </span>
  );
}
