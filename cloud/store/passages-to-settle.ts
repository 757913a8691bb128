import type { EpochMs } from '../../shared/domain/clock.ts';
import type { LocalDate } from '../../shared/domain/schedule.ts';
import type { Db } from './database.ts';
import type { PassageColumns } from './passages.ts';

/** Passages with no exit that anybody gave, as stored: one that is open may be stale by now. */
const statuses = ['missing_exit', 'auto_closed', 'open'] as const;

/** The newest first, no more than `most`; those that began from `from` until before `until`. */
export const readWithoutExit = (
  db: Db,
  place: string,
  { from, until, most }: { readonly from: EpochMs; readonly until: EpochMs; readonly most: number },
): Promise<PassageColumns[]> =>
  db
    .selectFrom('passage')
    .selectAll()
    .where('place', '=', place)
    .where('at', '>=', from)
    .where('at', '<', until)
    .where('status', 'in', statuses)
    .orderBy('at', 'desc')
    .limit(most)
    .execute();

/** Of these, those that have none still. */
export const readStillWithoutExit = async (
  db: Db,
  place: string,
  rows: readonly Pick<PassageColumns, 'at' | 'id'>[],
): Promise<PassageColumns[]> =>
  rows.length === 0
    ? []
    : db
        .selectFrom('passage')
        .selectAll()
        .where('place', '=', place)
        .where('at', 'in', [...new Set(rows.map(({ at }) => at))])
        .where('id', 'in', [...new Set(rows.map(({ id }) => id))])
        .where('status', 'in', statuses)
        .execute();

/** Who has a pass of that place left for a day, or used one on it. */
export async function readPassHolders(
  db: Db,
  place: string,
  day: LocalDate,
): Promise<ReadonlySet<string>> {
  const given = await db
    .selectFrom('pass_entry')
    .select(['number', 'person', 'passes'])
    .where('place', '=', place)
    .where('kind', '=', 'given')
    .where('valid_from', '<=', day)
    .where((where) => where.or([where('valid_until', 'is', null), where('valid_until', '>=', day)]))
    .execute();
  if (given.length === 0) return new Set();
  const moved = await db
    .selectFrom('pass_entry')
    .select(['carnet', 'person', 'day', 'kind', (of) => of.fn.countAll<number>().as('times')])
    .where('place', '=', place)
    .where('kind', '!=', 'given')
    .groupBy(['carnet', 'person', 'day', 'kind'])
    .execute();
  const undone = new Set(moved.flatMap((one) => (one.day === null ? Number(one.carnet) : [])));
  const used = new Map<number, number>();
  const usedToday = new Map<string, number>();
  for (const one of moved) {
    if (one.day === null) continue;
    const change = one.kind === 'used' ? Number(one.times) : -Number(one.times);
    used.set(Number(one.carnet), (used.get(Number(one.carnet)) ?? 0) + change);
    if (one.day === day) usedToday.set(one.person, (usedToday.get(one.person) ?? 0) + change);
  }
  const left = given.filter(({ number, passes }) => {
    const carnet = Number(number);
    return !undone.has(carnet) && (used.get(carnet) ?? 0) < Number(passes);
  });
  return new Set([
    ...left.map(({ person }) => person),
    ...[...usedToday].filter(([, times]) => times > 0).map(([person]) => person),
  ]);
}
