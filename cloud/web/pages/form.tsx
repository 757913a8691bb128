import type { ComponentChildren } from 'preact';
import type { Words } from '../language.ts';
import { Icon } from './icon.tsx';
import type { PageContext } from './page-context.ts';

/** What is wrong, by the name of the field; no key: all is well. */
export type FieldErrors = Readonly<Record<string, string | undefined>>;

interface FormProps {
  readonly context: PageContext;
  readonly action: string;
  /** The one verb on the button. */
  readonly submit: string;
  readonly errors?: FieldErrors;
  readonly kind?: 'primary' | 'plain' | 'danger';
  readonly class?: string;
  readonly back?: string;
  /** Other buttons of the form; the one that Enter presses stays first. */
  readonly also?: ComponentChildren;
  readonly children?: ComponentChildren;
}

/**
 * A form that posts to `action` with the session's token. When something was wrong, a summary stands first and takes
 * the focus, with a link to each field; give the fields the same `error` and what was typed as `value`, and answer
 * with status 400.
 */
export function Form(props: FormProps) {
  const { context, action, submit, errors = {}, kind = 'primary', back, also, children } = props;
  return (
    <form method="post" action={action} class={props.class}>
      <ErrorSummary words={context.words} errors={errors} />
      <Token context={context} />
      {children}
      <div class="actions">
        <button class={`button ${kind}`} type="submit">
          {submit}
        </button>
        {also}
        {back && (
          <a class="button" href={back} data-close>
            {context.words.cancel}
          </a>
        )}
      </div>
    </form>
  );
}

/** What every form that posts must carry. */
export const Token = ({ context }: { context: PageContext }) => (
  <input type="hidden" name="csrf" value={context.csrf ?? ''} />
);

export function ErrorSummary({ words, errors }: { words: Words; errors: FieldErrors }) {
  const wrong = Object.entries(errors).filter(([, said]) => said !== undefined);
  if (wrong.length === 0) return null;
  return (
    <div class="alert summary" role="alert" tabIndex={-1} autofocus>
      <p>{words.formWrong(wrong.length)}</p>
      <ul>
        {wrong.map(([name, said]) => (
          <li>
            <a href={`#${fieldId(name)}`}>{said}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The message after something worked; `undo` is a form of its own, so that it can be taken back at once. */
export function Said({
  children,
  undo,
  context,
}: {
  children: ComponentChildren;
  undo?: { readonly action: string; readonly fields?: Readonly<Record<string, string>> };
  context?: PageContext;
}) {
  return (
    <div class="said" role="status">
      <Icon name="check" />
      <span>{children}</span>
      {undo && context && (
        <form method="post" action={undo.action}>
          <Token context={context} />
          {Object.entries(undo.fields ?? {}).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <button class="link-button" type="submit">
            {context.words.undo}
          </button>
        </form>
      )}
    </div>
  );
}

export const Alert = ({ children }: { children: ComponentChildren }) => (
  <p class="alert" role="alert">
    {children}
  </p>
);

/** What its form knows of a field: `<Field {...given('email')} label={words.email} />`. */
export type Given<T> = (name: keyof T & string) => {
  readonly name: string;
  readonly value: string;
  readonly error: string | undefined;
};

export const givenFrom =
  <T extends object>(values: Partial<T>, errors: FieldErrors): Given<T> =>
  (name) => ({ name, value: String(values[name] ?? ''), error: errors[name] });

export const fieldId = (name: string): string => `field-${name}`;

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
