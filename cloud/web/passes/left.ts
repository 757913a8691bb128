import { passKinds } from '../../../shared/domain/pass.ts';
import type { LocalDate } from '../../../shared/domain/schedule.ts';
import type { CarnetLine, PassCarnets, PassFilter } from '../../ports/passes.ts';
import { shortDay } from '../format.ts';
import type { Language, Words } from '../language.ts';

/** More than anybody was ever given. */
const most = 1_000;

/** All of somebody's carnets, the newest first. */
export const carnetsOf = async (
  carnets: Pick<PassCarnets, 'list'>,
  filter: PassFilter,
): Promise<readonly CarnetLine[]> =>
  (await carnets.list(filter, { limit: most, cursor: null })).items;

/** Those that something is left of and that have not ended. */
export const usable = (carnets: readonly CarnetLine[], today: LocalDate): readonly CarnetLine[] =>
  carnets.filter(({ left, until }) => left > 0 && (until === null || until >= today));

/** `7 pass journée, 3 pass demi-journée jusqu’au 30 juin`; empty: none. */
export function leftText(
  carnets: readonly CarnetLine[],
  { words, language, today }: { words: Words; language: Language; today: LocalDate },
): string {
  const held = usable(carnets, today);
  const parts = passKinds.flatMap((kind) => {
    const byEnd = Map.groupBy(
      held.filter((one) => one.kind === kind).toSorted(endsFirst),
      ({ until }) => until,
    );
    return [...byEnd].map(([until, of]) => {
      const some = words.passCount(
        of.reduce((sum, { left }) => sum + left, 0),
        kind,
      );
      return until === null ? some : words.ownPassUntil(some, shortDay(until, language, today));
    });
  });
  return parts.join(', ');
}

const endsFirst = (a: CarnetLine, b: CarnetLine): number =>
  (a.until ?? '~') < (b.until ?? '~') ? -1 : 1;
