import type { ImportKind } from '../../ports/imports.ts';
import { Back } from '../pages/back.tsx';
import { Choice, Field } from '../pages/fields.tsx';
import { ErrorSummary, Token } from '../pages/form.tsx';
import type { PageContext } from '../pages/page-context.ts';

/** Where what was imported is seen. */
export const lists = {
  members: '/members',
  cards: '/cards',
  credits: '/time-tokens',
  knownAs: '/members',
} as const;
const listNames = {
  members: 'members',
  cards: 'cardsTitle',
  credits: 'timeTokens',
  knownAs: 'members',
} as const;

export function ChooseFile({
  context,
  kind,
  error,
  hasNames,
}: {
  context: PageContext;
  kind: Exclude<ImportKind, 'knownAs'>;
  error: string | null;
  /** Another system calls members by names of its own: there is a page for these. */
  hasNames: boolean;
}) {
  const { words } = context;
  const errors = error === null ? {} : { file: error };
  return (
    <section class="narrow padded-form">
      <Back href={lists[kind]} label={words[listNames[kind]]} />
      <h1>{words[`importTitle_${kind}`]}</h1>
      <p class="lead">{words.importHow}</p>
      <form method="post" action="/import" enctype="multipart/form-data">
        <ErrorSummary words={words} errors={errors} />
        <Token context={context} />
        <Choice
          name="kind"
          type="radio"
          label={words.importWhat}
          chosen={[kind]}
          options={[
            {
              value: 'members',
              label: words.importWhat_members,
              hint: words.importColumns_members,
            },
            { value: 'cards', label: words.importWhat_cards, hint: words.importColumns_cards },
            {
              value: 'credits',
              label: words.importWhat_credits,
              hint: words.importColumns_credits,
            },
          ]}
        />
        <Field
          name="file"
          type="file"
          label={words.importFile}
          hint={words.importFileHint}
          error={errors.file}
          accept=".csv,.txt,.tsv,text/csv"
        />
        <p class="small">{words.importTibillet}</p>
        <div class="actions">
          <button class="button primary" type="submit">
            {words.importLook}
          </button>
        </div>
      </form>
      {hasNames && (
        <p>
          <a class="alone" href="/import?kind=knownAs">
            {words.importTitle_knownAs}
          </a>
        </p>
      )}
    </section>
  );
}
