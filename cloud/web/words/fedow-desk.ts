import { nbsp } from '../typography.ts';
import { area } from './area.ts';

/** Joining a Fedow, and what is told on which of its assets. */
export const fedowDesk = area(
  {
    fedowJoinTitle: 'Rejoindre un FEDOW',
    fedowJoinLead:
      'Demandez à qui administre ce FEDOW une chaîne pour votre lieu. Elle ne sert qu’une fois.',
    fedowString: 'La chaîne',
    fedowStringHint: 'La dernière ligne affichée là-bas, collée entière. Elle n’est pas gardée.',
    fedowJoin: 'Rejoindre',
    fedowTitle: 'Actif et fédérations',
    fedowOpen: 'Relier un article, voir les fédérations',
    fedowBound: (item: string, asset: string) =>
      `Les lectures pour «\u00a0${item}\u00a0» sont notées sur l’actif ${asset}.`,
    fedowClockOff:
      'La pointeuse de ce lieu est éteinte. Une lecture n’y est donc pour aucun article, et rien n’est transmis.',
    fedowBind: 'Relier un article à un actif',
    fedowBindMore:
      'Dès lors, chaque lecture pour cet article y est notée, si la personne en a été informée. FEDOW n’efface rien, et tous les lieux de la fédération la voient.',
    fedowItem: 'Article',
    fedowNoItem: 'Ce lieu n’a pas encore d’article. Ajoutez-en un d’abord.',
    fedowAsset: 'Actif',
    fedowNewAsset: 'Un nouvel actif, au nom de l’article',
    fedowAssetOurs: (name: string) => `${name}, à nous`,
    fedowAssetTheirs: (name: string) => `${name}, d’un autre lieu`,
    fedowBindVerb: 'Relier et mettre en marche',
    fedowFederations: 'Fédérations',
    fedowNoFederations: 'Aucune jusqu’ici.',
    fedowPlacesIn: (names: string) => `Lieux${nbsp}: ${names}`,
    fedowShare: 'Partager l’actif relié, ou rejoindre celui d’un autre lieu',
    fedowShareMore:
      'FEDOW ne demande l’accord de personne et ne laisse sortir personne. Mettez-vous d’accord avant. Seul qui l’administre peut retirer un lieu.',
    fedowFederation: 'Nom de la fédération',
    fedowPlaceUuid: 'Identifiant de l’autre lieu',
    fedowPlaceUuidHint: 'Son uuid dans FEDOW. Vide pour y faire entrer le nôtre.',
    fedowShareVerb: 'Partager',
    fedowPool: 'Voir le rapport partagé',
    fedowNotInTime: 'FEDOW n’a pas répondu à temps. Regardez s’il est en marche, puis réessayez.',
    fedowAgain: 'Réessayer',
    fedowBindLater:
      'Un article se relie dès que FEDOW répond, car c’est lui qui donne la liste des actifs.',
    fedowFederationsUnread: 'FEDOW ne les a pas dites.',
    fedowVenuesRead: (names: string) => `Autres lieux lus jusqu’ici${nbsp}: ${names}.`,
    fedowForItem: (name: string) => `Noter les lectures pour cet article dans ${name}`,
  },
  {
    fedowJoinTitle: 'Join a FEDOW',
    fedowJoinLead: 'Ask whoever administers that FEDOW for a string for your place. It works once.',
    fedowString: 'The string',
    fedowStringHint: 'The last line that was printed there, pasted whole. It is not kept.',
    fedowJoin: 'Join',
    fedowTitle: 'Asset and federations',
    fedowOpen: 'Bind an item, see the federations',
    fedowBound: (item, asset) => `Taps for “${item}” are recorded on the asset ${asset}.`,
    fedowClockOff:
      'The time clock of this place is off. No tap is for any item there, so nothing is told.',
    fedowBind: 'Bind an item to an asset',
    fedowBindMore:
      'From then on each tap for this item is recorded there, if the person was told so. FEDOW erases nothing, and all venues of the federation see it.',
    fedowItem: 'Item',
    fedowNoItem: 'This place has no item yet. Add one first.',
    fedowAsset: 'Asset',
    fedowNewAsset: 'A new asset, called as the item',
    fedowAssetOurs: (name) => `${name}, ours`,
    fedowAssetTheirs: (name) => `${name}, of another place`,
    fedowBindVerb: 'Bind and switch on',
    fedowFederations: 'Federations',
    fedowNoFederations: 'None so far.',
    fedowPlacesIn: (names) => `Places: ${names}`,
    fedowShare: 'Share the bound asset, or join another place’s',
    fedowShareMore:
      'FEDOW asks nobody whether they agree and lets nobody leave. Agree beforehand. Only its administrator can take a place out.',
    fedowFederation: 'Name of the federation',
    fedowPlaceUuid: 'Identifier of the other place',
    fedowPlaceUuidHint: 'Its uuid in FEDOW. Empty to let ours in.',
    fedowShareVerb: 'Share',
    fedowPool: 'See the shared report',
    fedowNotInTime: 'FEDOW did not answer in time. See whether it runs, then try again.',
    fedowAgain: 'Try again',
    fedowBindLater: 'An item can be bound once FEDOW answers, for the list of assets is its own.',
    fedowFederationsUnread: 'FEDOW did not say them.',
    fedowVenuesRead: (names) => `Other venues read so far: ${names}.`,
    fedowForItem: (name) => `Record taps for this item in ${name}`,
  },
);
