import type { FrappeClient } from './client.ts';
import { isObject } from './said.ts';

/** Whether something is allowed to our key; null: the site does not say. */
export type Allowed = boolean | null;

/** What our key may do with the records to be. */
export interface Rights {
  readonly create: Allowed;
  /** Write the field of the time: it may need a role more than the rest, and is silently set to now without. */
  readonly writeTime: Allowed;
  /** Fields of the map that there are none of. */
  readonly missing: readonly string[];
}

export const nothingSaid: Rights = { create: null, writeTime: null, missing: [] };

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** By the roles of a user and what a doctype says of itself. */
export function rightsIn(
  doctype: unknown,
  roles: readonly unknown[],
  fields: readonly string[],
  timeField: string | null,
): Rights {
  if (!isObject(doctype)) return nothingSaid;
  const { permissions, fields: theirs } = doctype;
  if (!Array.isArray(permissions) || !Array.isArray(theirs)) return nothingSaid;
  const known = new Map(theirs.filter(isObject).map((of) => [of['fieldname'], of['permlevel']]));
  const may = (what: string, level: number): boolean =>
    permissions.some(
      (of) =>
        isObject(of) &&
        roles.includes(of['role']) &&
        numberOf(of['permlevel']) === level &&
        of[what] === 1,
    );
  return {
    create: may('create', 0),
    writeTime: timeField === null || may('write', numberOf(known.get(timeField))),
    missing: fields.filter((field) => !known.has(field)),
  };
}

/** Asks whose key it is, their roles, and the doctype. What a site keeps to itself stays null. */
export async function rightsAt(
  client: FrappeClient,
  doctype: string,
  fields: readonly string[],
  timeField: string | null,
): Promise<Rights> {
  const who = await client.whoAmI();
  if (who.is !== 'said' || typeof who.value !== 'string') return nothingSaid;
  // The first user of a site may do anything, whatever roles say.
  if (who.value === 'Administrator') return { create: true, writeTime: true, missing: [] };
  const roles = await client.rolesOf(who.value);
  if (roles.is !== 'said' || !Array.isArray(roles.value)) return nothingSaid;
  const of = await client.doctype(doctype);
  if (of.is !== 'said' || !Array.isArray(of.value)) return nothingSaid;
  const itself = of.value.find((one) => !isObject(one) || one['name'] === doctype) ?? of.value[0];
  return rightsIn(itself, roles.value, fields, timeField);
}
