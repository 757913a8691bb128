import { type Static, Type } from 'typebox';
import { fillings, maxOwnFields, whoFields } from '../../ports/frappe-fields.ts';

const literals = <T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values] });
const doctype = Type.String({ pattern: '^\\S.{0,138}\\S$' });
const fieldName = Type.String({ pattern: '^[a-z][a-z0-9_]{0,62}$' });

const target = Type.Union([
  Type.Object({
    preset: Type.Literal('employeeCheckin'),
    /** Of Employee: `name`, `user_id`, `attendance_device_id`, `employee_number`… */
    by: fieldName,
    is: literals(whoFields),
  }),
  Type.Object({ preset: Type.Literal('historyOfPassage') }),
  Type.Object({
    preset: Type.Literal('own'),
    doctype,
    lookUp: Type.Union([
      Type.Null(),
      Type.Object({ doctype, by: fieldName, is: literals(whoFields) }),
    ]),
    fields: Type.Array(
      Type.Object({
        theirs: fieldName,
        is: literals(fillings),
        text: Type.String({ maxLength: 140 }),
      }),
      { minItems: 1, maxItems: maxOwnFields },
    ),
  }),
]);

/** Of one connection; its key and secret are kept apart, sealed. */
export const frappeSettings = Type.Object({
  /** The site, without a path: `https://erp.example.org`. */
  address: Type.String({ pattern: '^https?://[^\\s/?#@]+/?$', maxLength: 300 }),
  /** The zone of the site's System Settings: its times are of that zone, and do not say so. */
  timeZone: Type.String({ minLength: 1, maxLength: 64 }),
  target,
});

export type FrappeTarget = Static<typeof target>;
