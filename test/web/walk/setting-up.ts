import { expect } from '@jest/globals';
import { headed, press, type Stage } from './stage.ts';

interface Listed {
  readonly items: readonly Record<string, unknown>[];
}

/** Asks the API with the session of the first person, as a page's script could. */
async function listed(stage: Stage, what: string): Promise<Listed['items']> {
  const { page, product } = stage;
  const answer = await page.request.get(`${product.baseUrl}/api/v1/${what}`);
  expect([what, answer.status()]).toEqual([what, 200]);
  return ((await answer.json()) as Listed).items;
}

/** Off and on again, twice: one asset and one item, the same as before, and each reader is for that item. */
export async function switchOffAndOn(stage: Stage): Promise<void> {
  const { page, words, cast, product } = stage;
  const made = [await listed(stage, 'assets'), await listed(stage, 'items')];
  await page.goto(`${product.baseUrl}/time-clock`);
  for (let n = 0; n < 2; n++) {
    await page.getByRole('switch', { name: words.switchOff }).click();
    await page.getByText(words.saidSwitchedOff).waitFor();
    await page.getByRole('switch', { name: words.switchOn }).click();
    await page.getByText(words.saidSwitchedOn).waitFor();
  }
  await headed(page, words.whereTitle);
  const where = page.locator('.where li', { hasText: cast.reader });
  const badger = stage.language === 'fr' ? 'Badger' : 'Time-clock machine';
  expect(await where.textContent()).toContain(words.tapsFor(badger));
  await stage.picture('time-clock');

  expect([await listed(stage, 'assets'), await listed(stage, 'items')]).toEqual(made);
  expect(made).toEqual([
    [expect.objectContaining({ name: 'Badgeuse', nameEn: 'Time-clock machine', category: 'BDG' })],
    [expect.objectContaining({ name: 'Badger', nameEn: 'Time-clock machine' })],
  ]);
  await page.goto(`${product.baseUrl}/items`);
  expect(await page.locator('main .record-name').allTextContents()).toEqual([badger]);
}

/** A point of sale whose prices do not show, opened by the first member's card, on the screen of the reader. */
export async function openPointOfSale(stage: Stage): Promise<void> {
  const { page, words, cast, product } = stage;
  const free = stage.language === 'fr' ? 'sans frais' : 'free of charge';
  await page.goto(`${product.baseUrl}/points-of-sale`);
  await page.getByRole('link', { name: words.posAdd }).click();
  await page.getByLabel(words.nameLabel, { exact: true }).fill(cast.pointOfSale);
  await press(page, words.posAdd);
  const row = page.locator('tr[data-row]', { hasText: cast.pointOfSale });
  await row.getByText(free).waitFor();
  const prices = (shown: string) =>
    page.getByRole('switch', { name: words.pricesNow(cast.pointOfSale, shown) });
  await prices(words.yes).click();
  await prices(words.no).waitFor();
  expect(await row.getByText(free).count()).toBe(0);

  await row.getByRole('link', { name: cast.pointOfSale }).click();
  await page.getByLabel(words.cardOrMember).fill('0000');
  await press(page, words.linkCard);
  await page.getByText(words.errorCardNone).first().waitFor();
  await page.getByLabel(words.cardOrMember).fill(cast.firstTyped);
  await press(page, words.linkCard);
  await page.getByText(words.saidLinked).waitFor();
  await page.locator('#cards .card-tag', { hasText: cast.first }).waitFor();

  const [device] = await listed(stage, 'devices');
  await page.goto(`${product.baseUrl}/devices/${device?.['id']}`);
  await page.getByLabel(cast.pointOfSale).check();
  await press(page, words.save);
  await page.goto(`${product.baseUrl}/points-of-sale`);
  await row.getByText(cast.first).waitFor();
  await stage.picture('points-of-sale');

  const [sold] = await listed(stage, 'points-of-sale');
  expect(sold).toMatchObject({ name: cast.pointOfSale, showPrices: false });
  const primary = await listed(stage, 'primary-cards');
  const [card] = await listed(stage, 'cards');
  expect(primary).toMatchObject([{ cardId: card?.['id'], pointsOfSale: [sold?.['id']] }]);
  const [runs] = await listed(stage, 'devices');
  expect(runs).toMatchObject({ pointsOfSale: [sold?.['id']] });
}
