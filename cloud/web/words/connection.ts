import { nbsp, nnbsp } from '../typography.ts';
import { area } from './area.ts';

/** One other system that is told of punches: how it is, and what can be done about it. */
export const connection = area(
  {
    connectionOnSince: (when: string) =>
      `En marche. Les lectures sont transmises depuis${nbsp}: ${when}.`,
    connectionOff: 'Éteinte. Rien n’est transmis.',
    connectionLastTold: (when: string) => `Dernière réussite${nbsp}: ${when}.`,
    connectionNothingYet: 'Rien n’a encore été transmis.',
    connectionCheck: 'Tester maintenant',
    connectionCheckMore: 'Le test demande sans rien écrire là-bas.',
    connectionWell: (when: string) => `Testée ${when}${nbsp}: tout va bien.`,
    connectionTroubled: (when: string, why: string) => `Testée ${when}${nbsp}: ${why}`,
    connectionWellNow: 'L’autre système répond, et tout va bien.',
    connectionSecretsLostTitle: 'Les clés de cette connexion sont perdues',
    connectionNotBound:
      'Aucun article n’y est encore relié. Tant que c’est ainsi, rien n’est transmis.',
    connectionTaps: 'Lectures',
    connectionSettings: 'Réglages',
    connectionEdit: 'Modifier les réglages',
    connectionTurnOn: 'Mettre en marche',
    connectionTurnOff: 'Éteindre',
    connectionOnQuestion: (name: string) => `Mettre ${name} en marche${nnbsp}?`,
    connectionOnMore:
      'Les lectures seront transmises à partir de maintenant. Celles d’avant ne le seront pas.',
    connectionOnForGood:
      'Ce qui est noté dans FEDOW y reste pour toujours, et chaque lieu de la fédération le voit. Seules sont transmises les cartes des membres à qui cela a été dit.',
    connectionOnConsent:
      'Seuls sont transmis les membres qui partagent leur e-mail avec ce système.',
    connectionEnd: 'Supprimer cette connexion',
    connectionEndQuestion: (name: string) => `Supprimer ${name}${nnbsp}?`,
    connectionEndMore:
      'Ses clés et ce qu’est devenue chaque lecture disparaissent ici, et ce qui attend n’est plus transmis. Ce qui est déjà noté là-bas y reste.',
    connectionSet_server: 'Serveur',
    connectionSet_asset: 'Asset',
    connectionSet_secrets: 'Clés gardées',
    connectionNoSecrets: 'aucune',
    connectionKept_key: 'clé publique et privée',
    connectionKept_apiKey: 'clé d’API',
    connectionKept_apiSecret: 'secret d’API',
    connectionKept_placeKey: 'clé du lieu',
    connectionKept_walletKey: 'clé du portefeuille',
  },
  {
    connectionOnSince: (when) => `On. Taps are told since ${when}.`,
    connectionOff: 'Switched off. Nothing is told.',
    connectionLastTold: (when) => `Last success: ${when}.`,
    connectionNothingYet: 'Nothing was told yet.',
    connectionCheck: 'Test now',
    connectionCheckMore: 'The test asks, and writes nothing there.',
    connectionWell: (when) => `Tested ${when}: all is well.`,
    connectionTroubled: (when, why) => `Tested ${when}: ${why}`,
    connectionWellNow: 'The other system answers, and all is well.',
    connectionSecretsLostTitle: 'The keys of this connection are lost',
    connectionNotBound: 'No item is bound there yet. Until one is, nothing is told.',
    connectionTaps: 'Taps',
    connectionSettings: 'Settings',
    connectionEdit: 'Change the settings',
    connectionTurnOn: 'Switch on',
    connectionTurnOff: 'Switch off',
    connectionOnQuestion: (name) => `Switch ${name} on?`,
    connectionOnMore: 'Taps will be told from now on. Earlier ones will not.',
    connectionOnForGood:
      'What is written in FEDOW stays there for good, and every venue of the federation sees it. Only cards of members who were told so are told.',
    connectionOnConsent: 'Only members who share their e-mail with this system are told.',
    connectionEnd: 'Remove this connection',
    connectionEndQuestion: (name) => `Remove ${name}?`,
    connectionEndMore:
      'Its keys and what became of each tap disappear here, and what waits is not told any more. What is written there already stays there.',
    connectionSet_server: 'Server',
    connectionSet_asset: 'Asset',
    connectionSet_secrets: 'Keys kept',
    connectionNoSecrets: 'none',
    connectionKept_key: 'public and private key',
    connectionKept_apiKey: 'API key',
    connectionKept_apiSecret: 'API secret',
    connectionKept_placeKey: 'key of the place',
    connectionKept_walletKey: 'key of the wallet',
  },
);
