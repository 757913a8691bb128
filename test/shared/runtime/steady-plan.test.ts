import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openSqlite, type SqliteDatabase } from '../../../shared/runtime/sqlite.ts';
import { steadyPlan } from '../../../shared/runtime/steady-plan.ts';

test.each([
  ['SELECT a FROM t WHERE b = ?', 'SELECT a FROM t WHERE b = +?'],
  ['SELECT a FROM t WHERE b=@b AND c < :c', 'SELECT a FROM t WHERE b= +@b AND c < :c'],
  [
    'SELECT a FROM t WHERE b IS ? LIMIT ? OFFSET ?',
    'SELECT a FROM t WHERE b IS +? LIMIT +? OFFSET +?',
  ],
  ['select "a" from "t" where "b" >= ? limit ?', 'select "a" from "t" where "b" >= ? limit +?'],
  ["SELECT a ->> ? FROM t WHERE b <> 'x'", "SELECT a ->> ? FROM t WHERE b <> 'x'"],
  ['INSERT INTO t VALUES (?, ?)', 'INSERT INTO t VALUES (?, ?)'],
])('%s', (sql, steady) => {
  expect(steadyPlan(sql)).toBe(steady);
});

describe('answers the same, whatever is bound', () => {
  let db: SqliteDatabase;
  beforeAll(() => {
    db = openSqlite(':memory:', [
      {
        name: 'one of each type',
        sql: `CREATE TABLE t (n integer, s text, b blob, any);
          CREATE INDEX t_n ON t (n); CREATE INDEX t_s ON t (s);`,
      },
    ]);
    const add = db.prepare('INSERT INTO t VALUES (?, ?, ?, ?)');
    const all = [7, 7.5, '7', '007', null, Buffer.from('7'), 2 ** 53, 'é'];
    for (const value of all) add.run(...Array(4).fill(value));
  });
  afterAll(() => {
    db.close();
  });

  test.each(['n', 's', 'b', 'any'])('column %s', (column) => {
    for (const value of [7, 7.5, '7', '007', null, Buffer.from('7'), 2 ** 53, 'é', 7n])
      for (const operator of ['=', '<', '>=', 'IS', '<>']) {
        const sql = `SELECT rowid FROM t WHERE ${column} ${operator} ? ORDER BY rowid LIMIT ?`;
        expect(db.prepare(steadyPlan(sql)).all(value, 5)).toEqual(db.prepare(sql).all(value, 5));
      }
  });

  test('and goes by the same index', () => {
    const planOf = (sql: string) => db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all('7', 1);
    const sql = 'SELECT n FROM t WHERE s = ? ORDER BY n LIMIT ?';
    expect(planOf(steadyPlan(sql))).toEqual(planOf(sql));
    expect(JSON.stringify(planOf(sql))).toContain('USING INDEX t_s');
  });
});
