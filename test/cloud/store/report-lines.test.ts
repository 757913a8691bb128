import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { everyPassage, type ReportFilter } from '../../../cloud/ports/report.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { openPassageReader } from '../../../cloud/store/report.ts';
import type { PassageTables } from '../../../cloud/store/schema/passages.ts';
import { type CsvAsked, csvLine, csvOf } from '../../../shared/domain/csv.ts';
import { passageAt } from '../../../shared/domain/pair.ts';
import { passageStatuses } from '../../../shared/domain/passage.ts';
import {
  allShown,
  type ReportShown,
  rowsShown,
  showsHours,
} from '../../../shared/domain/report-shown.ts';
import type { Purpose } from '../../../shared/domain/visit-policy.ts';
import { eachStore } from '../each-store.ts';
import { placeRow } from '../place-row.ts';

const instant = (text: string) => Temporal.Instant.from(text).epochMilliseconds;
const now = instant('2026-12-01T00:00Z');
/** Names as they come: formulas, separators, quotes, line ends, what no keyboard has. */
const oddName = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'=+-@＝;,"\r\n\t\' Zoé'), minLength: 1, maxLength: 8 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => text.replaceAll('\0', '')),
);
const names = fc.record({
  members: fc.array(oddName, { minLength: 4, maxLength: 4 }),
  numbers: fc.uniqueArray(oddName, { minLength: 2, maxLength: 2 }),
  points: fc.array(oddName, { minLength: 2, maxLength: 2 }),
});
type Names = typeof names extends fc.Arbitrary<infer T> ? T : never;

/** The nights on which clocks change, the nights around them, and any other time of the year. */
const anyTime = fc.oneof(
  fc.integer({ min: instant('2026-03-28T20:00Z'), max: instant('2026-03-29T04:00Z') }),
  fc.integer({ min: instant('2026-10-24T20:00Z'), max: instant('2026-10-25T04:00Z') }),
  fc.integer({ min: instant('2026-11-30T00:00Z'), max: now }),
  fc.integer({ min: instant('2025-12-31T12:00Z'), max: now }),
);
const point = fc.constantFrom('door-0', 'door-1', 'gone', null);
const end = fc.record({
  by: fc.constantFrom('card' as const, 'staff' as const, 'rule' as const),
  point,
});
const anyPassage = fc.record({
  at: anyTime,
  lengthMs: fc.integer({ min: 0, max: 40 * 3_600_000 }),
  placeAndArea: fc.constantFrom('demo demo', 'demo laser', 'demo hidden', 'far far'),
  person: fc.constantFrom(
    'member:m0',
    'member:m1',
    'member:m2',
    'member:m3',
    'member:nobody',
    'card',
  ),
  cardUid: fc.constantFrom('04A1B2C3', '04D4E5F6', '04000000000001'),
  entry: end,
  exit: end,
  status: fc.constantFrom(...passageStatuses),
  anomalies: fc.constantFrom('', 'missing_exit', 'missing_entry|untrusted_clock'),
  corrected: fc.constantFrom(0, 1),
});
type AnyPassage = typeof anyPassage extends fc.Arbitrary<infer T> ? T : never;

function stored(passage: AnyPassage, nth: number): PassageTables['passage'] {
  const [place = '', area = ''] = passage.placeAndArea.split(' ');
  const { at, status, cardUid, entry, exit } = passage;
  const hasEntry = status !== 'missing_entry';
  const hasExit = status !== 'open' && status !== 'missing_exit';
  const id = `p${nth}`;
  const exitAt = hasEntry ? at + passage.lengthMs : at;
  return {
    place,
    at,
    id,
    area,
    person: passage.person === 'card' ? `card:${cardUid}` : passage.person,
    card_uid: cardUid,
    entry_at: hasEntry ? at : null,
    entry_punch: hasEntry && entry.by === 'card' ? id : null,
    entry_access_point: hasEntry ? entry.point : null,
    entry_by: hasEntry ? entry.by : null,
    exit_at: hasExit ? exitAt : null,
    exit_punch: hasExit && exit.by === 'card' ? `${id}x` : null,
    exit_access_point: hasExit ? exit.point : null,
    exit_by: hasExit ? exit.by : null,
    status,
    anomalies: passage.anomalies,
    corrected: passage.corrected,
  };
}

async function seedPlaces({ db }: Database): Promise<void> {
  await db
    .insertInto('place')
    .values([
      { id: 'demo', name: 'Demo', time_zone: 'Europe/Paris', ...placeRow },
      { id: 'far', name: 'Far', time_zone: 'Australia/Lord_Howe', ...placeRow },
    ])
    .execute();
  const own = { max_visit_minutes: null, closes_at: null, debounce_seconds: null, purpose: null };
  await db
    .insertInto('area')
    .values([
      { id: 'laser', place_id: 'demo', name: '=laser', missing_exit: 'closeAtPlaceExit', ...own },
      { id: 'hidden', place_id: 'demo', name: 'hidden', missing_exit: null, ...own },
    ])
    .execute();
  const device = { place_id: 'demo', name: 'r', public_key: '', password_hash: '', created_at: 0 };
  await db
    .insertInto('device')
    .values({ id: 'r', state: 'active', ...device })
    .execute();
}

async function seedRun({ db }: Database, given: Names, passages: readonly AnyPassage[]) {
  for (const table of ['passage', 'card', 'member', 'access_point'] as const)
    await db.deleteFrom(table).execute();
  const members = given.members.map((name, i) => ({
    id: `m${i}`,
    name,
    email: null,
    created_at: 0,
  }));
  await db.insertInto('member').values(members).execute();
  const uids = ['04A1B2C3', '04D4E5F6'];
  const cards = given.numbers.map((number, i) => ({
    id: `c${i}`,
    uid: uids[i] ?? '',
    tag8: '',
    number: i === 0 ? number : null,
    member_id: null,
    state: 'active' as const,
    valid_from: null,
    valid_until: null,
    created_at: 0,
  }));
  await db.insertInto('card').values(cards).execute();
  const points = given.points.map((name, i) => ({
    id: `door-${i}`,
    place_id: 'demo',
    device_id: 'r',
    door_id: null,
    area_id: null,
    name,
    direction: 'toggle' as const,
    counts: 1,
    item_id: null,
    reader: null,
  }));
  await db.insertInto('access_point').values(points).execute();
  const rows = passages.map(stored);
  for (let i = 0; i < rows.length; i += 500)
    await db
      .insertInto('passage')
      .values(rows.slice(i, i + 500))
      .execute();
}

const plus = new Map(['demo', 'laser', 'hidden', 'far'].map((id) => [id, `+${id}`]));
const kinds: readonly CsvAsked[] = [
  { for: 'machine', uids: true },
  { for: 'machine', uids: false },
  { for: 'people', uids: false, language: 'fr', names: plus },
  { for: 'people', uids: true, language: 'en', names: new Map() },
];
const hidden = {
  worktimePlaces: new Set(['far']),
  worktimeSomewhere: new Set(['far']),
  purposeOf: new Map([['hidden', 'worktime' as const]]),
  points: new Map<string, Purpose>(),
  members: new Map<string, boolean>(),
};
/** Where readers and groups say something of their own. */
const hiddenByPassage = {
  ...hidden,
  points: new Map<string, Purpose>([
    ['door-0', 'usage'],
    ['door-1', 'worktime'],
  ]),
  members: new Map([
    ['m1', true],
    ['m3', false],
  ]),
};
const homes = {
  cards: new Map([['04A1B2C3', 'far']]),
  members: new Map([
    ['m0', 'demo'],
    ['m1', 'far'],
  ]),
  before: {
    cards: new Map([['04A1B2C3', [{ until: instant('2026-04-01T00:00Z'), home: null }]]]),
    members: new Map([['m1', [{ until: instant('2026-07-01T00:00Z'), home: 'demo' }]]]),
  },
  afar: new Map(),
  only: null,
};
const filters: readonly (readonly [Partial<ReportFilter>, Partial<ReportShown>])[] = [
  [{}, {}],
  [{ status: 'missing_exit', from: '2026-03-29', to: '2026-10-25' }, {}],
  [{ member: 'm1', place: 'demo' }, {}],
  [{ area: 'laser', accessPoint: 'door-1' }, { home: { place: null, homes } }],
  [{}, { hours: { places: '*', hidden }, status: 'to_check', members: new Set(['m0', 'm2']) }],
  [{}, { hours: { places: ['demo'], hidden: null }, typed: 'a' }],
  [{}, { hours: { places: '*', hidden: hiddenByPassage } }],
  [{}, { home: { place: 'far', homes } }],
];

async function textOf(lines: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of lines) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

eachStore('the lines of the report', (store) => {
  test('are, byte for byte, those of its rows', async () => {
    const database = await store.open();
    await seedPlaces(database);
    const reader = openPassageReader(database);
    const passages = fc.array(anyPassage, { minLength: 0, maxLength: 900, size: 'max' });
    let most = 0;
    await fc.assert(
      fc.asyncProperty(names, passages, async (given, made) => {
        await seedRun(database, given, made);
        for (const [only, asked] of filters) {
          const filter = { ...everyPassage, ...only };
          const shown = { ...allShown, ...asked };
          const isShown = rowsShown(shown);
          const mayBeSeen = showsHours(shown.hours);
          for (const csv of kinds) {
            const plain = csvOf(csv);
            let fromRows = '';
            let rows = 0;
            for await (const chunk of reader.stream(filter, now)) {
              for (const row of chunk) {
                const holder = isShown.holder(row);
                const isTheirs = typeof holder === 'function' ? holder(passageAt(row)) : holder;
                if (!isShown.setting(row) || !isTheirs || !mayBeSeen(row)) continue;
                fromRows += csvLine(plain, row);
                rows++;
              }
            }
            const lines = await textOf(reader.lines({ filter, now, csv, shown }));
            expect(lines).toBe(fromRows);
            most = Math.max(most, rows);
          }
        }
      }),
      { numRuns: 8 },
    );
    // Several windows, or the test says little.
    expect(most).toBeGreaterThan(400);
    reader.close();
  }, 120_000);

  test('every passage is read once, however many begin at one instant', async () => {
    const database = await store.open();
    await seedPlaces(database);
    const [sample] = fc.sample(anyPassage, { numRuns: 1, seed: 7 });
    if (!sample) throw new Error('no sample');
    const at = instant('2026-06-01T10:00Z');
    const atOnce = Array.from({ length: 600 }, (_, i) => ({ ...sample, at: i < 20 ? at - i : at }));
    const closed = atOnce.map((passage, i) => ({
      ...stored({ ...passage, status: 'closed', placeAndArea: 'demo demo' }, i),
    }));
    await database.db.insertInto('passage').values(closed).execute();
    const reader = openPassageReader(database);
    const seen: string[] = [];
    for await (const chunk of reader.stream(everyPassage, now))
      seen.push(...chunk.map((r) => r.id));
    expect(seen.toSorted()).toEqual(closed.map(({ id }) => id).toSorted());
    reader.close();
  });
});
