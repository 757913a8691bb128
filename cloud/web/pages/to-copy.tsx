import type { Words } from '../language.ts';
import { fieldId } from './form.tsx';

/** What is copied from here to elsewhere, whole, and is not changed. */
export function ToCopy(props: {
  readonly words: Words;
  readonly name: string;
  readonly label: string;
  readonly value: string;
  /** It is why the page is there. */
  readonly first?: boolean;
}) {
  const { words, label, value } = props;
  const id = fieldId(props.name);
  return (
    <div class="field to-copy">
      <label for={id} id={`${id}-label`}>
        {label}
      </label>
      <div class="copy-line">
        <input
          {...{ id, value, autofocus: props.first }}
          class="code-text"
          readOnly
          autocomplete="off"
          data-copied
        />
        <button
          class="button"
          type="button"
          hidden
          data-copy={id}
          data-done={words.copied}
          aria-describedby={`${id}-label`}
          aria-live="polite"
        >
          {words.copy}
        </button>
      </div>
    </div>
  );
}
