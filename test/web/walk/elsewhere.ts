import { expect } from '@jest/globals';
import { wordsOf } from '../../../cloud/web/language.ts';
import { statusWords } from '../../../shared/domain/status-words.ts';
import { columns, downloadCsv } from './passages.ts';
import { headed, type Stage } from './stage.ts';

/** Who set up at the desk takes the phone, and the other language: the same venue, the same figures. */
export async function elsewhere(stage: Stage, period: string): Promise<void> {
  const { cast, product } = stage;
  const language = stage.language === 'fr' ? 'en' : 'fr';
  const size = stage.size === 'desktop' ? 'phone' : 'desktop';
  const words = wordsOf(language);
  const page = await stage.open({ language, size, signedIn: stage.page.context() });
  const seen = () => page.evaluate('[document.documentElement.lang, scrollX, innerWidth]');
  const isNarrow = () => page.evaluate('document.documentElement.scrollWidth <= innerWidth');

  await page.goto(product.baseUrl);
  expect(await seen()).toEqual([language, 0, size === 'phone' ? 390 : 1440]);
  await headed(page, words.readers);
  await page.getByRole('link', { name: words.passages }).first().click();
  await page.goto(`${product.baseUrl}/rapport/badgeuse/?${period}`);
  const asked = columns[language];
  const rows = await downloadCsv(page, language);
  const here = await downloadCsv(await atReport(stage, period), stage.language);
  const said = columns[stage.language];
  expect(rows.map((row) => [row[asked.member], row[asked.entry]])).toEqual(
    here.map((row) => [row[said.member], row[said.entry]]),
  );
  const missing = rows.filter((row) => row[asked.status] === statusWords[language].missing_exit);
  expect(missing).toMatchObject([{ [asked.member]: cast.forgetful }]);

  for (const [path, title] of [
    ['/time-clock', words.timeClock],
    ['/points-of-sale', words.posTitle],
    ['/members', words.members],
    ['/corrections', words.correctionsTitle],
    ['/first-run/done', words.firstDoneTitle],
  ] as const) {
    await page.goto(product.baseUrl + path);
    expect([path, await page.textContent('h1')]).toEqual([path, title]);
    expect([path, await isNarrow()]).toEqual([path, true]);
  }
  await page.goto(product.baseUrl);
  await headed(page, words.whoIsIn);
  await page.context().close();
}

async function atReport({ page, product }: Stage, period: string) {
  await page.goto(`${product.baseUrl}/rapport/badgeuse/?${period}`);
  return page;
}
