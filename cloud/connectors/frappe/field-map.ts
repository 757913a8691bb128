import type { Direction } from '../../../shared/domain/access-point.ts';
import type { Uid } from '../../../shared/domain/card.ts';
import type { OutboundPunch } from '../../ports/connectors.ts';
import { type fillings, type OurField, whoFields } from '../../ports/frappe-fields.ts';
import type { SettingFault } from '../../ports/setting-faults.ts';
import type { SiteTime } from './site-time.ts';

/**
 * One field of theirs. `constant`: always `text`. `found`: what the field `text` of the record has that was looked up
 * for who it was.
 */
export interface MappedField {
  readonly theirs: string;
  readonly is: (typeof fillings)[number];
  readonly text: string;
}

/** The record of theirs that stands for who it was: the one whose field `by` is what we know. */
export interface LookUp {
  readonly doctype: string;
  readonly by: string;
  readonly is: (typeof whoFields)[number];
}

/** How a punch becomes a record. */
export interface FieldMap {
  readonly doctype: string;
  readonly lookUp: LookUp | null;
  readonly fields: readonly MappedField[];
}

type Values = Readonly<Record<string, string>>;

/** A record to be, and by which of its values it is known again. */
export interface Recorded {
  readonly values: Values;
  readonly identity: Values;
}

/** Empty for a reader that takes both ways: whoever reads it there pairs by the order. */
const directions: Readonly<Record<Direction, readonly [capitals: string, word: string]>> = {
  in: ['IN', 'In'],
  out: ['OUT', 'Out'],
  toggle: ['', 'None'],
  presence: ['', 'None'],
};

/** `04:a1:b2:c3` */
const byBytes = (uid: Uid): string => uid.toLowerCase().replace(/..(?=.)/g, '$&:');

/** Null: nobody knows it of this punch. */
export function ourValue(field: OurField, punch: OutboundPunch, time: SiteTime): string | null {
  const [capitals, word] = directions[punch.direction];
  const values: Readonly<Record<OurField, string | null>> = {
    time: time.text,
    direction: capitals,
    directionWord: word,
    knownAs: punch.member?.knownAs ?? null,
    email: punch.member?.email ?? null,
    card: punch.cardUid,
    cardByBytes: byBytes(punch.cardUid),
    device: punch.device,
    place: punch.placeId,
    item: punch.itemId,
    punch: punch.id,
  };
  return values[field];
}

/** What must be known of whose punch it was, or nothing can be recorded. */
export const neededOf = ({ lookUp, fields }: FieldMap): ReadonlySet<OurField> =>
  new Set([
    ...(lookUp ? [lookUp.is] : []),
    ...fields.flatMap(({ is }) => (is === 'knownAs' || is === 'email' ? [is] : [])),
  ]);

/** The field that holds the time, if any does. */
export const timeFieldOf = ({ fields }: FieldMap): string | null =>
  fields.find(({ is }) => is === 'time')?.theirs ?? null;

/**
 * Known again by our own id where a field of theirs takes it, and then in the doubled hour too; else by whose, when and
 * which way, as Employee Checkin itself tells one from another.
 */
const isIdentity = ({ is }: MappedField, hasPunchField: boolean): boolean =>
  hasPunchField ? is === 'punch' : !['constant', 'device', 'place', 'item'].includes(is);

export const isKnownByPunch = ({ fields }: FieldMap): boolean =>
  fields.some(({ is }) => is === 'punch');

/** `found`: the record that was looked up. What nobody knows is left out. */
export function recordOf(
  map: FieldMap,
  punch: OutboundPunch,
  time: SiteTime,
  found: Readonly<Record<string, unknown>>,
): Recorded {
  const values: Record<string, string> = {};
  const identity: Record<string, string> = {};
  const hasPunchField = isKnownByPunch(map);
  for (const field of map.fields) {
    const { theirs, is, text } = field;
    const value =
      is === 'constant' ? text : is === 'found' ? found[text] : ourValue(is, punch, time);
    if (value === null || value === undefined) continue;
    values[theirs] = String(value);
    if (isIdentity(field, hasPunchField)) identity[theirs] = String(value);
  }
  return { values, identity };
}

/** Why no record could be known again, or made, by this map; none: it is sound. */
export function faultsOfMap(map: FieldMap): readonly SettingFault[] {
  const { fields, lookUp } = map;
  const at = (n: number, of: keyof MappedField) => `target.fields.${n}.${of}`;
  const faults = fields.flatMap(({ theirs, is, text }, n): SettingFault[] => {
    if (fields.findIndex((of) => of.theirs === theirs) < n) {
      const says = `the field ${theirs} is filled twice.`;
      return [{ setting: at(n, 'theirs'), why: 'filledTwice', says }];
    }
    if (is !== 'found' || (lookUp !== null && text !== '')) return [];
    const says = `${theirs} needs a record to look up, and which of its fields to take.`;
    return lookUp === null
      ? [{ setting: at(n, 'is'), why: 'nothingLookedUp', says }]
      : [{ setting: at(n, 'text'), why: 'foundWhat', says }];
  });
  if (faults.length > 0 || isKnownByPunch(map)) return faults;
  const setting = 'target.fields';
  if (timeFieldOf(map) === null) {
    const says = 'no field takes the time, or else the id of the punch.';
    return [{ setting, why: 'timeMissing', says }];
  }
  const isWho = ({ is }: MappedField) =>
    is === 'found' || (whoFields as readonly string[]).includes(is);
  if (fields.some(isWho)) return [];
  const says = 'no field says whose the punch is, or else its id.';
  return [{ setting, why: 'whoMissing', says }];
}
