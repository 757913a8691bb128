import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';
import type { WebDeps } from '../../cloud/web/deps.ts';
import { openVenue } from '../cloud/web/venue.ts';
import { axeSource } from '../parts/chromium.ts';
import { type Shown, showInBrowser } from './browser.ts';

let venue: Awaited<ReturnType<typeof openVenue>>;
let shown: Shown<WebDeps>;

beforeAll(async () => {
  venue = await openVenue();
  const { registry } = venue.web.deps;
  await registry.areas.create({ id: 'laser', placeId: 'demo', name: 'Laser' });
  shown = await showInBrowser(venue.web.deps, () => venue.close());
}, 60_000);
afterAll(() => shown?.close(), 60_000);

let people = 0;
async function openAt(path: string, options: BrowserContextOptions = {}) {
  const context = await shown.browser.newContext({ locale: 'en-GB', ...options });
  if (options.javaScriptEnabled !== false) await context.addInitScript({ content: axeSource });
  await shown.signIn(context, 'admin', `Maëlle ${++people}`);
  const page = await context.newPage();
  await page.goto(shown.web.url + path);
  return { page, close: () => context.close() };
}

const seeEnglish = 'See what this would change';
const examine = `axe.run(document, {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  resultTypes: ['violations'],
}).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
  nodes.map((node) => id + ': ' + node.html.slice(0, 160))))`;

describe.each([
  ['with scripts', true],
  ['without scripts', false],
])('before saving, %s', (_, javaScriptEnabled) => {
  test('what the typed rules would change, then the same saved', async () => {
    const before = await venue.web.deps.registry.places.get('demo');
    const { page, close } = await openAt('/places/demo', { javaScriptEnabled });
    await page.getByLabel('Closing time', { exact: true }).fill('22:00');
    await page.getByLabel('ends at closing time').check();
    await page.getByRole('button', { name: seeEnglish }).click();
    const told = page.locator('#preview');
    await told.waitFor();
    expect(await told.textContent()).toContain(
      '1: “Missing exit” becomes “Closed at closing time”',
    );
    expect(await told.locator('tbody tr').allInnerTexts()).toEqual([
      'Closed\t1\t1',
      'Missing exit\t1\t0',
      'Closed at closing time\t0\t1',
    ]);
    expect(await page.getByLabel('Closing time', { exact: true }).inputValue()).toBe('22:00');
    expect(await page.getByLabel('ends at closing time').isChecked()).toBe(true);
    expect(await venue.web.deps.registry.places.get('demo')).toEqual(before);

    // What does not fit is said as saving says it, and nothing is told any more.
    const longest = page.getByLabel('A visit lasts at most');
    await longest.fill('0.5');
    await page.locator('form.stacked').evaluate((form) => form.setAttribute('novalidate', ''));
    await page.getByRole('button', { name: seeEnglish }).click();
    await page.locator('#field-maxVisitMinutes[aria-invalid]').waitFor();
    expect(await told.count()).toBe(0);

    await longest.fill('720');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/places?said=saved*');
    expect(await venue.web.deps.registry.places.get('demo')).toMatchObject({ closesAt: '22:00' });
    await venue.web.deps.registry.places.patch('demo', { closesAt: null, missingExit: 'flag' });
    await close();
  }, 60_000);
});

test.each([
  ['fr-FR', 'Voir ce que cela changerait', 'Ce que cela changerait'],
  ['en-GB', seeEnglish, 'What this would change'],
])(
  'nobody is shut out of it, %s',
  async (locale, button, title) => {
    for (const path of ['/places/demo', '/areas/laser']) {
      const { page, close } = await openAt(path, { locale });
      if (path === '/places/demo') await page.locator('[name=maxVisitMinutes]').fill('60');
      await page.getByRole('button', { name: button }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: title }).waitFor();
      expect([path, await page.evaluate(examine)]).toEqual([path, []]);
      // Where one was, one still is.
      expect(await page.locator('#see-preview:focus').count()).toBe(1);
      await close();
    }
  },
  60_000,
);
