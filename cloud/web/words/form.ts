import { plural } from '../typography.ts';
import { area } from './area.ts';

/** What forms have in common. */
export const form = area(
  {
    formWrong: (n: number) =>
      plural(n, 'fr', 'Une réponse est à revoir', `${n} réponses sont à revoir`),
    optional: 'facultatif',
    save: 'Enregistrer',
    cancel: 'Annuler',
    undo: 'Défaire',
    change: 'Modifier',
    remove: 'Retirer',
    saidSaved: 'C’est enregistré.',
    errorFarDay: 'Ce jour est à plus de dix ans d’ici. Vérifiez l’année.',
  },
  {
    formWrong: (n) =>
      plural(n, 'en', 'One answer needs another look', `${n} answers need another look`),
    optional: 'optional',
    save: 'Save',
    cancel: 'Cancel',
    undo: 'Undo',
    change: 'Change',
    remove: 'Remove',
    saidSaved: 'Saved.',
    errorFarDay: 'That day is more than ten years away. Check the year.',
  },
);
