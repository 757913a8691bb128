import { expect, test } from '@jest/globals';
import type { PassageColumns } from '../../../cloud/store/passages.ts';
import { type PassageTuple, tupleOf } from '../../../cloud/store/report-rows.ts';
import { postgresRows } from '../../../cloud/store/report-rows-postgres.ts';
import { sqliteRows } from '../../../cloud/store/report-rows-sqlite.ts';
import { eachStore } from '../each-store.ts';

const usual: PassageColumns = {
  place: 'demo',
  at: 0,
  id: '',
  area: 'demo',
  person: 'member:m1',
  card_uid: '04A1B2C3',
  entry_at: 0,
  entry_punch: 'p',
  entry_access_point: 'in',
  entry_by: 'card',
  exit_at: 0,
  exit_punch: 'x',
  exit_access_point: 'out',
  exit_by: 'card',
  status: 'closed',
  anomalies: '',
  corrected: 0,
};
/** Each unlike the usual one in a single thing that rows have in common, or have not at all. */
const unlike: readonly Partial<PassageColumns>[] = [
  { area: 'laser' },
  { entry_punch: null },
  { entry_access_point: null },
  { entry_access_point: 'back' },
  { entry_by: 'staff' },
  { exit_access_point: null },
  { exit_by: 'rule' },
  { exit_at: null, exit_punch: null, exit_by: null, exit_access_point: null, status: 'open' },
  { status: 'auto_closed' },
  { anomalies: 'untrusted_clock' },
  { corrected: 1 },
  { place: 'other' },
  { person: 'member:\\N', exit_punch: '\\N', card_uid: '\\\\' },
  { exit_access_point: 'tab\there', anomalies: 'a\nb\\rc', entry_access_point: '\\N' },
  { person: 'card:é’"\r\b\f\v\'', exit_punch: '' },
];

const meantBy = (row: PassageTuple) => [...row.slice(0, 5), JSON.parse(row[5])];

eachStore('the packed rows of the report', (store) => {
  test('say what is stored, after whatever was read before', async () => {
    const database = await store.open();
    const stored = unlike
      .flatMap((over) => [usual, usual, { ...usual, ...over }, { ...usual, ...over }, usual])
      .map((row, i) => ({ ...row, at: i, entry_at: i, id: `p${String(i).padStart(3, '0')}` }));
    await database.db.insertInto('passage').values(stored).execute();
    const all = { area: null, person: null, accessPoint: null };
    for (const rowsAtOnce of [1, 2, 3, 100]) {
      const reader = database.sqlite
        ? sqliteRows(database.sqlite, { withEnds: true })
        : postgresRows(database);
      for (let from = 0; from < stored.length; from += rowsAtOnce) {
        for (const place of ['demo', 'other']) {
          const read = await reader.read({ place, from, to: from + rowsAtOnce }, all);
          const there = stored
            .slice(from, from + rowsAtOnce)
            .filter((row) => row.place === place)
            .map(tupleOf);
          expect(read.map(meantBy)).toEqual(there.map(meantBy));
        }
      }
    }
  });

  test('are those of one area, person or reader when asked, however these are spelt', async () => {
    const database = await store.open();
    const odd = { area: "o'dd", person: "member:\\'", exit_access_point: 'E\\x27' };
    const stored = [usual, { ...usual, ...odd }, usual].map((row, at) => ({
      ...row,
      at,
      id: `${at}`,
    }));
    await database.db.insertInto('passage').values(stored).execute();
    const reader = database.sqlite
      ? sqliteRows(database.sqlite, { withEnds: true })
      : postgresRows(database);
    const range = { place: 'demo', from: 0, to: 10 };
    const none = { area: null, person: null, accessPoint: null };
    for (const asked of [
      { area: odd.area },
      { person: odd.person },
      { accessPoint: odd.exit_access_point },
      { area: odd.area, person: odd.person, accessPoint: 'in' },
    ]) {
      const read = await reader.read(range, { ...none, ...asked });
      expect(read.map(([id]) => id)).toEqual(['1']);
    }
    expect(await reader.nextAt(range, 1)).toBe(1);
    expect(await reader.nextAt(range, 3)).toBeNull();
  });
});
