const nbsp = '\u00a0';

/** Why a punch is not shared, or waits, or what a look at Dokos found. `{name}` is what the reason is about. */
export const dokosReasons = {
  otherItem: {
    fr: 'Cet article n’est pas relié à Dokos.',
    en: 'This item is not bound to Dokos.',
  },
  presenceOnly: {
    fr: 'Ni une entrée ni une sortie. Dokos ne prend que celles-ci.',
    en: 'Neither an entry nor an exit. Dokos takes those alone.',
  },
  nobody: {
    fr: 'Carte de personne. Dokos demande un e-mail.',
    en: 'The card is nobody’s. Dokos asks for an e-mail.',
  },
  noEmail: {
    fr: 'Non partagé, faute d’e-mail, ou d’un accord noté pour le partager.',
    en: 'Not shared: there is no e-mail, or no recorded consent to share it.',
  },
  tooLate: {
    fr: 'Non transmis à la fédération. Trop tard, Dokos aurait noté une autre heure.',
    en: 'Not sent to the federation. Too late, Dokos would have written another time.',
  },
  doubleTap: {
    fr: 'Carte présentée deux fois de suite. Le premier passage compte.',
    en: 'The card was tapped twice. The first tap counts.',
  },
  sentOnce: {
    fr: 'Envoyé sans réponse sûre. Dokos ne permet pas de vérifier, il ne sera donc pas renvoyé.',
    en: 'Sent without a sure answer. Dokos shows no records, so it is not sent again.',
  },
  saysNo: {
    fr: `Dokos refuse ce passage${nbsp}: «${nbsp}{said}${nbsp}»`,
    en: 'Dokos does not take this passage: “{said}”',
  },
  venueUnknown: {
    fr: 'Dokos ne connaît pas le lieu {venue}. Corrigez son identifiant.',
    en: 'Dokos knows no venue {venue}. Correct its id.',
  },
  refused: {
    fr: 'Dokos refuse notre clé. Collez-en une nouvelle.',
    en: 'Dokos refuses our key. Paste a new one.',
  },
  troubled: {
    fr: 'Dokos a lui-même une panne, ou est en maintenance. Il sera redemandé.',
    en: 'Dokos has trouble of its own, or is in maintenance. It will be asked again.',
  },
  answerStrange: {
    fr: 'Ce serveur ne parle pas comme une fédération de lieux. Vérifiez l’adresse.',
    en: 'This server does not speak like a federation of venues. Look at the address.',
  },
  unreachable: {
    fr: 'Dokos ne répond pas. Vérifiez son adresse et s’il est en marche.',
    en: 'Dokos does not answer. Look at its address and whether it runs.',
  },
  timeout: {
    fr: 'Dokos ne répond pas à temps.',
    en: 'Dokos does not answer in time.',
  },
  addressRefused: {
    fr: 'Cette adresse est dans un réseau privé. Si c’est voulu, nommez-la dans les réglages du serveur.',
    en: 'This address is in a private network. If it is meant to be, name it in the settings of the server.',
  },
} as const satisfies Record<string, { readonly fr: string; readonly en: string }>;

export type DokosReason = keyof typeof dokosReasons;
