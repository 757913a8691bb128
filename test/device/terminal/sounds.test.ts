import { expect, test } from '@jest/globals';
import { sounds } from '../../../device/terminal/sounds.ts';
import { refusalReasons } from '../../../shared/domain/refusal.ts';
import { refusalTable } from '../../../shared/domain/refusal-words.ts';

test('no two sounds of the screen are alike', () => {
  const all = Object.values(sounds).map((notes) => JSON.stringify(notes));
  expect(new Set(all).size).toBe(all.length);
});

test('a refusal begins with the sound of its sign and stays low: nothing in it rises like a yes', () => {
  for (const reason of refusalReasons) {
    const notes = sounds[reason];
    const sign = sounds[refusalTable[reason].sign];
    expect(notes.slice(0, sign.length)).toEqual(sign);
    expect(new Set(notes.map(({ hz }) => hz)).size).toBe(1);
  }
});
