import { expect, test } from '@jest/globals';
import type { TapOutcome } from '../../../device/ports.ts';
import { outcomeScreen, type TerminalStatus } from '../../../device/terminal/screen.ts';

const status: TerminalStatus = {
  place: 'La Filature',
  language: 'fr',
  timeZone: 'Europe/Paris',
  allSent: true,
  readers: [],
  fault: null,
  accessPoints: [{ id: 'entree', name: 'Entrée', hasDoor: true }],
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
const shown = (outcome: TapOutcome): string => outcomeScreen(outcome, status, 'fr').html;

test.each(['online', 'offline'] as const)('says of the door what became of it, %s', (saved) => {
  const opened = shown({ ...punch, saved });
  expect(opened).toContain('La porte est ouverte');
  const none = shown({ ...punch, saved, door: null });
  expect(none).not.toContain('La porte');
  const failed = shown({ ...punch, saved, door: null, doorFault: 'keeperRestarting' });
  expect(failed).toContain('La porte ne s’ouvre pas');
  expect(failed).not.toContain('est ouverte');
});

test('a toggle says which way it went where that is known, and nothing of it otherwise', () => {
  const toggle = { ...punch, direction: 'toggle' } as const;
  expect(shown({ ...toggle, way: 'in' })).toContain('Bonjour');
  expect(shown({ ...toggle, way: 'out' })).toContain('À bientôt');
  const neutral = shown(toggle);
  expect(neutral).toContain('Passage enregistré');
  expect(neutral).not.toMatch(/Bonjour|bientôt/);
});
