import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Language } from '../../cloud/web/language.ts';
import type { TapOutcome } from '../../device/ports.ts';
import { elsewhere } from './walk/elsewhere.ts';
import { giveFirstCard, joinReader, setUpPlace } from './walk/first-evening.ts';
import { correctAndUndo, hearLateReader, leaveAndExport, seeWhoComesIn } from './walk/passages.ts';
import { importPeople, loseCard } from './walk/people.ts';
import { openPointOfSale, switchOffAndOn } from './walk/setting-up.ts';
import { openStage, type Size, type Stage } from './walk/stage.ts';
import { refuseStaff, refuseViewer } from './walk/who-may.ts';

jest.setTimeout(120_000);

/**
 * A volunteer's first week on the whole product: each test takes up where the one before ended, so that what is shown
 * at the end came about as it does for people.
 */
describe.each<[Language, Size]>([
  ['fr', 'desktop'],
  ['en', 'phone'],
])('from the one-time link to the CSV, %s, %s', (language, size) => {
  let stage: Stage;
  let entry: TapOutcome;
  let late: Awaited<ReturnType<typeof hearLateReader>> | undefined;
  const period = () => `from=${late?.from}&to=${late?.to}`;
  beforeAll(async () => {
    stage = await openStage(language, size);
  });
  afterAll(async () => {
    await late?.reader.stop();
    await stage?.end();
  });

  test('the first evening: the place, the switch, the reader, the first card', async () => {
    await setUpPlace(stage);
    await joinReader(stage);
    entry = await giveFirstCard(stage);
  });
  test('the switch makes its asset and its item exactly once', () => switchOffAndOn(stage));
  test('the first passage is in the first CSV', () => leaveAndExport(stage, entry));
  test('a point of sale without prices, and the card that opens it', () => openPointOfSale(stage));
  test('files with bad lines: each is told, the good ones come in', () => importPeople(stage));
  test('a lost card is refused at the reader, a found one let in', () => loseCard(stage));
  test('who comes in shows by itself, beside what a reader tells days late', async () => {
    late = await hearLateReader(stage);
    await seeWhoComesIn(stage);
  });
  test('a forgotten exit is put right, and the correction undone', () =>
    correctAndUndo(stage, period()));
  test('a viewer gets what is theirs, and hears whom to ask', () => refuseViewer(stage, period()));
  test('staff get what is theirs, and hear whom to ask', () => refuseStaff(stage));
  test('the same in the other language, on the other screen', () => elsewhere(stage, period()));
  test('no page complained of anything', () => expect(stage.complaints()).toEqual([]));
});
