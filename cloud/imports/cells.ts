import type { CardState } from '../../shared/domain/access-list.ts';
import { folded } from '../../shared/domain/folded.ts';
import type { ImportNote, ImportNoteCode } from '../ports/imports.ts';
import type { Row } from './columns.ts';

/** What is wrong with a line, gathered while it is read: the first thing wrong is not the only one. */
export interface Faults {
  readonly notes: ImportNote[];
  add(code: ImportNoteCode, value?: string): void;
}

export function gatherFaults(): Faults {
  const notes: ImportNote[] = [];
  return { notes, add: (code, value = '') => void notes.push({ code, value: value.slice(0, 80) }) };
}

export const nameMax = 200;
const numberMax = 40;

/** `Prénom Nom`, whether the file has one column for it or two. */
export function nameIn(row: Row, faults: Faults): string {
  const first = row.cell('firstName');
  const last = row.cell('lastName') || row.cell('name');
  const name = (first === '' ? last : `${first} ${last}`).replace(/\s+/g, ' ').trim();
  if (name.length > nameMax) faults.add('nameTooLong', name);
  return name;
}

export function emailIn(row: Row, faults: Faults): string | null {
  const email = row.cell('email');
  if (email === '') return null;
  if (email.length > 254 || !/^[^@\s]+@[^@\s]+$/.test(email)) faults.add('emailInvalid', email);
  return email;
}

export function numberIn(row: Row, faults: Faults): string | null {
  const number = row.cell('number');
  if (number.length > numberMax) faults.add('numberTooLong', number);
  return number || null;
}

/** A local day: `2026-03-12`, or the day first as in French: `12/03/2026`, `12.03.2026`. Null: nothing said. */
function dayIn(row: Row, column: 'validFrom' | 'validUntil', faults: Faults): string | null {
  const text = row.cell(column);
  if (text === '') return null;
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$/.exec(text);
  const french = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
  const [year, month, day] = iso
    ? [iso[1], iso[2], iso[3]]
    : french
      ? [french[3], french[2], french[1]]
      : [];
  try {
    return Temporal.PlainDate.from(
      { year: Number(year), month: Number(month), day: Number(day) },
      { overflow: 'reject' },
    ).toString();
  } catch {
    faults.add('dayInvalid', text);
    return null;
  }
}

interface Days {
  readonly validFrom: string | null;
  readonly validUntil: string | null;
}

/** From when until when; an empty cell leaves a day as it was. */
export function daysIn(row: Row, before: Days | null, faults: Faults): Days {
  const validFrom = dayIn(row, 'validFrom', faults) ?? before?.validFrom ?? null;
  const validUntil = dayIn(row, 'validUntil', faults) ?? before?.validUntil ?? null;
  if (validFrom !== null && validUntil !== null && validFrom > validUntil)
    faults.add('daysReversed', `${validFrom} – ${validUntil}`);
  return { validFrom, validUntil };
}

type Places = readonly { readonly id: string; readonly name: string }[];

/** By its name, or its id; an empty cell leaves it as it was. */
export function homeIn(
  row: Row,
  before: { readonly homePlaceId: string | null } | null,
  places: Places,
  faults: Faults,
): string | null {
  const text = row.cell('home');
  if (text === '') return before?.homePlaceId ?? null;
  const named = places.filter(({ id, name }) => id === text || folded(name) === folded(text));
  const [home] = named;
  if (!home || named.length > 1) faults.add('homeUnknown', text);
  return home?.id ?? null;
}

const states: Readonly<Record<string, CardState>> = {
  active: 'active',
  actif: 'active',
  activee: 'active',
  perdue: 'lost',
  perdu: 'lost',
  lost: 'lost',
  rendue: 'returned',
  rendu: 'returned',
  returned: 'returned',
  detruite: 'destroyed',
  detruit: 'destroyed',
  destroyed: 'destroyed',
};

export function stateIn(row: Row, faults: Faults): CardState | null {
  const text = row.cell('state');
  if (text === '') return null;
  const state = states[folded(text)] ?? null;
  if (state === null) faults.add('stateUnknown', text);
  return state;
}

/** `Grimpe, Bénévoles` or `Grimpe | Bénévoles`: each once. */
export const groupsIn = (row: Row): readonly string[] => {
  const groups = new Map<string, string>();
  for (const part of row.cell('groups').split(/[,|/]/)) {
    const name = part.trim().slice(0, nameMax);
    if (name !== '' && !groups.has(folded(name))) groups.set(folded(name), name);
  }
  return [...groups.values()];
};
