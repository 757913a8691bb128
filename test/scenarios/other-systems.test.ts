import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openIdentity } from '../../cloud/store/identity.ts';
import { sessionCookie } from '../../cloud/web/principal.ts';
import { openStore } from '../../scripts/badgeuse/open-store.ts';
import { type FakeDokos, fakeDokos } from '../fakes/dokos/server.ts';
import { type FakeFedow, fakeFedow } from '../fakes/fedow/server.ts';
import { complaintsOf, launchChromium } from '../parts/chromium.ts';
import { type Product, startProduct } from '../parts/product.ts';
import { waitFor } from '../parts/wait-for.ts';

jest.setTimeout(180_000);

let fedow: FakeFedow;
let dokos: FakeDokos;
let product: Product;
let browser: Browser;
let staff: BrowserContext;
let page: Page;
let complaints: readonly string[];
const item = { id: '' };

beforeAll(async () => {
  fedow = await fakeFedow();
  dokos = await fakeDokos();
  const hosts = [fedow.domain, new URL(dokos.address).host];
  const env = { BADGEUSE_WEBHOOK_HOSTS: hosts.join(',') };
  product = await startProduct({ members: 1, reconnectsSoon: true, env });
  browser = await launchChromium();
  staff = await asAdmin();
  page = await staff.newPage();
  page.setDefaultTimeout(30_000);
  complaints = complaintsOf(page);
});
afterAll(async () => {
  await browser?.close();
  await product?.end();
  await fedow?.close();
  await dokos?.close();
});

async function asAdmin(): Promise<BrowserContext> {
  const store = await openStore(product.settings);
  const identity = openIdentity(store);
  const now = Date.now();
  const link = await identity.createInvitation('admin', null, now + 3_600_000);
  const { id } = await identity.acceptInvitation(link, 'Zoé', 'no password', now);
  const value = await identity.createSession(id, now);
  await store.close();
  const context = await browser.newContext({ locale: 'en' });
  await context.addCookies([{ name: sessionCookie(false), value, url: product.baseUrl }]);
  return context;
}

const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 }).waitFor();

test('a Fedow is joined by pasting a string, an item bound, and a tap stands there with its hash, all seen in the browser', async () => {
  await product.api('PATCH', '/api/v1/places/demo', { timeClock: true });
  const asset = { placeId: 'demo', name: 'Time', category: 'TIM' };
  const { id: assetId } = await product.api<{ id: string }>('POST', '/api/v1/assets', asset);
  const made = { placeId: 'demo', assetId, name: 'Federated badge' };
  item.id = (await product.api<{ id: string }>('POST', '/api/v1/items', made)).id;
  await product.api('PATCH', '/api/v1/access-points/entree', { itemId: item.id });

  await page.goto(`${product.baseUrl}/connections/new/fedow`);
  await heading('Join a FEDOW');
  const place = fedow.book.newPlace('La Plume', 'plume@example.org');
  await page.getByLabel('The string').fill(fedow.book.onboardingString(place, fedow.domain));
  await press('Join');
  await heading('Asset and federations');
  const [, connection = ''] = /connections\/([^/?]+)\/fedow/.exec(page.url()) ?? [];

  // From the item's own settings, as whoever sets the time clock up comes here.
  await page.goto(`${product.baseUrl}/items/${item.id}`);
  await page.getByRole('link', { name: /Record taps for this item in FEDOW/ }).click();
  expect(await page.getByLabel('Item').inputValue()).toBe(item.id);
  await press('Bind and switch on');
  await page.getByText('Taps for “Federated badge” are recorded on the asset').waitFor();

  await page.goto(`${product.baseUrl}/members/m-1`);
  await press('Record that they were told');
  await press('Register their cards there');
  // The reader learns within moments what is tapped for there: until then a tap is for nothing in particular.
  const isThere = async () => {
    await product.observer.tap(product.uids[0] ?? '', 'entree');
    await sleep(500);
    const path = `/api/v1/connections/${connection}/deliveries`;
    const { items } = await product.api<{ items: readonly { state: string; reason: string }[] }>(
      'GET',
      path,
    );
    return items.some(({ state }) => state === 'delivered');
  };
  await waitFor('a tap for that item at Fedow', isThere, 60_000);

  await page.goto(`${product.baseUrl}/connections/${connection}/deliveries?state=delivered`);
  await page.locator('.deliveries li a').last().click();
  await page.getByText('Delivered').waitFor();
  const hash = await page
    .locator('.receipt dd', { hasText: /^[0-9a-f]{64}$/ })
    .first()
    .textContent();
  expect(fedow.book.transactions.map((block) => block.hash)).toContain(hash);
  expect(complaints).toEqual([]);
});

test('a Dokos is connected by its form, switched on after a question, and a tap of who agreed stands there, all seen in the browser', async () => {
  await product.api('PATCH', '/api/v1/members/m-1', { email: 'zoe@example.org' });
  await page.goto(`${product.baseUrl}/connections`);
  await page.getByRole('link', { name: 'Add a connection' }).click();
  await page.getByRole('link', { name: /Dokos/ }).click();
  await page.getByLabel('Name', { exact: true }).fill('Federation');
  await page.getByLabel('Address').fill(dokos.address);
  const venue = dokos.federation.venues[0]?.identification ?? '';
  await page.getByLabel('What the venue is called there').fill(venue);
  await page.getByLabel('Key (public:private)').fill('wrong:key');
  await press('Add a connection');
  await heading('Federation');
  const url = page.url().replace(/\?.*/, '');
  await press('Test now');
  await page.getByRole('alert').waitFor();
  await page.getByRole('link', { name: 'Change the settings' }).click();
  await page.getByLabel('Key (public:private)').fill(dokos.key);
  await press('Save');
  await press('Test now');
  await page.getByText('The other system answers, and all is well.').waitFor();
  await page.getByRole('link', { name: 'Switch on' }).click();
  await press('Switch on');
  await page.getByText(/^On\. Taps are told since/).waitFor();

  await page.goto(`${product.baseUrl}/members/m-1`);
  await press('Record that they agree');
  await product.observer.tap(product.uids[0] ?? '', 'entree');
  await waitFor('a checkin at Dokos', async () => dokos.federation.records.length > 0, 60_000);
  await page.goto(`${url}/deliveries`);
  const line = page.locator('.deliveries li').first();
  await line.getByText('Delivered').waitFor();
  await line.getByRole('link').first().click();
  await heading(/^Tap of /);
  const there = page.locator('main li', { hasText: 'Federation' }).getByText('Delivered');
  await there.waitFor();
  expect(complaints).toEqual([]);
});
