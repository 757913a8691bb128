import { maxOwnFields, whoFields } from '../../ports/frappe-fields.ts';
import type { SettingFault } from '../../ports/setting-faults.ts';
import type { FieldErrors } from '../pages/form.tsx';
import type { FormValues } from '../pages/form-values.ts';
import type { PageContext } from '../pages/page-context.ts';
import { type Settings, textOf } from './form-parts.ts';

/** A field of theirs, and what it gets. All are texts, as they were typed. */
export interface OwnRow {
  readonly theirs: string;
  readonly is: string;
  readonly text: string;
}

/** What becomes of a punch there, as the form holds it: what was typed for another choice is not lost. */
export interface TypedTarget {
  readonly preset: string;
  readonly by: string;
  readonly is: string;
  readonly doctype: string;
  readonly looksUp: boolean;
  readonly lookUp: { readonly doctype: string; readonly by: string; readonly is: string };
  /** Without those that are empty: a row has the number that its field has in the settings. */
  readonly rows: readonly OwnRow[];
  /** With the empty ones. */
  readonly rowsShown: number;
}

const emptyRows = 4;
/** A text alone is left over of what was chosen before: it is not seen, and nothing is lost with it. */
const isFilled = ({ theirs, is }: OwnRow): boolean => `${theirs}${is}` !== '';

const shownOf = (rows: readonly OwnRow[], atLeast = 0): number =>
  Math.min(Math.max(rows.length + emptyRows, atLeast), Math.max(maxOwnFields, rows.length));

/** As it is kept. */
export function targetKept(settings: Settings): TypedTarget {
  const of = (settings['target'] ?? {}) as Settings;
  const lookUp = of['lookUp'] as Settings | null | undefined;
  const rows = ((of['fields'] ?? []) as readonly Settings[]).map(({ theirs, is, text }) => ({
    ...{ theirs: textOf(theirs), is: textOf(is), text: textOf(text) },
  }));
  return {
    ...{ preset: textOf(of['preset']), by: textOf(of['by']), is: textOf(of['is']) },
    ...{ doctype: textOf(of['doctype']), looksUp: lookUp != null, rows, rowsShown: shownOf(rows) },
    lookUp: {
      ...{ doctype: textOf(lookUp?.['doctype']), by: textOf(lookUp?.['by']) },
      is: textOf(lookUp?.['is']) || whoFields[0],
    },
  };
}

/** As it was typed. `moreRows`: there is to be room for more fields. */
export function targetTyped(values: FormValues, moreRows: boolean): TypedTarget {
  const [are, texts] = [values.many('gets'), values.many('text')];
  const sent = values
    .many('theirs')
    .map((theirs, n) => ({ theirs, is: are[n] ?? '', text: texts[n] ?? '' }));
  const rows = sent.filter(isFilled);
  return {
    ...{ preset: values.text('preset'), by: values.text('by'), is: values.text('is') },
    ...{ doctype: values.text('doctype'), looksUp: values.has('looksUp') },
    lookUp: {
      ...{ doctype: values.text('lookUpDoctype'), by: values.text('lookUpBy') },
      is: values.text('lookUpIs'),
    },
    ...{ rows, rowsShown: shownOf(rows, sent.length + (moreRows ? emptyRows : 0)) },
  };
}

/** What is left of a target where it goes through a form: no line breaks, and no blanks around it. */
const throughForm = (target: unknown): string =>
  JSON.stringify(target, (_, value: unknown) =>
    typeof value === 'string' ? value.replaceAll(/[\r\n]/g, '').trim() : value,
  );

/** The settings that were typed. A target that comes back as it was shown stays to the letter. */
export function frappeFrom(values: FormValues, typed: TypedTarget, before: Settings): Settings {
  const target = targetFrom(typed);
  const wasShown = targetFrom(targetKept(before));
  const isUnchanged = throughForm(target) === throughForm(wasShown);
  return {
    ...{ address: values.text('address'), timeZone: values.text('timeZone') },
    target: isUnchanged && before['target'] ? before['target'] : target,
  };
}

function targetFrom({ preset, by, is, doctype, looksUp, lookUp, rows }: TypedTarget): Settings {
  switch (preset) {
    case 'own':
      return { preset, doctype, lookUp: looksUp ? lookUp : null, fields: rows };
    case 'historyOfPassage':
      return { preset };
    default:
      return { preset: 'employeeCheckin', by, is };
  }
}

const names: Readonly<Record<string, string>> = {
  timeZone: 'timeZone',
  'target.by': 'by',
  'target.doctype': 'doctype',
  'target.lookUp.doctype': 'lookUpDoctype',
  'target.lookUp.by': 'lookUpBy',
  'target.fields': 'fields',
};

/** Beside the field that was typed; of the table of fields, beside its row. Null: no field of ours. */
export function frappeError(fault: SettingFault, words: PageContext['words']): FieldErrors | null {
  const said = saidOf(fault, words);
  const [, row, cell] = /^target\.fields\.(\d+)\.(\w+)$/.exec(fault.setting) ?? [];
  if (row !== undefined)
    return { [`${cell}-${row}`]: words.connectionRowSaid(Number(row) + 1, said) };
  const name = names[fault.setting];
  return name === undefined ? null : { [name]: said };
}

function saidOf({ setting, why }: SettingFault, words: PageContext['words']): string {
  if (why !== 'malformed') return words[`connectionFault_${why}`];
  switch (setting.split('.').at(-1)) {
    case 'timeZone':
      return words.connectionErrorZone;
    case 'doctype':
      return words.connectionErrorDoctype;
    case 'fields':
      return words.connectionErrorFields;
    case 'is':
      return words.connectionErrorIs;
    case 'text':
      return words.connectionErrorText;
    default:
      return words.connectionErrorBy;
  }
}
