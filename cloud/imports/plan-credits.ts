import { mostGiven, unitsOf } from '../../shared/domain/amount.ts';
import { folded } from '../../shared/domain/folded.ts';
import type { ImportLine } from '../ports/imports.ts';
import { type Faults, gatherFaults, nameIn } from './cells.ts';
import type { Row } from './columns.ts';
import { type Known, refused } from './plan.ts';
import { whoIsBy } from './who-is.ts';

/** What a line gives, under a key that the same line has each time. */
export interface Credit {
  readonly key: string;
  readonly memberId: string;
  readonly placeId: string;
  readonly units: number;
  readonly words: string;
}

/** A line as it was understood; without `credit` it is refused. */
export interface CreditDraft {
  readonly line: number;
  readonly about: string;
  readonly faults: Faults;
  readonly credit: Credit | null;
}

const mostWords = 300;
const mostKey = 100;

/**
 * Credits from a sheet. A member is known by id, else by email, else by a card, else by a name that only one has; the
 * place by its name or id, where there is more than one. The key is the file's own, else made of what the line says and
 * of how many said so before it: the same file again gives nothing.
 */
export function creditDrafts(rows: readonly Row[], known: Known): readonly CreditDraft[] {
  const whoIs = whoIsBy(known);
  const seen = new Map<string, number>();
  const times = new Map<string, number>();

  return rows.map((row): CreditDraft => {
    const faults = gatherFaults();
    const name = nameIn(row, faults);
    const member = whoIs(row, name, faults);
    const about = member?.name ?? (name || row.cell('email') || '?');
    const typed = row.cell('tokens');
    const units = unitsOf(typed) ?? 0;
    if (units === 0) faults.add('tokensInvalid', typed);
    if (units > mostGiven) faults.add('tokensTooMany', typed);
    const words = row.cell('words').slice(0, mostWords);
    if (words === '') faults.add('wordsMissing');
    if (row.hasTooMany) faults.add('cellsTooMany');
    const placeId = placeIn(row, known.places, faults);
    const draft = { line: row.line, about, faults };
    if (faults.notes.length > 0 || member === null || placeId === null)
      return { ...draft, credit: null };
    const own = row.cell('key').slice(0, mostKey);
    const said = JSON.stringify([member.id, placeId, units, words]);
    const nth = (times.get(said) ?? 0) + 1;
    times.set(said, nth);
    const key = own === '' ? `line ${nth} ${said}` : `own ${own}`;
    const earlier = seen.get(key);
    if (earlier !== undefined) faults.add('sameAsLine', String(earlier));
    seen.set(key, row.line);
    const credit = { key, memberId: member.id, placeId, units, words };
    return { ...draft, credit: earlier === undefined ? credit : null };
  });
}

function placeIn(row: Row, places: Known['places'], faults: Faults): string | null {
  const text = row.cell('place');
  const [first, second] = places;
  if (text === '') {
    if (second || !first) faults.add('placeMissing');
    return first?.id ?? null;
  }
  const named = places.filter(({ id, name }) => id === text || folded(name) === folded(text));
  if (named.length !== 1) faults.add('placeUnknown', text);
  return named[0]?.id ?? null;
}

/** @param given what was given under these keys already; a key that gave something else is refused. */
export function creditLines(
  drafts: readonly CreditDraft[],
  given: ReadonlyMap<string, Pick<Credit, 'memberId' | 'placeId' | 'units'>>,
): readonly ImportLine[] {
  return drafts.map(({ line, about, faults, credit }): ImportLine => {
    if (credit === null) return refused(line, about, faults.notes);
    const before = given.get(credit.key);
    const isSame =
      before?.memberId === credit.memberId &&
      before.placeId === credit.placeId &&
      before.units === credit.units;
    if (before && !isSame)
      return refused(line, about, [{ code: 'keyTaken', value: credit.key.replace(/^own /, '') }]);
    const changes = [
      { field: 'tokens', before: '', after: (credit.units / 100).toFixed(2) },
      { field: 'words', before: '', after: credit.words },
    ];
    return { line, verb: before ? 'same' : 'create', about, changes, notes: [] };
  });
}
