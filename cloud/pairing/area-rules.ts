import type { SequenceKey } from '../../shared/domain/punch.ts';
import type { VisitRules } from '../../shared/domain/visit-rules.ts';
import type { Unit } from '../store/rows.ts';
import { readRules } from '../store/visit-rules.ts';

/** Of the areas of some sequences, and of their places. */
export interface RulesOf {
  (key: SequenceKey): VisitRules;
  /** Places whose passages may cost tokens. */
  readonly rated: ReadonlySet<string>;
  /** Whether programs elsewhere are told of passages. */
  readonly isTold: boolean;
}

export async function rulesOf(
  unit: Unit,
  of: readonly { readonly key: SequenceKey }[],
): Promise<RulesOf> {
  const areas = new Map<string, Pick<SequenceKey, 'place' | 'area'>>();
  for (const { key } of of)
    for (const area of [key.area, key.place]) areas.set(`${key.place}\n${area}`, { ...key, area });
  const found = await readRules(unit, [...areas.values()]);
  const rules = new Map([...areas.keys()].map((id, i) => [id, found[i]?.rules]));
  const rated = new Set(
    [...areas.values()].flatMap(({ place }, i) => (found[i]?.isRated ? [place] : [])),
  );
  const ofKey = ({ place, area }: SequenceKey): VisitRules => {
    const at = rules.get(`${place}\n${area}`);
    if (!at) throw new RangeError(`no rules for ${area}`);
    return at;
  };
  return Object.assign(ofKey, { rated, isTold: found.some(({ isTold }) => isTold) });
}
