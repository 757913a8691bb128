import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { createPairing } from '../../../cloud/pairing/pair-passages.ts';
import type { Registry } from '../../../cloud/ports/registry.ts';
import { createErasures } from '../../../cloud/retention/erasures.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { openErasedFile } from '../../../cloud/store/erased-file.ts';
import { appendEntries } from '../../../cloud/store/ledger-entries.ts';
import { unitOf } from '../../../cloud/store/rows.ts';
import type { LedgerEntry } from '../../../shared/domain/ledger.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { manualTime } from '../../fakes/manual-time.ts';
import { scratchFolder } from '../../parts/scratch-folder.ts';
import { waitFor } from '../../parts/wait-for.ts';
import { eachStore } from '../each-store.ts';
import { openTestRegistry } from '../open-test-registry.ts';

const folder = scratchFolder('erasures');
let files = 0;

/** Ana with a card, and no reader that could know her. */
async function withAna(database: Database, path = join(folder, `${++files}.jsonl`)) {
  const time = manualTime();
  const registry = openTestRegistry(database, time.now);
  await registry.members.create({ id: 'm_ana', name: 'Ana Llorens', email: 'ana@example.org' });
  await registry.cards.create({ id: 'c_ana', uid: '04A1B2C3', memberId: 'm_ana' });
  await registry.places.create({ id: 'hall', name: 'Hall of Ana Llorens', timeZone: 'UTC' });
  const started = (through: Registry = registry, from = path) =>
    createErasures({
      database,
      pairing: createPairing({ remember: false }),
      registry: through,
      commands: {
        give: () => Promise.reject(new Error('nobody')),
        settled: () => new Promise(() => 0),
      },
      file: openErasedFile(from),
      clock: time,
      timers: time,
      logger: silentLogger,
    });
  const named = async (): Promise<readonly string[]> => {
    const rows = await database.db
      .selectFrom('audit')
      .select(['kind', 'verb', 'details'])
      .execute();
    return rows
      .filter(({ details }) => /Llorens|ana@|04A1B2C3/.test(details ?? ''))
      .map(({ kind, verb }) => `${kind} ${verb}`);
  };
  return { registry, started, named, path };
}

/** Every row of every table, as JSON. */
async function everythingIn({ db, engine }: Database): Promise<string> {
  const names =
    engine === 'sqlite'
      ? sql<{ name: string }>`SELECT name FROM sqlite_master WHERE type = 'table'`
      : sql<{
          name: string;
        }>`SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()`;
  const tables = (await names.execute(db)).rows;
  expect(tables.length).toBeGreaterThan(60);
  const rows = tables.map(({ name }) => sql`SELECT * FROM ${sql.table(name)}`.execute(db));
  return JSON.stringify((await Promise.all(rows)).map((some) => some.rows));
}

eachStore('erasing', (store) => {
  test('nothing names the person, and it is told that it was done', async () => {
    const { started, named } = await withAna(await store.open());
    const erasures = started();
    await erasures.erase('m_ana', 'staff:bo', 1);
    await erasures.follow();
    expect(await named()).toEqual([]);
    expect(await erasures.find('m_ana')).toMatchObject({ askedBy: 'staff:bo', devices: [] });
    expect((await erasures.find('m_ana'))?.doneAt).not.toBeNull();
    await erasures.stop();
  });

  test('where they were at home before is forgotten, but not of a card that somebody else holds now', async () => {
    const database = await store.open();
    const { registry, started } = await withAna(database);
    const { db } = database;
    await registry.places.create({ id: 'annexe', name: 'Annexe', timeZone: 'UTC' });
    await registry.members.create({ id: 'm_bo', name: 'Bo', homePlaceId: 'hall' });
    await registry.members.patch('m_bo', { homePlaceId: 'annexe' });
    await registry.members.patch('m_ana', { homePlaceId: 'hall' });
    await registry.cards.patch('c_ana', { homePlaceId: 'annexe' });
    const lent = { uid: '04B0B0B0', memberId: 'm_bo', homePlaceId: 'hall' };
    await registry.cards.create({ id: 'c_lent', ...lent });
    await registry.cards.patch('c_lent', { homePlaceId: 'annexe' });
    const given = { kind: 'assignCard', change: JSON.stringify({ memberId: 'm_ana' }) };
    const nobody = { punch_id: null, place: null, area: null, person: null, reason: '' };
    await db
      .insertInto('correction')
      .values({
        ...{ id: 'k1', made_at: 1, made_by: 'staff:bo', undone_at: null },
        ...{ ...given, ...nobody, uid: lent.uid },
      } as never)
      .execute();
    const left = async () => {
      const rows = await db.selectFrom('home_before').select('id').orderBy('id').execute();
      return rows.map(({ id }) => id);
    };
    expect(await left()).toEqual(['04A1B2C3', '04B0B0B0', 'm_ana', 'm_bo']);
    const erasures = started();
    await erasures.erase('m_ana', 'staff:bo', 1);
    await erasures.follow();
    expect(await left()).toEqual(['04B0B0B0', 'm_bo']);
    await erasures.stop();
  });

  test('what was written of the person goes in any spelling, and of nobody else', async () => {
    const database = await store.open();
    const { registry, started } = await withAna(database);
    const { db } = database;
    await registry.places.patch('hall', { name: 'Hall' });
    await registry.cards.patch('c_ana', { number: '7' });
    await registry.members.create({ id: 'm_bo', name: 'Bo Annaud' });
    await registry.cards.create({ id: 'c_bo', uid: '04FFFFFF', memberId: 'm_bo' });
    const base64 = (text: string, as: BufferEncoding = 'utf8') =>
      Buffer.from(text, as).toString('base64');
    const tap = (uid: string, memberRef: string | null) =>
      JSON.stringify({ card: { level: 'uid', uid }, memberRef, seq: 7 });
    const letters = {
      hers: tap('04EEEEEE', 'm_ana'),
      unknown: tap('04A1B2C3', null),
      'base64 of hers': base64(`{"card":{"uid":"04a1b2c3"`),
      garbled: '{"note":"ANA\\u0020LLORENS"',
      'of Bo': tap('04FFFFFF', 'm_bo'),
      'of somebody unknown': base64(tap('04FFFFF0', null)),
      nothing: 'aaaa7 Banana Llorensen',
    };
    for (const [id, raw] of Object.entries(letters)) {
      const seq = Object.keys(letters).indexOf(id);
      const at = { device: 'reader', epoch: 'e', from_seq: seq, to_seq: seq, received_at: 1 };
      await db
        .insertInto('dead_letter')
        .values({ id, ...at, reason: 'x', raw })
        .execute();
    }
    const files = {
      'of Ana': base64('name;email\nAna  Llorèns;\n', 'latin1'),
      'in UTF-16': base64('\ufeffname\nana llorens\n', 'utf16le'),
      'of others': base64('name\nBanana Llorensen\n'),
    };
    for (const [id, content] of Object.entries(files)) {
      const sent = { kind: 'members' as const, name: 'list.csv', sent_by: 'staff:bo', sent_at: 1 };
      const row = { id, ...sent, content, state: 'looked' as const, report: null, problem: null };
      await db.insertInto('import_file').values(row).execute();
    }
    const reasons = {
      'of Ana': 'with ANA LLORENS, card 04:A1:b2:C3',
      'of others': 'at 7, Anabel Llorensen',
    };
    for (const [id, reason] of Object.entries(reasons)) {
      const made = { made_at: 1, made_by: 'staff:bo', undone_at: null };
      const of = { kind: 'exclude', change: '{}', punch_id: null, place: null, area: null };
      await db
        .insertInto('correction')
        .values({ id, ...made, ...of, person: null, uid: null, reason } as never)
        .execute();
    }
    const erasures = started();
    await erasures.erase('m_ana', 'staff:bo', 1);
    await erasures.follow();
    const left = await db.selectFrom('dead_letter').select('id').orderBy('id').execute();
    expect(left.map(({ id }) => id)).toEqual(['nothing', 'of Bo', 'of somebody unknown']);
    const kept = await db.selectFrom('import_file').select('id').execute();
    expect(kept).toEqual([{ id: 'of others' }]);
    const said = await db.selectFrom('correction').select('reason').orderBy('id').execute();
    expect(said.map(({ reason }) => reason)).toEqual(['', reasons['of others']]);
    expect(
      (await everythingIn(database)).match(/[^"]*(\bAna.{0,3}Llor|04A1B2C3)[^"]*/gi),
    ).toBeNull();
    // What was written of Bo is all there.
    const told = await db
      .selectFrom('audit')
      .select('details')
      .where('subject', '=', 'm_bo')
      .execute();
    expect(told.map(({ details }) => details)).toEqual([expect.stringContaining('Annaud')]);
    await erasures.stop();
  });

  test.each(['before', 'after'])(
    'ended %s the removal, the next start goes on with it',
    async (when) => {
      const { registry, started, named } = await withAna(await store.open());
      const killed = async (): Promise<never> => {
        throw new Error('killed');
      };
      const until: Registry = {
        ...registry,
        together: (work) => (when === 'before' ? killed() : registry.together(work).then(killed)),
      };
      const first = started(until);
      await expect(first.erase('m_ana', 'staff:bo', 1)).rejects.toThrow('killed');
      await first.stop();

      const next = started();
      await next.resume();
      await next.follow();
      expect(await registry.members.find('m_ana')).toBeNull();
      expect(await named()).toEqual([]);
      expect((await next.find('m_ana'))?.doneAt).not.toBeNull();
      await next.stop();
    },
  );

  test('a person who is only being removed is not done before', async () => {
    const { registry, started } = await withAna(await store.open());
    const removing = Promise.withResolvers<void>();
    const slow: Registry = {
      ...registry,
      async together(work) {
        await removing.promise;
        return registry.together(work);
      },
    };
    const erasures = started(slow);
    const erasing = erasures.erase('m_ana', 'staff:bo', 1);
    await waitFor('what there is to go on with', async () => await erasures.find('m_ana'));
    await erasures.follow();
    expect(await erasures.find('m_ana')).toMatchObject({ doneAt: null });
    removing.resolve();
    await erasing;
    await erasures.follow();
    expect((await erasures.find('m_ana'))?.doneAt).not.toBeNull();
    await erasures.stop();
  });

  test('a debt that was settled stays so in whatever older store is put back', async () => {
    /** She owes 250, as a passage would have it. */
    const owing = async (path?: string) => {
      const database = await store.open();
      const ana = await withAna(database, path);
      const entry: LedgerEntry & { readonly place: string } = {
        ...{ key: 'of a passage', kind: 'debit', at: 1, usedAt: 1, units: 250 },
        ...{ from: 'member:m_ana', to: 'used:hall', of: null, rate: null, minutes: null },
        ...{ reverses: null, place: 'hall' },
      };
      await database.inTransaction((tx) => appendEntries(unitOf(database, tx), [entry]));
      const owed = async () => {
        const legs = await database.db
          .selectFrom('ledger_leg')
          .select((of) => of.fn.sum<number>('units').as('units'))
          .where('account', 'like', 'erased:%')
          .executeTakeFirst();
        return Number(legs?.units);
      };
      return { ...ana, database, owed };
    };
    const now = await owing();
    const erasures = now.started();
    await erasures.erase('m_ana', 'staff:bo', 1);
    const [debt] = await erasures.debts();
    expect([debt?.name, debt?.units, await now.owed()]).toEqual(['Ana Llorens', 250, -250]);

    // A backup from between: she is gone there, and what she owed is not settled.
    const between = await owing();
    const there = between.started();
    await there.erase('m_ana', 'staff:bo', 1);
    expect(await there.debts()).toHaveLength(1);
    await there.stop();

    await erasures.settle(debt?.id ?? '', 'staff:bo', 2);
    expect([await erasures.debts(), await now.owed()]).toEqual([[], 0]);
    await erasures.stop();

    // And one from before: she is there as ever.
    const before = await owing(now.path);
    for (const { started, owed, named, database, registry } of [
      { ...between, started: () => between.started(undefined, now.path) },
      before,
    ]) {
      const back = started();
      await back.resume();
      await back.follow();
      expect([await back.debts(), await owed(), await named()]).toEqual([[], 0, []]);
      expect(await registry.members.find('m_ana')).toBeNull();
      const told = await database.db
        .selectFrom('audit')
        .select(['who', 'verb'])
        .where('kind', '=', 'debt')
        .execute();
      expect(told).toEqual([{ who: 'system', verb: 'ended' }]);
      // The next start has nothing to do again.
      await back.resume();
      expect(await owed()).toBe(0);
      expect(await back.find('m_ana')).not.toBeNull();
      await back.stop();
    }
  });

  test('a line of the file that was cut off, and one of somebody unknown, hold up nobody', async () => {
    const { started, path, registry } = await withAna(await store.open());
    appendFileSync(
      path,
      '{"memberId":"m_gone","askedAt":1,"askedBy":"staff:bo"}\n{"memberId":"m_a',
    );
    const erasures = started();
    await erasures.resume();
    expect(await registry.members.find('m_ana')).not.toBeNull();
    await erasures.erase('m_ana', 'staff:bo', 1);
    expect(
      openErasedFile(path)
        .read()
        .map(({ memberId }) => memberId),
    ).toEqual(['m_gone', 'm_ana']);
    await erasures.stop();
  });
});
