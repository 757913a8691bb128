import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { get, signIn } from '../cloud/web/browse.ts';
import { testNow } from '../cloud/web/fixture.ts';
import { openVenue } from '../cloud/web/venue.ts';

const run = promisify(execFile);
const hour = 3_600_000;

/** What a spreadsheet, or a hurried parser, would stumble over. */
const names = [
  'Françoise Nguyễn',
  'Bœuf; « et » "frites"',
  '=HYPERLINK("http://x.example";"ici")',
  '+33 6 00 00 00 00',
  'O’Brien\nNoémie',
  'Ça, là-bas',
];

let folder: string;
let venue: Awaited<ReturnType<typeof openVenue>>;
const files = { people: '', machine: '' };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'badgeuse-sheet-'));
  venue = await openVenue();
  for (const [i, name] of names.entries()) {
    const id = `s${i}`;
    await venue.web.deps.registry.members.create({ id, name });
    venue.device.punch({ at: testNow - (20 - i) * hour, memberRef: id, uid: `04AAAA0${i}` });
    venue.device.punch({ at: testNow - (18 - i) * hour, memberRef: id, uid: `04AAAA0${i}` });
  }
  await venue.send(4);
  const { cookie } = await signIn(venue.web, 'staff');
  for (const kind of ['people', 'machine'] as const) {
    const answer = await get(venue.web.app, `/rapport/badgeuse.csv?for=${kind}`, { cookie });
    expect(answer.statusCode).toBe(200);
    files[kind] = join(folder, `${kind}.csv`);
    writeFileSync(files[kind], answer.rawPayload);
  }
}, 60_000);
afterAll(async () => {
  await venue?.close();
  rmSync(folder, { recursive: true, force: true });
});

const rowsOf = (kind: keyof typeof files): string[][] =>
  parse(readFileSync(files[kind], 'utf8'), {
    bom: true,
    delimiter: kind === 'people' ? ';' : ',',
    relax_column_count: false,
  });

const python = `
import csv, json, sys
with open(sys.argv[1], encoding='utf-8-sig', newline='') as file:
    print(json.dumps(list(csv.reader(file, delimiter=sys.argv[2], strict=True))))
`;

test.each([
  ['people', ';'],
  ['machine', ','],
] as const)('Python reads the CSV for %s cell by cell as we meant it', async (kind, delimiter) => {
  const { stdout } = await run('python3', ['-c', python, files[kind], delimiter]);
  const rows = JSON.parse(stdout) as string[][];
  expect(rows).toEqual(rowsOf(kind));
  const [header = [], ...passages] = rows;
  expect(passages.length).toBe(names.length + 2);
  expect(new Set(rows.map((row) => row.length))).toEqual(new Set([header.length]));
  const column = header.indexOf(kind === 'people' ? 'Membre' : 'member');
  const shown = passages.map((row) => row[column]);
  for (const name of names) {
    // In a file for people nothing runs as a formula: an apostrophe stands before it.
    const isFormula = kind === 'people' && /^[=+]/.test(name);
    expect(shown).toContain(isFormula ? `'${name}` : name);
  }
});

test('LibreOffice opens the CSV for people as a French Excel does, and keeps every cell as a workbook', async () => {
  const office = (...args: string[]) =>
    run('soffice', [
      `-env:UserInstallation=file://${join(folder, 'profile')}`,
      '--headless',
      ...args,
    ]);
  // Semicolons, quotes, UTF-8, from the first line, every column as it is, French.
  await office(
    '--infilter=CSV:59,34,76,1,,1036,false,false',
    ...['--convert-to', 'xlsx', '--outdir', folder, files.people],
  );
  const workbook = join(folder, 'people.xlsx');
  expect(readFileSync(workbook).subarray(0, 2).toString()).toBe('PK');
  const back = join(folder, 'back');
  // As shown, comma, quotes, UTF-8.
  await office(
    ...['--convert-to', 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false'],
    ...['--outdir', back, workbook],
  );
  const seen: string[][] = parse(readFileSync(join(back, 'people.csv'), 'utf8'), { bom: true });
  expect(seen).toEqual(rowsOf('people'));
}, 120_000);
