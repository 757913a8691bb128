import { expect, test } from '@jest/globals';
import type { TapOutcome } from '../../../device/ports.ts';
import { insideScreen } from '../../../device/terminal/evacuation-screen.ts';
import { outcomeScreen } from '../../../device/terminal/screen.ts';
import type { TerminalStatus } from '../../../device/terminal/status.ts';

const status: TerminalStatus = {
  place: 'La Filature',
  language: 'fr',
  timeZone: 'Europe/Paris',
  unsent: 0,
  isOnline: true,
  offlineSince: null,
  lockedDownSince: null,
  doorsTold: [],
  troubles: [],
  whoIsInside: () => ({ people: [], toldAt: 0, toldMsAgo: 0, isFresh: true }),
  pointsOfSale: [],
  items: [],
  readers: [],
  fault: null,
  accessPoints: [{ id: 'entree', name: 'Entrée', hasDoor: true, asksPin: false }],
};
const punch = {
  decision: 'granted',
  kind: 'punch',
  seq: 7,
  id: '0190a8f0-0000-7000-8000-000000000007',
  accessPoint: 'entree',
  direction: 'in',
  at: '2026-03-12T17:04:00.000Z',
  name: 'Zoé',
  door: 'front',
  saved: 'online',
  repeat: false,
  way: null,
  todaySeconds: null,
  balance: null,
  peopleInside: null,
  warnings: [],
} as const satisfies TapOutcome;
const shown = (outcome: TapOutcome): string => {
  const { html, note } = outcomeScreen(outcome, status, 'fr');
  return html + note;
};

test.each(['online', 'offline'] as const)('says of the door what became of it, %s', (saved) => {
  const opened = shown({ ...punch, saved });
  expect(opened).toContain('La porte est ouverte');
  const none = shown({ ...punch, saved, door: null });
  expect(none).not.toContain('La porte');
  const failed = shown({ ...punch, saved, door: null, doorFault: 'keeperRestarting' });
  expect(failed).toContain('La porte ne s’ouvre pas');
  expect(failed).not.toContain('est ouverte');
  const fails = { ...punch, saved, door: null, doorFault: 'notAllowed' };
  expect(outcomeScreen(fails, status, 'fr').sound).toBe('fault');
  const asked = shown({ ...punch, saved, doorAsked: true });
  expect(asked).toContain('La porte va s’ouvrir');
  expect(asked).not.toContain('est ouverte');
});

test('a toggle says which way it went where that is known, and nothing of it otherwise', () => {
  const toggle = { ...punch, direction: 'toggle' } as const;
  expect(shown({ ...toggle, way: 'in' })).toContain('Bonjour');
  expect(shown({ ...toggle, way: 'out' })).toContain('À bientôt');
  const neutral = shown(toggle);
  expect(neutral).toContain('Passage enregistré');
  expect(neutral).not.toMatch(/Bonjour|bientôt/);
});

test('a presence, and a presence read again, have words of their own', () => {
  const presence = { ...punch, direction: 'presence' } as const;
  expect(shown(presence)).toContain('Présence enregistrée');
  const again = shown({ ...presence, repeat: true });
  expect(again).toContain('Présence déjà comptée');
  expect(again).not.toMatch(/Présence enregistrée|Déjà compté il/);
  expect(shown({ ...punch, repeat: true, way: 'in' })).toContain('Déjà compté il');
});

test('tells today’s time and the balance only where they are known', () => {
  const way = { ...punch, way: 'out', direction: 'toggle' } as const;
  const known = shown({ ...way, todaySeconds: 13_140, balance: 450 });
  expect(known).toContain('3\u00a0h\u00a039');
  expect(known).toContain('4,5\u00a0jetons');
  expect(shown({ ...way, balance: 50 })).toMatch(/0,5\u00a0jeton<.*dans votre solde/);
  expect(shown({ ...way, balance: 150, lowBalance: true })).toMatch(
    /1,5\u00a0jeton<.*il en reste peu/,
  );
  expect(shown(way)).not.toContain('à régler');
  expect(shown({ ...way, exitToSettle: true })).toContain(
    'Une sortie reste à régler, voyez l’accueil.',
  );
  expect(shown(way)).not.toMatch(/jeton|aujourd’hui/);
  expect(shown({ ...way, way: 'in', todaySeconds: 0 })).not.toContain('aujourd’hui');
});

test('the list of a reader that lost the time since says when it was told, not how long ago', () => {
  const lost: TerminalStatus = {
    ...status,
    whoIsInside: () => ({
      people: [],
      toldAt: Date.UTC(2026, 10, 21, 7, 52),
      toldMsAgo: null,
      isFresh: false,
    }),
  };
  expect(insideScreen(lost, 'en').html).toContain(
    'Last news of the other readers: 21 November at 08:52. This reader was off since',
  );
  expect(insideScreen(lost, 'fr').html).toContain('21 novembre à 08:52');
});
