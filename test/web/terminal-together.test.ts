import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Tap, TapOutcome } from '../../device/ports.ts';
import {
  createTerminalFlow,
  type FlowParts,
  type TerminalFlow,
} from '../../device/terminal/flow.ts';
import { createTerminal, type Terminal } from '../../device/terminal/server.ts';
import { lastsMs } from '../../device/terminal/state.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { systemClock, systemTimers } from '../../shared/runtime/system-clock.ts';
import { card, demoConfig } from '../contract/demo-place.ts';
import { manualTime } from '../fakes/manual-time.ts';
import { calm, scenes } from '../fakes/terminal-scenes.ts';
import { complaintsOf, launchChromium } from '../parts/chromium.ts';

jest.setTimeout(120_000);

const primary = card(9, { primary: ['desk'], name: 'Maëlle Petit' });
const time = manualTime();
const judged: Tap[] = [];
let outcome: TapOutcome | undefined = scenes['in']?.outcome;
let url: string;
let browser: Browser;

const openTerminal = async (times: Pick<FlowParts, 'clock' | 'timers' | 'lastsMs'>) => {
  const flow: TerminalFlow = createTerminalFlow({
    config: () => demoConfig({ pointsOfSale: [...calm.pointsOfSale] as never, items: calm.items }),
    find: (uid) => (uid === primary.uid ? primary : null),
    accessPointOf: () => demoConfig().accessPoints[0] ?? null,
    isPinAsked: () => true,
    judge(tap) {
      judged.push(tap);
      return outcome ?? null;
    },
    async judgeWithPin(tap) {
      judged.push(tap);
      return outcome ?? null;
    },
    logger: silentLogger,
    ...times,
    changed: () => terminal.changed(),
    turnedDown: () => undefined,
    heard: () => undefined,
    shown: (what) => terminal.show(what),
  });
  const terminal: Terminal = createTerminal({
    listen: '127.0.0.1',
    port: 0,
    status: () => calm,
    flow,
    tapping: null,
    timers: systemTimers,
    logger: silentLogger,
  });
  const url = `http://127.0.0.1:${await terminal.start()}/`;
  const tap = (uid: string) =>
    flow.tap({ uid, level: 'uid', reader: 'any', accessPoint: null, heardAtMonoMs: 0 });
  const stop = async () => {
    flow.stop();
    await terminal.stop();
  };
  return { url, tap, stop };
};
let shown: Awaited<ReturnType<typeof openTerminal>>;
const tap = (uid: string) => shown.tap(uid);

beforeAll(async () => {
  shown = await openTerminal({ clock: time, timers: time });
  url = shown.url;
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await shown?.stop();
});

const heading = (page: Page, name: string) => page.getByRole('heading', { name }).waitFor();
const press = (page: Page, name: string) => page.getByRole('button', { name }).click();

test('two browsers show one terminal, each in its language, and it goes back to rest by itself', async () => {
  const french = await browser.newPage({ reducedMotion: 'reduce' });
  const english = await browser.newPage({ reducedMotion: 'reduce' });
  const complaints = [complaintsOf(french), complaintsOf(english)];
  await french.goto(url);
  await english.goto(url);
  await english.getByRole('link', { name: 'English' }).click();
  await heading(english, 'Tap your card');
  await french.goto(`${url}?lang=fr`);

  tap(primary.uid);
  await heading(french, 'Accueil');
  await english.getByText('opened by Maëlle').waitFor();
  await press(french, 'Salle Jacquard');
  await english.getByText('Chosen: Jacquard room').waitFor();
  // Who opens the page now sees the same.
  await english.reload();
  await press(english, 'Validate, then the card');
  await french.getByText('Pour : Salle Jacquard, 1 h, 2 jetons').waitFor();
  await french.getByText(/^(30|29|28) s$/).waitFor();

  time.advance(30_000);
  await french.getByText('Choisi : Salle Jacquard').waitFor();
  time.advance(60_000);
  await heading(french, 'Présentez votre carte');
  await heading(english, 'Tap your card');
  expect(judged).toEqual([]);
  expect(complaints).toEqual([[], []]);
});

test('a language chosen on the screen is for now: at rest it goes back to the language of the place', async () => {
  const page = await browser.newPage({ reducedMotion: 'reduce' });
  await page.clock.install();
  await page.goto(url);
  await page.getByRole('link', { name: 'English' }).click();
  await heading(page, 'Tap your card');
  tap(primary.uid);
  await heading(page, 'Accueil');
  await page.clock.fastForward(90_000);
  await heading(page, 'Accueil');
  tap(primary.uid);
  await heading(page, 'Tap your card');
  await page.clock.runFor(1_000);
  await page.clock.fastForward(61_000);
  await heading(page, 'Présentez votre carte');
});

test('an impatient double press validates once, and one card punches once', async () => {
  const page = await browser.newPage({ reducedMotion: 'reduce' });
  await page.goto(`${url}?lang=en`);
  tap(primary.uid);
  await page.getByRole('button', { name: 'Jacquard room' }).dblclick();
  await page.getByText('Chosen: Jacquard room').waitFor();
  await page.getByRole('button', { name: 'Validate, then the card' }).dblclick();
  await heading(page, 'Tap your card');
  tap(card(1).uid);
  await heading(page, 'Hello Jean-Baptiste');
  await page.getByText('8 h 43 min').waitFor();
  await page.getByText('4.5 tokens').waitFor();
  expect(judged.map(({ chosen }) => chosen)).toEqual([{ pointOfSale: 'desk', item: 'room' }]);
  await heading(page, 'Accueil');
  await page.keyboard.press('Escape');
  await heading(page, 'Tap your card');
});

test('a PIN is typed on the pad, goes with the next card, and is asked again when wrong', async () => {
  const page = await browser.newPage({ reducedMotion: 'reduce' });
  await page.goto(`${url}?lang=en`);
  const refused = scenes['refused']?.outcome as Extract<TapOutcome, { decision: 'denied' }>;
  outcome = { ...refused, reason: 'pinRequired' };
  tap(card(1).uid);
  await page.getByText('This door asks for a code.').waitFor();
  for (const digit of ['4', '7', '1', '1']) await press(page, digit);
  await press(page, 'Validate, then the card');
  await heading(page, 'Tap your card');
  outcome = { ...refused, reason: 'pinWrong' };
  tap(card(1).uid);
  await page.getByText('This code is not the card’s.').waitFor();
  expect(await page.getByLabel('Code').inputValue()).toBe('');
  await page.keyboard.type('1234');
  await page.keyboard.press('Enter');
  await heading(page, 'Tap your card');
  outcome = scenes['out']?.outcome;
  tap(card(1).uid);
  await heading(page, 'See you soon, Élodie');
});

test('a point of sale that nobody touches leaves by itself, on the real clock, with what was chosen', async () => {
  const short = { ...lastsMs, waiting: 1_500, open: 3_000 };
  const real = await openTerminal({ clock: systemClock, timers: systemTimers, lastsMs: short });
  const page = await browser.newPage();
  const complaints = complaintsOf(page);
  await page.goto(`${real.url}?lang=en`);
  await heading(page, 'Tap your card');
  judged.length = 0;
  outcome = scenes['in']?.outcome;
  real.tap(primary.uid);
  await heading(page, 'Accueil');
  await press(page, 'Jacquard room');
  await press(page, 'Validate, then the card');
  await page.getByText('For: Jacquard room').waitFor();
  // Nobody comes: back to what was chosen, which is left in its turn.
  await page.getByText('Chosen: Jacquard room').waitFor();
  await heading(page, 'Tap your card');
  expect(await page.getByText('Jacquard room').count()).toBe(0);
  expect(judged).toEqual([]);
  // The next card is a tap as at any reader, and its greeting leaves by itself too.
  real.tap(card(1).uid);
  await heading(page, 'Hello Jean-Baptiste');
  expect(judged.map(({ chosen }) => chosen)).toEqual([undefined]);
  await heading(page, 'Tap your card');
  expect(complaints).toEqual([]);
  await page.close();
  await real.stop();
});
