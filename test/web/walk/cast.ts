import type { Language } from '../../../cloud/web/language.ts';

/** Who walks through the product, and what they bring: the same story in either language. */
export interface Cast {
  readonly locale: string;
  readonly place: string;
  readonly timeZone: string;
  readonly reader: string;
  /** A second reader, which was without network for days. */
  readonly workshop: string;
  readonly pointOfSale: string;
  readonly admin: string;
  readonly staff: string;
  readonly viewer: string;
  /** To whom the first card is given. */
  readonly first: string;
  /** As people type it in a hurry, without accents. */
  readonly firstTyped: string;
  readonly firstUid: string;
  /** Whose card is lost, and found again. */
  readonly loser: string;
  /** Who went home without tapping. */
  readonly forgetful: string;
  /** Who come in while somebody looks at the dashboard. */
  readonly arriving: readonly string[];
  /** Files as the volunteer's spreadsheet saves them, with what people get wrong. */
  readonly files: {
    readonly members: string;
    readonly cards: string;
    readonly encoding: BufferEncoding;
  };
}

const uids = [1, 2, 3, 4, 5, 6].map((n) => `04C1D2E3F4A5B${n}`);
const [u1, u2, u3, u4, u5, u6] = uids;

const fr: Cast = {
  locale: 'fr-FR',
  place: 'La Filature',
  timeZone: 'Europe/Paris',
  reader: 'Rue des Fileurs',
  workshop: 'Atelier bois',
  pointOfSale: 'Accueil',
  admin: 'Maëlle Kervella',
  staff: 'Ousmane Diallo',
  viewer: 'Hélène Grandjean',
  first: 'Élodie Kerguéhennec',
  firstTyped: 'elodie kerg',
  firstUid: '04A1B2C3D4E5F6',
  loser: 'Zoé Lefèvre-Castagnède',
  forgetful: 'Noé Béranger',
  arriving: ['Inès Ouédraogo', 'Gaël Tchikaya', 'Aïcha Benaïssa'],
  files: {
    // As a French Excel saves a "CSV (séparateur : point-virgule)": Windows-1252, which is latin1 here.
    encoding: 'latin1',
    members: [
      'Prénom;Nom;Courriel;Groupes',
      'Zoé;Lefèvre-Castagnède;zoe@example.org;Grimpe',
      'Noé;Béranger;;Grimpe',
      ';;sans-nom@example.org;',
      'Aïcha;Benaïssa;aicha@example.org;',
      'Loïc;Ménétrier;loic chez example.org;',
      'Inès;Ouédraogo;ines@example.org;',
      'Gaël;Tchikaya;;Grimpe',
    ].join('\r\n'),
    cards: [
      'UID;Numéro;Membre',
      `${u1};0412;Zoé Lefèvre-Castagnède`,
      `${u2};0413;Noé Béranger`,
      '04 C1 D2;0414;Aïcha Benaïssa',
      `${u4};0415;Inès Ouédraogo`,
      `${u5};0416;Loïc Ménétrier`,
      `${u6};0417;Gaël Tchikaya`,
      `${u3};0418;Aïcha Benaïssa`,
      `${u1};0419;Gaël Tchikaya`,
    ].join('\r\n'),
  },
};

const en: Cast = {
  locale: 'en-GB',
  place: 'The Mill',
  timeZone: 'Europe/London',
  reader: 'Spinners Lane',
  workshop: 'Wood workshop',
  pointOfSale: 'Front desk',
  admin: 'Maeve Connolly',
  staff: 'Tom Ashworth',
  viewer: 'Priya Raman',
  first: 'Zoë O’Brien',
  firstTyped: 'zoe o’br',
  firstUid: '04B1C2D3E4F5A6',
  loser: 'Hannah Whitfield-Jones',
  forgetful: 'Noah Barrett',
  arriving: ['Inés Ortega', 'Gareth Pugh', 'Aïsha Bensaïd'],
  files: {
    encoding: 'utf8',
    members: [
      'First name,Last name,Email,Groups',
      'Hannah,Whitfield-Jones,hannah@example.org,Climbing',
      'Noah,Barrett,,Climbing',
      ',,no-name@example.org,',
      'Aïsha,Bensaïd,aisha@example.org,',
      'Liam,Murphy,liam at example.org,',
      'Inés,Ortega,ines@example.org,',
      'Gareth,Pugh,,Climbing',
    ].join('\r\n'),
    cards: [
      'UID,Number,Member',
      `${u1},0412,Hannah Whitfield-Jones`,
      `${u2},0413,Noah Barrett`,
      '04 C1 D2,0414,Aïsha Bensaïd',
      `${u4},0415,Inés Ortega`,
      `${u5},0416,Liam Murphy`,
      `${u6},0417,Gareth Pugh`,
      `${u3},0418,Aïsha Bensaïd`,
      `${u1},0419,Gareth Pugh`,
    ].join('\r\n'),
  },
};

export const castOf = (language: Language): Cast => (language === 'fr' ? fr : en);
