import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { TapOutcome } from '../../device/ports.ts';
import { type Pcscd, takePcscd } from '../fakes/pcscd.ts';
import { createVirtualCard } from '../fakes/virtual-card.ts';
import { complaintsOf, launchChromium } from '../parts/chromium.ts';
import { type Product, startProduct } from '../parts/product.ts';
import { waitFor } from '../parts/wait-for.ts';

jest.setTimeout(180_000);

/**
 * The screen of the source document, on the whole product: a primary card, the time-clock machine, validate, a card.
 * The network is unplugged from before the first card to after the last one.
 */
let pcscd: Pcscd;
let product: Product;
let browser: Browser;
let page: Page;
let complaints: readonly string[];
const items = { clock: '', room: '' };
const rooms = new Map<string, string>();

beforeAll(async () => {
  pcscd = await takePcscd();
  await pcscd.start();
  // Virtual readers count as nobody’s: cards may be presented by program beside them.
  product = await startProduct({ members: 4, env: { BADGEUSE_READER: 'auto' } });
  await furnish();
  await product.cloud.kill();
  browser = await launchChromium();
  page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  });
  page.setDefaultTimeout(30_000);
  complaints = complaintsOf(page, /AudioContext/);
  await page.goto(`${product.terminalUrl}?lang=en`);
});
afterAll(async () => {
  await browser?.close();
  await product?.end();
  await pcscd?.release();
});

/** The switch on, a room that costs tokens, two points of sale, and whose cards open them. */
async function furnish(): Promise<void> {
  const { api, all } = product;
  await api('PATCH', '/api/v1/places/demo', { timeClock: true });
  const [clock] = await all<{ id: string }>('/api/v1/items');
  items.clock = clock?.id ?? '';
  const tokens = { placeId: 'demo', name: 'Jetons', category: 'TIM' };
  const { id: assetId } = await api<{ id: string }>('POST', '/api/v1/assets', tokens);
  const room = { placeId: 'demo', assetId, name: 'Salle', nameEn: 'Meeting room' };
  items.room = (
    await api<{ id: string }>('POST', '/api/v1/items', { ...room, hundredthsPerHour: 200 })
  ).id;
  for (const [name, showPrices] of [
    ['Front desk', true],
    ['Back office', false],
  ] as const) {
    const made = { placeId: 'demo', name, showPrices, items: [items.clock, items.room] };
    rooms.set(name, (await api<{ id: string }>('POST', '/api/v1/points-of-sale', made)).id);
  }
  const cards = await all<{ id: string; uid: string }>('/api/v1/cards');
  const opens = async (uid: string | undefined, ...names: readonly string[]) =>
    api('POST', '/api/v1/primary-cards', {
      cardId: cards.find((card) => card.uid === uid)?.id,
      pointsOfSale: names.map((name) => rooms.get(name)),
    });
  await opens(product.uids[0], 'Front desk');
  await opens(product.uids[1], 'Front desk', 'Back office');
  const [device] = await all<{ id: string }>('/api/v1/devices');
  await api('PATCH', `/api/v1/devices/${device?.id}`, { pointsOfSale: [...rooms.values()] });
  // List and config are on their way: until both are there, these cards are tapped as any other.
  for (const uid of [primary(), both()]) {
    const isTaken = async () => 'terminal' in (await present(uid));
    await waitFor('the list and config on the device', isTaken, 60_000);
    await present(uid);
  }
}

const primary = () => product.uids[0] ?? '';
const both = () => product.uids[1] ?? '';
const ana = () => product.uids[2] ?? '';
const bruno = () => product.uids[3] ?? '';

/** At the simulated reader. */
const present = (uid: string) => product.observer.present(uid);
/** At a real pcscd, until the screen shows what it brought. */
async function hold(uid: string, shows: string | RegExp): Promise<void> {
  const card = createVirtualCard({ uid });
  await card.insert();
  await heading(shows).waitFor();
  await card.remove();
  // The virtual reader looks for a card every 400 ms: shorter absences are invisible to it.
  await sleep(900);
}
const heading = (name: string | RegExp) => page.getByRole('heading', { name });
const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
const opened = () =>
  readFileSync(join(product.deviceFolder, 'gpio.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { line: string; value: 0 | 1 })
    .filter(({ line, value }) => line === 'relay' && value === 1).length;

const screens = fileURLToPath(new URL('../screens', import.meta.url));
/** Only where `SCREENS=1` asks for it, so that a test run changes no file. */
async function picture(name: string): Promise<void> {
  if (process.env['SCREENS'] !== '1') return;
  mkdirSync(screens, { recursive: true });
  await page.evaluate('document.fonts.ready');
  const path = join(screens, `terminal-${name}-en.png`);
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
}

test('an ordinary card at rest is a tap as at any reader', async () => {
  await page.getByText('Offline').first().waitFor();
  await picture('offline');
  expect(await present(bruno())).toMatchObject({ decision: 'granted', door: 'front' });
  await heading('Passage recorded').waitFor();
});

test('primary card, point of sale, item, validate, card: greeted, and the door opens', async () => {
  const before = opened();
  expect(await present(primary())).toEqual({ terminal: 'opened' });
  await heading('Front desk').waitFor();
  await page.getByText('opened by Member').waitFor();
  await page.getByText('free of charge').waitFor();
  await page.getByText('2 tokens an hour').waitFor();
  expect(opened()).toBe(before);
  await press(/^Meeting room/);
  await press(/^Time-clock machine/);
  await picture('point-of-sale');
  // A card too early is told what is missing, and nothing is recorded.
  expect(await present(ana())).toEqual({ terminal: 'validateFirst' });
  await page.getByText('Validate first, then tap the card.').waitFor();
  await press('Validate, then the card');
  await page.getByText('For: Time-clock machine, free of charge').waitFor();
  await picture('tap-now');
  const outcome: TapOutcome = await present(ana());
  expect(outcome).toMatchObject({ decision: 'granted', door: 'front', saved: 'offline' });
  await heading('Passage recorded').waitFor();
  await page.getByText('Saved here, not sent yet').waitFor();
  await page.getByText('The door is open').waitFor();
  await picture('greeting');
  expect(opened()).toBe(before + 1);
  // Back at the point of sale, with nothing selected; its primary card leaves it.
  await heading('Front desk').waitFor();
  expect(await page.getByRole('button', { pressed: true, name: /room|machine/ }).count()).toBe(0);
  expect(await present(primary())).toEqual({ terminal: 'left' });
  await heading('Tap your card').waitFor();
});

test('the same with cards held to a real reader, where prices are hidden, and with a primary card that punches', async () => {
  const before = opened();
  await hold(both(), 'Which point of sale?');
  await press('Back office');
  await heading('Back office').waitFor();
  expect(await page.getByText(/token|free of charge/).count()).toBe(0);
  await picture('prices-hidden');
  await press('Meeting room');
  await press('Validate, then the card');
  await heading('Tap your card').waitFor();
  await hold(both(), 'Passage recorded');
  expect(opened()).toBe(before + 1);
  await heading('Back office').waitFor();
  await press('Close');
  await heading('Tap your card').waitFor();
});

test('who is inside is listed after a primary card, and says how old that is', async () => {
  await press('Evacuation');
  await heading('Tap a primary card').waitFor();
  expect(await present(primary())).toEqual({ terminal: 'opened' });
  await heading(/inside$/).waitFor();
  await page.getByText('Who passed elsewhere since then is missing here.').waitFor();
  expect(await page.getByRole('listitem').count()).toBeGreaterThan(0);
  await picture('evacuation');
  await press('Close');
  await heading('Tap your card').waitFor();
});

test('a restart of the device comes back to the same screen, in the page that is open', async () => {
  await product.device.stop();
  await page.getByText('This screen hears nothing from its reader').waitFor();
  await product.startDevice();
  await page.getByText('This screen hears nothing from its reader').waitFor({ state: 'detached' });
  expect(await heading('Tap your card').count()).toBe(1);
  // Its buttons work: it has the token of this start.
  await waitFor('the reader', async () => 'terminal' in (await present(primary())), 30_000);
  await heading('Front desk').waitFor();
  await press('Close');
  await heading('Tap your card').waitFor();
  // What the cloud told before it was unplugged outlived the process, and so did the taps since.
  await press('Evacuation');
  expect(await present(primary())).toEqual({ terminal: 'opened' });
  await page.getByText(/^Last news of the other readers .* ago/).waitFor();
  expect(await page.getByRole('listitem').count()).toBeGreaterThan(0);
  await press('Close');
  await heading('Tap your card').waitFor();
});

test('back on the network everything arrives, each tap for what was chosen, once', async () => {
  await product.startCloud();
  interface Punch {
    readonly cardUid: string;
    readonly item: string | null;
    readonly occurredAt: string;
  }
  const punches = await waitFor(
    'the punches in the cloud',
    async () => {
      const all = await product.all<Punch>('/api/v1/punches');
      return all.some(({ item }) => item === items.room) ? all.toReversed() : null;
    },
    60_000,
  );
  const after = punches.slice(punches.findIndex(({ cardUid }) => cardUid === bruno()));
  expect(after.map(({ cardUid, item }) => [cardUid, item])).toEqual([
    [bruno(), items.clock],
    [ana(), items.clock],
    [both(), items.room],
  ]);
  const report = await product.read('/rapport/badgeuse.csv?for=machine');
  for (const uid of [ana(), bruno(), both()]) expect(report).toContain(uid);
  await page.getByText('Everything is sent').waitFor();
  expect(complaints.filter((text) => !/ERR_|Failed to load/.test(text))).toEqual([]);
});
