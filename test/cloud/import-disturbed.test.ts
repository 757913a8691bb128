import { expect, test } from '@jest/globals';
import { createImports } from '../../cloud/import-file.ts';
import { holdAudit } from '../../cloud/store/audit-chain.ts';
import { openAuditLog } from '../../cloud/store/audit-log.ts';
import type { Database } from '../../cloud/store/database.ts';
import { eachStore, type FreshStore } from './each-store.ts';
import { openTestRegistry } from './open-test-registry.ts';

const now = Date.UTC(2026, 2, 12, 17);
const clock = { now: () => now, monotonicNow: () => now };
const hooks = { hasPunches: async () => false, cardGiven: async () => undefined };
const all = { limit: 1000, cursor: null };

/** Something happens each time the import has planned and is about to write. */
async function fresh(store: FreshStore, meanwhile: (nth: number) => Promise<unknown>) {
  const database = await store.open();
  const registry = openTestRegistry(database, () => now);
  let transactions = 0;
  const disturbed: Database = {
    ...database,
    async inTransaction(work) {
      await meanwhile(++transactions);
      return database.inTransaction(work);
    },
  };
  const imports = createImports(disturbed, { clock, ...hooks, announce: registry.announce });
  const file = Buffer.from('name,email,groups\nZoé,zoe@example.org,Grimpe\nNoé,noe@example.org,\n');
  return {
    registry,
    audit: openAuditLog(database),
    run: () => imports.run('members', file, 'staff:1'),
    transactions: () => transactions,
    names: async () => (await registry.members.list(all)).items.map(({ name }) => name).sort(),
  };
}

eachStore('an import, while others work', (store) => {
  test('plans again where something was changed since it planned', async () => {
    const known = { name: 'Zoé', email: 'zoe@example.org' };
    const { registry, run, names, audit, transactions } = await fresh(store, async (nth) =>
      nth === 1 ? registry.members.create(known) : null,
    );
    const { counts } = await run();
    expect([counts.create, counts.change, counts.same + counts.change]).toEqual([1, 1, 1]);
    expect([await names(), transactions()]).toEqual([['Noé', 'Zoé'], 2]);
    expect(await audit.firstBroken()).toBeNull();
  });

  test('keeps others from writing from its last look on, until it has written', async () => {
    const database = await store.open();
    const registry = openTestRegistry(database, () => now);
    const order: string[] = [];
    let other: Promise<unknown> = Promise.resolve();
    await database.inTransaction(async (tx) => {
      await holdAudit(database, tx);
      other = registry.members.create({ name: 'Zoé' }).then(() => order.push('the other'));
      // On SQLite the other waits for its turn anyway.
      if (store.engine === 'postgres') await new Promise((resolve) => setTimeout(resolve, 500));
      order.push('the one that holds');
    });
    await other;
    expect(order).toEqual(['the one that holds', 'the other']);
  });

  test('is not put off by somebody who only looks', async () => {
    const { run, names, audit, transactions } = await fresh(store, async (nth) =>
      audit.record('staff:1', { verb: 'seen', kind: 'member', after: { nth } }, now),
    );
    await run();
    expect([await names(), transactions()]).toEqual([['Noé', 'Zoé'], 1]);
  });

  test('ends where something is changed each time, by what is there in the end', async () => {
    const { registry, run, names, transactions } = await fresh(store, (nth) =>
      registry.members.create({ name: `Other ${nth}`, email: `other${nth}@example.org` }),
    );
    const { counts } = await run();
    expect([counts.create, transactions()]).toEqual([2, 4]);
    expect(await names()).toEqual(['Noé', 'Other 1', 'Other 2', 'Other 3', 'Other 4', 'Zoé']);
  });

  test('writes a line of its history for each record that was there and is another now', async () => {
    const { registry, run, audit } = await fresh(store, async () => null);
    for (const [id, email] of [
      ['m1', 'zoe@example.org'],
      ['m2', 'noe@example.org'],
    ] as const) {
      await registry.members.create({ id, name: `${id} before`, email });
    }
    const { seq } = await audit.head();
    expect((await run()).counts.change).toBe(2);
    const { items } = await audit.list({}, all);
    const told = items.filter((one) => one.seq > seq).reverse();
    expect(told.map((one) => [one.seq - seq, one.verb, one.kind, one.id, one.after])).toEqual([
      [1, 'changed', 'member', 'm1', { name: 'Zoé' }],
      [2, 'changed', 'member', 'm2', { name: 'Noé' }],
      [3, 'imported', 'member', null, { members: 0, cards: 0, groups: 1 }],
    ]);
    expect(await audit.firstBroken()).toBeNull();
  });
});
