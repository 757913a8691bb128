import type { EpochMs } from '../shared/domain/clock.ts';
import type { Person } from '../shared/domain/punch.ts';
import { nobodyKnows, type Standing } from '../shared/domain/standing.ts';
import type { StateMessage } from '../shared/wire/messages.ts';

export type StateRow = Omit<StateMessage['members'][number], 'memberRef'>;

/** What the cloud said of somebody, and as of when. */
interface HeldRow {
  readonly asOf: EpochMs;
  readonly row: StateRow;
}

/** `down/state` as the cloud told it, put together from its parts and what changed since. */
export interface StateRows {
  /** False: it brings nothing new, or parts of it are missing still. */
  add(message: StateMessage): boolean;
  /** Some may have been missed: nothing is complete until the next whole one. */
  interrupt(): void;
  /** Who was where: it is too long ago. */
  forget(): void;
  /** The newest word; null: none since the last interruption that was whole. */
  asOf(): string | null;
  standing(person: Person, area: string, place: string): Standing;
  /** To decide by. Null: not told; who has no account has nothing, where everybody who has one was named. */
  balance(person: Person): number | null;
  inside(area: string): number | null;
  /** Who is inside which area, as told. */
  insiders(): Iterable<readonly [Person, string]>;
  /** As told last; null: nothing is. */
  row(person: Person): StateRow | null;
  counts(): Readonly<Record<string, number>>;
  /** What was told before a restart: older than whatever comes, and nothing is complete by it. */
  recall(
    told: Iterable<readonly [Person, StateRow]>,
    counts: Readonly<Record<string, number>>,
  ): void;
}

/** `changed`: of these people something may be told that was not before, or nothing any more. */
export function createStateRows(changed: (people: Iterable<Person>) => void): StateRows {
  let people = new Map<Person, HeldRow>();
  /** Told since the last whole one, or since the interruption: newer, perhaps, than a whole one on its way. */
  let early = new Map<Person, HeldRow>();
  let inside: { readonly asOf: EpochMs; readonly counts: ReadonlyMap<string, number> } | null =
    null;
  let newest: string | null = null;
  let complete = false;
  /** Everybody who has an account was named. */
  let accounts = false;
  /** Parts of a whole one that did not all arrive yet. */
  let pending: { readonly asOf: string; readonly parts: Map<number, StateMessage> } | null = null;

  const put = (into: Map<Person, HeldRow>, message: StateMessage): void => {
    const asOf = Date.parse(message.asOf);
    for (const [person, row] of rowsOf(message)) {
      const held = into.get(person);
      if (!held || held.asOf <= asOf) into.set(person, { asOf, row });
    }
  };
  const count = (message: StateMessage): void => {
    const asOf = Date.parse(message.asOf);
    if (inside && inside.asOf > asOf) return;
    inside = { asOf, counts: new Map(Object.entries(message.inside)) };
  };
  const noteNewest = (asOf: string): void => {
    if (newest === null || newest < asOf) newest = asOf;
  };

  function addPart(message: StateMessage): boolean {
    if (pending && pending.asOf > message.asOf) return false;
    if (pending?.asOf !== message.asOf) pending = { asOf: message.asOf, parts: new Map() };
    pending.parts.set(message.part, message);
    if (pending.parts.size < message.parts) return false;
    const asOf = Date.parse(message.asOf);
    const next = new Map<Person, HeldRow>();
    for (const part of pending.parts.values()) put(next, part);
    for (const [person, held] of early) if (held.asOf > asOf) next.set(person, held);
    changed(people.keys());
    changed(next.keys());
    people = next;
    early = new Map();
    pending = null;
    // The first after an interruption counts whatever was held before: nobody can keep out the next by a date.
    if (!complete) newest = null;
    complete = true;
    accounts = message.accounts === true;
    count(message);
    noteNewest(message.asOf);
    return true;
  }

  return {
    add(message) {
      if (complete && newest !== null && message.whole && message.asOf < newest) return false;
      if (message.whole) return addPart(message);
      accounts = message.accounts === true;
      put(people, message);
      put(early, message);
      changed(rowsOf(message).map(([person]) => person));
      count(message);
      if (complete) noteNewest(message.asOf);
      return true;
    },
    interrupt() {
      complete = false;
      newest = null;
      inside &&= { ...inside, asOf: 0 };
      pending = null;
      early = new Map();
    },
    forget() {
      people.clear();
      inside = null;
    },
    asOf: () => (complete ? newest : null),
    standing(person, area, place) {
      const row = people.get(person)?.row;
      if (!row) {
        const today = area === place && complete ? { day: '', ms: 0 } : null;
        return complete ? { inside: false, enteredAt: null, today } : nobodyKnows;
      }
      const entered = row.entered?.[area];
      return {
        inside: row.in.includes(area),
        enteredAt: entered === undefined ? null : Date.parse(entered),
        today: area === place ? { day: row.day, ms: row.todaySeconds * 1000 } : null,
      };
    },
    balance: (person) => people.get(person)?.row.balance ?? (complete && accounts ? 0 : null),
    *insiders() {
      for (const [person, { row }] of people) for (const area of row.in) yield [person, area];
    },
    inside: (area) => (inside ? (inside.counts.get(area) ?? 0) : null),
    row: (person) => people.get(person)?.row ?? null,
    counts: () => Object.fromEntries(inside?.counts ?? []),
    recall(told, counts) {
      people = new Map();
      for (const [person, row] of told) people.set(person, { asOf: 0, row });
      inside = { asOf: 0, counts: new Map(Object.entries(counts)) };
    },
  };
}

function* rowsOf(message: StateMessage): Generator<readonly [Person, StateRow]> {
  for (const { memberRef, ...row } of message.members) yield [`member:${memberRef}`, row];
  for (const { uid, ...row } of message.cards ?? []) yield [`card:${uid}`, row];
}
