const nbsp = '\u00a0';
const nnbsp = '\u202f';

/** Why a punch is not there, or waits, and what to do about it. */
export const frappeReasons = {
  nobodys: {
    fr: 'La carte n’était à personne.',
    en: 'The card was nobody’s.',
  },
  notKnownAs: {
    fr: 'Personne n’a noté sous quel nom ce système connaît ce membre.',
    en: 'Nobody wrote down what that system calls this member.',
  },
  emailNotShared: {
    fr: 'Ce membre n’a pas d’adresse e-mail dont le partage avec ce système soit noté.',
    en: 'This member has no e-mail address whose sharing with that system is on record.',
  },
  personUnknown: {
    fr: 'Ce système ne connaît pas cette personne. Corrigez-y sa fiche, ou ici son nom, puis réessayez.',
    en: 'That system does not know this person. Correct their record there, or their name here, then try again.',
  },
  severalFound: {
    fr: 'Plusieurs fiches y ont ce même numéro. Laissez-le à une seule, puis réessayez.',
    en: 'Several records there have this same number. Leave it to one of them, then try again.',
  },
  inactive: {
    fr: 'Cette personne y est inactive. Réactivez sa fiche, puis réessayez.',
    en: 'This person is inactive there. Make their record active, then try again.',
  },
  refused: {
    fr: 'Le site refuse cet enregistrement, avec ses propres mots. Corrigez-y ce qu’il nomme, puis réessayez.',
    en: 'The site does not take this record, and says why in its own words. Correct it there, then try again.',
  },
  timeTwice: {
    fr: 'Cette nuit-là, cette heure a existé deux fois, et le site a déjà un enregistrement à cette heure. Vérifiez à la main.',
    en: 'That night had this hour twice, and the site has a record of that time already. Compare them by hand.',
  },
  timeReplaced: {
    fr: `Le site a remplacé l’heure du passage par l’heure actuelle${nnbsp}; l’enregistrement faux a été supprimé. Donnez au compte de la clé le rôle «${nbsp}HR User${nbsp}».`,
    en: 'The site put the present time in place of the punch’s; the wrong record was deleted. Give the key’s account the role “HR User”.',
  },
  timeReplacedStays: {
    fr: `Le site a remplacé l’heure du passage par l’heure actuelle, et l’enregistrement faux n’a pas pu être supprimé. Supprimez-le, donnez au compte de la clé le rôle «${nbsp}HR User${nbsp}», puis réessayez.`,
    en: 'The site put the present time in place of the punch’s, and the wrong record could not be deleted. Delete it, give the key’s account the role “HR User”, then try again.',
  },
  timeNotWritable: {
    fr: `Le compte de la clé ne peut pas écrire l’heure${nbsp}: le site la remplacerait par l’heure actuelle. Donnez-lui le rôle «${nbsp}HR User${nbsp}». Rien n’a été écrit.`,
    en: 'The key’s account may not write the time: the site would put the present one. Give it the role “HR User”. Nothing was written.',
  },
  mayNotWrite: {
    fr: 'Le compte de la clé ne peut pas créer ces enregistrements. Donnez-lui un rôle qui le peut.',
    en: 'The key’s account may not create these records. Give it a role that may.',
  },
  mayNotRead: {
    fr: 'Le compte de la clé ne peut pas lire ces enregistrements. Donnez-lui un rôle qui le peut.',
    en: 'The key’s account may not read these records. Give it a role that may.',
  },
  mayNotThis: {
    fr: 'Le compte de la clé ne peut rien écrire pour cette personne. Vérifiez ses restrictions dans le site, puis réessayez.',
    en: 'The key’s account may write nothing for this person. Look at its user permissions there, then try again.',
  },
  keyRefused: {
    fr: 'Le site refuse la clé. Créez-en une autre dans le profil de son compte.',
    en: 'The site refuses the key. Make another one in the profile of its account.',
  },
  doctypeUnknown: {
    fr: 'Le site n’a pas ce type d’enregistrement. Vérifiez son nom, et que l’application est installée.',
    en: 'The site has no such doctype. Look at its name, and whether its app is installed.',
  },
  fieldUnknown: {
    fr: 'Un champ n’existe pas dans ce type d’enregistrement. Corrigez la table des champs.',
    en: 'That doctype has no such field. Correct the table of fields.',
  },
  timeZoneDiffers: {
    fr: 'Le site est réglé sur un autre fuseau horaire. Indiquez ici le même.',
    en: 'The site is set to another time zone. Set the same one here.',
  },
  troubled: {
    fr: 'Le site a lui-même une panne. Prévenez son administrateur. Il sera redemandé.',
    en: 'The site has trouble of its own. Tell its administrator. It will be asked again.',
  },
  stopped: {
    fr: 'Le site est en maintenance. Il sera redemandé.',
    en: 'The site is being maintained. It will be asked again.',
  },
  tooMany: {
    fr: 'Le site reçoit trop de demandes. Il sera redemandé plus tard.',
    en: 'The site is asked too much. It will be asked again later.',
  },
  strange: {
    fr: 'Ce serveur ne répond pas comme un site Frappe. Vérifiez l’adresse.',
    en: 'This server does not answer like a site of Frappe. Look at the address.',
  },
  addressRefused: {
    fr: 'Cette adresse est dans un réseau privé. Si c’est voulu, nommez-la dans les réglages du serveur.',
    en: 'This address is in a private network. If it is meant to be, name it in the settings of the server.',
  },
  mayStillArrive: {
    fr: 'Envoyé sans réponse sûre. Il sera cherché dans le site avant tout nouvel envoi.',
    en: 'Sent without a sure answer. It is looked for there before it is sent again.',
  },
  internal: {
    fr: 'Erreur de notre côté. Il sera redemandé.',
    en: 'A mistake of ours. It will be tried again.',
  },
  timeout: {
    fr: 'Le site n’a pas répondu à temps. Il sera redemandé.',
    en: 'The site did not answer in time. It will be asked again.',
  },
  unreachable: {
    fr: 'Le site ne répond pas. Vérifiez son adresse et s’il est en marche. Il sera redemandé.',
    en: 'The site does not answer. Look at its address and whether it runs. It will be asked again.',
  },
} as const satisfies Record<string, { readonly fr: string; readonly en: string }>;

export type FrappeReason = keyof typeof frappeReasons;
