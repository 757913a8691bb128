import type { Connection } from '../../ports/connections.ts';
import { Back } from '../pages/back.tsx';
import { Field, Select } from '../pages/fields.tsx';
import { ErrorSummary, Token } from '../pages/form.tsx';
import { Icon } from '../pages/icon.tsx';
import type { PageContext } from '../pages/page-context.ts';

/** A file of what another system calls members, and the same to take away, fill in and send back. */
export function ChooseNames({
  context,
  systems,
  chosen,
  error,
}: {
  context: PageContext;
  systems: readonly Connection[];
  /** The id of one of them, as far as somebody said. */
  chosen: string;
  error: string | null;
}) {
  const { words } = context;
  const errors = error === null ? {} : { file: error };
  const [only, another] = systems;
  return (
    <section class="narrow padded-form">
      <Back href="/members" label={words.members} />
      <h1>{words.importTitle_knownAs}</h1>
      {!only ? (
        <>
          <p>{words.importNoSystem}</p>
          <p class="actions">
            <a class="button" href="/connections">
              {words.connectionsTitle}
            </a>
          </p>
        </>
      ) : (
        <>
          <p class="lead">{words.importHow}</p>
          <p>{words.importNamesHow}</p>
          <p class="actions">
            {systems.map(({ id, name }) => (
              <a class="button" href={`/connections/${id}/known-as.csv`}>
                <Icon name="download" />
                <span>{words.importNamesNow(name)}</span>
              </a>
            ))}
          </p>
          <form method="post" action="/import" enctype="multipart/form-data">
            <ErrorSummary words={words} errors={errors} />
            <Token context={context} />
            <input type="hidden" name="kind" value="knownAs" />
            {another ? (
              <Select
                name="connection"
                label={words.importSystem}
                value={chosen}
                options={systems.map(({ id, name }) => ({ value: id, label: name }))}
              />
            ) : (
              <input type="hidden" name="connection" value={only.id} />
            )}
            <Field
              name="file"
              type="file"
              label={another ? words.importFile : words.importNamesFile(only.name)}
              hint={`${words.importColumns_knownAs} ${words.importFileHint}`}
              error={errors.file}
              accept=".csv,.txt,.tsv,text/csv"
            />
            <div class="actions">
              <button class="button primary" type="submit">
                {words.importLook}
              </button>
            </div>
          </form>
        </>
      )}
    </section>
  );
}
