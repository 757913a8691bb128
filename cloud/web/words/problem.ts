import { nbsp } from '../typography.ts';
import { area } from './area.ts';

/** What a page says when a request could not be done. */
export const problem = area(
  {
    tooMany: (seconds: string) => `Trop d’essais. Réessayez dans ${seconds}${nbsp}s.`,
    problemTitle: 'Cela n’a pas marché',
    problemNotFound: 'Cette page n’existe pas',
    problemNotFoundMore: 'Elle a peut-être changé d’adresse. Rien n’est perdu.',
    problemNotAllowed: 'Votre rôle ne permet pas cela',
    problemNotAllowedMore: (names: string) =>
      names === '' ? 'Demandez à la personne qui administre.' : `Demandez à ${names}.`,
    problemElsewhere: 'Cela ouvre aussi ailleurs',
    problemElsewhereMore:
      'Ce groupe, ou cette carte, ouvre aussi dans des lieux qui ne sont pas les vôtres. Rien n’a été changé. Demandez à une personne qui administre tous les lieux.',
    reachesElsewhere: (names: string) =>
      `Cela vaut aussi pour des lieux qui ne sont pas les vôtres${nbsp}: vous pouvez le lire, pas le changer. ${
        names === ''
          ? 'Demandez à la personne qui administre tous les lieux.'
          : `Demandez à ${names}.`
      }`,
    problemPeriod: 'Cette période ne va pas',
    problemPeriodMore:
      'Le dernier jour vient avant le premier, ou l’un des deux n’existe pas. Revenez en arrière et changez-le.',
    problemPeriodBack: 'Voir ce mois',
    problemExports: 'D’autres exports sont en cours',
    problemExportsMore:
      'Ou l’un des vôtres n’est pas fini. Un fichier aussi long attend son tour, et le sien n’est pas venu. Réessayez dans un moment, ou choisissez une période plus courte.',
    problemAgain: 'Réessayer',
    problemOurs: 'Quelque chose a échoué de notre côté',
    problemOursMore:
      'Vous n’y êtes pour rien. Regardez si ce que vous vouliez est fait, puis réessayez. Si cela revient, donnez ce code à la personne qui administre.',
    problemOther: 'Rien n’a été changé. Revenez en arrière et réessayez.',
    problemCode: 'Code',
    backToToday: 'Retour à aujourd’hui',
  },
  {
    tooMany: (seconds) => `Too many tries. Try again in ${seconds}${nbsp}s.`,
    problemTitle: 'That did not work',
    problemNotFound: 'There is no such page',
    problemNotFoundMore: 'Its address may have changed. Nothing is lost.',
    problemNotAllowed: 'Your role does not allow that',
    problemNotAllowedMore: (names) =>
      names === '' ? 'Ask the person who administers.' : `Ask ${names}.`,
    problemElsewhere: 'This opens elsewhere too',
    problemElsewhereMore:
      'This group, or this card, also opens at places that are not yours. Nothing was changed. Ask somebody who administers all places.',
    reachesElsewhere: (names) =>
      `This is for places too that are not yours: you may read it, not change it. ${
        names === '' ? 'Ask somebody who administers all places.' : `Ask ${names}.`
      }`,
    problemPeriod: 'These days do not work',
    problemPeriodMore:
      'The last day comes before the first, or one of them does not exist. Go back and change it.',
    problemPeriodBack: 'See this month',
    problemExports: 'Other exports are being made',
    problemExportsMore:
      'Or one of yours has not ended. A file as long as this waits for its turn, which did not come. Try again in a moment, or choose a shorter period.',
    problemAgain: 'Try again',
    problemOurs: 'Something failed on our side',
    problemOursMore:
      'It is nothing you did. See whether what you wanted is done, then try again. If it comes back, give this code to whoever administers.',
    problemOther: 'Nothing was changed. Go back and try again.',
    problemCode: 'Code',
    backToToday: 'Back to today',
  },
);
