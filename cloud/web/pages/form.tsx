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
  /** For a button of it that stands elsewhere on the page. */
  readonly id?: string;
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
    <form method="post" action={action} id={props.id} class={props.class}>
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
