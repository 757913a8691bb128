import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { axeSource } from '../parts/chromium.ts';
import { openVenue, type Venue } from './browser.ts';

let venue: Venue;
beforeAll(async () => {
  venue = await openVenue();
}, 60_000);
afterAll(() => venue?.close(), 60_000);

async function open(name: string, javaScriptEnabled: boolean) {
  const context = await venue.browser.newContext({
    ...{ locale: 'fr-FR', viewport: { width: 390, height: 900 }, javaScriptEnabled },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await venue.signIn(context, 'admin', name);
  const page = await context.newPage();
  await page.goto(`${venue.web.url}/connections/conn-dokos/inlet`);
  return { context, page };
}

/** What opens the address as it is pasted. */
const asks = async (address: string) => (await fetch(`${address}&user=nobody@example.org`)).status;
const copied = (page: Page) => page.evaluate('navigator.clipboard.readText()') as Promise<string>;
const wrongOn = async (page: Page) => {
  await page.evaluate(axeSource);
  await page.evaluate(`document.querySelector('main details').open = true`);
  return page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`);
};

test('new ones are made by the keyboard in a dialog, and each is copied whole by its button', async () => {
  let context: BrowserContext | undefined;
  try {
    const opened = await open('Maëlle', true);
    const { page } = opened;
    ({ context } = opened);
    await page.locator('main a[data-dialog]').focus();
    await page.keyboard.press('Enter');
    const make = page.locator('dialog[open] button[type=submit]');
    await make.waitFor();
    await make.focus();
    await page.keyboard.press('Enter');
    const whole = page.locator('#field-whole');
    await whole.waitFor();
    expect(await wrongOn(page)).toEqual([]);
    await page.locator('#field-secret').click();
    const secret = await page.locator('#field-secret').inputValue();
    expect(await page.evaluate('getSelection().toString()')).toBe(secret);
    for (const name of ['whole', 'webhook', 'secret', 'token']) {
      const button = page.locator(`[data-copy=field-${name}]`);
      await button.click();
      await button.getByText('Copié').waitFor();
      expect(await copied(page)).toBe(await page.locator(`#field-${name}`).inputValue());
    }
    expect(await asks(await whole.inputValue())).toBe(200);
  } finally {
    await context?.close();
  }
}, 60_000);

test('without a script there is a question page, and no button that would do nothing', async () => {
  const { context, page } = await open('Zoé', false);
  await page.click('main a[data-dialog]');
  await page.waitForURL(/\/inlet\/new$/);
  await page.click('main button[type=submit]');
  const address = await page.locator('#field-whole').inputValue();
  expect(await page.locator('[data-copy]').first().isVisible()).toBe(false);
  expect(await asks(address)).toBe(200);
  await context.close();
}, 60_000);
