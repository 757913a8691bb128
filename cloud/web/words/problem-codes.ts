import { nbsp } from '../typography.ts';
import { area } from './area.ts';

/** What to do about each refusal that a page can meet, by its code; what is wrong in a form is said there. */
export const problemCodes = area(
  {
    problem_badRequest:
      'Ce qui a été envoyé ne va pas. Rien n’a été changé. Revenez en arrière, relisez ce qui est rempli et réessayez.',
    problem_conflict:
      'Quelqu’un l’a déjà fait, ou les choses ont changé entre-temps. Rien n’a été changé. Regardez ce qu’il en est, puis décidez.',
    problem_journalMismatch:
      'Une lecture de ces passages n’est pas telle que son lecteur l’a signée. Rien n’est attesté. Gardez une copie de la base et cherchez qui peut y écrire.',
    problem_keyChangeGoesOn:
      'Une nouvelle clé de signature est déjà en cours. Attendez qu’elle signe, ou retirez l’appareil qui ne reviendra pas.',
    problem_changedMeanwhile:
      'Ce passage a changé pendant que vous regardiez. Rien n’a été enregistré. Regardez-le encore, puis décidez.',
    problem_tooManyProposals:
      'Plusieurs de vos propositions attendent déjà une réponse. Attendez que l’équipe les ait vues, ou demandez à l’accueil.',
    problem_uidRandom:
      'Ce numéro change à chaque lecture, comme celui d’un téléphone. Donnez une carte au membre.',
    problem_uidFixed:
      'Une carte garde son numéro. Pour un autre numéro, ajoutez une carte et marquez celle-ci perdue ou détruite.',
    problem_readerBusy:
      'Quelqu’un d’autre attend une carte à ce lecteur. Demandez-lui, prenez un autre lecteur, ou attendez un peu.',
    problem_cardTaken:
      'Cette carte est déjà à quelqu’un. Reprenez-la d’abord, ou donnez-en une autre.',
    problem_tagMismatch:
      'Cette carte ne va pas avec l’étiquette importée. Comparez le numéro imprimé dessus.',
    problem_cardNotActive:
      'Cette carte n’est pas active. Activez-la si elle est vraiment là, sinon prenez-en une autre.',
    problem_guestNeedsEnd:
      'Une carte d’invité a besoin d’un dernier jour. Dites jusqu’à quand elle ouvre.',
    problem_guestNeedsSponsor:
      'Une personne invitée a besoin d’un membre qui réponde d’elle. Choisissez-le.',
    problem_guestHasMember: 'Une carte est à un membre ou à une personne invitée, pas aux deux.',
    problem_unknownReference:
      'Ce que vous avez choisi n’existe plus. Rien n’a été changé. Revenez en arrière et choisissez dans la liste.',
    problem_inUse: 'Cela sert encore. Rien n’a été changé. Terminez d’abord ce qui en dépend.',
    problem_hoursOverlap:
      'Deux horaires du même jour se recouvrent. Dites-les en une seule ouverture, ou changez l’un des deux.',
    problem_grantRepeated:
      'Ce droit existe déjà. Rien n’a été ajouté. Changez celui-là, ou dites autre chose.',
    problem_placeMismatch:
      'Cela se trouve dans un autre lieu. Un point d’accès, sa porte, son espace et ses droits sont du même lieu.',
    problem_placeFixed: `Ce point d’accès a déjà des lectures${nbsp}: son lieu ne change plus. Ajoutez un point d’accès à l’autre lieu.`,
    problem_placeNeeded: 'Dites pour quel lieu.',
    problem_bodyTooLarge: 'C’est trop long. Rien n’a été changé. Envoyez-en moins à la fois.',
    problem_mediaTypeUnknown:
      'Ce qui a été envoyé n’est pas un formulaire de cette page. Ouvrez-la encore.',
    problem_deviceOffline: `L’appareil ne répond pas. Rien n’a été envoyé. Son lecteur ouvre encore aux membres${nbsp}: regardez son alimentation et son réseau.`,
    problem_lockMisfit:
      'Cette serrure ne se joint pas ainsi. Donnez une adresse qui va avec sa sorte, et ce que cette sorte demande.',
    problem_lockCannotHold: `Une serrure connectée se referme d’elle-même${nbsp}: elle ne reste pas ouverte selon un horaire. Laissez l’horaire vide.`,
    problem_doorUnreached:
      'Aucun appareil n’ouvre cette porte. Choisissez-la au point d’accès à côté d’elle, dans Réglages.',
    problem_crossSite:
      'L’envoi ne venait pas d’une de nos pages. Rouvrez la page et envoyez le formulaire d’ici.',
    problem_formTooOld:
      'Ce formulaire a trop attendu son mot de passe. Rien n’a été fait. Rouvrez la page et remplissez-le à nouveau.',
    problem_notConfirmed: `Ce n’est pas le bon. Réessayez. Pour un mot de passe perdu, demandez un nouveau lien à une personne qui administre.`,
    problem_notSignedIn:
      'Vous n’êtes plus connecté. Rien n’a été changé. Connectez-vous, puis réessayez.',
    problem_tooMuchToGive:
      'Personne ne donne plus que ce qui lui est permis. Choisissez moins, ou demandez à une personne qui administre tous les lieux.',
    problem_lastAdmin:
      'Plus personne n’administrerait tout. Donnez d’abord ce rôle à quelqu’un d’autre.',
    problem_homeElsewhere: `Ce lieu de référence n’est pas l’un des vôtres. Rien n’a été changé. Demandez à une personne qui administre les deux lieux${nbsp}: il décide de ce que l’un doit à l’autre.`,
    problem_connectionUnusable:
      'Cette connexion n’est pas utilisable ainsi. Rien n’a été changé. Corrigez ses réglages, puis réessayez.',
    problem_connectionSecretsLost:
      'Les clés de cette connexion manquent, ou ne se lisent plus. Redonnez-les, ou rattachez ce système à nouveau.',
    problem_importNotCsv: `Ce fichier n’est pas un CSV. Dans Excel ou LibreOffice, enregistrez-le en «${nbsp}CSV UTF-8${nbsp}» et envoyez celui-là.`,
    problem_importTooLarge:
      'Ce fichier est trop lourd. Coupez-le, avec la ligne des colonnes en tête de chacun.',
    problem_importTooLong:
      'Ce fichier a trop de lignes. Coupez-le, avec la ligne des colonnes en tête de chacun.',
    problem_importTooWide:
      'Une ligne a trop de colonnes. Cherchez un guillemet ouvert et jamais fermé, et gardez les colonnes utiles.',
    problem_importQuoteOpen: 'Un guillemet ouvert n’est jamais fermé. Fermez-le, ou enlevez-le.',
    problem_importEmpty:
      'Ce fichier n’a rien à importer. Il faut une ligne de noms de colonnes, et une ligne pour chacun.',
    problem_importLinesRefused:
      'Des lignes sont refusées, rien n’a été écrit. Corrigez-les, ou choisissez de les laisser de côté.',
    problem_importColumnsMissing:
      'Il manque une colonne. La première ligne du fichier doit les nommer.',
  },
  {
    problem_badRequest:
      'What was sent does not work. Nothing was changed. Go back, read what is filled in and try again.',
    problem_conflict:
      'Somebody did it already, or things changed meanwhile. Nothing was changed. Look at how they are, then decide.',
    problem_journalMismatch:
      'A tap of these passages is not as its reader signed it. Nothing is certified. Keep a copy of the database, and find out who can write to it.',
    problem_keyChangeGoesOn:
      'A new signing key is on its way already. Wait until it signs, or retire the device that will not come back.',
    problem_changedMeanwhile:
      'This passage changed while you were looking. Nothing was saved. Look at it again, then decide.',
    problem_tooManyProposals:
      'Many of your proposals wait for an answer already. Wait until staff have looked at them, or ask at the desk.',
    problem_uidRandom:
      'This number is new at each reading, as a phone’s is. Give the member a card.',
    problem_uidFixed:
      'A card keeps its number. For another number, add a card and mark this one lost or destroyed.',
    problem_readerBusy:
      'Somebody else waits for a card at this reader. Ask them, take another reader, or wait a little.',
    problem_cardTaken: 'This card is somebody’s already. Take it back first, or give another.',
    problem_tagMismatch:
      'This card does not fit the tag that was imported. Compare the number printed on it.',
    problem_cardNotActive:
      'This card is not active. Make it active if it is really there, else take another.',
    problem_guestNeedsEnd: 'A guest card needs its last day. Say until when it opens.',
    problem_guestNeedsSponsor: 'A guest needs a member who answers for them. Choose one.',
    problem_guestHasMember: 'A card is either a member’s or a guest’s.',
    problem_unknownReference:
      'What you chose is no more. Nothing was changed. Go back and choose from the list.',
    problem_inUse: 'This is still used. Nothing was changed. End what hangs on it first.',
    problem_hoursOverlap:
      'Two times of one day overlap. Say them as one opening, or change one of them.',
    problem_grantRepeated:
      'This grant is there already. Nothing was added. Change that one, or say something else.',
    problem_placeMismatch:
      'This is at another place. An access point, its door, its area and its grants are of one place.',
    problem_placeFixed:
      'This access point has taps already: its place stays. Add an access point at the other place.',
    problem_placeNeeded: 'Say for which place.',
    problem_bodyTooLarge: 'This is too long. Nothing was changed. Send less at once.',
    problem_mediaTypeUnknown: 'What was sent is no form of this page. Open it again.',
    problem_deviceOffline:
      'The device does not answer. Nothing was sent. Its reader still lets members in: look at its power and network.',
    problem_lockMisfit:
      'This lock cannot be reached like that. Give an address that goes with its kind, and what that kind asks for.',
    problem_lockCannotHold:
      'A connected lock locks by itself: it does not stay open during a schedule. Leave the schedule empty.',
    problem_doorUnreached:
      'No device opens this door. Choose it at the access point beside it, in Settings.',
    problem_crossSite:
      'This was not sent from one of our pages. Open the page again and send it from there.',
    problem_formTooOld:
      'This form waited too long for its password. Nothing was done. Open the page and fill it in again.',
    problem_notConfirmed:
      'That is not the right one. Try again; for a lost password, ask an administrator for a new link.',
    problem_notSignedIn: 'You are signed out. Nothing was changed. Sign in, then try again.',
    problem_tooMuchToGive:
      'Nobody gives away more than they may do themselves. Choose less, or ask somebody who administers all places.',
    problem_lastAdmin:
      'Nobody would administer everything any more. Give that role to somebody else first.',
    problem_homeElsewhere:
      'This home place is not one of yours. Nothing was changed. Ask somebody who administers both places: it decides what one owes the other.',
    problem_connectionUnusable:
      'This connection cannot be used as it is set. Nothing was changed. Correct its settings, then try again.',
    problem_connectionSecretsLost:
      'The keys of this connection are missing, or cannot be read any more. Enter them again, or join that system anew.',
    problem_importNotCsv:
      'This file is no CSV. In Excel or LibreOffice, save it as “CSV UTF-8” and send that one.',
    problem_importTooLarge: 'This file is too large. Cut it, each with the line of column names.',
    problem_importTooLong:
      'This file has too many lines. Cut it, each with the line of column names.',
    problem_importTooWide:
      'A line has too many columns. Look for a quote that is never closed, and keep the columns needed.',
    problem_importQuoteOpen: 'A quote that is opened is never closed. Close it, or leave it out.',
    problem_importEmpty:
      'This file has nothing to import. It needs a line of column names, and a line for each.',
    problem_importLinesRefused:
      'Lines are refused, nothing was written. Correct them, or choose to leave them out.',
    problem_importColumnsMissing: 'A column is missing. The first line of the file must name them.',
  },
);
