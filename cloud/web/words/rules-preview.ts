import { nbsp, nnbsp, plural } from '../typography.ts';
import { area } from './area.ts';

/** What other visit rules would change, told before they are saved. */
export const rulesPreview = area(
  {
    previewTitle: 'Ce que cela changerait',
    previewButton: 'Voir ce que cela changerait',
    previewHint:
      'Voir ce que cela changerait n’enregistre rien. Là où des années de passages sont gardées, cela prend quelques secondes, dix au plus.',
    previewNone: 'Aucun passage ne changerait.',
    previewSome: (n: number, shown: string) =>
      plural(
        n,
        'fr',
        `${shown} passage serait lu autrement${nbsp}:`,
        `${shown} passages seraient lus autrement${nbsp}:`,
      ),
    previewBecomes: (n: string, before: string, after: string) =>
      `${n}${nbsp}: «${nnbsp}${before}${nnbsp}» devient «${nnbsp}${after}${nnbsp}»`,
    previewStays: (n: string, status: string) =>
      `${n}${nbsp}: «${nnbsp}${status}${nnbsp}», à d’autres heures`,
    previewComes: (n: string, status: string) => `${n} de plus${nbsp}: «${nnbsp}${status}${nnbsp}»`,
    previewGoes: (n: string, status: string) => `${n} de moins${nbsp}: «${nnbsp}${status}${nnbsp}»`,
    previewCaption: 'Passages par état',
    previewStatus: 'État',
    previewBefore: 'Maintenant',
    previewAfter: 'Avec ces règles',
    previewPartly: (persons: string) =>
      `C’était trop long à calculer en entier${nbsp}: seules ${persons} personnes ont été regardées. Il y en a d’autres.`,
    previewUnsaved: 'Rien n’est encore enregistré.',
  },
  {
    previewTitle: 'What this would change',
    previewButton: 'See what this would change',
    previewHint:
      'Seeing what this would change saves nothing. Where years of passages are held, it takes a few seconds, ten at most.',
    previewNone: 'No passage would change.',
    previewSome: (n, shown) =>
      plural(
        n,
        'en',
        `${shown} passage would be read differently:`,
        `${shown} passages would be read differently:`,
      ),
    previewBecomes: (n, before, after) => `${n}: “${before}” becomes “${after}”`,
    previewStays: (n, status) => `${n}: “${status}”, at other times`,
    previewComes: (n, status) => `${n} more: “${status}”`,
    previewGoes: (n, status) => `${n} fewer: “${status}”`,
    previewCaption: 'Passages by status',
    previewStatus: 'Status',
    previewBefore: 'Now',
    previewAfter: 'With these rules',
    previewPartly: (persons) =>
      `It took too long to work out all of it: only ${persons} people were looked at. There are others.`,
    previewUnsaved: 'Nothing is saved yet.',
  },
);
