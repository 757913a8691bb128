import type { Words } from '../language.ts';

const keys = [
  [['/'], 'key_search'],
  [['g', 'a'], 'key_today'],
  [['g', 'p'], 'key_passages'],
  [['g', 'm'], 'key_members'],
  [['j', 'k'], 'key_rows'],
  [['e'], 'key_edit'],
  [['c'], 'key_csv'],
  [['?'], 'key_list'],
  [['Esc'], 'key_close'],
] as const;

/** Opened by `?`; without a script there are no shortcuts, and nothing opens it. */
export const Shortcuts = ({ words }: { words: Words }) => (
  <dialog id="shortcuts" class="dialog" aria-labelledby="shortcuts-title">
    <h2 id="shortcuts-title">{words.shortcuts}</h2>
    <dl class="key-list">
      {keys.map(([pressed, word]) => (
        <div>
          <dt>
            {pressed.map((key, i) => (
              <>
                {i > 0 && (word === 'key_rows' ? ', ' : ` ${words.keyThen} `)}
                <kbd>{key}</kbd>
              </>
            ))}
          </dt>
          <dd>{words[word]}</dd>
        </div>
      ))}
    </dl>
    <p class="small">{words.shortcutsMore}</p>
    <label class="tick" for="shortcuts-off">
      <input type="checkbox" id="shortcuts-off" />
      <span>{words.shortcutsOff}</span>
    </label>
    <form method="dialog" class="actions">
      <button class="button" type="submit">
        {words.close}
      </button>
    </form>
  </dialog>
);
