import type { PassageStatus } from '../../shared/domain/passage.ts';
import {
  firstOfGroup,
  type Overnight,
  type PassageAt,
  type PassageGroup,
} from '../ports/passage-days.ts';

/** A stored passage: what of it is added up. */
export type DayRow = readonly [
  at: number,
  id: string,
  area: string,
  person: string,
  entryAt: number | null,
  exitAt: number | null,
  status: PassageStatus,
  entryAccessPoint: string | null,
  exitAccessPoint: string | null,
];

/** A day as it is kept. */
export interface DaySum {
  readonly groups: readonly PassageGroup[];
  /** What they are depends on the time at which one asks. */
  readonly open: readonly PassageAt[];
}

interface Group {
  passages: number;
  totalMs: number;
  readonly of: DayRow;
  readonly overnight: Overnight[];
  readonly people: Set<number>;
  readonly first: PassageAt[];
}

/** Adds up the passages of one place on one day, which ends at `until`. */
export function addUpDay(
  place: string,
  until: number,
  rows: readonly DayRow[],
  numberOf: (person: string) => number,
): DaySum {
  const groups = new Map<string, Group>();
  const open: PassageAt[] = [];
  for (const row of rows) {
    const [at, id, area, person, entryAt, exitAt, status, entryPoint, exitPoint] = row;
    if (status === 'open') {
      open.push({ place, at, id, area, person });
      continue;
    }
    const key = `${area}\n${status}\n${entryPoint ?? '\n'}\n${exitPoint ?? '\n'}`;
    const group = groups.get(key) ?? newGroup(row);
    if (group.passages === 0) groups.set(key, group);
    group.passages++;
    group.people.add(numberOf(person));
    if (group.first.length < firstOfGroup) group.first.push({ place, at, id, area, person });
    if (entryAt === null || exitAt === null) continue;
    group.totalMs += exitAt - entryAt;
    if (exitAt > until) group.overnight.push({ place, at, id, area, person, entryAt, exitAt });
  }
  return { groups: [...groups.values()].map(asKept), open };
}

const newGroup = (of: DayRow): Group => ({
  ...{ passages: 0, totalMs: 0, of },
  ...{ overnight: [], people: new Set(), first: [] },
});

const asKept = ({ of, people, ...group }: Group): PassageGroup => ({
  ...group,
  area: of[2],
  status: of[6],
  entryAccessPoint: of[7],
  exitAccessPoint: of[8],
  people: Uint32Array.from(people),
});

/** A number costs a tenth of a name, and is as good to count by. */
export function peopleNumbers() {
  const numbers = new Map<string, number>();
  return {
    of(person: string): number {
      const known = numbers.get(person);
      if (known !== undefined) return known;
      numbers.set(person, numbers.size);
      return numbers.size - 1;
    },
    size: () => numbers.size,
    isFull: () => numbers.size > 500_000,
    clear: () => numbers.clear(),
  };
}
