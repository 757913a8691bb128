import { expect, test } from '@jest/globals';
import { createImports } from '../../cloud/import-file.ts';
import type { ImportReport } from '../../cloud/ports/imports.ts';
import { openAuditLog } from '../../cloud/store/audit-log.ts';
import { openConnections } from '../../cloud/store/connections.ts';
import { openSharedMembers } from '../../cloud/store/shared-members.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { eachStore, type FreshStore } from './each-store.ts';
import { openTestRegistry } from './open-test-registry.ts';
import { testSeal } from './test-seal.ts';

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
  const connections = openConnections(database, testSeal);
  const made = { kind: 'frappe', placeId: 'demo', settings: {}, secrets: {} } as const;
  const [{ id: connectionId }, { id: other }] = [
    await connections.add({ ...made, name: 'ERPNext' }, now),
    await connections.add({ ...made, name: 'Other' }, now),
  ];
  const imports = createImports(database, {
    clock,
    cardGiven: async () => undefined,
    announce: registry.announce,
  });
  const shared = openSharedMembers(database);
  const to = { connectionId };
  return {
    ...{ database, shared, connectionId, other, imports },
    look: (file: Buffer) => imports.preview('knownAs', file, undefined, to),
    run: (file: Buffer, skipRefused = false, by: Parameters<typeof imports.run>[2] = 'staff:1') =>
      imports.run('knownAs', file, by, undefined, { ...to, skipRefused }),
    names: async (id = connectionId) => Object.fromEntries(await shared.knownAs(id)),
  };
}

const verbs = ({ lines }: ImportReport) => lines.map(({ line, verb }) => `${line} ${verb}`);
const notes = ({ lines }: ImportReport) =>
  lines.flatMap(({ line, notes }) => notes.map(({ code, value }) => `${line} ${code} ${value}`));

eachStore('names in another system, from a file', (store) => {
  test('go to members by id, e-mail, card or name; the same file changes nothing twice', async () => {
    const { database, shared, connectionId, other, look, run, names } = await fresh(store);
    await shared.change(connectionId, 'ana', { toldOn: '2026-03-01' }, { who: 'staff:9', now });
    const file = csv(
      'Nom;E-mail;Carte;Matricule',
      'Ana Roux;;;HR-1',
      ';;0412;HR-2',
      ';BO@example.org;;HR-3',
    );
    const seen = await look(file);
    expect(verbs(seen)).toEqual(['2 create', '3 create', '4 create']);
    expect(seen).toMatchObject({ connection: { id: connectionId, name: 'ERPNext' } });
    expect(await names()).toEqual({});
    expect(await run(file)).toMatchObject({ isDone: true, counts: { create: 3 } });
    expect(await names()).toEqual({ ana: 'HR-1', bo: 'HR-2', bo2: 'HR-3' });
    expect(await names(other)).toEqual({});
    expect(verbs(await run(file))).toEqual(['2 same', '3 same', '4 same']);
    // What else was written down of them stays.
    expect((await shared.find(connectionId, 'ana')).told).toMatchObject({ on: '2026-03-01' });
    const log = openAuditLog(database);
    const page = { limit: 9, cursor: null };
    expect((await log.list({ verb: 'imported' }, page)).items).toMatchObject([
      { kind: 'setting', id: connectionId, placeId: 'demo', who: 'staff:1', after: { names: 3 } },
    ]);
    expect((await log.list({ verb: 'changed', memberId: 'bo' }, page)).items).toMatchObject([
      { before: { knownAs: null }, after: { knownAs: 'HR-2' } },
    ]);
  });

  test('an empty cell leaves a name as it was; one that somebody else bears is told', async () => {
    const { look, run, names } = await fresh(store);
    await run(csv('member id,known as', 'ana,HR-1', 'bo,HR-2'));
    const file = csv('member id,known as', 'ana,', 'bo,HR-1', 'bo2,');
    const seen = await look(file);
    expect([verbs(seen), notes(seen)]).toEqual([
      ['2 same', '3 change', '4 same'],
      ['3 knownAsShared Ana Roux'],
    ]);
    // Two who change names within one file bear one each.
    const swapped = csv('member id,known as', 'ana,HR-2', 'bo,HR-1');
    expect(notes(await look(swapped))).toEqual([]);
    await run(file);
    expect(await names()).toEqual({ ana: 'HR-1', bo: 'HR-1' });
  });

  test('one bad line stops them all, until it is fixed or left out by choice', async () => {
    const { look, run, names } = await fresh(store);
    const file = csv(
      'name,email,known as',
      'Ana Roux,,HR-1',
      'Bo,,HR-2',
      'Nobody,,HR-3',
      ',ana@example.org,HR-4',
      `,bo@example.org,${'x'.repeat(141)}`,
    );
    expect(notes(await look(file)).map((note) => note.slice(0, 24))).toEqual([
      '3 memberAmbiguous Bo',
      '4 memberUnknown Nobody',
      '5 memberTwice 2',
      '6 knownAsTooLong xxxxxxx',
    ]);
    await expect(run(file)).rejects.toMatchObject({ code: 'importLinesRefused' });
    expect(await names()).toEqual({});
    await run(file, true);
    expect(await names()).toEqual({ ana: 'HR-1' });
  });

  test('a writer who may not, a system that is none, and a file without names change nothing', async () => {
    const { imports, run, look, names } = await fresh(store);
    const file = csv('member id,known as', 'ana,HR-1');
    const mayTouch = (what: string, { id }: { readonly id?: string }) => {
      throw failure('notFound', { what, id });
    };
    await expect(run(file, false, { name: 'staff:2', mayTouch })).rejects.toMatchObject({
      code: 'notFound',
    });
    for (const how of [{}, { connectionId: 'none' }])
      await expect(imports.run('knownAs', file, 'x', undefined, how)).rejects.toMatchObject({
        code: 'notFound',
      });
    await expect(look(csv('name,email', 'Ana Roux,'))).rejects.toMatchObject({
      code: 'importColumnsMissing',
    });
    expect(await names()).toEqual({});
  });
});
