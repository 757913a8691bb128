import type { ImportFile } from '../../ports/import-files.ts';
import { type ImportReport, stopsAtRefused } from '../../ports/imports.ts';
import { number } from '../format.ts';
import { Tick } from '../pages/fields.tsx';
import { Form } from '../pages/form.tsx';
import type { PageContext } from '../pages/page-context.ts';

/** The yes to a file that was looked at; where one stops all, lines that are refused are left out by choice alone. */
export function Go({
  context,
  file,
  report,
  isAsked,
}: {
  context: PageContext;
  file: ImportFile;
  report: ImportReport;
  isAsked: boolean;
}) {
  const { words, language } = context;
  const { create, change, adopt, same, refuse } = report.counts;
  const n = create + change + adopt;
  const stops = stopsAtRefused(file.kind);
  if (n === 0) {
    return (
      <p class="lead">{same > 0 && refuse === 0 ? words.importAllSame : words.importNothing}</p>
    );
  }
  return (
    <>
      {refuse > 0 && <p>{stops ? words.importRefusedStop : words.importRefusedStay}</p>}
      <Form
        context={context}
        action={`/import/${file.id}/run`}
        submit={words.importDo(n, number(n, language))}
        errors={isAsked ? { skip: words.importSkipMissing } : {}}
        class="stacked"
      >
        {stops && refuse > 0 && (
          <Tick
            name="skip"
            label={words.importSkip(refuse, number(refuse, language))}
            error={isAsked ? words.importSkipMissing : undefined}
          />
        )}
        {rehomes(report) && (
          <Tick
            name="homeWasWrong"
            label={words.importHomesWrong}
            hint={words.importHomesWrongHint}
          />
        )}
      </Form>
    </>
  );
}

/** Whether it gives somebody another home place than was said. */
const rehomes = ({ lines }: ImportReport): boolean =>
  lines.some(({ changes }) =>
    changes.some(({ field, before }) => field === 'homePlaceId' && before !== ''),
  );
