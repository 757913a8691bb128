import { isMonth } from '../../../shared/domain/month.ts';
import { showsHours } from '../../../shared/domain/report-shown.ts';
import {
  pairOf,
  type SettledCell,
  type SettledPair,
  settledPairs,
} from '../../../shared/domain/settlement-rate.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf } from '../format.ts';
import { mayAt, type Principal } from '../principal.ts';
import { hoursShown } from '../worktime.ts';
import { settleMonth } from './settle-month.ts';

/** What venues settle for a month, as far as whoever asks may see it. */
export interface MonthSettled {
  readonly month: string;
  /** Of all places by id: a pair names the other one too. */
  readonly names: ReadonlyMap<string, string>;
  /** Their own venues, and those they settle with, in the order of their names. */
  readonly places: readonly string[];
  readonly cells: readonly SettledCell[];
  readonly pairs: readonly SettledPair[];
  /** What was kept no longer: passages of the month of which nobody knows any more whose they were. */
  readonly sealed: readonly {
    readonly visited: string;
    readonly passages: number;
    readonly ms: number;
  }[];
  /** Passages of working time are left out: it takes a right of its own to see them. */
  readonly hidesWorktime: boolean;
}

export async function readSettlement(
  deps: Pick<WebDeps, 'passages' | 'settlements' | 'registry' | 'seals' | 'clock'>,
  principal: Principal,
  month: string,
): Promise<MonthSettled> {
  const hours = await hoursShown(deps.registry, principal);
  // A venue sees what its own people did at another: the sums, and none of the passages there.
  const may = showsHours({ ...hours, places: '*' });
  let hidesWorktime = false;
  const counts: Parameters<typeof settleMonth>[1]['counts'] = (row, home) => {
    if (!mayAt(principal, row.place) && (home === null || !mayAt(principal, home))) return false;
    const isShown = may(row);
    if (!isShown) hidesWorktime = true;
    return isShown;
  };
  const cells = await settleMonth(deps, { month, now: deps.clock.now(), counts });
  const { items } = await deps.registry.places.list({ limit: 1000, cursor: null });
  const touched = new Set(cells.flatMap(({ home, visited }) => [home, visited]));
  const afar = [...(await deps.settlements.placesAfar())].map(([id, name]) => ({ id, name }));
  const all = [...items.map(({ id, name }) => ({ id, name })), ...afar];
  const sorted = all.toSorted((a, b) => compare(a.name, b.name));
  return {
    month,
    names: new Map(all.map(({ id, name }) => [id, name])),
    places: sorted.map(({ id }) => id).filter((id) => mayAt(principal, id) || touched.has(id)),
    cells,
    pairs: settledPairs(cells),
    sealed: await sealedOf(deps, month, ({ place, area }) => {
      return mayAt(principal, place) && may({ place, area });
    }),
    hidesWorktime,
  };
}

const { compare } = new Intl.Collator('fr');

async function sealedOf(
  { seals }: Pick<WebDeps, 'seals'>,
  month: string,
  may: (of: { readonly place: string; readonly area: string }) => boolean,
): Promise<MonthSettled['sealed']> {
  const sums = new Map<string, { visited: string; passages: number; ms: number }>();
  for (const one of await seals.months()) {
    if (one.month !== month || !may(one)) continue;
    const sum = sums.get(one.place) ?? { visited: one.place, passages: 0, ms: 0 };
    sums.set(one.place, {
      ...sum,
      passages: sum.passages + one.passages,
      ms: sum.ms + one.ms,
    });
  }
  return [...sums.values()];
}

/** One pair of it. Throws `notFound` for places that are not there, or of which neither is theirs. */
export function pairAsked(
  { cells, names }: MonthSettled,
  principal: Principal,
  one: string,
  other: string,
): SettledPair {
  for (const id of [one, other])
    if (!names.has(id)) throw failure('notFound', { what: 'place', id });
  if (one === other || !(mayAt(principal, one) || mayAt(principal, other)))
    throw failure('notFound', { what: 'place', id: other });
  return pairOf(cells, one, other);
}

/** What was asked for, else the month of now. Throws `badRequest` for no month. */
export function monthAsked(text: string | undefined, now: number, timeZone: string): string {
  if (!text) return dayOf(now, timeZone).slice(0, 7);
  if (!isMonth(text)) throw failure('badRequest', { detail: `${text} is no month: 2026-03 is` });
  return text;
}
