import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import type { Language } from '../../../cloud/web/language.ts';
import { wordsOf } from '../../../cloud/web/language.ts';
import type { TapOutcome } from '../../../device/ports.ts';
import { statusWords } from '../../../shared/domain/status-words.ts';
import { type LateTap, lateReader } from './late-reader.ts';
import { uidOf } from './people.ts';
import { headed, type Stage } from './stage.ts';

export type CsvRow = Readonly<Record<string, string>>;

/** What a spreadsheet calls its columns. */
export const columns = {
  fr: {
    member: 'Membre',
    card: 'Carte',
    entry: 'Entrée',
    exit: 'Sortie',
    status: 'Statut',
    duration: 'Durée',
    correction: 'Correction',
  },
  en: {
    member: 'Member',
    card: 'Card',
    entry: 'Entry',
    exit: 'Exit',
    status: 'Status',
    duration: 'Duration',
    correction: 'Correction',
  },
} as const;

/** The file behind the button, as another program reads it: mark, semicolons, a cell for each column. */
export async function downloadCsv(page: Page, language: Language): Promise<readonly CsvRow[]> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: wordsOf(language).csvPeople }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^badgeuse-[\d-]+\.csv$/);
  const text = readFileSync(await download.path(), 'utf8');
  expect(text.startsWith('\uFEFF')).toBe(true);
  return parse(text, { bom: true, delimiter: ';', columns: true, relax_column_count: false });
}

/** Out again with the same card, not so soon that it counts as a repeat; then the report, and its CSV. */
export async function leaveAndExport(stage: Stage, entry: TapOutcome): Promise<void> {
  const { page, words, cast, language, product } = stage;
  await sleep(Math.max(0, Date.parse(entry.at) + 6_500 - Date.now()));
  const exit = await stage.tapUntil(cast.firstUid, 'granted');
  expect(exit).toMatchObject({ repeat: false });

  await page.goto(`${product.baseUrl}/`);
  await page.getByRole('link', { name: words.seePassages }).click();
  const row = page.locator('tr[data-row]', { hasText: cast.first });
  const closed = statusWords[language].closed;
  for (let n = 0; n < 40 && !(await row.textContent())?.includes(closed); n++) {
    await sleep(250);
    await page.reload();
  }
  expect(await row.locator('.status').textContent()).toContain(closed);

  const named = columns[language];
  const rows = await downloadCsv(page, language);
  expect(rows).toHaveLength(1);
  const [only] = rows;
  expect(only).toMatchObject({
    [named.member]: cast.first,
    [named.card]: cast.firstUid,
    [named.status]: closed,
  });
  expect(only?.[named.duration]).toMatch(/^0:00:\d\d$/);
  for (const [end, at] of [
    ['entry', entry.at],
    ['exit', exit.at],
  ] as const) {
    expect(only?.[named[end]]).toContain(wallTime(at, cast.timeZone));
  }
}

const wallTime = (iso: string, timeZone: string): string =>
  Temporal.Instant.from(iso).toZonedDateTimeISO(timeZone).toPlainTime().toString().slice(0, 5);

/** Who comes in is on the open dashboard without anybody asking. */
export async function seeWhoComesIn(stage: Stage): Promise<void> {
  const { page, words, cast, product } = stage;
  const listening = page.waitForResponse((answer) => answer.url().endsWith('/live'));
  await page.goto(`${product.baseUrl}/`);
  expect((await listening).status()).toBe(200);
  await headed(page, words.whoIsIn);
  for (const name of cast.arriving) {
    expect(await page.locator('main').getByText(name).count()).toBe(0);
    await stage.tapUntil(uidOf(stage, name), 'granted');
    await page.locator('main').getByText(name).waitFor();
  }
  await stage.picture('today');
}

/** Days of passages arrive late, one of them without its exit. Resolves with the first and the last day. */
export async function hearLateReader(stage: Stage) {
  const { cast, product } = stage;
  const { timeZone } = cast;
  const now = Temporal.Now.plainDateTimeISO(timeZone);
  const today = now.toPlainDate();
  // Nobody is still in by what came late: who taps next comes in.
  const isOver = (at: Temporal.PlainDateTime) =>
    Temporal.PlainDateTime.compare(at, now.subtract({ minutes: 10 })) < 0;
  const known = await product.all<{ id: string; name: string }>('/api/v1/members');
  const members = known.toSorted((a, b) => a.name.localeCompare(b.name));
  const [place] = await product.all<{ id: string }>('/api/v1/places');
  const taps: LateTap[] = [];
  for (let daysAgo = 5; daysAgo >= 0; daysAgo--) {
    const day = today.subtract({ days: daysAgo });
    for (const [n, { id, name }] of members.entries()) {
      const isForgotten = name === cast.forgetful && daysAgo === 2;
      if ((n + daysAgo) % 4 === 0 && !isForgotten) continue;
      const uid = name === cast.first ? cast.firstUid : uidOf(stage, name);
      const at = (hour: number, minute: number) =>
        day.toPlainDateTime({ hour, minute: (minute + n * 7 + daysAgo * 3) % 60 });
      const [entry, exit] = [at(8 + (n % 3), 5), at(12 + ((n + daysAgo) % 6), 40)];
      if (!isOver(exit)) continue;
      taps.push({ uid, memberRef: id, at: entry });
      if (!isForgotten) taps.push({ uid, memberRef: id, at: exit });
    }
  }
  const inOrder = taps.toSorted((a, b) => Temporal.PlainDateTime.compare(a.at, b.at));
  const reader = await lateReader(
    product,
    { placeId: place?.id ?? '', timeZone, name: cast.workshop },
    inOrder,
  );
  return { reader, from: String(today.subtract({ days: 5 })), to: String(today) };
}

/** The forgotten exit is given with its reason from the row, shown as staff's word, and taken back. */
export async function correctAndUndo(stage: Stage, period: string): Promise<void> {
  const { page, words, cast, language, product } = stage;
  const named = columns[language];
  await page.goto(`${product.baseUrl}/rapport/badgeuse/?${period}`);
  await page.locator('.complete').waitFor();
  await stage.picture('report');
  const missing = statusWords[language].missing_exit;
  const forgotten = async () =>
    (await downloadCsv(page, language)).filter(
      (row) => row[named.member] === cast.forgetful && row[named.status] === missing,
    );
  expect(await forgotten()).toHaveLength(1);

  await page.getByRole('link', { name: `${words.doAddExit}, ${cast.forgetful}` }).click();
  const dialog = page.locator('dialog[open]');
  await dialog.locator('#time').fill('17:45');
  await dialog.locator('#effect').getByText('17:45').first().waitFor();
  await stage.picture('correction');
  await dialog.getByRole('button', { name: words.saveAddExit('17:45') }).click();
  const said = page.locator('#said');
  await said.waitFor();
  expect(await said.textContent()).toContain(words.reason_said);
  expect(await forgotten()).toEqual([]);
  const corrected = (await downloadCsv(page, language)).filter((row) => row[named.correction]);
  expect(corrected).toMatchObject([
    { [named.member]: cast.forgetful, [named.status]: statusWords[language].closed },
  ]);
  expect(corrected[0]?.[named.exit]).toContain('17:45');

  await said.getByRole('button', { name: words.undo }).click();
  await page.getByText(cast.forgetful).first().waitFor();
  expect(await forgotten()).toHaveLength(1);
  await page.goto(`${product.baseUrl}/corrections`);
  await headed(page, words.correctionsTitle);
  await page.getByText(words.undoneReason, { exact: false }).first().waitFor();
}
