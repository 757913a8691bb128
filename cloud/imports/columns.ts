import { folded } from '../../shared/domain/folded.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { ImportKind } from '../ports/imports.ts';
import type { CsvFile, CsvRow } from './read-csv.ts';

/** What a column may hold, and the names it goes by in French and English, without accents, blanks and signs. */
const names = {
  id: ['id', 'identifiant', 'identifier', 'memberid', 'cardid'],
  name: [
    'nom',
    'nomcomplet',
    'nometprenom',
    'prenometnom',
    'name',
    'fullname',
    'membre',
    'member',
    'titulaire',
    'holder',
    'adherent',
    'adherente',
    'personne',
    'person',
  ],
  firstName: ['prenom', 'firstname', 'givenname', 'forename'],
  lastName: ['nomdefamille', 'lastname', 'surname', 'familyname', 'nomusuel'],
  email: [
    'email',
    'mail',
    'courriel',
    'adresseemail',
    'adressemail',
    'emailaddress',
    'adresseelectronique',
  ],
  memberId: ['idmembre', 'memberid', 'membreid', 'numeroadherent', 'membernumber'],
  validFrom: [
    'debut',
    'valabledu',
    'validedu',
    'valabledes',
    'valideapartirdu',
    'validfrom',
    'from',
    'start',
    'startdate',
    'datededebut',
    'du',
  ],
  validUntil: [
    'fin',
    'valablejusquau',
    'validejusquau',
    'jusquau',
    'validuntil',
    'until',
    'end',
    'enddate',
    'expiry',
    'expires',
    'expiration',
    'dateexpiration',
    'datedexpiration',
    'datedefin',
    'au',
    'echeance',
  ],
  groups: ['groupes', 'groupe', 'groups', 'group'],
  number: [
    'carte',
    'numero',
    'numerodecarte',
    'numerocarte',
    'numeroimprime',
    'ndecarte',
    'no',
    'card',
    'number',
    'cardnumber',
    'printednumber',
    'numberprinted',
  ],
  uid: [
    'uid',
    'numerolu',
    'numeroludelacarte',
    'carduid',
    'uidcarte',
    'uiddelacarte',
    'nfc',
    'nfcid',
  ],
  tag8: ['tag', 'tag8', 'tagid', 'firsttagid', 'rfid'],
  state: ['etat', 'statut', 'state', 'status'],
  tokens: ['jetons', 'jeton', 'tokens', 'token', 'montant', 'amount', 'credit', 'credits'],
  words: ['motif', 'mots', 'words', 'reason', 'libelle', 'note', 'commentaire', 'comment'],
  key: ['cle', 'key', 'reference', 'ref', 'idempotencykey', 'commande', 'order'],
  place: ['lieu', 'place', 'venue'],
  knownAs: [
    'connusous',
    'nomconnu',
    'knownas',
    'employe',
    'employee',
    'idemploye',
    'employeeid',
    'matricule',
    'employeenumber',
  ],
  home: ['lieudereference', 'lieudorigine', 'lieudattache', 'homeplace', 'home', 'homevenue'],
} as const;
export type Column = keyof typeof names;

const used: Readonly<Record<ImportKind, readonly Column[]>> = {
  members: [
    'id',
    'name',
    'firstName',
    'lastName',
    'email',
    'validFrom',
    'validUntil',
    'groups',
    'number',
    'uid',
    'home',
  ],
  cards: [
    'id',
    'uid',
    'tag8',
    'number',
    'name',
    'firstName',
    'lastName',
    'email',
    'memberId',
    'state',
    'validFrom',
    'validUntil',
    'home',
  ],
  credits: [
    'id',
    'name',
    'firstName',
    'lastName',
    'email',
    'memberId',
    'number',
    'uid',
    'tokens',
    'words',
    'key',
    'place',
  ],
  knownAs: ['id', 'name', 'firstName', 'lastName', 'email', 'memberId', 'number', 'uid', 'knownAs'],
};

export interface Row {
  readonly line: number;
  /** Empty where the line says nothing. */
  cell(column: Column): string;
  readonly hasTooMany: boolean;
}

export interface Sheet {
  readonly rows: readonly Row[];
  readonly columnsIgnored: readonly string[];
  readonly isTibillet: boolean;
}

/** A batch of TiBillet's cards has no names: the QR link, the printed number, the tag. */
const qrLink = /^https?:\/\/[^/\s]+\/qr\/[0-9a-f]{8}-[0-9a-f-]{27}\/?$/i;
const isBatch = (row: CsvRow | undefined): boolean =>
  row !== undefined && row.cells.length === 3 && qrLink.test(row.cells[0] ?? '');

/** Knows the columns by their names, in either language. Throws `importColumnsMissing` or `importEmpty`. */
export function sheetOf(kind: ImportKind, file: CsvFile): Sheet {
  const [first, ...others] = file.rows;
  if (first === undefined) throw failure('importEmpty');
  if (kind === 'cards' && isBatch(first)) {
    const at = new Map<Column, number>([
      ['number', 1],
      ['tag8', 2],
    ]);
    return { rows: rowsOf(file.rows, at, 3), columnsIgnored: [], isTibillet: true };
  }
  const at = new Map<Column, number>();
  const columnsIgnored: string[] = [];
  for (const [index, title] of first.cells.entries()) {
    const column = columnOf(kind, title);
    if (column !== null && !at.has(column)) at.set(column, index);
    else if (title !== '') columnsIgnored.push(title.slice(0, 60));
  }
  mustHave(kind, at);
  if (others.length === 0) throw failure('importEmpty');
  return { rows: rowsOf(others, at, first.cells.length), columnsIgnored, isTibillet: false };
}

const columnOf = (kind: ImportKind, title: string): Column | null => {
  const plain = folded(title).replace(/[^a-z0-9]/g, '');
  return used[kind].find((column) => (names[column] as readonly string[]).includes(plain)) ?? null;
};

function mustHave(kind: ImportKind, at: ReadonlyMap<Column, number>): void {
  if (kind === 'members' && !at.has('name') && !at.has('lastName') && !at.has('firstName')) {
    throw failure('importColumnsMissing', {
      wanted: '“nom” or “name”',
      example: 'nom;email;groupes;valable jusqu’au',
    });
  }
  const named = ['id', 'memberId', 'name', 'lastName', 'email', 'number', 'uid'] as const;
  if (kind === 'credits' && (!at.has('tokens') || !named.some((column) => at.has(column)))) {
    throw failure('importColumnsMissing', {
      wanted: '“jetons” or “tokens”, and a column that names members',
      example: 'e-mail;jetons;motif',
    });
  }
  if (kind === 'knownAs' && (!at.has('knownAs') || !named.some((column) => at.has(column)))) {
    throw failure('importColumnsMissing', {
      wanted: '“connu sous” or “known as”, and a column that names members',
      example: 'e-mail;connu sous',
    });
  }
  if (kind === 'cards' && !at.has('uid') && !at.has('tag8')) {
    throw failure('importColumnsMissing', {
      wanted: '“uid” or “tag”',
      example: 'uid;numéro;membre',
    });
  }
}

const rowsOf = (
  rows: readonly CsvRow[],
  at: ReadonlyMap<Column, number>,
  width: number,
): readonly Row[] =>
  rows.map(({ line, cells }) => ({
    line,
    cell: (column) => cells[at.get(column) ?? -1] ?? '',
    hasTooMany: cells.slice(width).some((cell) => cell !== ''),
  }));
