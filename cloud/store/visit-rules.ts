import type { MissingExitRule } from '../../shared/domain/visit-policy.ts';
import { type VisitRules, visitRules } from '../../shared/domain/visit-rules.ts';
import type { ProposedRules, ProposedWords } from '../ports/rules-preview.ts';
import { askRows, type Row, type Unit } from './rows.ts';
import { isAnybodyTold } from './webhook-events.ts';

interface PolicyRow {
  time_zone: string;
  max_visit_minutes: number;
  closes_at: string | null;
  debounce_seconds: number;
  missing_exit: MissingExitRule;
}

const ofPlace = {
  parameters: { place: 'text' },
  sql: `SELECT time_zone, max_visit_minutes, closes_at, debounce_seconds, missing_exit, rated,
    ${isAnybodyTold} AS told FROM place WHERE id = @place`,
} as const;
const ofArea = {
  parameters: { area: 'text', place: 'text' },
  sql: `SELECT max_visit_minutes, closes_at, debounce_seconds, missing_exit
    FROM area WHERE id = @area AND place_id = @place`,
} as const;

type OwnWords = {
  readonly [name in Exclude<keyof PolicyRow, 'time_zone'>]: PolicyRow[name] | null;
};

/** Rules remember closing times, which are slow to compute: one is kept for each policy ever met. */
const made = new Map<string, VisitRules>();

export interface RulesAt {
  readonly timeZone: string;
  readonly rules: VisitRules;
  /** Whether passages of the place may cost tokens. */
  readonly isRated: boolean;
  /** Whether programs elsewhere are told of its passages. */
  readonly isTold: boolean;
}

/** The rules of areas as staff set them now; throws `RangeError` for a place that is not there. */
export async function readRules(
  unit: Unit,
  areas: readonly { readonly place: string; readonly area: string }[],
): Promise<readonly RulesAt[]> {
  const places = [...new Set(areas.map(({ place }) => place))];
  const found = await askRows<PolicyRow & { readonly rated: number; readonly told: number }>(
    unit,
    ofPlace,
    places.map((place): Row => [place]),
  );
  const policies = new Map(places.map((place, i) => [place, found[i]?.[0]]));
  // The place's own area has the place's id and no row.
  const own = areas.filter(({ area, place }) => area !== place);
  const words = await askRows<OwnWords>(
    unit,
    ofArea,
    own.map(({ area, place }): Row => [area, place]),
  );
  return areas.map((of) => {
    const policy = policies.get(of.place);
    if (!policy) throw new RangeError(`no place ${of.place}`);
    const [said = null] = words[own.indexOf(of)] ?? [];
    const rules = rulesIn(inArea(policy, said));
    const isTold = policy.told !== 0;
    return { timeZone: policy.time_zone, rules, isRated: policy.rated !== 0, isTold };
  });
}

/** An area's own words stand before its place's. */
const inArea = (place: PolicyRow, own: OwnWords | null): PolicyRow => ({
  time_zone: place.time_zone,
  max_visit_minutes: own?.max_visit_minutes ?? place.max_visit_minutes,
  closes_at: own?.closes_at ?? place.closes_at,
  debounce_seconds: own?.debounce_seconds ?? place.debounce_seconds,
  missing_exit: own?.missing_exit ?? place.missing_exit,
});

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
    areas.map(({ id, ...area }) => [id, rulesIn(inArea(base, changed(area, ofAreas[id] ?? {})))]),
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
