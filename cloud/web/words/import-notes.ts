import type { ImportNoteCode } from '../../ports/imports.ts';
import { nbsp } from '../typography.ts';
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
  importNote_knownAsShared: (who) => `${who} a déjà ce nom là-bas${nbsp}: vérifiez.`,
  importNote_knownAsTooLong: () => 'Le nom là-bas dépasse 140 signes.',
  importNote_memberTwice: (line) => `Cette personne est déjà à la ligne ${line}.`,
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
  importNote_knownAsShared: (who) => `${who} has this name there already: check it.`,
  importNote_knownAsTooLong: () => 'The name there is longer than 140 characters.',
  importNote_memberTwice: (line) => `This person is on line ${line} already.`,
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

/** Why a line of a file is refused, or what else to know of it. */
export const importNotes = area(frNotes, enNotes);
