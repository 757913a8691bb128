import { area } from './area.ts';

/** What the links in mails lead to. */
export const mailLinks = area(
  {
    exitTitle: 'Il manque l’heure de votre sortie',
    exitSince: (place: string, day: string, time: string) =>
      `Votre entrée à ${place} est notée ${day} à ${time}.`,
    exitThenStaff: 'L’équipe validera votre réponse. Ce lien sert une seule fois.',
    exitSent: 'C’est envoyé, merci',
    exitSentMore: 'L’équipe validera l’heure que vous avez indiquée.',
    exitUsed: 'Ce lien a déjà servi',
    exitUsedMore: 'Votre réponse est chez l’équipe. Pour en donner une autre, passez à l’accueil.',
    exitSettled: 'Il n’y a plus rien à préciser',
    exitSettledMore: 'L’heure de cette sortie est connue, ou ce passage n’est plus là.',
    exitGone: 'Ce lien ne mène plus à rien',
    exitGoneMore:
      'Il a expiré, ou il n’est pas entier. Donnez à l’accueil l’heure de votre sortie.',
    mailsTitle: 'Messages par e-mail',
    mailsOn: 'Vous recevez un message quand votre sortie manque ou que votre solde est bas.',
    mailsOff: 'Vous ne recevez plus ces messages.',
    memberMailsOn: 'Un message peut lui être envoyé, par exemple quand une sortie manque.',
    memberMailsOff: 'Ne veut pas d’e-mails. Aucun ne lui est envoyé.',
    memberMailsStop: 'Ne plus lui écrire',
    memberMailsStart: 'Lui écrire à nouveau',
    saidMemberMails: 'Son choix est noté.',
    mailsStop: 'Ne plus les recevoir',
    mailsStart: 'Les recevoir à nouveau',
    mailsGone:
      'Ce lien n’est pas entier. Ouvrez celui du dernier message reçu, ou demandez à l’accueil de retirer votre adresse.',
  },
  {
    exitTitle: 'At what time did you leave?',
    exitSince: (place, day, time) => `You arrived at ${place} on ${day} at ${time}.`,
    exitThenStaff: 'Staff will confirm your answer. This link works once.',
    exitSent: 'Sent, thank you',
    exitSentMore: 'Staff will confirm the time you gave.',
    exitUsed: 'This link was used',
    exitUsedMore: 'Your answer is with staff. To give another one, ask at the desk.',
    exitSettled: 'There is nothing left to say',
    exitSettledMore: 'The time of this exit is known, or the passage is no longer there.',
    exitGone: 'This link leads nowhere',
    exitGoneMore: 'It has expired, or is not whole. Tell the desk when you left.',
    mailsTitle: 'Messages by e-mail',
    mailsOn: 'You get a message when your exit is missing or your balance is low.',
    mailsOff: 'You no longer get these messages.',
    memberMailsOn: 'Messages may be sent to them, for example when an exit is missing.',
    memberMailsOff: 'They want no e-mails. None is sent to them.',
    memberMailsStop: 'Send them no more',
    memberMailsStart: 'Send them messages again',
    saidMemberMails: 'Their choice is noted.',
    mailsStop: 'Stop these messages',
    mailsStart: 'Get them again',
    mailsGone:
      'This link is not whole. Open that of the last message you got, or ask the desk to remove your address.',
  },
);
