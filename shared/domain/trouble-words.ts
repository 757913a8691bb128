/** What is wrong with a device, and what to do. `{name}` is filled from the note's details. */
interface TroubleText {
  readonly fr: string;
  readonly en: string;
}

/** Everything a device can say is wrong with it (wire protocol, hello): one row a code, in both languages. */
export const troubleTable = {
  'reader.fault': {
    fr: 'Les cartes ne sont pas lues\u00a0: vérifiez le lecteur, puis lancez «\u00a0badgeuse doctor\u00a0» sur l’appareil.',
    en: 'Cards are not being read: check the reader, then run `badgeuse doctor` on the device.',
  },
  'reader.lost': {
    fr: '{reader}\u00a0: vérifiez le câble et l’alimentation.',
    en: '{reader}: check cable and power.',
  },
  'reader.unbound': {
    fr: 'Le lecteur {reader} ne sert aucun point d’accès\u00a0: nommez-le à l’un d’eux, ou laissez-en un sans lecteur.',
    en: 'The reader {reader} serves no access point: name it at one of them, or leave one without a reader.',
  },
  strike: {
    fr: 'La porte {door} ne se déverrouille pas\u00a0: vérifiez le relais et sa ligne.',
    en: 'The door {door} does not unlock: check the relay and its line.',
  },
  lock: {
    fr: 'La serrure connectée de la porte {door} n’a pas ouvert ({why})\u00a0: vérifiez son alimentation, son adresse et son mot de passe.',
    en: 'The connected lock of the door {door} did not open ({why}): check its power, its address and its password.',
  },
  'lock.open': {
    fr: 'La serrure connectée de la porte {door} n’a pas pu être refermée\u00a0: allez voir la porte.',
    en: 'The connected lock of the door {door} could not be locked again: go and look at the door.',
  },
  'strike.fault': {
    fr: 'La porte ne peut pas être commandée\u00a0: lancez «\u00a0badgeuse doctor\u00a0» sur l’appareil.',
    en: 'The door cannot be driven: run `badgeuse doctor` on the device.',
  },
  'door.forced': {
    fr: 'La porte {door} a été ouverte sans carte ni bouton : allez voir, puis refermez-la.',
    en: 'The door {door} was opened without a card or a button: go and look, then shut it.',
  },
  'door.heldOpen': {
    fr: 'La porte {door} est restée ouverte : refermez-la.',
    en: 'The door {door} was left open: shut it.',
  },
  'door.fire': {
    fr: 'L’alarme incendie est signalée à la porte {door}. Badgeuse ne fait que le noter.',
    en: 'The fire alarm is on at the door {door}. Badgeuse only writes it down.',
  },
  'door.lineLost': {
    fr: 'Une ligne de la porte {door} ne se lit plus : vérifiez son câble, puis lancez « badgeuse doctor » sur l’appareil.',
    en: 'A line of the door {door} cannot be read: check its wire, then run `badgeuse doctor` on the device.',
  },
  'door.cannotHold': {
    fr: 'La porte {door} a des heures d’ouverture, mais sa serrure connectée ne peut pas rester déverrouillée : retirez-les, ou câblez un relais.',
    en: 'The door {door} has opening hours, but its connected lock cannot stay unlocked: take them away, or wire a relay.',
  },
  'door.openHours': {
    fr: 'La porte {door} reste déverrouillée jusqu’à la fin de ses heures d’ouverture.',
    en: 'The door {door} stays unlocked until its opening hours end.',
  },
  journal: {
    fr: 'Les passages ne peuvent pas être enregistrés ({code})\u00a0: libérez de la place, puis redémarrez.',
    en: 'Taps cannot be recorded ({code}): free some space, then restart.',
  },
  'journal.read': {
    fr: 'Le journal ne peut pas être lu pour être envoyé\u00a0: regardez le journal système de l’appareil.',
    en: 'The journal cannot be read to be sent; see the log.',
  },
  'disk.full': {
    fr: 'Le disque est plein\u00a0; les passages sont encore enregistrés un moment\u00a0: libérez de la place.',
    en: 'The disk is full; taps are recorded for a while yet: free space.',
  },
  'store.salvaged': {
    fr: 'Le journal était abîmé et a été reconstruit\u00a0: remplacez la carte SD.',
    en: 'The journal was damaged and rebuilt: replace the SD card.',
  },
  'store.rolledBack': {
    fr: 'Une ancienne image de cet appareil a été remise\u00a0; rien n’est perdu.',
    en: 'An old image of this device was put back; nothing is lost.',
  },
  'access.rebuilt': {
    fr: 'La liste d’accès était abîmée\u00a0; elle est renvoyée.',
    en: 'The access list was damaged and is sent again.',
  },
  'cloud.refuses': {
    fr: 'Le cloud ne prend pas ce que cet appareil envoie\u00a0: {error}',
    en: 'The cloud does not take what this device sends: {error}',
  },
  'link.down': {
    fr: 'Pas de lien avec le cloud ({why})\u00a0; tout est gardé et envoyé plus tard.',
    en: 'No link to the cloud ({why}); everything is kept and sent later.',
  },
  'link.message': {
    fr: 'Un message du cloud ({kind}) n’a pas été appliqué\u00a0: {message}',
    en: 'A message from the cloud ({kind}) was not applied: {message}',
  },
  'cloud.silent': {
    fr: 'Le broker prend ce que cet appareil envoie, mais le cloud ne répond pas\u00a0: regardez s’il tourne, et si les règles du broker laissent cet appareil écrire. Tout est gardé.',
    en: 'The broker takes what this device sends, but the cloud does not answer: look whether it runs, and whether the rules of the broker let this device write. Everything is kept.',
  },
  'cloud.otherKey': {
    fr: 'Le cloud signe avec une clé que cet appareil ne croit pas : remettez la plus récente copie de signing-key.pem au cloud, ou lancez « badgeuse device claim-again » sur l’appareil.',
    en: 'The cloud signs by a key that this device does not believe: put the newest copy of signing-key.pem back in the cloud, or run `badgeuse device claim-again` on the device.',
  },
  notClaimed: {
    fr: 'Le cloud ne connaît pas cet appareil\u00a0: saisissez son code sur la page Lecteurs.',
    en: 'The cloud does not know this device: type its code on the page Devices.',
  },
  terminal: {
    fr: 'La page de l’appareil ne peut pas s’ouvrir\u00a0: le port {port} est pris.',
    en: 'The page on port {port} cannot open: it is taken.',
  },
} as const satisfies Record<string, TroubleText>;

export type TroubleCode = keyof typeof troubleTable;

/** Why cards are not read or a door is not driven, where the part itself says so: the `cause` of such a note. */
export const troubleCauses = {
  readerServiceAbsent: {
    fr: 'Le service de cartes pcscd ne répond pas. Installez-le et démarrez-le\u00a0: «\u00a0sudo apt install pcscd && sudo systemctl enable --now pcscd.socket\u00a0».',
    en: 'The card service pcscd does not answer. Install and start it: `sudo apt install pcscd && sudo systemctl enable --now pcscd.socket`.',
  },
  readerServiceHung: {
    fr: 'Le service de cartes pcscd est là mais ne répond pas. Redémarrez-le\u00a0: «\u00a0sudo systemctl restart pcscd\u00a0».',
    en: 'The card service pcscd is there but does not answer. Restart it: `sudo systemctl restart pcscd`.',
  },
  readerServiceRefused: {
    fr: 'Le service de cartes pcscd refuse ce programme. Copiez systemd/50-badgeuse.rules dans /etc/polkit-1/rules.d/ et lancez-le sous le compte badgeuse.',
    en: 'The card service pcscd refuses this program. Copy systemd/50-badgeuse.rules to /etc/polkit-1/rules.d/ and run as the user badgeuse.',
  },
  readerLibraryMissing: {
    fr: 'La bibliothèque des lecteurs ne se charge pas. Installez libpcsclite-dev et un compilateur, puis lancez «\u00a0npm rebuild nfc-pcsc @pokusew/pcsclite\u00a0».',
    en: 'The reader library cannot be loaded. Install libpcsclite-dev and a compiler, then run `npm rebuild nfc-pcsc @pokusew/pcsclite`.',
  },
  readerNotFound: {
    fr: 'Aucun lecteur n’est branché. Branchez un lecteur PC/SC\u00a0; pour un ACR122U, installez systemd/badgeuse-nfc.conf dans /etc/modprobe.d.',
    en: 'No reader is plugged in. Plug in a PC/SC reader; for an ACR122U, install systemd/badgeuse-nfc.conf in /etc/modprobe.d.',
  },
  readerTakenByKernel: {
    fr: 'Le pilote NFC du noyau a pris le lecteur {reader}. Dans le dossier de Badgeuse\u00a0: «\u00a0sudo cp systemd/badgeuse-nfc.conf /etc/modprobe.d/ && sudo modprobe -r pn533_usb && sudo systemctl restart pcscd\u00a0».',
    en: 'The kernel’s NFC driver has taken the reader {reader}. In the folder of Badgeuse: `sudo cp systemd/badgeuse-nfc.conf /etc/modprobe.d/ && sudo modprobe -r pn533_usb && sudo systemctl restart pcscd`.',
  },
  readerHung: {
    fr: 'Le lecteur {reader} est branché mais ne répond pas. Débranchez-le et rebranchez-le\u00a0; sinon\u00a0: «\u00a0sudo systemctl restart pcscd\u00a0».',
    en: 'The reader {reader} is plugged in but does not answer. Unplug it and plug it in again; if that does not help: `sudo systemctl restart pcscd`.',
  },
  readerLost: {
    fr: 'Le lecteur {reader} n’est plus là. Vérifiez son câble et son alimentation\u00a0; il est entendu de nouveau dès qu’il revient.',
    en: 'The reader {reader} is gone. Check its cable and its power; it is heard again as soon as it is back.',
  },
  readerProgramHung: {
    fr: 'Le programme qui lit les cartes ne répondait plus et il est remplacé. Si cela revient, regardez «\u00a0journalctl -u badgeuse-device\u00a0».',
    en: 'The program that reads cards no longer answered and is being replaced. If this comes back, look at `journalctl -u badgeuse-device`.',
  },
  readerRestarting: {
    fr: 'Le programme qui lit les cartes s’est arrêté et redémarre. Si cela dure, regardez «\u00a0journalctl -u pcscd\u00a0» et débranchez le lecteur une fois.',
    en: 'The program that reads cards stopped and is being started again. If this lasts, look at `journalctl -u pcscd` and unplug the reader once.',
  },
  keeperRestarting: {
    fr: 'Le programme qui commande les portes s’est arrêté et redémarre\u00a0; elles sont toutes verrouillées. Si cela dure, lancez «\u00a0badgeuse doctor\u00a0».',
    en: 'The program that drives the doors stopped and is being started again; all are locked. If this lasts, run `badgeuse doctor`.',
  },
  linesUnavailable: {
    fr: 'Aucune ligne GPIO ne peut être commandée ici. Sur un Raspberry Pi\u00a0: «\u00a0sudo apt install gpiod && sudo usermod -aG gpio $USER\u00a0», puis redémarrez. Ailleurs\u00a0: BADGEUSE_GPIO=simulated.',
    en: 'No GPIO lines can be driven here. On a Raspberry Pi: `sudo apt install gpiod && sudo usermod -aG gpio $USER`, then restart. Elsewhere: BADGEUSE_GPIO=simulated.',
  },
  doorUnwired: {
    fr: 'La porte {door} n’a pas de ligne à elle sur cet appareil et reste fermée. Donnez-lui la ligne de son relais (numéro BCM).',
    en: 'The door {door} has no line of its own on this device and stays shut. Give it the line its relay is wired to (a BCM number).',
  },
  lockUnreachable: {
    fr: 'La serrure connectée de la porte {door} ne peut pas être jointe d’ici. Nommez son adresse dans BADGEUSE_LOCK_HOSTS, sur l’appareil.',
    en: 'The connected lock of the door {door} cannot be reached from here. Name its address in BADGEUSE_LOCK_HOSTS, on the device.',
  },
  lineUnusable: {
    fr: 'La ligne de la porte {door} ne peut pas être utilisée. Choisissez une ligne libre du connecteur (numéro BCM), et vérifiez que le compte est dans le groupe gpio.',
    en: 'The line of the door {door} cannot be used. Choose a free line of the header (BCM number), and check that the user is in the group gpio.',
  },
} as const satisfies Record<string, TroubleText>;
