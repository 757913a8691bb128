import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { WebDeps } from '../../cloud/web/deps.ts';
import { testNow } from '../cloud/web/fixture.ts';
import { openVenue } from '../cloud/web/venue.ts';
import { axeSource, complaintsOf } from '../parts/chromium.ts';
import { type Shown, showInBrowser } from './browser.ts';

let venue: Awaited<ReturnType<typeof openVenue>>;
let shown: Shown<WebDeps>;

beforeAll(async () => {
  venue = await openVenue();
  shown = await showInBrowser(venue.web.deps, () => venue.close());
}, 60_000);
afterAll(() => shown?.close(), 60_000);

const report = '/rapport/badgeuse/?from=2026-03-11&to=2026-03-12';
let people = 0;

/** Signed in, at the report; with everything the page complained of. */
async function atReport(options: BrowserContextOptions = {}) {
  const context = await shown.browser.newContext({ locale: 'fr-FR', ...options });
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  const { identity } = venue.web.deps;
  const secret = await identity.createInvitation('staff', null, testNow + 60_000);
  await page.goto(`${shown.web.url}/welcome/${secret}`);
  await page.fill('[name=name]', `Maëlle ${++people}`);
  await page.fill('[name=password]', 'un mot de passe long');
  await page.click('main button[type=submit]');
  await page.waitForURL(`${shown.web.url}/`);
  await page.goto(shown.web.url + report);
  return { page, complaints, close: () => context.close() };
}

const focused = (page: Page) =>
  page.evaluate(() => {
    const { document } = globalThis as unknown as {
      document: { activeElement: { id: string; className: string; tagName: string } };
    };
    const { id, className, tagName } = document.activeElement;
    return id || className || tagName;
  });
const exitOf = async () => (await venue.passage(venue.ids.forgotten))?.exit?.at ?? null;

test('the keyboard alone: a row, e, the time, Enter; Esc leaves where it was; undone from the message', async () => {
  const { page, complaints, close } = await atReport();
  // The newest day first: two rows down is Wednesday's.
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  expect(await focused(page)).toContain('row-missing_exit');
  await page.keyboard.press('e');
  await page.locator('dialog[open] #time').waitFor();
  expect(await focused(page)).toBe('time');
  await page.keyboard.press('Escape');
  expect(await page.locator('dialog[open]').count()).toBe(0);
  expect(await focused(page)).toContain('row-missing_exit');

  await page.keyboard.press('e');
  await page.locator('dialog[open] #time').waitFor();
  await page.keyboard.type('1145');
  await page.locator('dialog[open] #effect', { hasText: '2 h 33' }).waitFor();
  expect(await page.textContent('dialog[open] [value=save]')).toBe('Ajouter la sortie\u00a011:45');
  await page.keyboard.press('Enter');
  await page.locator('#said').waitFor();
  expect(await page.textContent('#said')).toContain(
    'Noé Béranger, sortie ajoutée à 11:45. Motif\u00a0: La personne l’a dit.',
  );
  expect(await exitOf()).toBe(Date.UTC(2026, 2, 11, 10, 45));
  expect(await focused(page)).toBe('said');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('Défait\u00a0: Noé Béranger').waitFor();
  expect(await exitOf()).toBeNull();
  expect(complaints).toEqual([]);
  await close();
}, 60_000);

test('in the dialog: what is wrong stays there, another kind is a press away, and a colleague is faster', async () => {
  const { page, close } = await atReport({ viewport: { width: 390, height: 844 } });
  await page.getByRole('link', { name: 'Ajouter la sortie, Noé Béranger' }).click();
  const dialog = page.locator('dialog[open]');
  await dialog.locator('#time').fill('08:00');
  await dialog.getByRole('button', { name: /Ajouter la sortie/ }).click();
  await dialog.getByText('La sortie vient après l’entrée de 09:12.').first().waitFor();
  expect(await focused(page)).toBe('time');
  await dialog.getByRole('link', { name: 'Écarter une lecture' }).click();
  await dialog.getByRole('heading', { name: /Écarter quelle lecture/ }).waitFor();
  await dialog.getByText('aucun passage').waitFor();

  const made = await venue.journal.corrections.record(
    { kind: 'addExit', punchId: venue.ids.forgotten, at: Date.UTC(2026, 2, 11, 11) },
    { madeBy: 'staff:other', madeAt: testNow, reason: 'was faster' },
  );
  await dialog.getByRole('button', { name: 'Écarter cette lecture' }).click();
  await dialog.getByText('Ce passage a changé pendant que vous regardiez.').waitFor();
  await venue.journal.corrections.undo(made.id, {
    ...{ madeBy: 'staff:other', madeAt: testNow, reason: 'a test' },
  });
  await close();
}, 60_000);

test('without JavaScript the same on a page of its own', async () => {
  const { page, close } = await atReport({ javaScriptEnabled: false });
  await page.getByRole('link', { name: 'Ajouter la sortie, Noé Béranger' }).click();
  await page.locator('#time').fill('12:00');
  await page.getByRole('button', { name: 'Voir l’effet' }).click();
  expect(await page.textContent('#effect')).toContain('2\u00a0h\u00a048');
  await page.getByText('Vu par l’équipe').click();
  await page.getByRole('button', { name: 'Ajouter la sortie\u00a012:00' }).click();
  await page.waitForURL(`${shown.web.url}${report}&said=**`);
  expect(await page.textContent('#said')).toContain('Motif\u00a0: Vu par l’équipe.');
  await page.getByRole('link', { name: 'corrigé' }).click();
  expect(await page.textContent('#history')).toContain('sortie ajoutée à 12:00');
  await page.getByRole('button', { name: 'Annuler cet ajout' }).click();
  expect(await exitOf()).toBeNull();
  await close();
}, 60_000);

test('a tap shows on the open dashboard without anybody asking', async () => {
  const { page, complaints, close } = await atReport();
  const listening = page.waitForResponse((answer) => answer.url().endsWith('/live'));
  await page.goto(`${shown.web.url}/`);
  expect((await listening).status()).toBe(200);
  await page.getByText('Personne n’est là.').first().waitFor();
  venue.device.punch({ at: testNow - 60_000, memberRef: 'm2' });
  await venue.send(venue.device.entries().length);
  await page.getByText('1 personne est là.').waitFor();
  expect(complaints).toEqual([]);
  await close();
}, 60_000);

test.each([
  ['fr-FR', 'light', 1440],
  ['en-GB', 'dark', 390],
] as const)(
  'nobody is shut out: corrections and the own page, %s, %s, %s',
  async (locale, colorScheme, width) => {
    const { page, close } = await atReport({
      locale,
      colorScheme,
      viewport: { width, height: 844 },
    });
    await page.context().addInitScript({ content: axeSource });
    const { ids, web: fixture } = venue;
    const { secret } = await fixture.deps.ownLinks.create(
      'm1',
      'staff:x',
      testNow,
      testNow + 60_000,
    );
    const paths = [
      ...[`/passages/${ids.forgotten}?time=11:45`, `/passages/${ids.today}?what=setDirection`],
      ...[`/passages/${ids.today}?what=assignCard`, '/corrections', '/proposals', report],
      `/me/${secret}`,
    ];
    const examine = async () =>
      page.evaluate(`(async () => {
      const { violations } = await axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      });
      const found = violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => id + ': ' + node.html.slice(0, 160)));
      const wide = document.documentElement.scrollWidth;
      return wide > innerWidth ? [...found, wide + ' px wide'] : found;
    })()`);
    for (const path of paths) {
      await page.goto(shown.web.url + path);
      const proposing = page.locator('.own-propose summary');
      if (await proposing.count()) await proposing.first().click();
      expect([path, await examine()]).toEqual([path, []]);
    }
    await page.goto(shown.web.url + report);
    await page.locator('[data-correct]').last().click();
    await page.locator('dialog[open] #time').fill('08:00');
    await page.keyboard.press('Enter');
    await page.locator('dialog[open] [aria-invalid]').first().waitFor();
    expect(['the dialog, with an error', await examine()]).toEqual([
      'the dialog, with an error',
      [],
    ]);
    await close();
  },
  90_000,
);
