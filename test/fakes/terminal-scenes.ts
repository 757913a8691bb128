import type { TapOutcome } from '../../device/ports.ts';
import { createDesk, type Desk } from '../../device/terminal/emergency/desk.ts';
import { createTerminal } from '../../device/terminal/server.ts';
import type { Opened, TerminalState } from '../../device/terminal/state.ts';
import type { TerminalStatus } from '../../device/terminal/status.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { systemTimers } from '../../shared/runtime/system-clock.ts';

const item = (id: string, name: string, nameEn: string, hundredthsPerHour: number) => ({
  id,
  asset: 'a',
  category: 'BDG' as const,
  name,
  nameEn,
  hundredthsPerHour,
});
export const calm: TerminalStatus = {
  place: 'La Filature',
  language: 'fr',
  timeZone: 'Europe/Paris',
  unsent: 0,
  isOnline: true,
  offlineSince: null,
  lockedDownSince: null,
  doorsTold: [],
  troubles: [],
  readers: [],
  fault: null,
  accessPoints: [{ id: 'entree', name: 'Entrée', hasDoor: true, asksPin: false }],
  whoIsInside: () => ({ people: [], toldAt: 0, toldMsAgo: 0, isFresh: true }),
  pointsOfSale: [
    { id: 'desk', name: 'Accueil', showPrices: true, items: ['badger', 'room', 'laser', 'dark'] },
    { id: 'lab', name: 'Fablab du rez-de-chaussée', showPrices: false, items: ['badger', 'room'] },
    { id: 'empty', name: 'Salon', showPrices: true, items: [] },
  ],
  items: [
    item('badger', 'Badger', 'Time-clock machine', 0),
    { ...item('room', 'Salle Jacquard, 1 h', 'Jacquard room, 1 h', 200), prepaidUnits: 200 },
    item('laser', 'Découpe laser', 'Laser cutter', 350),
    item('dark', 'Laboratoire photographique', 'Darkroom', 100),
  ],
};
const offline: TerminalStatus = {
  ...calm,
  isOnline: false,
  offlineSince: '2026-03-12T15:51:00.000Z',
  unsent: 14,
};
const punch: Extract<TapOutcome, { decision: 'granted' }> = {
  decision: 'granted',
  kind: 'punch',
  seq: 7,
  id: '0190a8f0-0000-7000-8000-000000000007',
  accessPoint: 'entree',
  direction: 'toggle',
  at: '2026-03-12T17:04:00.000Z',
  name: 'Zoé',
  door: 'front',
  saved: 'online',
  repeat: false,
  way: 'in',
  todaySeconds: null,
  balance: null,
  peopleInside: null,
  warnings: [],
};
const opened = (pointOfSale: string, item: string | null = null): Opened => ({
  accessPoint: 'entree',
  by: 'Maëlle',
  pointOfSale,
  item,
});
const pad = (why: 'pinRequired' | 'pinWrong' | null): TerminalState => ({
  at: 'pad',
  accessPoint: 'entree',
  opened: null,
  why,
});
const open = (pointOfSale: string, item: string | null = null, hint = false): TerminalState => ({
  at: 'open',
  opened: opened(pointOfSale, item),
  hint,
});
const idle: TerminalState = { at: 'idle' };

const inside: TerminalState = { at: 'inside', accessPoint: 'entree', opened: null };
const names = [
  'Ana Béranger',
  'Bao Nguyễn',
  'Élodie Marchand-Delacroix',
  'Jean-Baptiste Oudard',
  'Zoé Petit',
];
/** Forty people: more than any screen holds. */
export const crowd = Array.from({ length: 40 }, (_, n) => ({
  name: n === 38 ? null : `${names[n % 5]}${n < 5 ? '' : ` ${n}`}`,
  card: n === 38 ? 'C3D4' : null,
  enteredAt: n === 37 ? null : Date.parse('2026-03-12T15:04:00.000Z') + n * 60_000,
  isSure: n !== 6,
}));

export interface Scene {
  readonly status: TerminalStatus;
  readonly state: TerminalState;
  readonly outcome?: TapOutcome;
}

/** Every screen a terminal has. */
export const scenes: Readonly<Record<string, Scene>> = {
  idle: { status: calm, state: idle },
  offline: { status: offline, state: idle },
  fault: {
    status: {
      ...calm,
      fault: { code: 'readerLost', hint: 'The reader is gone.', details: { reader: 'ACR122U' } },
    },
    state: idle,
  },
  lockdown: { status: { ...calm, lockedDownSince: '2026-03-12T15:51:00.000Z' }, state: idle },
  'door-still-open': {
    status: { ...calm, doorsTold: [{ door: 'Entrée', what: 'preAlarm' }] },
    state: idle,
  },
  'does-not-work': { status: { ...calm, troubles: ['journal', 'strike'] }, state: idle },
  'door-left-open': {
    status: { ...calm, doorsTold: [{ door: 'Entrée', what: 'heldOpen' }] },
    state: idle,
  },
  'door-alarms': {
    status: {
      ...offline,
      lockedDownSince: '2026-03-12T15:51:00.000Z',
      doorsTold: [
        { door: 'Entrée', what: 'forced' },
        { door: 'Entrée', what: 'fire' },
        { door: 'Atelier du fond de la cour', what: 'fire' },
        { door: 'Livraisons', what: 'preAlarm' },
      ],
    },
    state: idle,
  },
  'door-alarm-desk': {
    status: { ...calm, doorsTold: [{ door: 'Entrée', what: 'forced' }] },
    state: open('desk', 'badger'),
  },
  'asks-pin': {
    status: {
      ...calm,
      accessPoints: [{ id: 'entree', name: 'Entrée', hasDoor: true, asksPin: true }],
    },
    state: idle,
  },
  choosing: {
    status: calm,
    state: { at: 'choosing', accessPoint: 'entree', by: 'Maëlle', offered: ['desk', 'lab'] },
  },
  open: { status: calm, state: open('desk') },
  selected: { status: calm, state: open('desk', 'badger') },
  hint: { status: calm, state: open('desk', 'room', true) },
  'no-prices': { status: calm, state: open('lab', 'room') },
  empty: { status: calm, state: open('empty') },
  waiting: {
    status: offline,
    state: { at: 'waiting', accessPoint: 'entree', opened: opened('desk', 'room'), pin: null },
  },
  asked: { status: offline, state: { at: 'asked' } },
  evacuation: {
    status: {
      ...calm,
      whoIsInside: () => ({
        people: crowd.slice(0, 5),
        toldAt: 0,
        toldMsAgo: 12_000,
        isFresh: true,
      }),
    },
    state: inside,
  },
  'evacuation-old': {
    status: {
      ...offline,
      whoIsInside: () => ({ people: crowd, toldAt: 0, toldMsAgo: 4_980_000, isFresh: false }),
    },
    state: inside,
  },
  'evacuation-restarted': {
    status: {
      ...offline,
      whoIsInside: () => ({
        people: crowd.slice(0, 5),
        toldAt: Date.UTC(2026, 10, 21, 7, 52),
        toldMsAgo: null,
        isFresh: false,
      }),
    },
    state: inside,
  },
  'evacuation-unknown': {
    status: {
      ...offline,
      whoIsInside: () => ({ people: [], toldAt: null, toldMsAgo: null, isFresh: false }),
    },
    state: inside,
  },
  'none-here': { status: calm, state: { at: 'noneHere', accessPoint: 'entree' } },
  pad: { status: calm, state: pad(null) },
  'pad-wrong': { status: calm, state: pad('pinWrong') },
  in: {
    status: calm,
    state: idle,
    outcome: { ...punch, name: 'Jean-Baptiste', todaySeconds: 31_380, balance: 450 },
  },
  out: {
    status: calm,
    state: idle,
    outcome: {
      ...punch,
      way: 'out',
      name: 'Élodie',
      todaySeconds: 36_360,
      balance: 50,
      lowBalance: true,
    },
  },
  'see-desk': {
    status: calm,
    state: idle,
    outcome: {
      ...punch,
      name: 'Marie-Hélène',
      todaySeconds: 36_360,
      balance: -150,
      lowBalance: true,
      exitToSettle: true,
    },
  },
  'in-offline': {
    status: offline,
    state: idle,
    outcome: { ...punch, name: 'Marie-Hélène', saved: 'offline' },
  },
  recorded: { status: calm, state: idle, outcome: { ...punch, way: null, door: null } },
  presence: {
    status: calm,
    state: idle,
    outcome: { ...punch, way: null, direction: 'presence' },
  },
  'presence-again': {
    status: offline,
    state: idle,
    outcome: { ...punch, way: null, direction: 'presence', repeat: true, saved: 'offline' },
  },
  repeat: { status: calm, state: idle, outcome: { ...punch, repeat: true } },
  'door-fails': {
    status: calm,
    state: idle,
    outcome: { ...punch, door: null, doorFault: 'keeperRestarting' },
  },
  refused: {
    status: calm,
    state: idle,
    outcome: {
      decision: 'denied',
      kind: 'refusal',
      reason: 'notPermittedNow',
      cardState: 'active',
      seq: 8,
      id: '0190a8f0-0000-7000-8000-000000000008',
      accessPoint: 'entree',
      direction: 'toggle',
      at: '2026-03-12T17:05:00.000Z',
      name: null,
    },
  },
};

/** An emergency page that nobody printed a sheet for: the screen has its link. */
const noDesk: Desk = createDesk({
  files: { sheet: '/nowhere/sheet.json', used: '/nowhere/used.json' },
  journal: { newest: () => [], held: () => [] },
  clock: { monotonicNow: () => 0 },
  logger: silentLogger,
  record: () => null,
  doors: () => [],
  unlock: async (door) => ({ what: 'failed', door }),
  nameOf: () => null,
});

/** The terminal's own pages before a scene that the test sets. */
export async function openScenes() {
  let scene: Scene = { status: calm, state: idle };
  let turn = 0;
  const touches: unknown[] = [];
  const terminal = createTerminal({
    listen: '127.0.0.1',
    port: 0,
    status: () => scene.status,
    flow: {
      view: () => ({
        state: scene.state,
        turn,
        leftMs: scene.state.at === 'waiting' || scene.state.at === 'noneHere' ? 20_000 : null,
      }),
      touch(touch, of) {
        touches.push({ ...touch, isOfNow: of === turn });
        return true;
      },
      taken: () => null,
    },
    tapping: null,
    emergency: noDesk,
    timers: systemTimers,
    logger: silentLogger,
  });
  const port = await terminal.start();
  return {
    url: `http://127.0.0.1:${port}/`,
    touches,
    turn: () => turn,
    play(next: Scene) {
      scene = next;
      turn++;
      terminal.changed();
      if (next.outcome) terminal.show(next.outcome);
    },
    stop: () => terminal.stop(),
  };
}
