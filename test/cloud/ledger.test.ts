import { expect, test } from '@jest/globals';
import { createCorrections } from '../../cloud/corrections/correct.ts';
import { createIngest } from '../../cloud/ingest/ingest.ts';
import { createPairing } from '../../cloud/pairing/pair-passages.ts';
import { rebuildAll } from '../../cloud/pairing/rebuild.ts';
import { peopleNow } from '../../cloud/replication/people-now.ts';
import type { Database } from '../../cloud/store/database.ts';
import { keepDebt, listDebts, readOwed, settleDebt } from '../../cloud/store/debts.ts';
import { eraseAccounts } from '../../cloud/store/erase-accounts.ts';
import { openLedger } from '../../cloud/store/ledger.ts';
import { openPlacesNow } from '../../cloud/store/place-now.ts';
import { unitOf } from '../../cloud/store/rows.ts';
import { createPasses } from '../../cloud/tokens/passes.ts';
import { createRates } from '../../cloud/tokens/rates.ts';
import { withTokens } from '../../cloud/tokens/tokens-now.ts';
import { watchLedgerJob } from '../../cloud/tokens/watch-ledger.ts';
import { freeOfCharge, type RateTerms } from '../../shared/domain/rate.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { eachStore } from './each-store.ts';
import { seedPlace, testDevice } from './test-device.ts';

const hour = 3_600_000;
const day = Date.UTC(2026, 2, 2);
const now = day + 40 * 24 * hour;
const ana = 'ana';

async function venue(database: Database) {
  const device = testDevice('a');
  await seedPlace(database, [device]);
  await database.db
    .insertInto('member')
    .values({
      id: ana,
      name: 'Ana',
      email: null,
      valid_from: null,
      valid_until: null,
      created_at: 0,
    })
    .execute();
  const pairing = createPairing({ remember: database.engine === 'sqlite', now: () => now });
  const ingest = createIngest(database, pairing);
  const announced: unknown[] = [];
  const ledger = openLedger(database, { now: () => now, changed: () => announced.push('ledger') });
  const rates = createRates(database, {
    now: () => now,
    announce: (all) => announced.push(...all),
  });
  let sent = 0;
  return {
    database,
    device,
    pairing,
    ledger,
    rates,
    announced,
    corrections: createCorrections(database, pairing),
    tap: (hours: number, direction: 'in' | 'out' | 'toggle' = 'toggle') =>
      device.punch({ at: day + hours * hour, direction, memberRef: ana }),
    async send() {
      const to = device.entries().length;
      const payload = device.batch(sent + 1, to);
      sent = to;
      await ingest.journal({ device: device.id, payload, receivedAt: now });
    },
    price: (over: Partial<RateTerms> = {}, since: number | null = 0) =>
      rates.set(
        {
          placeId: 'demo',
          scope: 'area',
          of: 'demo',
          terms: { ...freeOfCharge, unitsPerHour: 100, ...over },
          since,
        },
        'staff:1',
      ),
    give: (units: number, key: string) =>
      ledger.give(
        { key, kind: 'credit', memberId: ana, placeId: 'demo', units, words: 'payé' },
        'staff:1',
      ),
    async moves() {
      const { items } = await ledger.list({ memberId: ana }, { limit: 100, cursor: null });
      return items.toReversed().map(({ kind, units }) => `${kind} ${units}`);
    },
    author: { madeBy: 'staff:1', madeAt: now, reason: 'oubli' },
  };
}

eachStore('the ledger', (store) => {
  test('readers are told whose exit is to be settled until staff say when it was, and who has a pass', async () => {
    const at = await venue(await store.open());
    await at.price();
    const { database } = at;
    const places = withTokens(openPlacesNow(database), database);
    const rows = async (hours: number) => {
      const read = await places.read('demo', day + hours * hour);
      if (!read) throw new Error('no place');
      const { people } = await peopleNow(read, day + hours * hour);
      return people.get(`member:${ana}`);
    };
    at.tap(9, 'in');
    await at.send();
    expect((await rows(10))?.exitToSettle).toBeUndefined();
    // Nobody tapped since: it is stale by now alone, and for weeks.
    expect(await rows(23)).toMatchObject({ exitToSettle: true, in: [] });
    expect(await rows(20 * 24)).toMatchObject({ exitToSettle: true });
    expect((await rows(39 * 24))?.exitToSettle).toBeUndefined();
    const [entry] = at.device.entries();
    const said = { kind: 'addExit', punchId: entry?.id ?? '', at: day + 11 * hour } as const;
    const { id } = await at.corrections.record(said, at.author);
    expect((await rows(20 * 24))?.exitToSettle).toBeUndefined();
    await at.corrections.undo(id, at.author);
    expect(await rows(20 * 24 + 1)).toMatchObject({ exitToSettle: true });
    // With its price it is settled already.
    await at.price({ missingExitUnits: 50 });
    expect((await rows(20 * 24 + 1))?.exitToSettle).toBeUndefined();

    const passes = createPasses(database, { now: () => now, changed: () => undefined });
    expect((await rows(20 * 24))?.pass).toBeUndefined();
    const carnet = {
      key: 'k',
      kind: 'day',
      memberId: ana,
      placeId: 'demo',
      passes: 1,
      words: '',
    } as const;
    const { line } = await passes.give(
      { ...carnet, from: '2026-03-20', until: '2026-03-22' },
      'staff:1',
    );
    expect(await rows(20 * 24)).toMatchObject({ pass: true });
    expect((await rows(24))?.pass).toBeUndefined();
    await passes.undo(line.id, { words: 'erreur', by: 'staff:1', places: '*' });
    expect((await rows(20 * 24))?.pass).toBeUndefined();
  });

  test('in 10:00, out 11:00: 5 becomes 4; the exit put right to 11:30 is one reversal and one debit of 1.50', async () => {
    const at = await venue(await store.open());
    await at.price();
    expect(at.announced).toEqual([{ kind: 'config', placeIds: ['demo'] }]);
    await at.give(500, 'first');
    at.tap(10, 'in');
    await at.send();
    expect(await at.ledger.balanceOf(ana)).toBe(500);
    const out = at.tap(11, 'out');
    await at.send();
    expect(await at.ledger.balanceOf(ana)).toBe(400);

    const [entry] = at.device.entries();
    const moved = { kind: 'addExit', punchId: entry?.id ?? '', at: day + 11.5 * hour } as const;
    await at.corrections.record({ kind: 'voidPunch', punchId: out.id }, at.author);
    const late = await at.corrections.record(moved, at.author);
    expect(await at.moves()).toEqual(['credit 500', 'debit 100', 'reversal 100', 'debit 150']);
    expect(await at.ledger.balanceOf(ana)).toBe(350);

    const statement = await at.ledger.statement(ana, 0, now + 1);
    expect(statement.lines.map(({ change, balance }) => [change, balance])).toEqual([
      [500, 500],
      [-100, 400],
      [100, 500],
      [-150, 350],
    ]);
    expect([statement.opening, statement.closing]).toEqual([0, 350]);
    expect((await at.ledger.statement(ana, now + 1, now + 2)).opening).toBe(350);

    // All of it again, as a rebuild derives it, changes nothing.
    await rebuildAll(at.database, at.pairing);
    expect(await at.moves()).toHaveLength(4);
    await at.corrections.undo(late.id, at.author);
    expect(await at.ledger.balanceOf(ana)).toBe(500);
    expect(await at.ledger.check()).toEqual([]);
  });

  test('a place without a rate books nothing, and one set later prices what began since', async () => {
    const at = await venue(await store.open());
    at.tap(9);
    at.tap(10);
    at.tap(13);
    at.tap(15);
    await at.send();
    expect(await at.ledger.balanceOf(ana)).toBeNull();
    await at.price({}, day + 12 * hour);
    expect(await at.moves()).toEqual(['debit 200']);
    await at.price({ unitsPerHour: 50 }, day + 12 * hour);
    expect(await at.moves()).toEqual(['debit 200', 'reversal 200', 'debit 100']);
    // Said once more, nothing moves but the rule: it is another version.
    await at.rates.set(
      { placeId: null, scope: 'area', of: 'demo', terms: null, since: day + 12 * hour },
      'staff:1',
    );
    expect(await at.ledger.balanceOf(ana)).toBe(0);
    expect((await at.rates.list(['demo'])).map(({ terms }) => terms?.unitsPerHour)).toEqual([
      undefined,
      50,
      100,
    ]);
    await expect(at.price({ unitsPerHour: -1 })).rejects.toMatchObject({ code: 'badRequest' });
    await expect(at.price({ minimumUnits: 99_999 })).rejects.toMatchObject({ code: 'badRequest' });
  });

  test('the same key gives once, and something else under it is refused; what staff gave they undo once', async () => {
    const at = await venue(await store.open());
    const { line, isNew } = await at.give(500, 'k');
    expect(isNew).toBe(true);
    expect(await at.give(500, 'k')).toEqual({ line, isNew: false });
    await expect(at.give(600, 'k')).rejects.toMatchObject({ code: 'conflict' });
    expect(await at.ledger.balanceOf(ana)).toBe(500);
    const undone = await at.ledger.undo(line.id, { words: 'de trop', by: 'staff:1', places: '*' });
    expect([undone.kind, undone.reversed]).toEqual(['reversal', line.id]);
    await expect(
      at.ledger.undo(line.id, { words: 'encore', by: 'staff:1', places: '*' }),
    ).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(
      at.ledger.undo(undone.id, { words: 'non', by: 'staff:1', places: '*' }),
    ).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(
      at.ledger.undo('entry-77', { words: 'non', by: 'staff:1', places: '*' }),
    ).rejects.toMatchObject({
      code: 'notFound',
    });
    expect(await at.ledger.balanceOf(ana)).toBe(0);
  });

  test('nothing written is changed or taken away, and what was altered beneath is told', async () => {
    const at = await venue(await store.open());
    await at.give(500, 'a');
    await at.give(300, 'b');
    await at.ledger.keepBalances();
    await at.give(50, 'c');
    expect(await at.ledger.balanceOf(ana)).toBe(850);
    expect(await at.ledger.check()).toEqual([]);
    const { db } = at.database;
    await expect(db.deleteFrom('ledger_entry').execute()).rejects.toThrow(/only added to/);
    await expect(db.deleteFrom('ledger_leg').execute()).rejects.toThrow(/only added to/);
    await expect(db.updateTable('ledger_entry').set({ units: 1 }).execute()).rejects.toThrow(
      /only added to/,
    );
    await expect(db.updateTable('ledger_leg').set({ units: 1 }).execute()).rejects.toThrow(
      /only added to/,
    );
    await db
      .updateTable('ledger_balance')
      .set({ units: 7 })
      .where('account', '=', `member:${ana}`)
      .execute();
    expect(await at.ledger.check()).toEqual([{ what: 'balance', id: `member:${ana}` }]);
    const stray = { account: 'member:nobody', entry: 1, units: 5 };
    await db.insertInto('ledger_leg').values(stray).execute();
    expect((await at.ledger.check()).map(({ what }) => what)).toEqual(['entry', 'sum', 'balance']);
  });

  test('what does not agree is an incident, once, and the balances of the night before stay', async () => {
    const at = await venue(await store.open());
    await at.give(500, 'a');
    const watch = watchLedgerJob(
      at.database,
      at.ledger,
      { now: () => now, monotonicNow: () => 0 },
      silentLogger,
    );
    await watch.run();
    const { db } = at.database;
    const incidents = () => db.selectFrom('incident').select(['kind', 'details']).execute();
    expect(await incidents()).toEqual([]);
    await db.updateTable('ledger_balance').set({ units: 1 }).execute();
    await watch.run();
    await watch.run();
    expect((await incidents()).map(({ kind }) => kind)).toEqual(['ledgerDisagrees']);
    expect(await db.selectFrom('ledger_balance').select('units').execute()).toEqual([
      { units: 1 },
      { units: 1 },
    ]);
  });

  test('an erased person is in no account, and everything still adds up', async () => {
    const at = await venue(await store.open());
    await at.price();
    await at.give(500, 'a');
    at.tap(10, 'in');
    at.tap(11, 'out');
    await at.send();
    await at.ledger.keepBalances();
    await at.database.inTransaction((tx) => eraseAccounts(tx, ana, ['04A1B2C3']));
    expect(await at.ledger.balanceOf(ana)).toBeNull();
    expect(await at.ledger.check()).toEqual([]);
    const { db } = at.database;
    const all = JSON.stringify([
      await db.selectFrom('ledger_entry').selectAll().execute(),
      await db.selectFrom('ledger_leg').selectAll().execute(),
      await db.selectFrom('ledger_balance').selectAll().execute(),
    ]);
    expect(all).not.toMatch(/ana|04A1B2C3|payé/);
    expect(all).toMatch(/erased:/);
  });

  test('what somebody erased owes is kept with who it is until it is settled, and no longer', async () => {
    const at = await venue(await store.open());
    await at.price();
    at.tap(10, 'in');
    at.tap(11, 'out');
    await at.send();
    const owed = await readOwed(at.database.db, ana);
    expect(owed).toBeGreaterThan(0);
    const debtor = { memberId: ana, name: 'Ana Llorens', email: 'ana@example.org' };
    await at.database.inTransaction(async (tx) => {
      await keepDebt(tx, debtor, now);
      await eraseAccounts(tx, ana, ['04A1B2C3']);
      // Owing nothing by now, they are not kept twice.
      await keepDebt(tx, debtor, now);
    });
    const { db } = at.database;
    const debts = await listDebts(db);
    expect(debts).toMatchObject([{ ...debtor, units: owed, erasedAt: now }]);
    expect(debts[0]?.placeId).not.toBeNull();
    const settle = () =>
      at.database.inTransaction((tx) =>
        settleDebt(unitOf(at.database, tx), debts[0]?.id ?? '', 'staff:bo', now),
      );
    expect(await settle()).toBe(ana);
    await expect(settle()).rejects.toMatchObject({ code: 'notFound' });
    expect(await listDebts(db)).toEqual([]);
    expect(await at.ledger.check()).toEqual([]);
    const legs = await db
      .selectFrom('ledger_leg')
      .select((of) => of.fn.sum<number>('units').as('units'))
      .where('account', 'like', 'erased:%')
      .executeTakeFirst();
    expect(Number(legs?.units)).toBe(0);
    const told = await db.selectFrom('audit').selectAll().where('kind', '=', 'debt').execute();
    expect(told).toMatchObject([{ verb: 'ended', who: 'staff:bo', member_id: null }]);
    expect(JSON.stringify(told)).not.toMatch(/Llorens|ana@/);
  });
});
