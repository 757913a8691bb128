import { expect, test } from '@jest/globals';
import { createImports } from '../../../cloud/import-file.ts';
import type { ImportReport } from '../../../cloud/ports/imports.ts';
import { openAuditLog } from '../../../cloud/store/audit-log.ts';
import { openLedger } from '../../../cloud/store/ledger.ts';
import { eachStore, type FreshStore } from '../each-store.ts';
import { openTestRegistry } from '../open-test-registry.ts';

const now = Date.UTC(2026, 2, 12, 17);
const clock = { now: () => now, monotonicNow: () => now };
const csv = (...lines: string[]) => Buffer.from(lines.join('\r\n'));

async function fresh(store: FreshStore) {
  const database = await store.open();
  const registry = openTestRegistry(database, clock.now);
  await registry.places.create({ id: 'demo', name: 'Atelier', timeZone: 'Europe/Paris' });
  for (const [id, name, email] of [
    ['ana', 'Ana Roux', 'ana@example.org'],
    ['bo', 'Bo', null],
    ['bo2', 'Bo', 'bo@example.org'],
  ] as const)
    await registry.members.create({ id, name, email });
  await registry.cards.create({ uid: '04A1B2C3D4E5F6', number: '0412', memberId: 'bo' });
  let told = 0;
  const imports = createImports(database, {
    clock,
    cardGiven: async () => undefined,
    announce: registry.announce,
    ledgerChanged: () => void told++,
  });
  const ledger = openLedger(database, { now: clock.now, changed: () => undefined });
  const balances = async () => Object.fromEntries(await ledger.balancesOf(['ana', 'bo', 'bo2']));
  return { database, registry, imports, ledger, balances, told: () => told };
}

const verbs = ({ lines }: ImportReport) => lines.map(({ line, verb }) => `${line} ${verb}`);
const notes = ({ lines }: ImportReport) =>
  lines.flatMap(({ line, notes }) => notes.map(({ code, value }) => `${line} ${code} ${value}`));

eachStore('credits from a file', (store) => {
  test('go to members by name, e-mail, card or id, each line once; the same file gives nothing twice', async () => {
    const { database, imports, ledger, balances, told } = await fresh(store);
    const file = csv(
      'Membre;Courriel;Carte;Id;Jetons;Motif',
      'Ana Roux;;;;5;carnet',
      ';BO@example.org;;;2,5;atelier',
      ';;0412;;1.25;atelier',
      ';;;ana;5;carnet',
    );
    const seen = await imports.preview('credits', file);
    expect(verbs(seen)).toEqual(['2 create', '3 create', '4 create', '5 create']);
    expect([await balances(), told()]).toEqual([{}, 0]);
    const done = await imports.run('credits', file, 'staff:1');
    expect([done.isDone, done.counts.create, told()]).toEqual([true, 4, 1]);
    expect(await balances()).toEqual({ ana: 1_000, bo: 125, bo2: 250 });
    const again = await imports.run('credits', file, 'staff:2');
    expect(verbs(again)).toEqual(['2 same', '3 same', '4 same', '5 same']);
    expect(await balances()).toEqual({ ana: 1_000, bo: 125, bo2: 250 });
    const { items } = await ledger.list({ memberId: 'bo' }, { limit: 9, cursor: null });
    expect(items).toMatchObject([
      { kind: 'credit', from: 'issued:demo', madeBy: 'staff:1', words: 'atelier' },
    ]);
    const log = openAuditLog(database);
    const { items: told1 } = await log.list({ verb: 'imported' }, { limit: 9, cursor: null });
    expect(told1).toMatchObject([{ kind: 'ledgerEntry', who: 'staff:1' }]);
    expect(await ledger.check()).toEqual([]);
  });

  test('one bad line stops them all, until it is fixed or left out by choice', async () => {
    const { imports, balances } = await fresh(store);
    const file = csv(
      'name,email,tokens,reason',
      'Ana Roux,,5,carnet',
      'Bo,,5,carnet',
      'Nobody,,5,carnet',
      'Ana Roux,,-5,carnet',
      'Ana Roux,,1001,carnet',
      'Ana Roux,,2,',
      ',nobody@example.org,2,carnet',
    );
    const seen = await imports.preview('credits', file);
    expect(notes(seen)).toEqual([
      '3 memberAmbiguous Bo',
      '4 memberUnknown Nobody',
      '5 tokensInvalid -5',
      '6 tokensTooMany 1001',
      '7 wordsMissing ',
      '8 memberUnknown nobody@example.org',
    ]);
    await expect(imports.run('credits', file, 'staff:1')).rejects.toMatchObject({
      code: 'importLinesRefused',
      details: { lines: 6 },
    });
    expect(await balances()).toEqual({});
    const done = await imports.run('credits', file, 'staff:1', undefined, { skipRefused: true });
    expect([done.counts.create, await balances()]).toEqual([1, { ana: 500 }]);
    // Fixed, the line that was given already is not given again.
    const fixed = csv(
      'name,email,tokens,reason',
      'Ana Roux,,5,carnet',
      'Bo,bo@example.org,5,carnet',
    );
    await imports.run('credits', fixed, 'staff:1');
    expect(await balances()).toEqual({ ana: 500, bo2: 500 });
  });

  test('have the key of the file, which gives one thing alone', async () => {
    const { imports, balances } = await fresh(store);
    const line = (key: string, tokens: string) =>
      csv('e-mail;jetons;motif;clé', `ana@example.org;${tokens};carnet;${key}`);
    await imports.run('credits', line('order-1', '5'), 'staff:1');
    await imports.run('credits', line('order-2', '5'), 'staff:1');
    expect(await balances()).toEqual({ ana: 1_000 });
    const other = await imports.preview('credits', line('order-1', '6'));
    expect(notes(other)).toEqual(['2 keyTaken order-1']);
    const twice = csv('e-mail;jetons;motif;clé', 'ana@example.org;1;a;k', 'ana@example.org;1;a;k');
    expect(notes(await imports.preview('credits', twice))).toEqual(['3 sameAsLine 2']);
  });

  test('say which place gives them where there are several, and never one that is not the writer’s', async () => {
    const { imports, registry, ledger } = await fresh(store);
    await registry.places.create({ id: 'loin', name: 'Là-bas', timeZone: 'Europe/Paris' });
    const without = csv('id;jetons;motif', 'ana;5;carnet');
    expect(notes(await imports.preview('credits', without))).toEqual(['2 placeMissing ']);
    const file = csv('id;jetons;motif;lieu', 'ana;5;carnet;la-bas', 'ana;5;carnet;nulle part');
    expect(notes(await imports.preview('credits', file))).toEqual(['3 placeUnknown nulle part']);
    const skip = [undefined, { skipRefused: true }] as const;
    const here = {
      name: 'staff:1',
      mayTouch() {
        throw new Error('not theirs');
      },
    };
    await expect(imports.run('credits', file, here, ...skip)).rejects.toThrow('not theirs');
    expect(await ledger.balanceOf('ana')).toBeNull();
    await imports.run('credits', file, 'staff:1', ...skip);
    const { items } = await ledger.list({}, { limit: 9, cursor: null });
    expect(items).toMatchObject([{ from: 'issued:loin', units: 500 }]);
  });

  test.each(['e-mail;motif', 'jetons;motif'])(
    'a file of %s is no file of credits',
    async (head) => {
      const { imports } = await fresh(store);
      await expect(imports.preview('credits', csv(head, 'a;b'))).rejects.toMatchObject({
        code: 'importColumnsMissing',
      });
    },
  );
});
