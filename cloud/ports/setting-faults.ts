import type { Validator } from 'typebox/compile';

/** `malformed`: no value that it may have. The others: each fits by itself, and they do not go together. */
export type SettingFaultKind =
  | 'malformed'
  | 'filledTwice'
  | 'nothingLookedUp'
  | 'foundWhat'
  | 'timeMissing'
  | 'whoMissing';

/** One thing wrong with the settings of a connection. */
export interface SettingFault {
  /** Its path: `target.fields.2.theirs`. Empty: the settings as a whole. */
  readonly setting: string;
  readonly why: SettingFaultKind;
  /** The same in an English sentence. */
  readonly says: string;
}

type SchemaError = ReturnType<Validator['Errors']>[number];

const branchOf = (schemaPath: string): string => /^.*\/anyOf\/\d+/.exec(schemaPath)?.[0] ?? '';

/** Of several shapes, those that were not meant: another constant, another type altogether. */
const branchNotMeant = ({ keyword, schemaPath }: SchemaError): string => {
  const branch = branchOf(schemaPath);
  return keyword === 'const' || (keyword === 'type' && schemaPath === branch) ? branch : '';
};

const faultOf = ({ instancePath, message, keyword, params }: SchemaError): SettingFault[] => {
  const says = `${instancePath || 'the settings'} ${message}.`;
  const missing =
    keyword === 'required' ? (params as { requiredProperties: string[] }).requiredProperties : [''];
  return missing.map((name) => ({
    ...{ why: 'malformed', says },
    setting: [...instancePath.split('/').slice(1), ...(name ? [name] : [])].join('.'),
  }));
};

/**
 * Where settings depart from their schema. Of a choice between shapes only the one that was meant is judged: who
 * mistypes a field of the third is not told that it is not the first.
 */
export function faultsBySchema(validator: Validator, settings: unknown): readonly SettingFault[] {
  const errors = validator.Errors(settings);
  const notMeant = new Set(errors.map(branchNotMeant).filter((branch) => branch !== ''));
  const isMeant = ({ schemaPath }: SchemaError): boolean =>
    ![...notMeant].some((branch) => schemaPath === branch || schemaPath.startsWith(`${branch}/`));
  const judged = errors.filter(isMeant);
  // A choice is at fault itself where nothing more exact is said of any of its shapes.
  const exact = judged.filter(
    ({ keyword, schemaPath }) =>
      keyword !== 'anyOf' || !judged.some((of) => of.schemaPath.startsWith(`${schemaPath}/anyOf/`)),
  );
  return exact.flatMap(faultOf);
}
