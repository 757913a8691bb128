import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import type { TapOutcome } from '../../../device/ports.ts';
import { dataFolder } from '../../../shared/runtime/data-folder.ts';
import { waitFor } from '../../parts/wait-for.ts';
import { headed, press, type Stage } from './stage.ts';

const password = 'un mot de passe long';

/** By a one-time link: a name, a password, in. */
export async function welcomed(stage: Stage, link: string, name: string, page = stage.page) {
  const { words } = stage;
  await page.goto(link);
  await headed(page, words.welcomeTitle);
  await page.getByLabel(words.yourName).fill(name);
  await page.getByLabel(words.newPassword).fill(password);
  await press(page, words.begin);
}

/** From the one-time link to the place, the switch and what one does when leaving. */
export async function setUpPlace(stage: Stage): Promise<void> {
  const { page, words, cast, product, link } = stage;
  await welcomed(stage, link, cast.admin);
  await headed(page, words.firstPlaceTitle);
  await page.getByLabel(words.nameLabel).fill(cast.place);
  await page.getByLabel(words.timeZoneLabel).selectOption(cast.timeZone);
  await press(page, words.goOn);

  await headed(page, words.firstClockTitle);
  // Left, and taken up again on another day, where it was.
  await page.goto(`${product.baseUrl}/`);
  await page.goto(`${product.baseUrl}/first-run`);
  await headed(page, words.firstClockTitle);
  await press(page, words.switchOn);

  await headed(page, words.firstLeavingTitle);
  await page.getByLabel(words.leaving_sameReader).check();
  await press(page, words.goOn);
}

/** The reader on the wall says its code; staff type it, and compare what both show. */
export async function joinReader(stage: Stage): Promise<void> {
  const { page, words, cast, product } = stage;
  await headed(page, words.firstReaderTitle);
  const shown = await waitFor('the code of the reader', () => shownBy(product.dataDir), 30_000);
  await page.getByLabel(words.userCode).fill('WRONG-OF');
  await press(page, words.goOn);
  await page.getByText(words.errorCode).first().waitFor();
  await page.getByLabel(words.userCode).fill(shown.userCode);
  await press(page, words.goOn);
  await page.getByText(words.compareFingerprint).waitFor();
  expect(await page.locator('.fingerprint').textContent()).toBe(shown.fingerprint);
  await page.getByLabel(words.readerName).fill(cast.reader);
  await press(page, words.sameFingerprint);
  // Nobody reloads: the page looks again by itself until the reader was heard.
  await page.getByText(words.firstReaderHeard(cast.reader)).waitFor({ timeout: 60_000 });
  await press(page, words.goOn);
}

/** The first card: tapped, given, tapped again, counted. */
export async function giveFirstCard(stage: Stage): Promise<TapOutcome> {
  const { page, words, cast } = stage;
  await headed(page, words.firstCardTitle);
  await page.getByText(words.firstCardListening).waitFor();
  const unknown = await stage.tapUntil(cast.firstUid, 'denied');
  expect(unknown).toMatchObject({ reason: 'unknownCard' });
  await headed(page, words.firstCardUnknown);
  await page.getByLabel(words.memberNameLabel).fill(cast.first);
  await stage.picture('first-card');
  await press(page, words.firstCardGive);
  await page.getByText(words.firstCardGiven).waitFor();
  const counted = await stage.tapUntil(cast.firstUid, 'granted');
  await headed(page, words.firstCardCounted(cast.first.split(' ')[0] ?? ''));
  await page.getByRole('link', { name: words.goOn }).click();
  await headed(page, words.firstDoneTitle);
  return counted;
}

interface Shown {
  readonly userCode: string;
  readonly fingerprint: string;
}

/** What the device shows while it waits to be let in; null while it has nothing to show. */
function shownBy(dataDir: string): Shown | null {
  try {
    return JSON.parse(readFileSync(dataFolder(dataDir).claim, 'utf8')) as Shown;
  } catch {
    return null;
  }
}
