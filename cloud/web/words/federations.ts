import { nbsp, nnbsp } from '../typography.ts';
import { area } from './area.ts';

/** Other venues that this one pools with. */
export const federations = area(
  {
    poolTitle: 'Fédération',
    settingsPoolMore: 'Partager les passages avec un autre lieu, et laisser entrer ses membres',
    poolLead:
      'Deux lieux se relient sans serveur entre eux. Chacun voit les passages de ses membres chez l’autre.',
    poolNone: 'Aucun autre lieu pour l’instant.',
    poolNoAsset: 'Activez d’abord la badgeuse d’un lieu. C’est elle que l’on partage.',
    poolInvite: 'Inviter un lieu',
    poolInviteMore:
      'Vous obtenez une ligne à envoyer à l’autre lieu. Elle sert une fois, pendant sept jours.',
    poolMake: 'Créer l’invitation',
    poolJoin: 'Répondre à une invitation',
    poolPasted: 'Invitation reçue',
    poolPastedHint: 'Collez toute la ligne. Elle commence par badgeuse-federation.',
    poolSend: 'Répondre',
    poolAsset: 'Badgeuse partagée',
    poolLets: 'Nos membres pourront entrer là-bas',
    poolLetsHint:
      'L’autre lieu reçoit le numéro de leurs cartes actives, et décide des portes et des heures.',
    poolInitials: 'Donner leurs initiales avec les cartes',
    poolInitialsHint: 'Cela vaut dans les deux sens. Sans cela, personne n’est salué.',
    poolMade:
      'Invitation créée. Copiez cette ligne et envoyez-la à l’autre lieu. Elle n’est montrée qu’une fois.',
    poolLine: 'Invitation',
    poolState_invited: 'Invitation sans réponse',
    poolState_answered: 'Réponse à accepter',
    poolState_waiting: 'En attente de l’autre lieu',
    poolState_pooled: 'Relié',
    poolState_left: 'Terminé',
    poolNameless: 'Lieu invité',
    poolCompare: (sign: string) =>
      `Signe de sécurité${nbsp}: ${sign}. Comparez-le au téléphone, il doit être le même des deux côtés.`,
    poolAccept: 'Accepter',
    poolLast: (moment: string) => `Lu pour la dernière fois${nbsp}: ${moment}`,
    poolNever: 'Pas encore lu',
    poolTrouble: (said: string) => `Dernier essai${nbsp}: ${said}`,
    poolCards: (n: number, shown: string) =>
      n < 2 ? `${shown} carte connue des deux` : `${shown} cartes connues des deux`,
    poolPassages: (n: number, shown: string) =>
      n < 2 ? `${shown} passage de nos membres là-bas` : `${shown} passages de nos membres là-bas`,
    poolMembers: (n: number, shown: string) =>
      n < 2 ? `${shown} carte de leurs membres ici` : `${shown} cartes de leurs membres ici`,
    poolWeLet: 'Nos membres peuvent y entrer.',
    poolWeLetNot: 'Nos membres n’y sont pas annoncés.',
    poolLet: 'Y laisser entrer nos membres',
    poolLetNoMore: 'Ne plus y laisser entrer nos membres',
    poolGrant: 'Dire où leurs membres entrent ici',
    poolLook: 'Lire maintenant',
    poolLeave: 'Quitter',
    poolLeaveAsk: (name: string) => `Quitter la fédération avec ${name}${nnbsp}?`,
    poolLeaveWhat:
      'Tout s’arrête aussitôt. Leurs membres n’entrent plus ici, et ce qui venait de ce lieu disparaît du rapport. Téléchargez d’abord le règlement du mois.',
    poolUntil: (moment: string) =>
      `La ligne sert jusqu’à${nbsp}: ${moment}. Si elle est perdue, retirez l’invitation et faites-en une autre.`,
    poolWithdraw: 'Retirer l’invitation',
    poolWithdrawAsk: `Retirer cette invitation${nnbsp}?`,
    poolWithdrawWhat: 'La ligne envoyée ne sert plus à personne.',
    poolSaid: 'C’est fait.',
    poolSaidLeft: 'Fédération quittée.',
    poolErrorPasted: 'Collez l’invitation reçue.',
    poolSaysNo: (said: string) => `l’autre lieu refuse. ${said}`,
    pool_federationUnreachable:
      'l’autre lieu ne répond pas. Rien n’est perdu, il est relu tout seul dès qu’il revient.',
    pool_federationAddressRefused:
      'cette adresse n’est pas en https, ou elle est du réseau local. La machine la permet par federationHosts.',
    pool_federationStrange:
      'ce qui répond n’est pas le lieu rencontré. Vérifiez son adresse, ou refaites une invitation.',
    pool_invitationUnheard:
      'l’autre lieu ne répond pas. Collez la même invitation plus tard : deux fois, c’est toujours une seule réponse.',
    pool_federationTaken:
      'Cette invitation est d’ici (collez-la chez l’autre lieu), ou vous y avez déjà répondu.',
    pool_invitationWrong: 'Ce n’est pas une invitation. Copiez toute la ligne.',
    pool_invitationOver: 'Cette invitation est passée ou déjà utilisée. Demandez-en une autre.',
  },
  {
    poolTitle: 'Federation',
    settingsPoolMore: 'Share passages with another venue, and let its members in',
    poolLead:
      'Two venues join without a server between them. Each sees its own members’ passages at the other.',
    poolNone: 'No other venue yet.',
    poolNoAsset: 'Switch on a place’s time clock first. It is what is shared.',
    poolInvite: 'Invite a venue',
    poolInviteMore: 'You get one line to send to the other venue. It is good once, for seven days.',
    poolMake: 'Make the invitation',
    poolJoin: 'Answer an invitation',
    poolPasted: 'Invitation you were sent',
    poolPastedHint: 'Paste the whole line. It begins with badgeuse-federation.',
    poolSend: 'Answer',
    poolAsset: 'Shared time clock',
    poolLets: 'Our members may enter there',
    poolLetsHint:
      'The other venue gets the numbers of their active cards, and decides on doors and hours.',
    poolInitials: 'Give their initials with the cards',
    poolInitialsHint: 'It holds both ways. Without it, nobody is greeted.',
    poolMade: 'Invitation made. Copy this line and send it to the other venue. It is shown once.',
    poolLine: 'Invitation',
    poolState_invited: 'Not answered yet',
    poolState_answered: 'Answered: accept it',
    poolState_waiting: 'Waiting for the other venue',
    poolState_pooled: 'Joined',
    poolState_left: 'Ended',
    poolNameless: 'Invited venue',
    poolCompare: (sign) =>
      `Security sign: ${sign}. Compare it by phone, it has to be the same on both sides.`,
    poolAccept: 'Accept',
    poolLast: (moment) => `Last read: ${moment}`,
    poolNever: 'Not read yet',
    poolTrouble: (said) => `Last try: ${said}`,
    poolCards: (n, shown) => `${shown} ${n === 1 ? 'card' : 'cards'} known to both`,
    poolPassages: (n, shown) => `${shown} ${n === 1 ? 'passage' : 'passages'} of our members there`,
    poolMembers: (n, shown) => `${shown} ${n === 1 ? 'card' : 'cards'} of their members here`,
    poolWeLet: 'Our members may enter there.',
    poolWeLetNot: 'Our members are not told there.',
    poolLet: 'Let our members enter there',
    poolLetNoMore: 'Let our members enter there no more',
    poolGrant: 'Say where their members enter here',
    poolLook: 'Read now',
    poolLeave: 'Leave',
    poolLeaveAsk: (name) => `Leave the federation with ${name}?`,
    poolLeaveWhat:
      'Everything ends at once. Their members enter here no more, and what came from that venue leaves the report. Download the month’s settlement first.',
    poolUntil: (moment) =>
      `The line is good until ${moment}. If it got lost, withdraw the invitation and make another one.`,
    poolWithdraw: 'Withdraw the invitation',
    poolWithdrawAsk: 'Withdraw this invitation?',
    poolWithdrawWhat: 'The line that was sent is good for nobody any more.',
    poolSaid: 'Done.',
    poolSaidLeft: 'Federation left.',
    poolErrorPasted: 'Paste the invitation that you were sent.',
    poolSaysNo: (said) => `the other venue says no. ${said}`,
    pool_federationUnreachable:
      'the other venue does not answer. Nothing is lost, it is read by itself once it is back.',
    pool_federationAddressRefused:
      'this address is not https, or in the local network. The machine allows it by federationHosts.',
    pool_federationStrange:
      'what answers is not the venue that was met. Check its address, or make a new invitation.',
    pool_invitationUnheard:
      'the other venue does not answer. Paste the same invitation again later: twice is still one answer.',
    pool_federationTaken:
      'This invitation was made here (paste it at the other venue), or was answered already.',
    pool_invitationWrong: 'This is no invitation. Copy the whole line.',
    pool_invitationOver: 'This invitation is over or was used. Ask for another one.',
  },
);
