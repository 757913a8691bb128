import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { testNow, webDeps } from '../cloud/web/fixture.ts';
import { complaintsOf } from '../parts/chromium.ts';
import { showInBrowser, type Venue } from './browser.ts';
import { seed } from './seed.ts';

let shown: Venue;
let deps: Venue['deps'];

beforeAll(async () => {
  const made = await webDeps();
  ({ deps } = made);
  await seed(deps);
  shown = await showInBrowser(deps, () => made.database.close());
}, 60_000);

afterAll(() => shown?.close(), 60_000);

const password = 'un mot de passe long';
const link = async () =>
  `${shown.web.url}/welcome/${await deps.identity.createInvitation('admin', null, testNow + 60_000)}`;

/** A page of its own, and everything it complained about. */
async function open(width: number, options: BrowserContextOptions = {}) {
  const context = await shown.browser.newContext({
    viewport: { width, height: 844 },
    locale: 'fr-FR',
    ...options,
  });
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  return { page, complaints, close: () => context.close() };
}

async function signIn(page: Page, name: string): Promise<void> {
  await page.goto(await link());
  await page.fill('[name=name]', name);
  await page.fill('[name=password]', password);
  await page.click('main button[type=submit]');
  await page.waitForURL(`${shown.web.url}/`);
}

test('by the one-time link to the report, with the keyboard alone, and off with the CSV', async () => {
  const { page, complaints, close } = await open(1440);
  await page.goto(await link());
  await page.focus('[name=name]');
  await page.keyboard.type('Maëlle');
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${shown.web.url}/`);
  expect(await page.textContent('h1')).toContain('2 personnes sont là.');

  await page.keyboard.press('Tab');
  expect(await page.textContent(':focus')).toBe('Aller au contenu');
  for (let n = 0; n < 3; n++) await page.keyboard.press('Tab');
  expect((await page.textContent(':focus'))?.trim()).toBe('Passages');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/rapport/badgeuse/');

  const row = page.locator('tr', { hasText: 'Élodie Kerguéhennec' }).first();
  expect(await row.locator('.entry').textContent()).toBe('08:52');
  expect(await row.locator('.exit').textContent()).toBe('12:31');
  expect(await row.locator('.length').textContent()).toBe('3\u00a0h\u00a039');
  expect(await row.locator('.status').textContent()).toBe('Terminé');

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'CSV pour tableur' }).press('Enter'),
  ]);
  expect(download.suggestedFilename()).toBe('badgeuse-2026-03-01-2026-03-12.csv');
  const csv = readFileSync(await download.path(), 'utf8');
  expect(csv).toContain('Élodie Kerguéhennec');
  expect(csv.trim().split('\r\n').length).toBe(268);
  expect(complaints).toEqual([]);
  await close();
}, 60_000);

test('no page is wider than a phone, and none breaks the policy', async () => {
  const { page, complaints, close } = await open(390);
  await signIn(page, 'Zoé');
  for (const path of [
    '/',
    '/rapport/badgeuse/',
    '/rapport/badgeuse/?member=x',
    '/members',
    '/devices',
    '/sign-in',
  ]) {
    await page.goto(shown.web.url + path);
    const { wide, seen } = (await page.evaluate(
      '({ wide: document.documentElement.scrollWidth, seen: innerWidth })',
    )) as { wide: number; seen: number };
    expect([path, wide]).toEqual([path, seen]);
  }
  expect(complaints).toEqual([]);
  await close();
}, 60_000);

test('targets are 44 px, and every field has its label', async () => {
  const { page, close } = await open(390);
  await signIn(page, 'Inès');
  for (const path of ['/', '/rapport/badgeuse/', '/members']) {
    await page.goto(shown.web.url + path);
    const small = await page
      .locator('button, .button, input:not([type=hidden]), select, .pill, .menu a')
      .evaluateAll((all) =>
        all
          .map((one) => ({
            one: one.outerHTML.slice(0, 80),
            ...one.getBoundingClientRect().toJSON(),
          }))
          .filter(({ height, width }) => width > 0 && height < 44),
      );
    expect([path, small]).toEqual([path, []]);
    const nameless = await page
      .locator('input:not([type=hidden]), select')
      .evaluateAll((all) =>
        all
          .filter((one) => (one as { labels?: { length: number } }).labels?.length === 0)
          .map((one) => one.outerHTML),
      );
    expect([path, nameless]).toEqual([path, []]);
  }
  await close();
}, 60_000);

test('without JavaScript a card is given, and the language chosen stays', async () => {
  const { page, close } = await open(1440, { javaScriptEnabled: false });
  await signIn(page, 'Noé');
  await page.getByRole('link', { name: 'Membres' }).click();
  await page.getByRole('link', { name: 'À qui est-elle' }).first().click();
  await page.fill('[name=q]', 'aicha');
  await page.getByRole('button', { name: 'Chercher' }).click();
  await page.getByRole('button', { name: 'Donner à Aïcha Benaïssa' }).click();
  expect(await page.textContent('[role=status]')).toContain('La carte est donnée.');
  await page.getByRole('button', { name: 'Noé, votre compte' }).click();
  await page.getByRole('button', { name: 'English' }).click();
  expect(await page.textContent('main')).toContain('Why?');
  await page.goto(`${shown.web.url}/rapport/badgeuse/`);
  expect(await page.textContent('h1')).toBe('Passages, 1 to 12 March');
  await close();
}, 60_000);

test('in the dark the page is dark, and today brings itself up to date', async () => {
  const { page, complaints, close } = await open(1440, { colorScheme: 'dark' });
  await page.clock.install();
  await signIn(page, 'Gaël');
  const paper = await page.evaluate('getComputedStyle(document.body).backgroundColor');
  expect(paper).toBe('rgb(14, 19, 35)');
  const [somebody] = deps.passages.rows.filter((row) => row.status === 'open');
  if (!somebody) throw new Error('the seed has nobody in');
  deps.passages.rows.push({ ...somebody, id: 'late', memberId: null, cardUid: '04000001' });
  await page.clock.fastForward(31_000);
  await page.getByText('Environ 3 personnes sont là.').waitFor();
  expect(await page.locator('main h1').count()).toBe(1);
  expect(complaints).toEqual([]);
  await close();
}, 60_000);
