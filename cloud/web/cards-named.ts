import { folded } from '../../shared/domain/folded.ts';
import type { CardRecord } from '../ports/registry.ts';
import type { WebDeps } from './deps.ts';

export interface CardNamed {
  readonly card: CardRecord;
  readonly memberName: string | null;
}

const few = { limit: 50, cursor: null };

/**
 * The cards somebody means who types a number or a name: a whole number or a whole name alone where one fits, else
 * everything that holds what was typed.
 */
export async function cardsNamed(
  { people }: Pick<WebDeps, 'people'>,
  typed: string,
): Promise<readonly CardNamed[]> {
  if (typed === '') return [];
  const { items: found } = await people.members(typed, few);
  const loose = (await people.cards({ text: typed }, few)).items.filter(
    ({ memberId }) => memberId === null,
  );
  const all: readonly CardNamed[] = [
    ...found.flatMap(({ member, cards }) =>
      cards.map((card) => ({ card, memberName: member.name })),
    ),
    ...loose.map((card) => ({ card, memberName: null })),
  ];
  const wanted = folded(typed);
  const exact = all.filter(
    ({ card, memberName }) =>
      card.number === typed || (memberName !== null && folded(memberName) === wanted),
  );
  return exact.length > 0 ? exact : all;
}
