import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openIdentity } from '../../cloud/store/identity.ts';
import { sessionCookie } from '../../cloud/web/principal.ts';
import { openStore } from '../../scripts/badgeuse/open-store.ts';
import { freeOfCharge } from '../../shared/domain/rate.ts';
import { complaintsOf, launchChromium } from '../parts/chromium.ts';
import { type Product, startProduct } from '../parts/product.ts';
import { type ShiftedClock, shiftedClock } from '../parts/shifted-clock.ts';
import { waitFor } from '../parts/wait-for.ts';

jest.setTimeout(180_000);

/** Tomorrow in Paris: the machine's clock, and when this was built, lie before it. */
const tomorrow = Temporal.Now.plainDateISO('Europe/Paris').add({ days: 1 });
const at = (time: string): number =>
  tomorrow.toZonedDateTime({ timeZone: 'Europe/Paris', plainTime: time }).epochMilliseconds;

let clock: ShiftedClock;
let product: Product;
let browser: Browser;
let wall: Page;
let staff: BrowserContext;
let complaints: readonly string[];
const taps = (accessPoint: string) => product.observer.tap(product.uids[0] ?? '', accessPoint);

beforeAll(async () => {
  clock = shiftedClock(at('09:40'));
  product = await startProduct({
    members: 1,
    ...{ reconnectsSoon: true, patches: clock.patches },
    accessPoints: [
      { id: 'entree', direction: 'in', doorId: 'front', name: 'Entrée' },
      { id: 'sortie', direction: 'out', doorId: 'front', name: 'Sortie' },
    ],
  });
  browser = await launchChromium();
  wall = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  complaints = complaintsOf(wall, /AudioContext|ERR_|EventSource/);
  await wall.goto(`${product.terminalUrl}?lang=en`);
});
afterAll(async () => {
  await browser?.close();
  await product?.end();
  clock?.end();
});

interface Moved {
  readonly kind: string;
  readonly units: number;
}
const moves = async () =>
  (await product.all<Moved>('/api/v1/ledger-entries?memberId=m-1'))
    .toReversed()
    .map(({ kind, units }) => `${kind} ${units}`);
const balance = async () =>
  (await product.api<{ balance: number }>('GET', '/api/v1/members/m-1/balance')).balance;
/** Coming and going at once costs nothing: until the reader greets with that balance, on its screen too. */
async function greetedWith(units: number, tokens: string): Promise<void> {
  const knows = async () => {
    const outcome = await taps('entree');
    await taps('sortie');
    return outcome?.decision === 'granted' && outcome.balance === units;
  };
  await waitFor(`a greeting with ${units}`, knows, 60_000);
  // The last screen is that of the way out, which says it too.
  await shows(tokens);
}

/** The lines of the statement of this month, as staff see them in a browser. */
async function statementLines(): Promise<readonly string[]> {
  const page = await staff.newPage();
  const wrong = complaintsOf(page);
  await page.goto(
    `${product.baseUrl}/members/m-1/statement?month=${String(tomorrow).slice(0, 7)}&lang=en`,
  );
  const lines = await page.locator('tbody tr').allInnerTexts();
  expect(wrong).toEqual([]);
  await page.close();
  return lines.map((line) => line.replaceAll(/\s+/g, ' '));
}
/** From the report, by the keyboard alone: the row of eleven o'clock, its pencil, the time, Enter. */
async function exitCorrected(time: string): Promise<void> {
  const page = await staff.newPage();
  const wrong = complaintsOf(page);
  await page.goto(`${product.baseUrl}/rapport/badgeuse/?from=${tomorrow}&to=${tomorrow}&lang=en`);
  const row = page.locator('tr[data-row]', { hasText: '10:00' });
  await row.waitFor();
  const isThere = () => row.evaluate((one) => one.contains(one.ownerDocument.activeElement));
  for (let pressed = 0; pressed < 10 && !(await isThere()); pressed++)
    await page.keyboard.press('j');
  await page.keyboard.press('e');
  await page.locator('dialog[open] #time:focus').waitFor();
  await page.keyboard.type(time);
  await page.locator('dialog[open] #effect .side-after', { hasText: '10:00 – 11:30' }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('#said').waitFor();
  expect(await page.textContent('#said')).toContain('Member 1, exit time changed to 11:30.');
  expect(await row.locator('.exit').textContent()).toBe('11:30');
  expect(wrong).toEqual([]);
  await page.close();
}
async function asStaff(): Promise<BrowserContext> {
  const store = await openStore(product.settings);
  const identity = openIdentity(store);
  const link = await identity.createInvitation('admin', null, clock.now() + 3_600_000);
  const { id } = await identity.acceptInvitation(link, 'Zoé', 'no password', clock.now());
  const value = await identity.createSession(id, clock.now());
  await store.close();
  const context = await browser.newContext();
  await context.addCookies([{ name: sessionCookie(false), value, url: product.baseUrl }]);
  return context;
}
const shows = (text: string | RegExp) => wall.getByText(text).waitFor({ timeout: 30_000 });

test('an hour at the reader, offline, is one token; its exit put right is one reversal and one debit, on the page and the terminal', async () => {
  await product.api('PATCH', '/api/v1/places/demo', { helloSeconds: 5 });
  const terms = {
    ...freeOfCharge,
    unitsPerHour: 100,
    roundingStepMinutes: 15,
    rounding: 'nearest',
  };
  await product.api('POST', '/api/v1/rates', { scope: 'area', of: 'demo', terms });
  const given = { memberId: 'm-1', units: 500, reason: 'Paid at the desk' };
  await product.api('POST', '/api/v1/ledger-entries', given);

  await product.cloud.kill();
  clock.setTo(at('10:00'));
  expect(await taps('entree')).toMatchObject({ saved: 'offline' });
  await shows(/10:00/);
  clock.setTo(at('11:00'));
  expect(await taps('sortie')).toMatchObject({ saved: 'offline' });
  await shows(/11:00/);

  await product.startCloud();
  await waitFor('the debit', async () => (await balance()) === 400, 60_000);
  expect(await moves()).toEqual(['credit 500', 'debit 100']);
  clock.setTo(at('11:45'));
  await greetedWith(400, '4 tokens');

  staff = await asStaff();
  await exitCorrected('1130');
  expect(await moves()).toEqual(['credit 500', 'debit 100', 'reversal 100', 'debit 150']);
  expect(await balance()).toBe(350);
  const lines = await statementLines();
  expect(lines.filter((line) => line.includes('\u22121.50'))).toHaveLength(1);
  expect(lines.filter((line) => line.includes('\u22121.00'))).toHaveLength(1);
  expect(lines.filter((line) => line.includes('+1.00'))).toHaveLength(1);
  expect(lines.at(-1)).toContain('3.50');
  await greetedWith(350, '3.5 tokens');
  expect(complaints).toEqual([]);
});
