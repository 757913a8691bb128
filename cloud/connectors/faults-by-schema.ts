import type { TSchema } from 'typebox';
import { Errors } from 'typebox/schema';
import type { SettingFault } from '../ports/setting-faults.ts';

type SchemaError = ReturnType<typeof Errors>[1][number];
/** As much of a schema as is looked at. */
interface Shape {
  readonly type?: unknown;
  readonly const?: unknown;
  readonly anyOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Another constant in it, or nothing where something is: whoever wrote the value did not mean this shape. */
const isMeant = ({ type, properties }: Shape, value: unknown): boolean =>
  type === 'null'
    ? value === null
    : !isObject(value) ||
      Object.entries(properties ?? {}).every(
        ([name, of]) => of.const === undefined || of.const === value[name],
      );

/**
 * Of each choice between shapes the one that was meant: who mistypes a field of the third is not told that it is not
 * the first. Choices within lists are left as they are.
 */
function narrowed(shape: Shape, value: unknown): Shape {
  const meant = shape.anyOf?.filter((branch) => isMeant(branch, value)) ?? [];
  if (meant.length === 1 && meant[0]) return narrowed(meant[0], value);
  if (!shape.properties || !isObject(value)) return shape;
  const properties = Object.entries(shape.properties).map(([name, of]) => [
    name,
    narrowed(of, value[name]),
  ]);
  return { ...shape, properties: Object.fromEntries(properties) };
}

const faultOf = ({ instancePath, message, keyword, params }: SchemaError): SettingFault[] => {
  const says = `${instancePath || 'the settings'} ${message}.`;
  const missing =
    keyword === 'required' ? (params as { requiredProperties: string[] }).requiredProperties : [''];
  return missing.map((name) => ({
    ...{ why: 'malformed', says },
    setting: [...instancePath.split('/').slice(1), ...(name ? [name] : [])].join('.'),
  }));
};

/** Where settings depart from their schema; of very many places the first eight. */
export function faultsBySchema(schema: TSchema, settings: unknown): readonly SettingFault[] {
  const [, errors] = Errors(narrowed(schema, settings) as TSchema, settings);
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf');
  // Where none of the shapes was meant, the choice itself is at fault.
  const isWithinChoice = ({ schemaPath }: SchemaError): boolean =>
    choices.some((choice) => schemaPath.startsWith(`${choice.schemaPath}/anyOf/`));
  return errors.filter((error) => !isWithinChoice(error)).flatMap(faultOf);
}
