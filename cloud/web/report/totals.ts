import type { PassageRow } from '../../../shared/domain/report.ts';
import { rowPerson, wholeSeconds } from '../../../shared/domain/report.ts';
import {
  type SealedMonth,
  type Total,
  totalsInProgress,
} from '../../../shared/domain/report-totals.ts';
import type { FedowPool } from '../../ports/fedow-pool.ts';
import type { Group, Registry } from '../../ports/registry.ts';
import { longDay, monthLong, weekLabel } from '../format.ts';
import type { Language, Words } from '../language.ts';
import { nameOfRow } from './view.ts';

export const groupings = ['member', 'group', 'place', 'area', 'day', 'week', 'month'] as const;
export type Grouping = (typeof groupings)[number];

export interface TotalLine extends Total {
  /** An id, a day, a week or a month; a card without a member has none to give away. */
  readonly key: string;
  readonly name: string;
}

export interface GroupedTotals {
  readonly all: Total;
  readonly lines: readonly TotalLine[];
}

interface Told {
  readonly registry: Registry;
  readonly words: Words;
  readonly language: Language;
  readonly today: string;
  readonly pool: FedowPool | null;
}

/** Adds up the passages by what one asked for, in bounded memory. */
export async function totalsBy(
  by: Grouping,
  batches: AsyncIterable<readonly PassageRow[]>,
  isShown: (row: PassageRow) => boolean,
  told: Told,
  sealed: readonly SealedMonth[] = [],
): Promise<GroupedTotals> {
  const { words, registry } = told;
  const progress = totalsInProgress();
  const people = new Map<string, string>();
  const groups = by === 'group' ? await everyGroup(registry) : [];
  const sums = new Map(groups.map(({ id }) => [id, { passages: 0, ms: 0 }]));
  const groupsOf = groupsByMember(groups);
  for await (const rows of batches) {
    for (const row of rows) {
      if (!isShown(row)) continue;
      progress.add(row);
      if (by === 'member' && !people.has(rowPerson(row)))
        people.set(rowPerson(row), nameOfRow(row, words));
      if (by !== 'group' || row.memberId === null) continue;
      for (const id of groupsOf.get(row.memberId) ?? []) {
        const sum = sums.get(id);
        if (!sum) continue;
        sum.passages++;
        sum.ms += row.durationMs ?? 0;
      }
    }
  }
  for (const month of sealed) progress.addSealed(month);
  const totals = progress.totals();
  const nameless = namelessLine(sealed, words);
  if (by === 'group') {
    const lines = groups.map(({ id, name }) => {
      const { passages, ms } = sums.get(id) ?? { passages: 0, ms: 0 };
      return { key: id, name, passages, seconds: wholeSeconds(ms) };
    });
    return { all: totals.all, lines: [...lines.sort(byName), ...nameless] };
  }
  const nameOf = await namesFor(by, people, told);
  const found = {
    member: totals.byPerson,
    place: totals.byPlace,
    area: totals.byArea,
    day: totals.byDay,
    week: totals.byWeek,
    month: totals.byMonth,
  }[by];
  const lines = [...found].map(([key, total]) => ({
    key: keyOf(key),
    name: nameOf(key),
    ...total,
  }));
  const isTime = by === 'day' || by === 'week' || by === 'month';
  const sorted = isTime ? lines : lines.sort(byName);
  // Their months, areas and places are known, and nothing more.
  const isSaid = by === 'place' || by === 'area' || by === 'month';
  return { all: totals.all, lines: isSaid ? sorted : [...sorted, ...nameless] };
}

/** What is in the total of all, and in no line of people, days or weeks. */
function namelessLine(sealed: readonly SealedMonth[], words: Words): readonly TotalLine[] {
  if (sealed.length === 0) return [];
  const passages = sealed.reduce((sum, one) => sum + one.passages, 0);
  const ms = sealed.reduce((sum, one) => sum + one.ms, 0);
  return [{ key: '', name: words.totalsSealed, passages, seconds: wholeSeconds(ms) }];
}

/** No uid leaves with a total. */
const keyOf = (key: string): string =>
  key.startsWith('member:') ? key.slice('member:'.length) : key.startsWith('card:') ? '' : key;

const { compare } = new Intl.Collator('fr');
const byName = (a: TotalLine, b: TotalLine): number => compare(a.name, b.name);

async function namesFor(
  by: Grouping,
  people: ReadonlyMap<string, string>,
  { registry, language, today, words, pool }: Told,
): Promise<(key: string) => string> {
  switch (by) {
    case 'day':
      return (key) => longDay(key, language, today);
    case 'week':
      return (key) => weekLabel(key, language, today);
    case 'month':
      return (key) => monthLong(key, language);
    case 'place':
    case 'area': {
      const all = { limit: 1000, cursor: null };
      const places = await registry.places.list(all);
      const areas = await registry.areas.list(all);
      const names = new Map([
        ...[...places.items, ...areas.items].map(({ id, name }) => [id, name] as const),
        ...(pool?.venues ?? []).map(({ id, name }) => [id, words.pooledVenue(name)] as const),
      ]);
      return (key) => names.get(key) ?? key;
    }
    default:
      return (key) => people.get(key) ?? key;
  }
}

async function everyGroup(registry: Registry): Promise<readonly Group[]> {
  const { items } = await registry.groups.list({ limit: 1000, cursor: null });
  return items;
}

function groupsByMember(groups: readonly Group[]): ReadonlyMap<string, readonly string[]> {
  const of = new Map<string, string[]>();
  for (const { id, memberIds } of groups) {
    for (const member of memberIds) {
      const list = of.get(member);
      if (list) list.push(id);
      else of.set(member, [id]);
    }
  }
  return of;
}
