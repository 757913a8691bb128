import { createContext, runInContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { soundScript, sounds } from '../../../device/terminal/sounds.ts';
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

test('what sounds next ends what sounds: a yes is never heard through the rest of a no', () => {
  const said: string[] = [];
  const param = { setValueAtTime: () => undefined, linearRampToValueAtTime: () => undefined };
  const audio = {
    state: 'running',
    currentTime: 0,
    destination: 'speaker',
    createGain: () => ({ gain: param, connect: () => undefined }),
    createOscillator() {
      const tone = {
        frequency: { value: 0 },
        start: () => said.push(`on ${tone.frequency.value}`),
      };
      const connect = (to: unknown) => to;
      const disconnect = () => said.push(`off ${tone.frequency.value}`);
      return Object.assign(tone, { connect, disconnect, stop: () => undefined });
    },
  };
  const button = {
    ...{ addEventListener: () => undefined, setAttribute: () => undefined, dataset: {} },
    querySelector: () => ({ textContent: '' }),
  };
  const browser = createContext({
    addEventListener: () => undefined,
    AudioContext: function AudioContext() {
      return audio;
    },
    localStorage: { getItem: () => null, setItem: () => undefined },
    document: { getElementById: () => button },
  });
  runInContext(soundScript, browser);
  runInContext("play('expired'); play('in'); play(null)", browser);
  const low = sounds.expired.length;
  expect(said).toEqual([
    ...Array.from({ length: low }, () => 'on 165'),
    ...Array.from({ length: low }, () => 'off 165'),
    'on 523',
    'on 784',
  ]);
});
