import { expect, test } from '@jest/globals';
import {
  endCorrection,
  insertCorrection,
  readAssignments,
} from '../../../cloud/store/corrections.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { type Unit, unitOf } from '../../../cloud/store/rows.ts';
import { eachStore } from '../each-store.ts';

const uid = '04A1B2C3';
const change = { kind: 'assignCard', uid, memberId: 'zoe', from: null, to: null } as const;
const author = { madeBy: 'staff', madeAt: 5, reason: 'hers' };
const give = (unit: Unit, id: string) =>
  insertCorrection(unit, change, { ...change, ...author, id, undone: false }, null);

const within = <T>(database: Database, work: (unit: Unit) => Promise<T>): Promise<T> =>
  database.inTransaction((tx) => work(unitOf(database, tx)));
const givenTo = (unit: Unit) =>
  readAssignments(unit, [uid]).then((of) => of.get(uid)?.map(({ id }) => id));

eachStore('whose a card is', (store) => {
  test('is known at once when it is given and taken back, and not when that is undone', async () => {
    const database = await store.open();
    const now = () => within(database, givenTo);
    expect(await now()).toEqual([]);
    const failed = within(database, async (unit) => {
      await give(unit, 'one');
      expect(await givenTo(unit)).toEqual(['one']);
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await now()).toEqual([]);
    await within(database, (unit) => give(unit, 'two'));
    expect(await now()).toEqual(['two']);
    await within(database, (unit) => endCorrection(unit, 'two', author));
    expect(await now()).toEqual([]);
  });

  test('is known when somebody else gave it', async () => {
    const database = await store.open();
    const now = () => within(database, givenTo);
    expect(await now()).toEqual([]);
    const other = await store.openAgain();
    await within(other, (unit) => give(unit, 'theirs'));
    expect(await now()).toEqual(['theirs']);
  });
});
