import type { MissingExitRule } from '../../shared/domain/visit-policy.ts';
import { type VisitRules, visitRules } from '../../shared/domain/visit-rules.ts';
import type { ProposedRules, ProposedWords } from '../ports/rules-preview.ts';
import { askRows, type Row, type Unit } from './rows.ts';

interface PolicyRow {
  time_zone: string;
  max_visit_minutes: number;
  closes_at: string | null;
  debounce_seconds: number;
  missing_exit: MissingExitRule;
}

// An area's own words stand before its place's; the place's own area has the place's id and no row.
const policy = {
  parameters: { area: 'text', place: 'text' },
  sql: `SELECT p.time_zone,
      COALESCE(a.max_visit_minutes, p.max_visit_minutes) AS max_visit_minutes,
      COALESCE(a.closes_at, p.closes_at) AS closes_at,
      COALESCE(a.debounce_seconds, p.debounce_seconds) AS debounce_seconds,
      COALESCE(a.missing_exit, p.missing_exit) AS missing_exit
    FROM place p LEFT JOIN area a ON a.id = @area AND a.place_id = p.id WHERE p.id = @place`,
} as const;

/** Rules remember closing times, which are slow to compute: one is kept for each policy ever met. */
const made = new Map<string, VisitRules>();

export interface RulesAt {
  readonly timeZone: string;
  readonly rules: VisitRules;
}

/** The rules of areas as staff set them now; throws `RangeError` for a place that is not there. */
export async function readRules(
  unit: Unit,
  areas: readonly { readonly place: string; readonly area: string }[],
): Promise<readonly RulesAt[]> {
  const rows = areas.map(({ area, place }): Row => [area, place]);
  const found = await askRows<PolicyRow>(unit, policy, rows);
  return found.map(([row], i) => {
    if (!row) throw new RangeError(`no place ${areas[i]?.place}`);
    return { timeZone: row.time_zone, rules: rulesIn(row) };
  });
}

function rulesIn(row: PolicyRow): VisitRules {
  const signature = JSON.stringify(row);
  let rules = made.get(signature);
  if (!rules) {
    rules = visitRules({
      maxVisitMinutes: row.max_visit_minutes,
      closesAt: row.closes_at,
      debounceSeconds: row.debounce_seconds,
      missingExit: row.missing_exit,
      purpose: 'usage',
      timeZone: row.time_zone,
    });
    if (made.size > 1_000) made.clear();
    made.set(signature, rules);
  }
  return rules;
}

/** The rules of every area of a place as they would be; throws `RangeError` for a place that is not there. */
export async function readProposedRules(
  { tx }: Unit,
  place: string,
  { place: ofPlace = {}, areas: ofAreas = {} }: ProposedRules,
): Promise<(area: string) => VisitRules> {
  const own = await tx
    .selectFrom('place')
    .select(['time_zone', ...policyColumns])
    .where('id', '=', place)
    .executeTakeFirst();
  if (!own) throw new RangeError(`no place ${place}`);
  const areas = await tx
    .selectFrom('area')
    .select(['id', ...policyColumns])
    .where('place_id', '=', place)
    .execute();
  const base: PolicyRow = {
    ...changed(own, ofPlace),
    time_zone: ofPlace.timeZone ?? own.time_zone,
  };
  const rules = new Map(
    areas.map(({ id, ...area }) => {
      const words = changed(area, ofAreas[id] ?? {});
      return [
        id,
        rulesIn({
          time_zone: base.time_zone,
          max_visit_minutes: words.max_visit_minutes ?? base.max_visit_minutes,
          closes_at: words.closes_at ?? base.closes_at,
          debounce_seconds: words.debounce_seconds ?? base.debounce_seconds,
          missing_exit: words.missing_exit ?? base.missing_exit,
        }),
      ];
    }),
  );
  const ofAll = rulesIn(base);
  return (area) => rules.get(area) ?? ofAll;
}

const policyColumns = [
  'max_visit_minutes',
  'closes_at',
  'debounce_seconds',
  'missing_exit',
] as const;

function changed<T extends object>(
  row: T,
  words: { readonly [name in keyof ProposedWords]?: unknown },
): T {
  const { maxVisitMinutes, closesAt, debounceSeconds, missingExit } = words;
  const said = [maxVisitMinutes, closesAt, debounceSeconds, missingExit];
  const columns = policyColumns.flatMap((name, i) =>
    said[i] === undefined ? [] : [[name, said[i]]],
  );
  return { ...row, ...Object.fromEntries(columns) };
}
