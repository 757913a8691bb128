import { passageStatuses } from '../../../shared/domain/passage.ts';
import { statusWords } from '../../../shared/domain/status-words.ts';
import type { PassagesChanged, RulesPreview } from '../../ports/rules-preview.ts';
import { number } from '../format.ts';
import type { PageContext } from './page-context.ts';

interface PreviewProps {
  readonly context: PageContext;
  readonly preview: RulesPreview;
}

/** Asks what the typed rules would change: without a script the page comes again, with one only its form does. */
export const PreviewButton = ({ context, at }: { context: PageContext; at: string }) => (
  <button
    id="see-preview"
    class="button"
    type="submit"
    name="do"
    value="preview"
    formaction={`${at}#preview`}
    hx-post={at}
    hx-select="#record"
    hx-target="#record"
    hx-swap="outerMorph show:top showTarget:#preview"
  >
    {context.words.previewButton}
  </button>
);

export function RulesPreviewView({ context, preview }: PreviewProps) {
  const { words, language } = context;
  const { before, after, changed, changes, persons, complete } = preview;
  const shown = passageStatuses.filter((status) => before[status] + after[status] > 0);
  return (
    <section id="preview" class="rules-preview" aria-labelledby="preview-title">
      <h2 id="preview-title">{words.previewTitle}</h2>
      {!complete && <p>{words.previewPartly(number(persons, language))}</p>}
      <p>
        {changed === 0 ? words.previewNone : words.previewSome(changed, number(changed, language))}
      </p>
      {changes.length > 0 && (
        <ul>
          {changes.map((part) => (
            <li>{partText(part, context)}</li>
          ))}
        </ul>
      )}
      {changed > 0 && (
        <table>
          <caption>{words.previewCaption}</caption>
          <thead>
            <tr>
              <th scope="col">{words.previewStatus}</th>
              <th scope="col">{words.previewBefore}</th>
              <th scope="col">{words.previewAfter}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((status) => (
              <tr>
                <th scope="row">{statusWords[language][status]}</th>
                <td>{number(before[status], language)}</td>
                <td>{number(after[status], language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p class="small">{words.previewUnsaved}</p>
    </section>
  );
}

function partText({ before, after, passages }: PassagesChanged, context: PageContext): string {
  const { words, language } = context;
  const n = number(passages, language);
  const named = statusWords[language];
  if (before === null) return after === null ? n : words.previewComes(n, named[after]);
  if (after === null) return words.previewGoes(n, named[before]);
  if (before === after) return words.previewStays(n, named[before]);
  return words.previewBecomes(n, named[before], named[after]);
}
