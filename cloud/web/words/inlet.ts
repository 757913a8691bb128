import { nbsp, nnbsp } from '../typography.ts';
import { area } from './area.ts';

/** What a Dokos asks us and tells us. */
export const inlet = area(
  {
    inletTitle: 'Ce que Dokos demande et annonce',
    inletOpen: 'Les adresses à donner à Dokos, et ce qu’il a annoncé',
    inletSince: (when: string) => `Dokos peut nous interroger et nous prévenir depuis ${when}.`,
    inletNever: 'Dokos ne peut encore ni nous interroger ni nous prévenir.',
    inletOff: 'Cette connexion est éteinte. À chaque question, la réponse est non.',
    inletAsks: 'Dokos demande qui peut entrer',
    inletAsksMore: `À cette adresse, Dokos demande si une personne peut entrer ici maintenant${nnbsp}; nous répondons oui ou non, et rien d’autre. C’est oui pour un membre qui partage son e-mail avec ce système et peut entrer à cette heure. Pour tous les autres, c’est non.`,
    inletConfirmation: 'Adresse de confirmation, sans le jeton',
    inletNeverAsked: 'Avec ce jeton, Dokos n’a encore rien demandé.',
    inletAsked_yes: (when: string) => `Dernière question${nbsp}: ${when}. La réponse a été oui.`,
    inletAsked_no: (when: string) => `Dernière question${nbsp}: ${when}. La réponse a été non.`,
    inletAsked_nobody: (when: string) =>
      `Dernière question${nbsp}: ${when}, mais elle ne nommait personne, et la réponse a été non. L’e-mail est attendu dans le champ user.`,
    inletTells: 'Dokos annonce qui est passé ailleurs',
    inletTellsMore:
      'À cette adresse, Dokos annonce les arrivées et les départs dans les autres lieux. Il appelle cela un webhook. Il signe chaque annonce (X-Frappe-Webhook-Signature), et nous refusons celles qui ne le sont pas. Une annonce n’est jamais comptée comme une lecture d’ici.',
    inletWebhook: 'Adresse du webhook',
    inletNoUrl:
      'Ces adresses commencent comme celle par laquelle vous êtes venu, car publicUrl n’est pas réglé sur cette machine. Depuis Internet, Dokos ne les atteint peut-être pas.',
    inletSecrets: 'Le jeton et le secret',
    inletMake: 'Créer le jeton et le secret',
    inletMakeMore:
      'Dokos montre le jeton quand il demande, et signe avec le secret quand il annonce. La page suivante les montre une seule fois, avec l’endroit où coller chacun. Gardez Dokos ouvert à côté.',
    inletAskAdmin: 'Un administrateur peut les créer et les remplacer.',
    inletAgain: 'En créer de nouveaux',
    inletAgainMore:
      'Ils ne sont plus montrés. S’ils sont perdus ou connus d’autres, remplacez-les.',
    inletAgainQuestion: `Créer un nouveau jeton et un nouveau secret${nnbsp}?`,
    inletAgainEnds:
      'Les anciens cessent aussitôt. Dokos ne peut plus rien demander ni annoncer avant que les nouveaux y soient collés, et ce qu’il annonce pendant ce temps est perdu.',
    inletPaste: 'À coller dans Dokos',
    inletFormerEnded:
      'Les anciens ont cessé. Dokos ne peut rien demander ni annoncer avant que ceux-ci y soient collés.',
    inletOnce: 'Montrés une seule fois. Collez-les dans Dokos avant de quitter cette page.',
    inletInVenue: '1. Dans la fiche Lieu de Dokos',
    inletInVenueMore:
      'Ouvrez la fiche de votre lieu, et collez ceci comme point d’accès à l’API de confirmation. Le jeton est dedans. Sans cette adresse, Dokos laisse passer tous les membres du lieu.',
    inletConfirmationWhole: 'Adresse de confirmation, avec le jeton',
    inletInWebhook: '2. Dans le Webhook de Dokos',
    inletInWebhookMore:
      'Ouvrez le Webhook que Dokos a créé pour votre lieu. Collez-y l’adresse, cochez la sécurité (Enable Security), puis collez le secret. La méthode (Request Method) reste POST.',
    inletRequestUrl: 'Adresse (Request URL)',
    inletWebhookSecret: 'Secret (Webhook Secret)',
    inletTokenAlone: 'Le jeton seul',
    inletTokenAloneMore:
      'Pour un autre logiciel que Dokos, qui l’envoie à part, dans l’en-tête Authorization, après le mot token.',
    inletToken: 'Jeton',
    inletDone: 'C’est collé',
    inletTold: 'Dernières annonces',
    inletToldNone: 'Dokos n’a encore rien annoncé.',
    inletNobody: 'Aucun membre d’ici',
    inletTimes: (n: number) => `reçue ${n} fois`,
    copy: 'Copier',
    copied: 'Copié',
  },
  {
    inletTitle: 'What Dokos asks and tells us',
    inletOpen: 'The addresses to give to Dokos, and what it told',
    inletSince: (when) => `Dokos may ask us and tell us since ${when}.`,
    inletNever: 'Dokos can neither ask us nor tell us yet.',
    inletOff: 'This connection is off. Every question is answered no.',
    inletAsks: 'Dokos asks who may enter',
    inletAsksMore:
      'At this address Dokos asks whether somebody may enter here now; we answer yes or no, and nothing else. It is yes for a member who shares their e-mail with this system and may enter at this hour. For everybody else it is no.',
    inletConfirmation: 'Confirmation address, without the token',
    inletNeverAsked: 'With this token Dokos asked nothing yet.',
    inletAsked_yes: (when) => `Last question: ${when}. It was answered yes.`,
    inletAsked_no: (when) => `Last question: ${when}. It was answered no.`,
    inletAsked_nobody: (when) =>
      `Last question: ${when}, but it named nobody, and was answered no. The e-mail is expected in the field user.`,
    inletTells: 'Dokos tells who came and went elsewhere',
    inletTellsMore:
      'At this address Dokos tells of people who come to other venues and leave them. It calls that a webhook. It signs what it tells (X-Frappe-Webhook-Signature), and what is not signed we refuse. What it tells never counts as a tap here.',
    inletWebhook: 'Webhook address',
    inletNoUrl:
      'These addresses begin like the one you came by, because publicUrl is not set on this machine. From the Internet Dokos may not reach them.',
    inletSecrets: 'The token and the secret',
    inletMake: 'Make the token and the secret',
    inletMakeMore:
      'Dokos shows the token when it asks, and signs by the secret when it tells. The next page shows both once, and where each is pasted. Keep Dokos open beside it.',
    inletAskAdmin: 'An administrator can make and replace them.',
    inletAgain: 'Make new ones',
    inletAgainMore: 'They are not shown again. If they are lost, or known to others, replace them.',
    inletAgainQuestion: 'Make a new token and a new secret?',
    inletAgainEnds:
      'The former ones end at once. Dokos can neither ask nor tell until the new ones are pasted there, and what it tells meanwhile is lost.',
    inletPaste: 'To paste into Dokos',
    inletFormerEnded:
      'The former ones have ended. Dokos can neither ask nor tell until these are pasted there.',
    inletOnce: 'Shown once. Paste them into Dokos before you leave this page.',
    inletInVenue: '1. In the Venue record of Dokos',
    inletInVenueMore:
      'Open the record of your venue (Lieu), and paste this as the address of its confirmation API. The token is in it. Without this address Dokos lets every member of the venue pass.',
    inletConfirmationWhole: 'Confirmation address, with the token',
    inletInWebhook: '2. In the Webhook of Dokos',
    inletInWebhookMore:
      'Open the Webhook that Dokos made for your venue. Paste the address, tick Enable Security, then paste the secret. Request Method stays POST.',
    inletRequestUrl: 'Request URL',
    inletWebhookSecret: 'Webhook Secret',
    inletTokenAlone: 'The token alone',
    inletTokenAloneMore:
      'For other software than Dokos that sends it apart, in the header Authorization, after the word token.',
    inletToken: 'Token',
    inletDone: 'They are pasted',
    inletTold: 'Told last',
    inletToldNone: 'Dokos told nothing yet.',
    inletNobody: 'No member here',
    inletTimes: (n) => `came ${n} times`,
    copy: 'Copy',
    copied: 'Copied',
  },
);
