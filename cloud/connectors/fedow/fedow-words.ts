import type { ErrorCode } from '../../../shared/runtime/errors.ts';

const nbsp = '\u00a0';

/** What staff are told to do, in both languages, for each failure of `shared/runtime/errors-of-connectors.ts`. */
export const fedowHints = {
  fedowStringWrong: {
    fr: `Copiez toute la dernière ligne affichée par «${nbsp}manage.py places --create${nbsp}», et collez-la telle quelle.`,
    en: 'Copy the whole last line that `manage.py places --create` printed, and paste it unchanged.',
  },
  fedowStringUsed: {
    fr: 'Cette chaîne a déjà servi, ou vient d’un autre Fedow. Demandez-en une autre à son administrateur.',
    en: 'This string was used already, or is another Fedow’s. Ask its administrator for another one.',
  },
  fedowRootTaken: {
    fr: 'Ce Fedow a déjà donné sa première clé. Demandez à son administrateur de créer un lieu et collez la chaîne obtenue.',
    en: 'This Fedow gave its first key away already. Ask its administrator to make a place, and paste the string.',
  },
  fedowPlaceLinked: {
    fr: 'Ce lieu a déjà une caisse à ce Fedow. Demandez à son administrateur la chaîne d’un lieu à part.',
    en: 'This place has a till at this Fedow already. Ask its administrator for the string of a place of its own.',
  },
  fedowAddressRefused: {
    fr: 'Cette adresse est dans un réseau privé. Si c’est voulu, nommez-la dans les réglages du serveur.',
    en: 'This address is in a private network. If it is meant to be, name it in the settings of the server.',
  },
  fedowUnreachable: {
    fr: 'Fedow ne répond pas. Rien n’est perdu, il sera redemandé. Vérifiez son adresse et s’il est en marche.',
    en: 'Fedow does not answer. Nothing is lost, it will be asked again. Look at its address and whether it runs.',
  },
  fedowRefused: {
    fr: 'Fedow refuse notre clé ou notre signature. Rattachez le lieu avec une nouvelle chaîne.',
    en: 'Fedow refuses our key or signature. Join the place again with another string.',
  },
  fedowTroubled: {
    fr: 'Fedow a lui-même une panne. Prévenez son administrateur. Il sera redemandé.',
    en: 'Fedow has trouble of its own. Tell its administrator. It will be asked again.',
  },
  fedowSaysNo: {
    fr: 'Corrigez ce que Fedow nomme, puis réessayez.',
    en: 'Correct what Fedow names, then try again.',
  },
  fedowAnswerStrange: {
    fr: 'Ce serveur ne parle pas comme un Fedow de version 1. Vérifiez l’adresse.',
    en: 'This server does not speak like a Fedow of version 1. Look at the address.',
  },
} as const satisfies Partial<Record<ErrorCode, { readonly fr: string; readonly en: string }>>;

/** Why a punch is not shared, or waits. */
export const fedowReasons = {
  otherItem: {
    fr: 'Cet article n’est pas relié à Fedow.',
    en: 'This item is not bound to Fedow.',
  },
  holderNotTold: {
    fr: 'Non partagé, tant que la personne n’a pas été informée de ce qui reste dans Fedow pour toujours.',
    en: 'Not shared until they were told what stays in Fedow for good.',
  },
  cardUnknown: {
    fr: 'Fedow ne connaît pas cette carte. Enregistrez-la, puis réessayez.',
    en: 'Fedow does not know this card. Register it there, then try again.',
  },
  tagRefused: {
    fr: 'Fedow refuse le numéro de cette carte.',
    en: 'Fedow does not take the number of this card.',
  },
  refused: {
    fr: 'Fedow refuse ce passage.',
    en: 'Fedow does not take this passage.',
  },
  assetUnknown: {
    fr: 'Fedow n’a pas de badgeuse sous cet asset. Reliez l’article à un autre.',
    en: 'Fedow has no time clock by this asset. Bind the item to another.',
  },
  primaryCardUnknown: {
    fr: 'Fedow ne connaît plus la carte primaire du lieu. Enregistrez-la.',
    en: 'Fedow does not know the primary card of the place any more. Register it.',
  },
  cardNotPrimary: {
    fr: 'La carte du lieu n’est pas une carte primaire dans Fedow.',
    en: 'The card of the place is no primary card in Fedow.',
  },
  mayStillArrive: {
    fr: 'Envoyé sans réponse sûre. Il sera cherché dans Fedow avant tout nouvel envoi.',
    en: 'Sent without a sure answer. It is looked for in Fedow before it is sent again.',
  },
} as const satisfies Record<string, { readonly fr: string; readonly en: string }>;
