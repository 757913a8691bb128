import { describe, expect, test } from '@jest/globals';
import { deafSince, type TroubleNote, troubleText } from '../../../shared/domain/trouble.ts';
import { troubleCauses, troubleTable } from '../../../shared/domain/trouble-words.ts';

const rows = Object.entries({ ...troubleTable, ...troubleCauses });
const named = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted();

describe.each(rows)('%s', (_code, { fr, en }) => {
  test('says in both languages what is wrong and what to do, about the same things', () => {
    for (const text of [fr, en]) {
      expect(text.length).toBeGreaterThan(15);
      expect(text.length).toBeLessThan(300);
      expect(text).not.toMatch(/['"]/);
    }
    expect(named(fr)).toEqual(named(en));
    expect(fr).not.toBe(en);
    // French puts a space that does not break before these.
    expect(fr).not.toMatch(/[^\u00a0\u202f\w/.][:;?!»]|[a-zé][;?!]/);
  });
});

test('the words are those of the cause where a part named one, filled with what it is about', () => {
  expect(troubleText('reader.lost', { reader: 'ACR122U' }, 'fr')).toBe(
    'ACR122U\u00a0: vérifiez le câble et l’alimentation.',
  );
  expect(troubleText('reader.fault', { cause: 'readerNotFound' }, 'fr')).toMatch(/^Aucun lecteur/);
  expect(troubleText('reader.fault', { cause: 'madeUpLater' }, 'en')).toMatch(/^Cards are not/);
  expect(troubleText('strike', {}, 'en')).toContain('The door ? does');
});

test('a code that nobody here knows has no words, whatever it is called', () => {
  for (const code of ['made.up', 'constructor', '__proto__', '']) {
    expect(troubleText(code, { cause: 'toString' }, 'fr')).toBeNull();
  }
});

test('an access point is deaf since the first of its notes, and not because of another’s', () => {
  const note = (code: string, hour: number, accessPoints?: string[]): TroubleNote => ({
    ...{ code, hint: '', since: new Date(hour * 3_600_000).toISOString() },
    ...(accessPoints && { accessPoints }),
  });
  const notes = [
    note('reader.lost', 3, ['in']),
    note('reader.fault', 2, ['in', 'yard']),
    note('terminal', 1),
  ];
  expect(deafSince(notes, 'in')).toBe(2 * 3_600_000);
  expect(deafSince(notes, 'out')).toBeNull();
  // A device that does not say where is believed to mean everywhere.
  expect(deafSince([note('reader.lost', 5)], 'out')).toBe(5 * 3_600_000);
});
