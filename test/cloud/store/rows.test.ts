import { expect, test } from '@jest/globals';
import { askRows, deleteRows, insertRows, unitOf } from '../../../cloud/store/rows.ts';
import { eachStore } from '../each-store.ts';

const marks = {
  table: 'mark',
  columns: { device: 'text', epoch: 'text', up_to: 'bigint', hash: 'text' },
} as const;

eachStore('rows in bulk', (store) => {
  test('a taken key is left as it is, and questions are answered in their order', async () => {
    const database = await store.open();
    await database.inTransaction(async (tx) => {
      const unit = unitOf(database, tx);
      await insertRows(unit, marks, [
        ['a', 'e', 5, 'h5'],
        ['b', 'e', 7, 'h7'],
      ]);
      await insertRows(unit, marks, [['a', 'e', 9, 'h9']]);
      const question = {
        parameters: { device: 'text' },
        sql: 'SELECT up_to, hash FROM mark WHERE device = @device',
      } as const;
      expect(await askRows(unit, question, [['b'], ['nobody'], ['a']])).toEqual([
        [{ up_to: 7, hash: 'h7' }],
        [],
        [{ up_to: 5, hash: 'h5' }],
      ]);
      const many = Array.from({ length: 21 }, (_, i) => [`m${i % 20}`, 'e', i, 'h']);
      expect(await insertRows(unit, marks, many)).toBe(20);
      expect(await askRows(unit, question, [['m0'], ['m7'], ['m8'], ['m19']])).toEqual(
        [0, 7, 8, 19].map((n) => [{ up_to: n, hash: 'h' }]),
      );
      await deleteRows(
        unit,
        { table: 'mark', columns: { device: 'text' } },
        many.slice(1).map(([of = '']) => [of]),
      );
      const byDevice = { table: 'mark', columns: { device: 'text' } } as const;
      await deleteRows(unit, byDevice, [['a'], ['nobody']]);
      expect(await tx.selectFrom('mark').select('device').execute()).toEqual([{ device: 'b' }]);
    });
  });

  test('what rows have in common, and what they have not, lands in its own columns', async () => {
    const database = await store.open();
    const lost = {
      table: 'lost',
      columns: {
        device: 'text',
        epoch: 'text',
        from_seq: 'bigint',
        to_seq: 'bigint',
        reason: 'text',
        received_at: 'bigint',
      },
    } as const;
    const rows = Array.from({ length: 43 }, (_, i) => [
      'reader',
      i < 16 ? 'first' : 'second',
      i,
      i < 9 ? i : 100,
      i === 20 ? '' : `'?' ${i % 3}`,
      7,
    ]);
    await database.inTransaction(async (tx) => {
      const unit = unitOf(database, tx);
      expect(await insertRows(unit, lost, rows)).toBe(43);
      const stored = await tx.selectFrom('lost').selectAll().orderBy('from_seq').execute();
      expect(
        stored.map((row) => Object.keys(lost.columns).map((of) => Reflect.get(row, of))),
      ).toEqual(rows);
    });
  });

  test('rows that break a rule undo everything of their transaction', async () => {
    const database = await store.open();
    const rows = Array.from({ length: 16 }, (_, i) => [`m${i}`, 'e', i, i === 12 ? null : 'h']);
    await expect(
      database.inTransaction(async (tx) => {
        await insertRows(unitOf(database, tx), marks, [['before', 'e', 1, 'h']]);
        await insertRows(unitOf(database, tx), marks, rows);
      }),
    ).rejects.toThrow(/null/i);
    expect(await database.db.selectFrom('mark').select('device').execute()).toEqual([]);
  });
});
