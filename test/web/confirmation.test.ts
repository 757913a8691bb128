import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { confirmedForMs } from '../../cloud/web/confirm-first.ts';
import { axeSource } from '../parts/chromium.ts';
import { openVenue, type Venue } from './browser.ts';

let venue: Venue;
beforeAll(async () => {
  venue = await openVenue();
}, 60_000);
afterAll(() => venue?.close(), 60_000);

const password = 'un mot de passe long';

/** Somebody whose session rests for longer than a proof holds. */
async function restedPage(language: 'fr' | 'en', javaScriptEnabled: boolean) {
  const context = await venue.browser.newContext({
    locale: language === 'fr' ? 'fr-FR' : 'en-GB',
    viewport: { width: language === 'fr' ? 1440 : 390, height: 900 },
    colorScheme: language === 'fr' ? 'light' : 'dark',
    javaScriptEnabled,
  });
  const page = await context.newPage();
  const link = await venue.deps.identity.createInvitation(
    'admin',
    null,
    venue.deps.clock.now() + 1,
  );
  await page.goto(`${venue.web.url}/welcome/${link}`);
  await page.fill('[name=name]', `Maëlle ${language} ${javaScriptEnabled}`);
  await page.fill('[name=password]', password);
  await page.click('main button[type=submit]');
  await page.waitForURL(`${venue.web.url}/`);
  const session = (await context.cookies()).find(({ name }) => name === 'badgeuse-session');
  await venue.deps.identity.confirmSession(
    session?.value ?? '',
    venue.deps.clock.now() - confirmedForMs,
  );
  return { context, page };
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  return (await page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`)) as string[];
}

describe.each([
  ['fr', true],
  ['en', true],
  ['fr', false],
] as const)('the password again, %s, JavaScript %s', (language, javaScript) => {
  let context: BrowserContext;
  let page: Page;
  beforeAll(async () => {
    ({ context, page } = await restedPage(language, javaScript));
  }, 60_000);
  afterAll(() => context?.close());

  test('a file comes by itself once the password was right, by the keyboard alone', async () => {
    await page.goto(`${venue.web.url}/members`);
    await page.locator('a[href="/members.csv"]').focus();
    await page.keyboard.press('Enter');
    const field = page.locator('[name=confirmation-password]');
    await field.waitFor();
    expect(await field.evaluate((one) => one === document.activeElement)).toBe(true);
    if (javaScript) expect(await violations(page)).toEqual([]);
    await page.keyboard.type('pas le bon');
    await page.keyboard.press('Enter');
    await page.locator('[role=alert]').waitFor();
    if (javaScript) expect(await violations(page)).toEqual([]);
    await page.locator('[name=confirmation-password]').focus();
    await page.keyboard.type(password);
    const coming = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    const file = await coming;
    expect(file.suggestedFilename()).toBe('members.csv');
    expect(readFileSync(await file.path(), 'utf8')).toContain('Zoé');
    await page.locator('[role=status]').waitFor();
    if (javaScript) expect(await violations(page)).toEqual([]);
    await page.click('main .button.primary');
    await page.waitForURL(`${venue.web.url}/members`);
  }, 60_000);

  test('what a form held is done with the password', async () => {
    const session = (await context.cookies()).find(({ name }) => name === 'badgeuse-session');
    await page.goto(`${venue.web.url}/tokens`);
    const name = `Compta ${language} ${javaScript}`;
    const { deps } = venue;
    await deps.identity.confirmSession(session?.value ?? '', deps.clock.now() - confirmedForMs);
    await page.fill('[name=name]', name);
    await page.check('[name=scopes][value=read]');
    await page.check('[name=places][value="*"]');
    await page.click('form[action="/tokens"] button[type=submit]');
    await page.fill('[name=confirmation-password]', password);
    await page.keyboard.press('Enter');
    await page.locator('#field-once').waitFor();
    const made = (await deps.tokens.list()).find((one) => one.name === name);
    expect(made).toMatchObject({ scopes: ['read'], places: '*' });
  }, 60_000);
});
