import { nbsp, nnbsp } from '../typography.ts';
import { area } from './area.ts';

/** What other systems are told of somebody, on that person's page. */
export const systems = area(
  {
    systemsTitle: 'Autres systèmes',
    systemOff: 'Cette liaison est éteinte',
    systemRead: 'À lire à la personne',
    systemTold: (day: string) => `La personne a été informée le ${day}.`,
    systemToldNot:
      'La personne n’a pas encore été informée. Ses passages restent ici, non partagés.',
    systemToldSentence: (system: string) =>
      `«${nbsp}À partir d’aujourd’hui, le numéro de votre carte et l’heure de chacun de vos passages sont écrits dans ${system}, que d’autres lieux lisent. Ils y restent pour toujours${nbsp}: personne ne peut les effacer, nous non plus. Votre nom n’y figure pas. Vous pouvez refuser${nnbsp}; vos passages restent alors ici.${nbsp}»`,
    systemTell: 'C’est dit, le noter',
    systemToldTakeBack: 'Ne plus partager ses passages',
    systemCards: 'Y enregistrer ses cartes',
    systemCardsMore: 'Une carte que ce système ne connaît pas encore doit y être enregistrée.',
    systemEmail: (day: string) => `La personne est d’accord depuis le ${day}.`,
    systemEmailNot:
      'Aucun accord n’est noté. Son adresse e-mail n’est pas donnée, ses passages restent ici.',
    systemEmailSentence: (system: string) =>
      `«${nbsp}Si vous êtes d’accord, nous donnons à ${system} votre adresse e-mail à chacun de vos passages, pour que vous y soyez reconnu. Vous pouvez changer d’avis quand vous voulez${nnbsp}; ce qui a déjà été donné y reste.${nbsp}»`,
    systemAgree: 'La personne est d’accord, le noter',
    systemEmailTakeBack: 'Retirer cet accord',
    systemNoAddress: 'Aucune adresse e-mail n’est connue.',
    systemAddAddress: 'Ajouter son adresse',
    systemBy: (who: string, time: string) => `Noté par ${who} à ${time}.`,
    systemProgram: 'un programme',
    systemKnownAs: (system: string) => `Nom ou numéro dans ${system}`,
    systemKnownAsHint: 'Par exemple HR-EMP-00042. Vide, ses passages n’y sont pas envoyés.',
    systemKnownAsLong: 'Ce nom dépasse 140 signes.',
    systemSave: 'Enregistrer',
    saidSystem: 'C’est noté.',
    saidSystemCards: 'Ses cartes y sont enregistrées.',
  },
  {
    systemsTitle: 'Other systems',
    systemOff: 'This connection is switched off',
    systemRead: 'Read this to them',
    systemTold: (day) => `They were told on ${day}.`,
    systemToldNot: 'They were not told yet. Their passages stay here, not shared.',
    systemToldSentence: (system) =>
      `“From today on, the number of your card and the time of each of your passages are written into ${system}, which other places read. They stay there for good: nobody can erase them, nor can we. Your name is not in it. You may say no; your passages then stay here.”`,
    systemTell: 'Record that they were told',
    systemToldTakeBack: 'Share their passages no more',
    systemCards: 'Register their cards there',
    systemCardsMore: 'A card that this system does not know yet has to be registered there.',
    systemEmail: (day) => `They have agreed since ${day}.`,
    systemEmailNot: 'No consent is recorded. Their email is not given, their passages stay here.',
    systemEmailSentence: (system) =>
      `“If you agree, we give ${system} your email address at each of your passages, so that it knows you. You may change your mind at any time; what was given stays there.”`,
    systemAgree: 'Record that they agree',
    systemEmailTakeBack: 'Withdraw this consent',
    systemNoAddress: 'No email address is known.',
    systemAddAddress: 'Add their address',
    systemBy: (who, time) => `Recorded by ${who} at ${time}.`,
    systemProgram: 'a program',
    systemKnownAs: (system) => `Name or number in ${system}`,
    systemKnownAsHint: 'For example HR-EMP-00042. Without one, their passages are not sent there.',
    systemKnownAsLong: 'This name is longer than 140 characters.',
    systemSave: 'Save',
    saidSystem: 'It is recorded.',
    saidSystemCards: 'Their cards are registered there.',
  },
);
