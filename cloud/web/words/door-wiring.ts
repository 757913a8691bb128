import { nbsp } from '../typography.ts';
import { area } from './area.ts';

/** What a door listens to, and the hours in which it stays unlocked. */
export const doorWiring = area(
  {
    doorListens: 'Ce que la porte entend',
    doorListensHint: `Laissez vide ce qui n’est pas câblé. Sur un Raspberry Pi, les lignes 5 et 6 (broches 29 et 31) sont au repos à 3,3${nbsp}V${nbsp}: un contact sec entre la ligne et la masse suffit.`,
    contactLabel: 'Ligne GPIO du contact de porte',
    contactHint:
      'Un contact fermé quand la porte est fermée. Un fil coupé se lit alors comme une porte ouverte.',
    contactLowLabel: 'Zéro veut dire que la porte est ouverte',
    exitLabel: 'Ligne GPIO du bouton de sortie',
    exitHint: 'Une porte ouverte après un appui n’est pas une effraction.',
    exitLowLabel: 'Zéro veut dire que le bouton est appuyé (bouton vers la masse)',
    exitOpensLabel: 'Le bouton ouvre aussi la gâche',
    exitOpensHint:
      'Décochez s’il coupe lui-même l’alimentation, comme le veut une ventouse sur une issue de secours.',
    fireLabel: 'Ligne GPIO de l’alarme incendie',
    fireHint:
      'Elle est lue et notée, rien de plus. C’est la centrale incendie qui coupe l’alimentation des serrures, par câble.',
    fireLowLabel: 'Zéro veut dire alarme',
    heldOpenLabel: 'Une porte restée ouverte sonne après (secondes)',
    heldOpenHint:
      'Un signal discret le demande d’abord, 15 secondes avant l’alarme. 0 pour jamais. Il faut un contact de porte.',
    openingScheduleLabel: 'Reste déverrouillée pendant',
    openingScheduleHint: `À partir de la première carte valable dans ces heures, jusqu’à leur fin. L’appareil le confirme sans cesse${nbsp}: s’il s’arrête, la porte se verrouille. Avec un relais câblé seulement.`,
    openingScheduleNone: 'jamais, une carte l’ouvre à chaque fois',
  },
  {
    doorListens: 'What the door hears',
    doorListensHint:
      'Leave empty what is not wired. On a Raspberry Pi lines 5 and 6 (pins 29 and 31) rest at 3.3 V: a dry contact between line and ground is enough.',
    contactLabel: 'GPIO line of the door contact',
    contactHint:
      'A contact that is closed while the door is closed. A cut wire then reads as an open door.',
    contactLowLabel: 'Zero means that the door is open',
    exitLabel: 'GPIO line of the exit button',
    exitHint: 'A door that opens after a press was not forced.',
    exitLowLabel: 'Zero means that the button is pressed (button to ground)',
    exitOpensLabel: 'The button drives the strike too',
    exitOpensHint:
      'Untick it where the button cuts the power itself, as a magnet on an escape route needs.',
    fireLabel: 'GPIO line of the fire alarm',
    fireHint:
      'It is read and written down, nothing more. The fire panel cuts the power of the locks, by wire.',
    fireLowLabel: 'Zero means alarm',
    heldOpenLabel: 'A door left open sounds after (seconds)',
    heldOpenHint:
      'A quiet signal asks first, 15 seconds before the alarm. 0 for never. It takes a door contact.',
    openingScheduleLabel: 'Stays unlocked during',
    openingScheduleHint:
      'From the first valid card within these hours to their end. The device confirms it all the time: when it stops, the door locks. With a wired relay only.',
    openingScheduleNone: 'never, a card opens it each time',
  },
);
