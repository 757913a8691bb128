/** Invented people of the sample year. */
const firstNames =
  'Ana Aïcha Alban Basile Bilal Camille Chloé Clément Dalia Diego Élodie Emma Ezra Fanny Farid Gaël Hana Hugo Inès Ismaël Jade Jonas Juliette Karim Léa Léonie Liam Loïc Lucie Maël Malik Manon Mina Nadia Naïm Noé Nora Océane Omar Paul Pauline Quentin Rania Robin Rose Sacha Salomé Samir Sofia Tara Théo Tom Ugo Victor Wassim Yanis Yasmine Zoé'.split(
    ' ',
  );
const lastNames =
  'Aubry Bakari Béranger Besson Bonnard Carlier Charrier Cissé Cornu Delmas Diallo Dufour Étienne Fabre Faure Ferhat Garnier Giraud Guérin Haddad Hamelin Hervé Imbert Jacquet Jamet Joly Kerguéhennec Lacroix Lambert Laroche Leclerc Lefèvre Marchal Ménétrier Meunier Morel Nguyễn Ouédraogo Paquet Perrot Poirier Raynaud Renaud Rivière Roussel Sanchez Sauvage Tchikaya Tessier Vidal Weber'.split(
    ' ',
  );

/** The nth: no two are the same below 2,958. */
export const samplePerson = (n: number): string =>
  `${firstNames[n % firstNames.length]} ${lastNames[(n * 7 + Math.floor(n / firstNames.length)) % lastNames.length]}`;

/** A uid that looks real. Its card is never active: nobody enters anywhere with it. */
export const sampleUid = (n: number): string =>
  `04E0${n.toString(16).toUpperCase().padStart(4, '0')}5A3C80`;

/** What is printed on it; no card of the place's own is numbered so. */
export const sampleCardNumber = (n: number): string => `EX-${String(n + 1).padStart(3, '0')}`;
