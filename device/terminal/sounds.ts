import { type RefusalReason, refusalReasons } from '../../shared/domain/refusal.ts';
import { pulsesOf } from '../../shared/domain/refusal-rhythm.ts';
import { type RefusalSign, refusalTable } from '../../shared/domain/refusal-words.ts';

/**
 * The sounds of the reader vocabulary. A grant saved offline ends in a short tick; a refusal is the sound of its sign
 * and the notes that count its reason out.
 */
export type Sound =
  | 'in'
  | 'out'
  | 'recorded'
  | RefusalSign
  | RefusalReason
  | `${'in' | 'out' | 'recorded'}-offline`;

/** `hz` for `ms`, `atMs` after the sound began. */
interface Note {
  readonly hz: number;
  readonly atMs: number;
  readonly ms: number;
}

const low = (atMs: number, ms: number): Note => ({ hz: 165, atMs, ms });
const granted = {
  in: [
    { hz: 523, atMs: 0, ms: 160 },
    { hz: 784, atMs: 180, ms: 260 },
  ],
  out: [
    { hz: 784, atMs: 0, ms: 160 },
    { hz: 523, atMs: 180, ms: 260 },
  ],
  // Which way it went is not known: one note, neither up nor down.
  recorded: [{ hz: 659, atMs: 0, ms: 240 }],
} as const;
const tick: Note = { hz: 1_320, atMs: 620, ms: 40 };

const signs: Readonly<Record<RefusalSign, readonly Note[]>> = {
  refused: [low(0, 900)],
  unknown: [low(0, 400), low(1_200, 400)],
  fault: [low(0, 500)],
};
const refusalSounds = (): Readonly<Record<RefusalReason, readonly Note[]>> => {
  const notes = {} as Record<RefusalReason, readonly Note[]>;
  for (const reason of refusalReasons) {
    const counted = pulsesOf(reason).map(({ atMs, ms }) => low(atMs, ms));
    notes[reason] = [...signs[refusalTable[reason].sign], ...counted];
  }
  return notes;
};

export const sounds: Readonly<Record<Sound, readonly Note[]>> = {
  ...granted,
  'in-offline': [...granted.in, tick],
  'out-offline': [...granted.out, tick],
  'recorded-offline': [...granted.recorded, tick],
  ...signs,
  ...refusalSounds(),
};

/** Makes them in the browser, without a file: `play(name)`. Browsers keep silent until somebody touched the page. */
export const soundScript = `'use strict';
const sounds = ${JSON.stringify(sounds)};
let audio = null;
const wake = () => {
  audio ??= new AudioContext();
  if (audio.state === 'suspended') audio.resume().catch(() => {});
};
addEventListener('pointerdown', wake);
addEventListener('keydown', wake);
const isMuted = () => localStorage.getItem('muted') === 'yes';
let sounding = [];
const play = (name) => {
  if (!name) return;
  // A yes is never heard through the end of a no.
  for (const tone of sounding) tone.disconnect();
  sounding = [];
  if (isMuted()) return;
  wake();
  if (audio.state !== 'running') return;
  for (const { hz, atMs, ms } of sounds[name] ?? []) {
    const from = audio.currentTime + atMs / 1000, until = from + ms / 1000;
    const tone = audio.createOscillator(), loud = audio.createGain();
    tone.type = 'triangle';
    tone.frequency.value = hz;
    loud.gain.setValueAtTime(0, from);
    loud.gain.linearRampToValueAtTime(.5, from + .01);
    loud.gain.setValueAtTime(.5, Math.max(from + .01, until - .03));
    loud.gain.linearRampToValueAtTime(0, until);
    tone.connect(loud).connect(audio.destination);
    tone.start(from);
    tone.stop(until);
    sounding.push(tone);
  }
};
const mute = document.getElementById('mute');
const tellMute = () => {
  mute.setAttribute('aria-pressed', String(isMuted()));
  mute.querySelector('span').textContent = isMuted() ? mute.dataset.off : mute.dataset.on;
};
mute.addEventListener('click', () => {
  localStorage.setItem('muted', isMuted() ? 'no' : 'yes');
  tellMute();
  play('recorded');
});
tellMute();
`;
