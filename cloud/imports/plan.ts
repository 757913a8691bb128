import type { ImportLine, ImportNote, ImportVerb } from '../ports/imports.ts';
import type { CardRecord, Group, Member } from '../ports/registry.ts';

/** What is there before the import. */
export interface Known {
  readonly members: readonly Member[];
  readonly cards: readonly CardRecord[];
  readonly groups: readonly Group[];
  readonly places: readonly { readonly id: string; readonly name: string }[];
}

/** The same rules as for a form and for the API; both throw an error of the registry. */
export interface ImportRules {
  readonly settleMember: (member: Member) => Member;
  readonly settleCard: (card: CardRecord, before: CardRecord | null) => CardRecord;
  readonly newId: (of: 'member' | 'card' | 'group') => string;
}

/** What an import would do: line by line for people, record by record for the store. */
export interface Plan {
  readonly lines: readonly ImportLine[];
  readonly members: readonly Written<Member>[];
  readonly cards: readonly Written<CardRecord>[];
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly joins: readonly { readonly groupId: string; readonly memberId: string }[];
}

/** `before` null: it is new. */
export interface Written<T> {
  readonly before: T | null;
  readonly after: T;
}

/** Records in the making: a later line sees what an earlier one did, and each is written once. */
export function changeSet<T extends { readonly id: string }>() {
  const written = new Map<string, Written<T>>();
  return {
    write(before: T | null, after: T): void {
      const first = written.get(after.id);
      written.set(after.id, { before: first ? first.before : before, after });
    },
    all: (): readonly Written<T>[] => [...written.values()],
  };
}

type Shown = string | null | undefined;
const textOf = (value: Shown): string => value ?? '';

/** The fields that differ, as a person reads them. */
export function differences<T extends object>(
  before: T | null,
  after: T,
  fields: readonly (keyof T & string)[],
): ImportLine['changes'] {
  if (before === null) return [];
  return fields
    .filter((field) => before[field] !== after[field])
    .map((field) => ({
      field,
      before: textOf(before[field] as Shown),
      after: textOf(after[field] as Shown),
    }));
}

/** A home is said by the name of its place. */
export const homesNamed = (
  changes: ImportLine['changes'],
  places: Known['places'],
): ImportLine['changes'] => {
  const nameOf = (id: string) => places.find((place) => place.id === id)?.name ?? id;
  return changes.map((change) =>
    change.field === 'homePlaceId'
      ? { ...change, before: nameOf(change.before), after: nameOf(change.after) }
      : change,
  );
};

export const refused = (line: number, about: string, notes: readonly ImportNote[]): ImportLine => ({
  line,
  verb: 'refuse',
  about,
  changes: [],
  notes,
});

export function countLines(lines: readonly ImportLine[]): Record<ImportVerb, number> {
  const counts = { create: 0, change: 0, adopt: 0, same: 0, refuse: 0 };
  for (const { verb } of lines) counts[verb]++;
  return counts;
}
