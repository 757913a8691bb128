import { nbsp } from '../typography.ts';
import { area } from './area.ts';

/** The password asked again before what is dangerous. */
export const confirmation = area(
  {
    confirmTitle: 'Encore votre mot de passe',
    confirmMore: `Exporter des données, changer un accès ou une connexion, ouvrir une porte à distance${nbsp}: là, nous vérifions que c’est bien vous. Une fois suffit pour 10${nbsp}minutes.`,
    confirmKept: 'Ce que vous avez saisi est gardé.',
    confirmGo: 'Confirmer et continuer',
    confirmDownload: 'Confirmer et télécharger',
    confirmWrongPassword: 'Ce n’est pas votre mot de passe.',
    confirmTooMany: (seconds: string) =>
      `Trop d’essais. Réessayez dans ${seconds}${nbsp}s${nbsp}: rien n’est perdu.`,
    confirmedTitle: 'C’est confirmé',
    confirmedMore: 'Le fichier arrive dans vos téléchargements.',
    confirmedAgain: 'Télécharger encore',
    confirmedBack: 'Revenir à la page',
  },
  {
    confirmTitle: 'Your password again',
    confirmMore: `To export data, change an access or a connection, or open a door from afar, we make sure it is you. Once is enough for 10${nbsp}minutes.`,
    confirmKept: 'What you typed is kept.',
    confirmGo: 'Confirm and go on',
    confirmDownload: 'Confirm and download',
    confirmWrongPassword: 'That is not your password.',
    confirmTooMany: (seconds) =>
      `Too many tries. Try again in ${seconds}${nbsp}s: nothing is lost.`,
    confirmedTitle: 'Confirmed',
    confirmedMore: 'The file is on its way to your downloads.',
    confirmedAgain: 'Download again',
    confirmedBack: 'Back to the page',
  },
);
