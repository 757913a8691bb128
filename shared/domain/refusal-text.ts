import type { CardState } from './access-list.ts';
import type { RefusalReason } from './refusal.ts';
import { type RefusalText, refusalTable } from './refusal-words.ts';

/** `cardInactive`, in the words of the state it is in. */
export const inactiveCardWords: Readonly<Record<Exclude<CardState, 'active'>, RefusalText>> = {
  lost: {
    fr: {
      title: 'Carte déclarée perdue',
      why: 'Elle n’ouvre plus rien.',
      advice: 'Rapportez-la à l’accueil.',
    },
    en: {
      title: 'Reported lost',
      why: 'It opens nothing any more.',
      advice: 'Please take it to the desk.',
    },
  },
  returned: {
    fr: {
      title: 'Carte rendue',
      why: 'Elle n’a plus de membre.',
      advice: 'Rapportez-la à l’accueil.',
    },
    en: {
      title: 'Handed back',
      why: 'It belongs to no member now.',
      advice: 'Please take it to the desk.',
    },
  },
  destroyed: {
    fr: {
      title: 'Carte déclarée détruite',
      why: 'Elle n’ouvre plus rien.',
      advice: 'Rapportez-la à l’accueil.',
    },
    en: {
      title: 'Reported destroyed',
      why: 'It opens nothing any more.',
      advice: 'Please take it to the desk.',
    },
  },
};

/** The words for a refusal; `state` is the card's, where it is known. */
export const refusalText = (reason: RefusalReason, state: CardState | null): RefusalText =>
  reason === 'cardInactive' && state !== null && state !== 'active'
    ? inactiveCardWords[state]
    : refusalTable[reason];
