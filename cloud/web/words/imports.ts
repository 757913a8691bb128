import type { ImportNoteCode } from '../../ports/imports.ts';
import { nbsp, nnbsp, plural } from '../typography.ts';
import { area } from './area.ts';

type NoteWords = { readonly [K in ImportNoteCode as `importNote_${K}`]: (value: string) => string };

const frNotes: NoteWords = {
  importNote_cardNotActive: (card) =>
    `La carte ${card} est perdue, rendue ou détruite${nbsp}: rendez-la active d’abord.`,
  importNote_cardNumbersMissing: () => 'Ni numéro lu (uid) ni tag sur cette ligne.',
  importNote_cardOfOther: (card) => `La carte ${card} est déjà à quelqu’un d’autre.`,
  importNote_cardUnknown: (card) =>
    `La carte ${card} n’est pas connue ici${nbsp}: elle n’est pas donnée. Importez les cartes d’abord.`,
  importNote_cellsTooMany: () => 'Cette ligne a plus de cases que de colonnes.',
  importNote_dayInvalid: (day) => `«${nbsp}${day}${nbsp}» n’est pas un jour${nbsp}: 31/08/2026.`,
  importNote_daysReversed: (days) => `La fin est avant le début${nbsp}: ${days}.`,
  importNote_emailInvalid: (email) => `«${nbsp}${email}${nbsp}» n’est pas une adresse e-mail.`,
  importNote_groupNew: (group) => `Le groupe ${group} est nouveau${nbsp}: il est créé.`,
  importNote_homeUnknown: (name) => `Aucun lieu, ou plusieurs, s’appellent ${name}.`,
  importNote_idUnknown: (id) => `Aucun membre n’a l’identifiant ${id}.`,
  importNote_keyTaken: (key) => `La clé ${key} a déjà servi pour un autre crédit.`,
  importNote_placeMissing: () => 'Il y a plusieurs lieux. Ajoutez une colonne lieu.',
  importNote_placeUnknown: (name) => `Aucun lieu, ou plusieurs, s’appellent ${name}.`,
  importNote_tokensInvalid: (typed) =>
    `«${nbsp}${typed}${nbsp}» n’est pas un nombre de jetons au-dessus de zéro, par exemple 2,5.`,
  importNote_tokensTooMany: (typed) => `${typed} jetons sont trop, mille au plus.`,
  importNote_wordsMissing: () => 'Il manque le motif.',
  importNote_memberAmbiguous: (name) =>
    `Plusieurs membres s’appellent ${name}${nbsp}: ajoutez l’adresse e-mail.`,
  importNote_memberUnknown: (who) =>
    who === ''
      ? 'Il manque de qui il s’agit, par un nom, un e-mail ou une carte.'
      : `Aucun membre ne correspond à ${who}${nbsp}: importez les membres d’abord.`,
  importNote_nameMissing: () => 'Il manque le nom.',
  importNote_nameTooLong: () => 'Le nom dépasse 200 signes.',
  importNote_numberMissing: () => 'Il manque le numéro imprimé.',
  importNote_numberTaken: (number) => `Le numéro ${number} est déjà celui d’une autre carte.`,
  importNote_numberTooLong: () => 'Le numéro dépasse 40 signes.',
  importNote_sameAsLine: (line) => `La même que la ligne ${line}.`,
  importNote_stateUnknown: (state) =>
    `«${nbsp}${state}${nbsp}» n’est pas un état${nbsp}: active, perdue, rendue ou détruite.`,
  importNote_tagInvalid: (tag) =>
    `«${nbsp}${tag}${nbsp}» n’est pas un tag${nbsp}: 8 chiffres et lettres de A à F.`,
  importNote_tagMismatch: (card) => `Le numéro lu ne va pas avec le tag de la carte ${card}.`,
  importNote_tagShared: (tag) =>
    `Une autre carte a le même tag ${tag}${nbsp}: seul le numéro imprimé dira laquelle est laquelle.`,
  importNote_uidInvalid: (uid) =>
    `«${nbsp}${uid}${nbsp}» n’est pas un numéro de carte${nbsp}: 8, 14 ou 20 chiffres et lettres de A à F.`,
  importNote_uidRandom: (uid) =>
    `${uid} est un téléphone${nbsp}: son numéro change à chaque lecture. Donnez plutôt une carte.`,
};

const enNotes: NoteWords = {
  importNote_cardNotActive: (card) =>
    `Card ${card} is lost, returned or destroyed: make it active first.`,
  importNote_cardNumbersMissing: () => 'Neither a number read (uid) nor a tag on this line.',
  importNote_cardOfOther: (card) => `Card ${card} is somebody else’s already.`,
  importNote_cardUnknown: (card) =>
    `Card ${card} is not known here: it is not given. Import the cards first.`,
  importNote_cellsTooMany: () => 'This line has more cells than there are columns.',
  importNote_dayInvalid: (day) => `“${day}” is not a day: 2026-08-31.`,
  importNote_daysReversed: (days) => `It ends before it begins: ${days}.`,
  importNote_emailInvalid: (email) => `“${email}” is not an email address.`,
  importNote_groupNew: (group) => `The group ${group} is new: it is created.`,
  importNote_homeUnknown: (name) => `No place, or several, are called ${name}.`,
  importNote_idUnknown: (id) => `No member has the id ${id}.`,
  importNote_keyTaken: (key) => `The key ${key} was used for another credit.`,
  importNote_placeMissing: () => 'There are several places: add a column place.',
  importNote_placeUnknown: (name) => `No place, or several, are called ${name}.`,
  importNote_tokensInvalid: (typed) =>
    `“${typed}” is no number of tokens above zero, for example 2.5.`,
  importNote_tokensTooMany: (typed) => `${typed} tokens are too many: a thousand at most.`,
  importNote_wordsMissing: () => 'The reason is missing.',
  importNote_memberAmbiguous: (name) =>
    `Several members are called ${name}: add the email address.`,
  importNote_memberUnknown: (who) =>
    who === ''
      ? 'It does not say whose it is: a name, an e-mail or a card.'
      : `No member fits ${who}: import the members first.`,
  importNote_nameMissing: () => 'The name is missing.',
  importNote_nameTooLong: () => 'The name is longer than 200 characters.',
  importNote_numberMissing: () => 'The printed number is missing.',
  importNote_numberTaken: (number) => `Number ${number} is another card’s already.`,
  importNote_numberTooLong: () => 'The number is longer than 40 characters.',
  importNote_sameAsLine: (line) => `The same as line ${line}.`,
  importNote_stateUnknown: (state) =>
    `“${state}” is not a state: active, lost, returned or destroyed.`,
  importNote_tagInvalid: (tag) => `“${tag}” is not a tag: 8 digits and letters from A to F.`,
  importNote_tagMismatch: (card) => `The number read does not fit the tag of card ${card}.`,
  importNote_tagShared: (tag) =>
    `Another card has the same tag ${tag}: only the printed number will tell which is which.`,
  importNote_uidInvalid: (uid) =>
    `“${uid}” is no card number: 8, 14 or 20 digits and letters from A to F.`,
  importNote_uidRandom: (uid) =>
    `${uid} is a phone: its number changes at each reading. Give a card instead.`,
};

/** Bringing members and cards in from a file, and taking them out. */
export const imports = area(
  {
    ...frNotes,
    importTitle: 'Importer',
    importTitle_members: 'Importer des membres',
    importTitle_cards: 'Importer des cartes',
    importTitle_credits: 'Créditer depuis un fichier',
    importWhat: 'Que contient le fichier'.concat(`${nnbsp}?`),
    importWhat_members: 'Des membres',
    importWhat_cards: 'Des cartes',
    importWhat_credits: 'Des jetons à créditer',
    importFile: 'Fichier CSV',
    importFileHint: `5${nbsp}Mo au plus. Dans Excel${nbsp}: Enregistrer sous, CSV UTF-8.`,
    importLook: 'Regarder ce que cela ferait',
    importHow: 'Rien n’est écrit avant que vous ayez vu, ligne par ligne, ce qui changerait.',
    importColumns_members:
      'nom (ou prénom et nom), e-mail, groupes, valable du, valable jusqu’au, uid, carte, lieu de référence',
    importColumns_cards:
      'uid ou tag, numéro, membre ou e-mail, état, valable du, valable jusqu’au, lieu de référence',
    importColumns_credits:
      'nom, e-mail ou carte, jetons, motif, lieu, clé. Le même fichier ne crédite pas deux fois.',
    importSkip: (n: number, f: string) =>
      plural(n, 'fr', `Laisser de côté ${f} ligne refusée`, `Laisser de côté ${f} lignes refusées`),
    importSkipMissing: 'Corrigez le fichier, ou cochez pour laisser ces lignes de côté.',
    importRefusedStop:
      'Tant qu’une ligne est refusée, rien n’est crédité, sauf si vous la laissez de côté.',
    importSee_credits: 'Voir les soldes',
    importField_tokens: 'jetons',
    importField_words: 'motif',
    importError_importColumnsMissing_credits: `Il faut une colonne «${nbsp}jetons${nbsp}» et une qui nomme les membres, par exemple e-mail, jetons, motif`,
    importTibillet: `Un lot de cartes TiBillet va tel quel${nbsp}: lien QR, numéro, tag.`,
    importTibilletFound: 'C’est un lot de cartes TiBillet.',
    importTibilletLeft: `Les historiques, les soldes et les liens QR ne sont pas repris. Chaque carte attend son premier passage${nnbsp}; aucune porte ne s’ouvre avant que vous l’ayez confirmée.`,
    importPreviewTitle: 'Ce que l’import ferait',
    importDoneTitle: 'C’est importé',
    importRunning: 'L’import est en cours',
    importRunningMore: 'Vous pouvez quitter cette page et y revenir.',
    importProgress: (done: string, of: string) => `${done} lignes sur ${of}`,
    importRefresh: 'Actualiser',
    importFailed: 'L’import n’a pas abouti. Rien n’a été changé.',
    importChanged: `Entre-temps, d’autres ont changé des membres ou des cartes${nbsp}: revoyez ce que l’import ferait.`,
    importCreated: (n: number, f: string) => plural(n, 'fr', `${f} création`, `${f} créations`),
    importChangedN: (n: number, f: string) =>
      plural(n, 'fr', `${f} modification`, `${f} modifications`),
    importAdoptedN: (n: number, f: string) =>
      plural(n, 'fr', `${f} confirmation`, `${f} confirmations`),
    importSame: (_n: number, f: string) => `${f} sans changement`,
    importRefusedN: (_n: number, f: string) => `${f} refus`,
    importVerb_create: 'création',
    importVerb_change: 'modification',
    importVerb_adopt: 'confirmation',
    importVerb_same: 'sans changement',
    importVerb_refuse: 'refus',
    importField_name: 'nom',
    importField_email: 'e-mail',
    importField_validFrom: 'valable du',
    importField_validUntil: 'valable jusqu’au',
    importField_groups: 'groupe',
    importField_card: 'carte',
    importField_member: 'membre',
    importField_number: 'numéro',
    importField_state: 'état',
    importField_homePlaceId: 'lieu de référence',
    importChange: (field: string, to: string) => `${field}${nbsp}: ${to}.`,
    importColumnsIgnored: (columns: string) => `Colonnes laissées de côté${nbsp}: ${columns}.`,
    importEncoding: (encoding: string) => `Lu en ${encoding}.`,
    importLine: 'Ligne',
    importVerb: 'Ce qui se passe',
    importAbout: 'Qui ou quelle carte',
    importWhy: 'Détail',
    importFirstLines: (shown: string, all: string) =>
      `Les ${shown} premières lignes sur ${all}. Le fichier les contient toutes.`,
    importOnlyRefused: 'Les lignes refusées',
    importAllLines: 'Toutes les lignes',
    importDownload: 'Télécharger ligne par ligne',
    importDo: (n: number, f: string) =>
      plural(n, 'fr', `Importer ${f} ligne`, `Importer ${f} lignes`),
    importNothing: `Il n’y a rien à importer${nbsp}: corrigez le fichier et envoyez-le de nouveau.`,
    importAllSame: 'Tout est déjà ainsi. Il n’y a rien à faire.',
    importRefusedStay:
      'Les lignes refusées sont laissées de côté, les autres sont écrites d’un seul coup.',
    importAgain: 'Choisir un autre fichier',
    importSee_members: 'Voir les membres',
    importSee_cards: 'Voir les cartes',
    importFileMissing: 'Choisissez un fichier.',
    importError_importNotCsv: `Ce fichier n’est pas un CSV. Dans Excel ou LibreOffice, enregistrez-le en «${nbsp}CSV UTF-8${nbsp}», puis envoyez ce fichier-là.`,
    importError_importTooLarge: `Le fichier dépasse 5${nbsp}Mo. Coupez-le en plusieurs, chacun avec la ligne des titres.`,
    importError_importTooLong:
      'Le fichier dépasse 50 000 lignes. Coupez-le en plusieurs, chacun avec la ligne des titres.'.replace(
        '50 000',
        `50${nnbsp}000`,
      ),
    importError_importTooWide: `Une ligne a trop de colonnes, ou une case qui ne finit jamais. Cherchez un guillemet (") ouvert et jamais fermé.`,
    importError_importQuoteOpen:
      'Un guillemet (") est ouvert et jamais fermé. Fermez-le ou enlevez-le, puis envoyez le fichier de nouveau.',
    importError_importEmpty:
      'Le fichier n’a aucune ligne à importer. Il lui faut une ligne de titres et, dessous, une ligne pour chacun.',
    importError_importColumnsMissing_members: `Aucune colonne ne s’appelle «${nbsp}nom${nbsp}». La première ligne donne les titres, par exemple${nbsp}: nom, e-mail, groupes`,
    importError_importColumnsMissing_cards: `Aucune colonne ne s’appelle «${nbsp}uid${nbsp}» ou «${nbsp}tag${nbsp}». La première ligne donne les titres, par exemple${nbsp}: uid, numéro, membre`,
  },
  {
    ...enNotes,
    importTitle: 'Import',
    importTitle_members: 'Import members',
    importTitle_cards: 'Import cards',
    importTitle_credits: 'Credit from a file',
    importWhat: 'What does the file hold?',
    importWhat_members: 'Members',
    importWhat_cards: 'Cards',
    importWhat_credits: 'Tokens to credit',
    importFile: 'CSV file',
    importFileHint: '5 MB at most. In Excel: Save as, CSV UTF-8.',
    importLook: 'See what it would do',
    importHow: 'Nothing is written before you have seen, line by line, what would change.',
    importColumns_members:
      'name (or first name and last name), email, groups, valid from, valid until, uid, card, home place',
    importColumns_cards:
      'uid or tag, number, member or email, state, valid from, valid until, home place',
    importColumns_credits:
      'name, email or card, tokens, reason, place, key. The same file credits nothing twice.',
    importSkip: (n, f) =>
      plural(n, 'en', `Leave out ${f} line refused`, `Leave out ${f} lines refused`),
    importSkipMissing: 'Correct the file, or tick to leave these lines out.',
    importRefusedStop: 'While a line is refused nothing is credited, unless you leave it out.',
    importSee_credits: 'See the balances',
    importField_tokens: 'tokens',
    importField_words: 'reason',
    importError_importColumnsMissing_credits:
      'It needs a column “tokens” and one that names members, for example: email, tokens, reason',
    importTibillet: 'A batch of TiBillet cards goes in as it is: QR link, number, tag.',
    importTibilletFound: 'This is a batch of TiBillet cards.',
    importTibilletLeft:
      'Histories, balances and QR links are not taken over. Each card waits for its first tap; no door opens before you have confirmed it.',
    importPreviewTitle: 'What the import would do',
    importDoneTitle: 'It is imported',
    importRunning: 'The import is running',
    importRunningMore: 'You may leave this page and come back.',
    importProgress: (done, of) => `${done} lines of ${of}`,
    importRefresh: 'Refresh',
    importFailed: 'The import did not succeed. Nothing was changed.',
    importChanged:
      'Meanwhile others changed members or cards: look again at what the import would do.',
    importCreated: (_n, f) => `${f} created`,
    importChangedN: (_n, f) => `${f} changed`,
    importAdoptedN: (_n, f) => `${f} adopted`,
    importSame: (_n, f) => `${f} the same`,
    importRefusedN: (_n, f) => `${f} refused`,
    importVerb_create: 'created',
    importVerb_change: 'changed',
    importVerb_adopt: 'adopted',
    importVerb_same: 'the same',
    importVerb_refuse: 'refused',
    importField_name: 'name',
    importField_email: 'email',
    importField_validFrom: 'valid from',
    importField_validUntil: 'valid until',
    importField_groups: 'group',
    importField_card: 'card',
    importField_member: 'member',
    importField_number: 'number',
    importField_state: 'state',
    importField_homePlaceId: 'home place',
    importChange: (field, to) => `${field}: ${to}.`,
    importColumnsIgnored: (columns) => `Columns left out: ${columns}.`,
    importEncoding: (encoding) => `Read as ${encoding}.`,
    importLine: 'Line',
    importVerb: 'What happens',
    importAbout: 'Who, or which card',
    importWhy: 'Detail',
    importFirstLines: (shown, all) =>
      `The first ${shown} lines of ${all}. The file holds them all.`,
    importOnlyRefused: 'Lines refused',
    importAllLines: 'All lines',
    importDownload: 'Download line by line',
    importDo: (n, f) => plural(n, 'en', `Import ${f} line`, `Import ${f} lines`),
    importNothing: 'There is nothing to import: mend the file and send it again.',
    importAllSame: 'All is like that already. There is nothing to do.',
    importRefusedStay: 'Lines refused are left out; the others are written all at once.',
    importAgain: 'Choose another file',
    importSee_members: 'See the members',
    importSee_cards: 'See the cards',
    importFileMissing: 'Choose a file.',
    importError_importNotCsv:
      'This file is no CSV. In Excel or LibreOffice, save it as “CSV UTF-8”, then send that file.',
    importError_importTooLarge:
      'The file is larger than 5 MB. Cut it into several, each with the line of column names.',
    importError_importTooLong:
      'The file has more than 50,000 lines. Cut it into several, each with the line of column names.',
    importError_importTooWide:
      'A line has too many columns, or a cell that never ends. Look for a quote (") that is opened and never closed.',
    importError_importQuoteOpen:
      'A quote (") is opened and never closed. Close it or leave it out, then send the file again.',
    importError_importEmpty:
      'The file has no line to import. It needs a line of column names and, below it, a line for each.',
    importError_importColumnsMissing_members:
      'No column is called “name”. The first line names the columns, for example: name, email, groups',
    importError_importColumnsMissing_cards:
      'No column is called “uid” or “tag”. The first line names the columns, for example: uid, number, member',
  },
);
