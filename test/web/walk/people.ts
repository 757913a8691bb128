import { expect } from '@jest/globals';
import { headed, press, type Stage } from './stage.ts';

/** Two files with bad lines: each line is told, nothing is written before, then what is good comes in at once. */
export async function importPeople(stage: Stage): Promise<void> {
  const { words } = stage;
  const created = words.importVerb_create;
  const refused = words.importVerb_refuse;
  await importFile(stage, 'members', [
    [created, ''],
    [created, ''],
    [refused, words.importNote_nameMissing('')],
    [created, ''],
    [
      refused,
      words.importNote_emailInvalid(
        stage.language === 'fr' ? 'loic chez example.org' : 'liam at example.org',
      ),
    ],
    [created, ''],
    [created, ''],
  ]);
  const who = stage.language === 'fr' ? 'Loïc Ménétrier' : 'Liam Murphy';
  await importFile(stage, 'cards', [
    [created, ''],
    [created, ''],
    [refused, words.importNote_uidInvalid('04 C1 D2')],
    [created, ''],
    [refused, words.importNote_memberUnknown(who)],
    [created, ''],
    [created, ''],
    [refused, words.importNote_sameAsLine('2')],
  ]);
}

async function importFile(
  stage: Stage,
  kind: 'members' | 'cards',
  lines: readonly (readonly [verb: string, why: string])[],
): Promise<void> {
  const { page, words, cast, product } = stage;
  const { encoding } = cast.files;
  const count = async () => (await product.all(`/api/v1/${kind}`)).length;
  const before = await count();
  await page.goto(`${product.baseUrl}/${kind}`);
  await page.goto(`${product.baseUrl}/import?kind=${kind}`);
  await page.setInputFiles('[name=file]', {
    ...{ name: `${kind}.csv`, mimeType: 'text/csv' },
    buffer: Buffer.from(cast.files[kind], encoding),
  });
  await press(page, words.importLook);
  await headed(page, words.importPreviewTitle);
  const shown = await page.locator('.import-lines tbody tr').all();
  const told = await Promise.all(
    shown.map(async (row) => (await row.locator('td').allTextContents()).slice(-2)),
  );
  // Beside why a line is refused stands what is only worth knowing, as a new group.
  expect(told.map(([verb, why]) => [verb, verb === words.importVerb_refuse ? why : ''])).toEqual(
    lines,
  );
  if (kind === 'members') await stage.picture('import');
  expect(await count()).toBe(before);

  const good = lines.filter(([verb]) => verb === words.importVerb_create).length;
  await press(page, words.importDo(good, String(good)));
  await headed(page, words.importDoneTitle);
  expect(await count()).toBe(before + good);
}

/** Reported lost in one click, refused at the reader; found again, let in. */
export async function loseCard(stage: Stage): Promise<void> {
  const { page, words, cast, product } = stage;
  const uid = uidOf(stage, cast.loser);
  await stage.tapUntil(uid, 'granted');
  await page.goto(`${product.baseUrl}/members`);
  await page.getByLabel(words.findMember).fill(cast.loser.slice(0, 6).toUpperCase());
  await page.locator('#found').getByRole('link', { name: cast.loser }).click();
  await headed(page, cast.loser);
  await press(page, `${words.doLost}, 0412`);
  await page.getByText(words.saidCard_lost).waitFor();
  await stage.picture('lost-card');
  const refused = await stage.tapUntil(uid, 'denied');
  expect(refused).toMatchObject({ reason: 'cardInactive', cardState: 'lost' });
  await press(page, words.undo);
  await page.getByText(words.saidCard_active).waitFor();
  await stage.tapUntil(uid, 'granted');
}

/** The card that the file gives to that member. */
export function uidOf(stage: Stage, name: string): string {
  const lines = stage.cast.files.cards.split('\r\n').filter((one) => one.endsWith(name));
  const uid = lines.map((one) => one.split(/[;,]/)[0]).find((one) => one?.length === 14);
  if (!uid) throw new Error(`the file has no card of ${name}`);
  return uid;
}
