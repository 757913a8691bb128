import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDatabase } from '../../cloud/store/database.ts';
import { openLedger } from '../../cloud/store/ledger.ts';
import { openPeople } from '../../cloud/store/people.ts';
import { dataFolder } from '../../shared/runtime/data-folder.ts';
import { openTestRegistry } from '../cloud/open-test-registry.ts';

const root = new URL('../..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'badgeuse-import-'));
const store = { url: null, path: dataFolder(folder).cloudStore };
beforeAll(async () => {
  await (await openDatabase(store)).close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const badgeuse = (...args: string[]) =>
  new Promise<Ran>((done) => {
    const command = ['dist/scripts/badgeuse/main.js', ...args];
    const env = { ...process.env, BADGEUSE_DATA: folder, NODE_OPTIONS: '' };
    execFile(process.execPath, command, { cwd: root, env }, (err, out, said) =>
      done({ code: err === null ? 0 : Number(err.code), out, err: said }),
    );
  });

async function people() {
  const database = await openDatabase(store);
  const people = openPeople(database);
  const { items } = await people.members('', { limit: 10, cursor: null });
  const waiting = await people.countWaiting();
  await database.close();
  return { names: items.map(({ member }) => member.name), waiting };
}

test('a dry run says what would be done; the run does it, and again it changes nothing', async () => {
  const file = join(folder, 'members.csv');
  writeFileSync(file, 'name;email\nZoé;zoe@example.org\n;nobody@example.org\n');
  const dry = await badgeuse('import', 'members', file, '--dry-run');
  expect([dry.code, dry.out]).toEqual([
    0,
    '2\tcreate\tZoé\t\n3\trefuse\tnobody@example.org\tThe name is missing.\n' +
      'Nothing was changed; this would be done: 1 created, 0 changed, 0 the same, 1 refused.\n',
  ]);
  expect(await people()).toEqual({ names: [], waiting: 0 });
  const done = await badgeuse('import', 'members', file);
  expect([done.code, done.out]).toEqual([0, expect.stringContaining('Done: 1 created')]);
  expect((await badgeuse('import', 'members', file)).out).toContain(
    '0 created, 0 changed, 1 the same',
  );
  expect(await people()).toEqual({ names: ['Zoé'], waiting: 0 });
}, 120_000);

test('a TiBillet batch waits for its taps, and says what stays behind; what is no CSV is refused', async () => {
  const file = join(folder, 'cards.csv');
  const qr = 'https://demo.tibillet.example/qr/b194aeb9-0f77-4e3c-9ef6-047ea6b8726e';
  writeFileSync(file, `${qr},B194AEB9,A24B043F\n`);
  const { code, err } = await badgeuse('import', 'cards', file);
  expect([code, err]).toEqual([0, expect.stringContaining('balances and QR links')]);
  expect(await people()).toMatchObject({ waiting: 1 });
  writeFileSync(file, 'PK\u0003\u0004\0\0');
  const workbook = await badgeuse('import', 'cards', file);
  expect([workbook.code, workbook.err]).toEqual([1, expect.stringContaining('CSV UTF-8')]);
  const missing = await badgeuse('import', 'cards', join(folder, 'none.csv'));
  expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('cannot be read')]);
}, 120_000);

test('credits are given once; a line that is refused stops them all, or is left out by choice', async () => {
  const database = await openDatabase(store);
  const registry = openTestRegistry(database, Date.now);
  await registry.places.create({ id: 'demo', name: 'Atelier', timeZone: 'Europe/Paris' });
  await registry.members.create({ id: 'ana', name: 'Ana' });
  await database.close();
  const file = join(folder, 'credits.csv');
  writeFileSync(file, 'nom;jetons;motif\nAna;2,5;carnet\nPersonne;5;carnet\n');
  const dry = await badgeuse('import', 'credits', file, '--dry-run');
  expect([dry.code, dry.out]).toEqual([0, expect.stringContaining('1 created')]);
  const stopped = await badgeuse('import', 'credits', file);
  expect([stopped.code, stopped.err]).toEqual([1, expect.stringContaining('nothing was written')]);
  const done = await badgeuse('import', 'credits', file, '--skip-refused');
  expect([done.code, done.out]).toEqual([0, expect.stringContaining('Done: 1 created')]);
  expect((await badgeuse('import', 'credits', file, '--skip-refused')).out).toContain('1 the same');
  const again = await openDatabase(store);
  const ledger = openLedger(again, { now: Date.now, changed: () => undefined });
  expect(await ledger.balanceOf('ana')).toBe(250);
  await again.close();
}, 120_000);

test('home places that a file changes were a mistake only where it is said', async () => {
  const database = await openDatabase(store);
  const registry = openTestRegistry(database, Date.now);
  for (const id of ['one', 'two'])
    await registry.places.create({ id, name: id, timeZone: 'Europe/Paris' });
  await registry.members.create({ id: 'lea', name: 'Léa', homePlaceId: 'one' });
  await database.close();
  const file = join(folder, 'homes.csv');
  const moved = async (to: string, ...said: readonly string[]) => {
    writeFileSync(file, `name;home\nLéa;${to}\n`);
    expect((await badgeuse('import', 'members', file, ...said)).out).toContain('1 changed');
    const again = await openDatabase(store);
    const before = await again.db.selectFrom('home_before').select('home').execute();
    await again.close();
    return before;
  };
  expect(await moved('two', '--home-was-wrong')).toEqual([]);
  expect(await moved('one')).toEqual([{ home: 'two' }]);
}, 120_000);
