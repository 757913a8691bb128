import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { welcomed } from './first-evening.ts';
import { columns, downloadCsv } from './passages.ts';
import { press, type Stage } from './stage.ts';

/** Invites by a link that the page shows once, and follows it in another browser. */
async function invited(stage: Stage, role: 'viewer' | 'staff', name: string): Promise<Page> {
  const { page, words, product } = stage;
  await page.goto(`${product.baseUrl}/staff`);
  await page.getByLabel(words[`roleHint_${role}`]).check();
  await press(page, words.invite);
  const link = await page.getByLabel(words.linkLabel).inputValue();
  const theirs = await stage.open();
  await welcomed(stage, link, name, theirs);
  await theirs.waitForURL(`${product.baseUrl}/`);
  return theirs;
}

/** What is not theirs is neither offered nor given, and they are told whom to ask. */
async function refused(stage: Stage, page: Page, paths: readonly string[]): Promise<void> {
  const { words, cast, product } = stage;
  await page.goto(product.baseUrl);
  for (const path of paths) {
    expect([path, await page.locator(`a[href="${path}"]`).count()]).toEqual([path, 0]);
    const answer = await page.goto(product.baseUrl + path);
    expect([path, answer?.status()]).toEqual([path, 403]);
    expect(await page.textContent('main h1')).toBe(words.problemNotAllowed);
    await page.getByText(words.problemNotAllowedMore(cast.admin)).waitFor();
  }
}

export async function refuseViewer(stage: Stage, period: string): Promise<void> {
  const { cast, words, language, product } = stage;
  const page = await invited(stage, 'viewer', cast.viewer);
  await refused(stage, page, ['/members', '/corrections', '/time-clock', '/settings', '/audit']);
  await stage.picture('refused', page);
  // What is theirs they have: the report, its figures, its CSV; without a pencil and without card numbers.
  await page.goto(`${product.baseUrl}/rapport/badgeuse/?${period}`);
  await page.getByText(cast.forgetful).first().waitFor();
  expect(await page.locator('[data-correct]').count()).toBe(0);
  const rows = await downloadCsv(page, language);
  const cards = rows.map((row) => row[columns[language].card] ?? '');
  expect(cards.length).toBeGreaterThan(10);
  expect(cards.filter((card) => /^[0-9A-F]{8,}$/.test(card))).toEqual([]);
  expect(words.csvPeople).not.toBe('');
  await page.context().close();
}

export async function refuseStaff(stage: Stage): Promise<void> {
  const { cast, words, product } = stage;
  const page = await invited(stage, 'staff', cast.staff);
  await refused(stage, page, ['/staff', '/audit', '/points-of-sale/new', '/places/new']);
  await page.goto(`${product.baseUrl}/time-clock`);
  await page.getByText(words.timeClockWhat).waitFor();
  expect(await page.getByRole('switch').count()).toBe(0);
  // A form that was never offered is refused just the same, and nothing is changed.
  const [place] = await product.all<{ id: string; timeClock: boolean }>('/api/v1/places');
  const csrf = await page.locator('[name=csrf]').first().inputValue();
  const forged = await page.request.post(`${product.baseUrl}/time-clock`, {
    form: { csrf, placeId: place?.id ?? '', on: 'no' },
    headers: { 'sec-fetch-site': 'same-origin', origin: product.baseUrl, accept: 'text/html' },
  });
  expect(forged.status()).toBe(403);
  expect(await forged.text()).toContain(cast.admin);
  expect(await product.all('/api/v1/places')).toMatchObject([{ timeClock: true }]);
  await page.goto(`${product.baseUrl}/members`);
  await page.getByText(cast.forgetful).first().waitFor();
  await page.context().close();
}
