import { nbsp, nnbsp } from '../typography.ts';
import { area } from './area.ts';

/** The key devices believe, and the passwords they connect with. */
export const signingKey = area(
  {
    keyTitle: 'Clé du cloud',
    keyMore: 'Ce que les appareils croient, et comment en changer',
    keyLead:
      'Un appareil n’obéit qu’à ce que cette clé a signé. La changer rend sans valeur une copie oubliée dans une vieille sauvegarde.',
    keySigns: (kid: string) => `La clé ${kid} signe.`,
    keyIntroduced:
      'La nouvelle clé est présentée aux appareils. L’ancienne signe jusqu’à ce que tous ceux qui sont là la connaissent.',
    keyFollowed:
      'La nouvelle clé signe déjà. Ceux qui étaient absents l’apprennent dès leur retour, sans rien perdre.',
    keyRenew: 'Changer la clé',
    keySaidRenewed: 'La nouvelle clé est faite, les appareils l’apprennent.',
    keyGoesOn: 'Un changement est déjà en cours.',
    keyNotStolen: `Clé volée${nnbsp}? Ce bouton ne suffit pas${nbsp}: qui l’a peut signer la suite. Arrêtez le cloud, démarrez-le une fois avec «${nbsp}badgeuse cloud --new-signing-key${nbsp}», puis reliez chaque appareil.`,
    keyBackup: `Après le changement, faites une sauvegarde${nbsp}: une ancienne ne contient pas la nouvelle clé.`,
    keyDevices: 'Appareils',
    keyNoDevices: 'Aucun appareil n’est relié.',
    keyKnows: 'la connaît',
    keyWaits: 'pas encore',
    keySilent: 'pas entendu, l’apprendra à son retour',
    keyStranger: `croit une autre clé${nbsp}: à relier de nouveau`,
    passwordTitle: 'Mot de passe du lien',
    passwordText:
      'Pour un appareil d’une autre marque, ou quand son mot de passe a pu être lu. L’ancien ne vaut plus rien aussitôt, et sa connexion est coupée. Un lecteur Badgeuse demande alors à être relié par un nouveau code, et garde ses passages.',
    passwordRenew: 'Donner un autre mot de passe',
    passwordShown: (device: string) => `Nouveau mot de passe de ${device}`,
    passwordOnce: 'Il n’est montré qu’ici et maintenant.',
    passwordLabel: 'Mot de passe',
    passwordUsername: 'Nom d’utilisateur',
    passwordUrl: 'Adresse',
    passwordBack: 'Retour à l’appareil',
    replaces: 'C’est',
    replacesNew: 'un nouvel appareil',
    replacesKnown: (name: string) => `${name}, avec une autre clé${nbsp}: il la remplace`,
  },
  {
    keyTitle: 'Key of the cloud',
    keyMore: 'What devices believe, and how to change it',
    keyLead:
      'A device obeys only what this key has signed. Changing it makes a copy that was forgotten in an old backup worthless.',
    keySigns: (kid) => `The key ${kid} signs.`,
    keyIntroduced:
      'The new key is being introduced to the devices. The former signs until all that are there know it.',
    keyFollowed:
      'The new key signs already. Those that were away hear of it when they come back, and lose nothing.',
    keyRenew: 'Change the key',
    keySaidRenewed: 'The new key is made, and the devices hear of it.',
    keyGoesOn: 'A change is going on already.',
    keyNotStolen:
      'A stolen key? This button does not help: whoever has it can sign what follows. Stop the cloud, start it once with “badgeuse cloud --new-signing-key”, then let each device in again.',
    keyBackup: 'After the change, make a backup: one from before does not hold the new key.',
    keyDevices: 'Devices',
    keyNoDevices: 'No device was let in.',
    keyKnows: 'knows it',
    keyWaits: 'not yet',
    keySilent: 'not heard, will be told when it is back',
    keyStranger: 'believes another key: let it in again',
    passwordTitle: 'Password of the link',
    passwordText:
      'For a device of another make, or when its password may have been read. The former is worthless at once, and its connection ends. A Badgeuse reader then asks to be let in by a new code, and keeps its taps.',
    passwordRenew: 'Give another password',
    passwordShown: (device) => `New password of ${device}`,
    passwordOnce: 'It is shown here and now only.',
    passwordLabel: 'Password',
    passwordUsername: 'User name',
    passwordUrl: 'Address',
    passwordBack: 'Back to the device',
    replaces: 'This is',
    replacesNew: 'a new device',
    replacesKnown: (name) => `${name}, with another key: this one takes its place`,
  },
);
