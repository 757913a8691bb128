import { nbsp, plural } from '../typography.ts';
import { area } from './area.ts';

/** What went wrong at a device: what happened, what is safe, what to do. */
export const incidents = area(
  {
    incidents: 'À regarder',
    incidentsLead:
      'Ce qui demande l’œil de quelqu’un. Les lecteurs continuent, et rien ici n’efface un passage.',
    settingsIncidentsMore: 'Ce qu’un lecteur a perdu, mêlé ou mal écrit',
    nToLookAt: (n: number, isMore: boolean) => `${n}${isMore ? ' ou plus' : ''} à regarder`,
    incidentsNone: 'Rien à regarder.',
    incidentsNoneMore: 'Les lecteurs et le serveur racontent la même histoire.',
    incidentsClosed: 'Déjà classé',
    incidentsClosedNone: 'Rien n’a encore été classé.',
    incidentsSeeClosed: 'Voir ce qui est classé',
    incidentsSeeOpen: 'Voir ce qui attend',
    incidentsOlder: 'Plus ancien',
    incidentsOf: 'Incidents',
    incidentsAllSeen: 'Aucun incident n’attend.',
    incident_signatureInvalid: 'Un envoi n’était pas signé par la clé de cet appareil',
    incident_signatureInvalid_safe:
      'Rien n’en a été pris. L’appareil garde tout et réessaie chaque minute.',
    incident_signatureInvalid_do:
      'Si quelqu’un vient de réinstaller cet appareil, reliez-le de nouveau. Sinon, retirez-le et cherchez qui parle à sa place.',
    incident_hashConflict: 'Deux enregistrements différents portent le même numéro',
    incident_hashConflict_safe:
      'Le premier reste et compte. L’autre est gardé, mais ne compte pas.',
    incident_hashConflict_do:
      'Comparez avec les passages de cette heure-là, et ajoutez à la main ce qui manque.',
    incident_chainBroken: 'Un enregistrement ne suit pas celui d’avant',
    incident_chainBroken_safe: 'Il est gardé et compte.',
    incident_chainBroken_do:
      'Demandez qui a pu toucher à l’appareil ou à sa carte mémoire, et relisez les passages autour de cette heure.',
    incident_cloned: 'Deux appareils parlent sous la même identité',
    incident_cloned_safe: `Rien n’est écrasé${nbsp}: ce qui est arrivé d’abord reste.`,
    incident_cloned_do:
      'Éteignez la copie. Puis retirez l’appareil et reliez-le de nouveau, pour que lui seul ait la clé.',
    incident_storeRolledBack: 'La mémoire de l’appareil est revenue à un état plus ancien',
    incident_storeRolledBack_safe:
      'Ce qui était reçu reste. L’appareil continue sous de nouveaux numéros.',
    incident_storeRolledBack_do:
      'Si personne n’a remis une sauvegarde, remplacez sa carte mémoire. Cherchez s’il manque des passages juste avant.',
    incident_journalLost: (n: number) =>
      plural(
        n,
        'fr',
        'Un enregistrement manque, la mémoire de l’appareil est abîmée',
        `${n} enregistrements manquent, la mémoire de l’appareil est abîmée`,
      ),
    incident_journalLost_safe: (n: number) =>
      plural(
        n,
        'fr',
        'Celui-là ne reviendra pas. Tout le reste est gardé.',
        'Ceux-là ne reviendront pas. Tout le reste est gardé.',
      ),
    incident_journalLost_do:
      'Ajoutez à la main les passages dont on se souvient. Si cela se répète, remplacez la carte mémoire.',
    incident_journalPruned: (n: number) =>
      plural(
        n,
        'fr',
        'Un enregistrement manque, l’appareil l’avait déjà remis',
        `${n} enregistrements manquent, l’appareil les avait déjà remis`,
      ),
    incident_journalPruned_do:
      'Cela arrive quand le serveur revient à une sauvegarde. S’il en existe une plus récente, reprenez-la.',
    incidentOther: (when: string) => `L’autre dit${nbsp}: ${when}.`,
    incident_ledgerDisagrees: 'Les comptes de jetons ne s’accordent pas',
    incident_ledgerDisagrees_safe:
      'Les passages sont intacts, et les comptes restent tels quels : rien n’est corrigé en silence.',
    incident_ledgerDisagrees_do:
      'Quelqu’un a écrit dans la base sans passer par le logiciel, ou elle est abîmée. Comparez avec la sauvegarde de la veille.',
    incident_webhookStopped: 'Un programme n’est plus prévenu',
    incident_webhookStopped_safe:
      'Rien n’est perdu ici. Ce qui se passe entre-temps l’attend pendant trente jours.',
    incident_webhookStopped_do:
      'Il a répondu qu’il ne veut plus rien, ou n’a rien accepté pendant trois jours. Regardez son journal dans Réglages, Webhooks, puis reprenez les envois.',
    incident_blocksForked: 'Dans FEDOW, plusieurs passages suivent le même',
    incident_blocksForked_safe: 'Tous sont gardés et comptent.',
    incident_blocksForked_do:
      'C’est ordinaire quand deux cartes sont lues au même moment. Si cela revient sans cesse, dites-le à l’administrateur de ce FEDOW.',
    incident_blocksBroken: 'Dans FEDOW, un passage n’est plus celui qui y fut écrit',
    incident_blocksBroken_safe: 'Ce qui a été lu avant reste ici tel quel.',
    incident_blocksBroken_do:
      'Son empreinte ne va pas avec ce qu’il dit, ou le passage qu’il suit n’y est plus. Montrez son numéro à l’administrateur de ce FEDOW.',
    incident_cardTried: (doors: number, minutes: number) =>
      `Une carte refusée a été essayée à ${doors} portes en ${minutes}${nbsp}min`,
    incident_cardTried_safe: 'Aucune ne s’est ouverte.',
    incident_cardTried_do:
      'Demandez sur place qui cherche à entrer. Si la carte est perdue, bloquez-la partout.',
    incident_pinGuessed: (times: number, minutes: number) =>
      `Un code a été essayé ${times} fois à côté d’une même carte en ${minutes}${nbsp}min`,
    incident_pinGuessed_safe:
      'La carte attend cinq minutes après trois codes faux, et rien ne s’ouvre.',
    incident_pinGuessed_do:
      'Demandez à la personne si c’était elle. Sinon, bloquez la carte et donnez-lui un autre code.',
    incident_twoPlaces: (minutes: number) =>
      `La même personne a badgé dans deux lieux en ${minutes}${nbsp}min`,
    incident_twoPlaces_safe: 'Les deux passages sont gardés et comptent.',
    incident_twoPlaces_do:
      'Une carte a pu être prêtée ou copiée. Demandez-lui, et bloquez la carte si elle ne sait rien.',
    incidentCard: (name: string) => `Carte de ${name}.`,
    incidentCardUnknown: 'Une carte que personne n’a ici.',
    incidentDevice: 'Voir l’appareil',
    deadLetters: 'Enregistrements mis de côté',
    deadLettersLead:
      'Reçus, mais pas comptés. Chacun garde sa place dans le journal de son appareil.',
    deadLettersNone: 'Aucun enregistrement n’est mis de côté.',
    letterSays: (when: string) => `Il dit${nbsp}: ${when}.`,
    letter_foreignPoint: (point: string) =>
      `Il nomme le point de passage ${point}, qui n’a jamais été à cet appareil`,
    letter_foreignPoint_do: 'Donnez ce point de passage à l’appareil, puis réessayez.',
    letter_altered: 'Son contenu ne va pas avec son empreinte',
    letter_altered_do:
      'Il a été abîmé ou modifié, et réessayer n’y changera rien. Ajoutez à la main le passage qui manque.',
    letter_unreadable: 'Il est illisible, même seul',
    letter_unreadable_do:
      'La mémoire de l’appareil l’a sans doute abîmé. Ajoutez à la main le passage qui manque, et remplacez la carte mémoire si cela se répète.',
    letter_malformed: 'Il est écrit d’une façon que ce serveur ne connaît pas',
    letter_malformed_do:
      'Si l’appareil est plus récent que le serveur, mettez le serveur à jour, puis réessayez.',
    letter_misnumbered: 'Son numéro n’est pas le sien',
    letter_misnumbered_do:
      'Réessayer n’y changera rien. Ajoutez à la main le passage qui manque, et demandez qui a pu toucher à l’appareil.',
    letter_taken: 'Un autre enregistrement a déjà son numéro',
    letter_taken_do: 'L’autre reste. Ajoutez à la main le passage qui manque.',
    letter_unknownDevice: 'Son appareil n’est plus connu ici',
    letter_unknownDevice_do: 'Reliez l’appareil, puis réessayez.',
    retryLetter: 'Réessayer',
    saidRetried: 'L’enregistrement est à sa place, et compte.',
    stillWrong: 'Rien n’a changé.',
    closeMishap: 'Classer',
    closeNote: 'Ce qui a été fait',
    closeNoteMissing: 'Dites ce qui a été fait, ou pourquoi il n’y a rien à faire.',
    saidClosed: 'C’est classé.',
    closedAlready: 'Quelqu’un l’a classé entre-temps.',
    closedBy: (who: string, when: string) => `Classé par ${who}, ${when}`,
    technical: 'Pour qui répare',
    deviceNobodyKnows: 'Appareil inconnu',
  },
  {
    incidents: 'To look at',
    incidentsLead: 'What needs somebody’s eye. Readers go on, and nothing here erases a passage.',
    settingsIncidentsMore: 'What a reader lost, mixed up or wrote badly',
    nToLookAt: (n, isMore) => `${n}${isMore ? ' or more' : ''} to look at`,
    incidentsNone: 'Nothing to look at.',
    incidentsNoneMore: 'The readers and the server tell the same story.',
    incidentsClosed: 'Closed',
    incidentsClosedNone: 'Nothing was closed yet.',
    incidentsSeeClosed: 'See what is closed',
    incidentsSeeOpen: 'See what waits',
    incidentsOlder: 'Older',
    incidentsOf: 'Incidents',
    incidentsAllSeen: 'No incident is waiting.',
    incident_signatureInvalid: 'Something was sent that this device’s key had not signed',
    incident_signatureInvalid_safe:
      'Nothing of it was taken. The device keeps everything and tries again every minute.',
    incident_signatureInvalid_do:
      'If somebody has just reinstalled this device, let it in again. Otherwise retire it, and find out who speaks in its place.',
    incident_hashConflict: 'Two different entries have the same number',
    incident_hashConflict_safe:
      'The first stays and counts. The other is kept, but does not count.',
    incident_hashConflict_do:
      'Compare with the passages of that hour, and add by hand what is missing.',
    incident_chainBroken: 'An entry does not follow the one before',
    incident_chainBroken_safe: 'It is kept and counts.',
    incident_chainBroken_do:
      'Ask who could reach the device or its memory card, and read the passages around that time again.',
    incident_cloned: 'Two devices speak under one identity',
    incident_cloned_safe: 'Nothing is overwritten: what came first stays.',
    incident_cloned_do:
      'Switch the copy off. Then retire the device and let it in again, so that it alone has the key.',
    incident_storeRolledBack: 'The device’s memory went back to an older state',
    incident_storeRolledBack_safe: 'What was received stays. The device goes on under new numbers.',
    incident_storeRolledBack_do:
      'If nobody put a backup in place, replace its memory card. See whether passages are missing just before.',
    incident_journalLost: (n) =>
      plural(
        n,
        'en',
        'An entry is missing, the device’s memory is damaged',
        `${n} entries are missing, the device’s memory is damaged`,
      ),
    incident_journalLost_safe: (n) =>
      plural(
        n,
        'en',
        'That one will not come back. Everything else is kept.',
        'Those will not come back. Everything else is kept.',
      ),
    incident_journalLost_do:
      'Add by hand the passages somebody remembers. If it happens again, replace the memory card.',
    incident_journalPruned: (n) =>
      plural(
        n,
        'en',
        'An entry is missing, the device had handed it over already',
        `${n} entries are missing, the device had handed them over already`,
      ),
    incident_journalPruned_do:
      'This happens when the server goes back to a backup. If there is a newer one, use it.',
    incidentOther: (when) => `The other says: ${when}.`,
    incident_ledgerDisagrees: 'The accounts of tokens do not agree',
    incident_ledgerDisagrees_safe:
      'Passages are untouched, and the accounts stay as they are: nothing is put right silently.',
    incident_ledgerDisagrees_do:
      'Somebody wrote to the database without this software, or it is damaged. Compare it with the copy of the night before.',
    incident_webhookStopped: 'A program is not told any more',
    incident_webhookStopped_safe:
      'Nothing is lost here. What happens meanwhile waits for it for thirty days.',
    incident_webhookStopped_do:
      'It answered that it wants no more, or took nothing for three days. Look at its log in Settings, Webhooks, then send again.',
    incident_blocksForked: 'At FEDOW, several taps follow the same one',
    incident_blocksForked_safe: 'All of them are kept and count.',
    incident_blocksForked_do:
      'It is ordinary where two cards are read at the same moment. If it goes on all the time, tell the administrator of that FEDOW.',
    incident_blocksBroken: 'At FEDOW, a tap is not the one that was written there',
    incident_blocksBroken_safe: 'What was read before stays here as it was.',
    incident_blocksBroken_do:
      'Its hash does not fit what it says, or the tap it follows is gone. Show its number to the administrator of that FEDOW.',
    incident_cardTried: (doors, minutes) =>
      `A refused card was tried at ${doors} doors within ${minutes}${nbsp}min`,
    incident_cardTried_safe: 'None of them opened.',
    incident_cardTried_do:
      'Ask there who wants to come in. If the card is lost, block it everywhere.',
    incident_pinGuessed: (times, minutes) =>
      `A PIN was tried ${times} times beside the same card within ${minutes}${nbsp}min`,
    incident_pinGuessed_safe:
      'The card waits five minutes after three wrong ones, and nothing opens.',
    incident_pinGuessed_do:
      'Ask the person whether it was them. If not, block the card and give them another PIN.',
    incident_twoPlaces: (minutes) =>
      `The same person tapped at two places within ${minutes}${nbsp}min`,
    incident_twoPlaces_safe: 'Both passages are kept and count.',
    incident_twoPlaces_do:
      'A card may have been lent or copied. Ask them, and block the card if they know nothing of it.',
    incidentCard: (name) => `Card of ${name}.`,
    incidentCardUnknown: 'A card that nobody has here.',
    incidentDevice: 'See the device',
    deadLetters: 'Entries set aside',
    deadLettersLead: 'Received, but not counted. Each keeps its place in its device’s journal.',
    deadLettersNone: 'No entry is set aside.',
    letterSays: (when) => `It says: ${when}.`,
    letter_foreignPoint: (point) =>
      `It names the access point ${point}, which never was this device’s`,
    letter_foreignPoint_do: 'Give this access point to the device, then try again.',
    letter_altered: 'Its content does not fit its fingerprint',
    letter_altered_do:
      'It was damaged or changed, and trying again will not help. Add the missing passage by hand.',
    letter_unreadable: 'It cannot be read, not even alone',
    letter_unreadable_do:
      'The device’s memory has probably damaged it. Add the missing passage by hand, and replace the memory card if it happens again.',
    letter_malformed: 'It is written in a way that this server does not know',
    letter_malformed_do:
      'If the device is newer than the server, update the server, then try again.',
    letter_misnumbered: 'Its number is not its own',
    letter_misnumbered_do:
      'Trying again will not help. Add the missing passage by hand, and ask who could reach the device.',
    letter_taken: 'Another entry has its number already',
    letter_taken_do: 'The other one stays. Add the missing passage by hand.',
    letter_unknownDevice: 'Its device is not known here any more',
    letter_unknownDevice_do: 'Let the device in, then try again.',
    retryLetter: 'Try again',
    saidRetried: 'The entry is in its place, and counts.',
    stillWrong: 'Nothing changed.',
    closeMishap: 'Close',
    closeNote: 'What was done',
    closeNoteMissing: 'Say what was done, or why there is nothing to do.',
    saidClosed: 'It is closed.',
    closedAlready: 'Somebody closed it meanwhile.',
    closedBy: (who, when) => `Closed by ${who}, ${when}`,
    technical: 'For whoever repairs it',
    deviceNobodyKnows: 'Unknown device',
  },
);
