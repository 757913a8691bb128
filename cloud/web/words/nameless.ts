import { nbsp, nnbsp } from '../typography.ts';
import { area } from './area.ts';

/** Places that count without names. */
export const nameless = area(
  {
    visitor: (sign: string) => `Visite${nbsp}${sign}`,
    namelessTitle: 'Compter sans noms',
    namelessMore: 'Les passages sont comptés, et personne ne sait de qui.',
    namelessIsOn: 'Ici, les passages sont comptés sans savoir de qui.',
    namelessAsk: (place: string) => `Compter sans noms à ${place}${nnbsp}?`,
    namelessEndAsk: (place: string) => `Noter à nouveau qui passe à ${place}${nnbsp}?`,
    namelessBegin: 'Compter sans noms',
    namelessEnd: 'Noter à nouveau qui passe',
    namelessLead:
      'Les cartes ouvrent toujours les portes. De ce qui est gardé, plus rien ne dit à qui est la carte.',
    namelessMeans: [
      'Un signe tiré au sort remplace la carte, le même de quatre heures du matin à quatre heures le lendemain. Deux jours ne se relient pas.',
      'Entrées, sorties, durées et totaux restent. Qui reste au-delà de quatre heures compte pour deux visites.',
      'Ni fiche de membre, ni page personnelle, ni export d’une personne ne montrent ces passages : ils ne sont à personne.'.replace(
        ' :',
        `${nbsp}:`,
      ),
      'Les lecteurs d’ici ne reçoivent plus de noms et ne saluent personne par le sien. Ils gardent les numéros de cartes sept jours, puis les effacent.',
      'La règle des deux entrées de suite s’arrête, et la jauge avertit sans refuser.',
      'Une carte inconnue ne s’attribue plus après coup, seulement pendant que l’équipe l’attend à un lecteur.',
      'Ce qui est noté jusqu’ici garde ses noms jusqu’à la fin de sa durée. Une visite en cours restera sans sortie.',
    ].join('\n'),
    namelessEndLead: 'Dès maintenant, ce qui est gardé dit à nouveau quelle carte passe.',
    namelessEndMeans: [
      'Ce qui a été compté sans noms reste sans noms, pour toujours.',
      'Affichez le nouvel avis au mur avant : les gens doivent savoir ce qui est noté.'.replace(
        ' :',
        `${nbsp}:`,
      ),
    ].join('\n'),
    saidNameless: 'Ici, on compte sans noms. Imprimez le nouvel avis pour le mur.',
    saidNamed: 'Ici, on note à nouveau qui passe. Imprimez le nouvel avis pour le mur.',
    noticeWho_nameless: (place: string) =>
      `À ${place}, les cartes sont lues pour ouvrir des portes et compter des passages, sans noter de qui.`,
    noticeWhat_nameless:
      'L’heure, le lecteur, si la porte s’est ouverte, et un signe tiré au sort chaque jour à la place de la carte. Ni nom, ni numéro de carte, ni photo. Le lecteur garde le numéro sept jours au plus, pour ne rien perdre en cas de panne.',
    noticeRights_nameless:
      'Ce qui est compté ne peut être relié à vous : il n’y a rien à vous montrer, à corriger ou à effacer. Vous pouvez demander ce qui est gardé de votre carte et de vos accès, et vous plaindre à la CNIL, cnil.fr.'.replace(
        ' :',
        `${nbsp}:`,
      ),
    registerData_nameless:
      'Heures et lecteurs des passages et des refus, sous un pseudonyme d’un jour : HMAC-SHA-256 du numéro de carte, par une clé aléatoire propre au lieu et au jour, effacée sept jours après lui. Jusque-là ce sont des données pseudonymisées ; ensuite plus rien ne relie un passage à une carte. Les lecteurs gardent les numéros lus sept jours. La liste des accès (cartes, membres, droits) est tenue à part.'
        .replace(' :', `${nbsp}:`)
        .replace(' ;', `${nnbsp};`),
  },
  {
    visitor: (sign) => `Visit${nbsp}${sign}`,
    namelessTitle: 'Counting without names',
    namelessMore: 'Passages are counted, and nobody knows whose.',
    namelessIsOn: 'Here passages are counted without knowing whose.',
    namelessAsk: (place) => `Count without names at ${place}?`,
    namelessEndAsk: (place) => `Record again who comes to ${place}?`,
    namelessBegin: 'Count without names',
    namelessEnd: 'Record again who comes',
    namelessLead:
      'Cards open doors as before. Of what is kept, nothing says any more whose card it was.',
    namelessMeans: [
      'A sign drawn at random stands for the card, the same from four in the morning until four on the next day. Nothing joins two days.',
      'Entries, exits, times and totals stay. Who stays past four counts as two visits.',
      'No member’s page, no page of their own and no copy of a person’s data shows these passages: they are nobody’s.',
      'Readers here get no names any more and greet nobody by theirs. They keep the numbers of cards for seven days, then delete them.',
      'The rule on two entries in a row stops, and a full house warns without refusing.',
      'An unknown card can no longer be given to somebody afterwards, only while the staff wait for it at a reader.',
      'What was recorded until now keeps its names until its time is over. A visit that is going on will have no exit.',
    ].join('\n'),
    namelessEndLead: 'From now on, what is kept says again which card was tapped.',
    namelessEndMeans: [
      'What was counted without names stays without names, for ever.',
      'Put the new notice on the wall before that: people have to know what is recorded.',
    ].join('\n'),
    saidNameless: 'This place counts without names. Print the new notice for the wall.',
    saidNamed: 'This place records again who comes. Print the new notice for the wall.',
    noticeWho_nameless: (place) =>
      `At ${place}, cards are read to open doors and to count passages, and not to record whose they are.`,
    noticeWhat_nameless:
      'The time, the reader, whether the door opened, and a sign drawn at random each day in place of the card. No name, no number of a card, no photo. The reader keeps the number for seven days at most, to lose nothing in a breakdown.',
    noticeRights_nameless:
      'What is counted cannot be joined to you: there is nothing of it to show you, to correct or to erase. You may ask what is kept of your card and of where it opens, and complain to the CNIL, cnil.fr.',
    registerData_nameless:
      'Times and readers of passages and refusals, under a pseudonym of one day: HMAC-SHA-256 of the card’s number with a random key of that place and day, deleted seven days after it. Until then these are pseudonymised data; from then on nothing joins a passage to a card. Readers keep the numbers they read for seven days. The access list (cards, members, rights) is kept apart.',
  },
);
