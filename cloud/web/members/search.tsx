import type { ComponentChildren } from 'preact';
import type { Words } from '../language.ts';
import { Field } from '../pages/fields.tsx';
import { Icon } from '../pages/icon.tsx';

interface SearchProps {
  readonly words: Words;
  readonly path: string;
  readonly q: string | undefined;
  readonly label: string;
  readonly hint: string;
  /** The address follows what is typed: it can be kept and sent. */
  readonly inAddress?: boolean;
  /** Beside the field, further choices. */
  readonly children?: ComponentChildren;
}

/** Finds while one types, into the `#found` of the page; without JavaScript, by its button. */
export function Search({ words, path, q, label, hint, inAddress, children }: SearchProps) {
  return (
    <form
      class={children ? 'filters cards-search' : 'filters search'}
      method="get"
      action={path}
      hx-get={path}
      hx-trigger="input delay:200ms, submit"
      hx-select="#found"
      hx-target="#found"
      hx-swap="outerHTML"
      hx-push-url={inAddress && 'true'}
    >
      <Field name="q" type="search" label={label} hint={hint} value={q} />
      {children}
      <button class="button" type="submit">
        <Icon name="search" />
        <span>{words.find}</span>
      </button>
    </form>
  );
}

/** The rest of a list, where there is one. */
export function More(props: {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly cursor: string | null;
  readonly label: string;
}) {
  if (props.cursor === null) return null;
  return (
    <p>
      <a
        class="button"
        href={`${props.path}?${new URLSearchParams({ ...props.query, after: props.cursor })}`}
      >
        {props.label}
      </a>
    </p>
  );
}
