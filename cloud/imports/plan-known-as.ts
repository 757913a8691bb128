import type { ImportLine, ImportNote } from '../ports/imports.ts';
import { gatherFaults, nameIn } from './cells.ts';
import type { Row } from './columns.ts';
import { type Known, refused } from './plan.ts';
import { whoIsBy } from './who-is.ts';

/** What another system calls a member, and what it was before; null: nothing. */
export interface NameThere {
  readonly memberId: string;
  readonly before: string | null;
  readonly after: string;
}

export interface NamesPlan {
  readonly lines: readonly ImportLine[];
  /** What is new or changes. */
  readonly names: readonly NameThere[];
}

const longest = 140;

/**
 * What one other system calls members, from a sheet. An empty cell leaves a name as it was; a member comes once.
 * Two may bear one name there, as those of one company do: the line says so.
 *
 * @param before by the member's id
 */
export function planKnownAs(
  rows: readonly Row[],
  known: Known,
  before: ReadonlyMap<string, string>,
): NamesPlan {
  const whoIs = whoIsBy(known);
  const after = new Map(before);
  const seen = new Map<string, number>();
  const drafts = rows.map((row) => {
    const faults = gatherFaults();
    const name = nameIn(row, faults);
    const member = whoIs(row, name, faults);
    const typed = row.cell('knownAs');
    if (typed.length > longest) faults.add('knownAsTooLong', typed);
    if (row.hasTooMany) faults.add('cellsTooMany');
    const earlier = member && seen.get(member.id);
    if (earlier) faults.add('memberTwice', String(earlier));
    if (member && !earlier) seen.set(member.id, row.line);
    const about = member?.name ?? (name || row.cell('email') || row.cell('number') || '?');
    const isRight = faults.notes.length === 0 && member !== null;
    if (isRight && typed !== '') after.set(member.id, typed);
    return { line: row.line, about, notes: faults.notes, typed, member: isRight ? member : null };
  });

  const bearers = Map.groupBy(after.keys(), (id) => after.get(id) ?? '');
  const nameOf = new Map(known.members.map(({ id, name }) => [id, name]));
  const names: NameThere[] = [];
  const lines = drafts.map(({ line, about, notes, typed, member }): ImportLine => {
    if (member === null) return refused(line, about, notes);
    const was = before.get(member.id) ?? null;
    if (typed === '' || typed === was) return { line, verb: 'same', about, changes: [], notes: [] };
    names.push({ memberId: member.id, before: was, after: typed });
    const other = (bearers.get(typed) ?? []).find((id) => id !== member.id);
    const shared: readonly ImportNote[] =
      other === undefined ? [] : [{ code: 'knownAsShared', value: nameOf.get(other) ?? other }];
    const changes = [{ field: 'knownAs', before: was ?? '', after: typed }];
    return { line, verb: was === null ? 'create' : 'change', about, changes, notes: shared };
  });
  return { lines, names };
}
