import { expect, jest, test } from '@jest/globals';
import { openJournal } from '../../cloud/open-journal.ts';
import type { Repository } from '../../cloud/ports/registry.ts';
import { samplePlaceId } from '../../cloud/ports/sample.ts';
import { sampleData } from '../../cloud/sample/sample-data.ts';
import { dice, sampleYear } from '../../cloud/sample/year.ts';
import type { Database } from '../../cloud/store/database.ts';
import { openRegistry } from '../../cloud/store/registry.ts';
import { openSampleStore } from '../../cloud/store/sample-store.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { waitFor } from '../parts/wait-for.ts';
import { eachStore } from './each-store.ts';

jest.setTimeout(180_000);

const now = Date.UTC(2026, 2, 12, 17);
const clock = { now: () => now, monotonicNow: () => now };
const tables = [
  'place',
  'area',
  'device',
  'access_point',
  'access_grant',
  'member',
  'card',
] as const;
const written = ['entry', 'known_entry', 'punch', 'passage', 'mark', 'asset', 'item'] as const;

async function counts({ db }: Database) {
  const found: Record<string, number> = {};
  for (const table of [...tables, ...written]) {
    const row = await db
      .selectFrom(table)
      .select((all) => all.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    found[table] = Number(row.n);
  }
  return found;
}

async function fresh(database: Database) {
  const journal = openJournal(database);
  const registry = openRegistry(database, journal.hooks, { now: clock.now, log: silentLogger });
  const forget = () => journal.pairing.forget();
  const sample = sampleData({
    registry,
    ingest: journal.ingest,
    store: openSampleStore(database, { now: clock.now, forget }),
    memberCount: 20,
    clock,
    log: silentLogger,
  });
  return { journal, registry, sample };
}

const made = (sample: Awaited<ReturnType<typeof fresh>>['sample']) =>
  waitFor(
    'the sample year',
    async () => {
      const state = await sample.state();
      return state.kind === 'there' ? state : null;
    },
    120_000,
  );

eachStore('the sample year', (store) => {
  test('goes through the journal into passages, says how far it is, and leaves nothing behind', async () => {
    const database = await store.open();
    const { journal, registry, sample } = await fresh(database);
    await registry.places.create({ id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
    await registry.cards.create({ uid: '04A1B2C3D4E5F6' });
    const before = await counts(database);
    expect(await sample.state()).toEqual({ kind: 'none' });
    await sample.make('staff:1');
    expect(await sample.state()).toMatchObject({ kind: 'making' });
    await expect(sample.make('staff:1')).rejects.toMatchObject({ code: 'conflict' });
    await expect(sample.remove('staff:1')).rejects.toMatchObject({ code: 'conflict' });
    const { taps } = await made(sample);
    const during = await counts(database);
    expect(taps).toBeGreaterThan(2_000);
    expect([during['entry'], during['member']]).toEqual([taps, 20]);
    const { items: incidents } = await journal.reader.incidents({ limit: 5, cursor: null });
    const { items: letters } = await journal.reader.deadLetters({ limit: 5, cursor: null });
    expect([incidents, letters]).toEqual([[], []]);
    const statuses = await database.db
      .selectFrom('passage')
      .select('status')
      .distinct()
      .where('place', '=', samplePlaceId)
      .execute();
    expect(statuses.map(({ status }) => status)).toEqual(
      expect.arrayContaining(['closed', 'open']),
    );
    // What its cards are numbered can be read in the source: they open nothing.
    const { items: cards } = await all(registry.cards);
    expect(cards.filter(({ state }) => state === 'active').length).toBe(1);
    expect((await registry.devices.get('sample-reader')).state).toBe('retired');

    const announced: unknown[] = [];
    registry.onChange((change) => announced.push(change));
    await sample.remove('staff:1');
    expect(await counts(database)).toEqual(before);
    // A real card may have been given to an invented member: devices hear of it at once.
    expect(announced).toEqual([{ kind: 'access', placeIds: '*' }]);
    expect(await sample.state()).toEqual({ kind: 'none' });
    await journal.close();
  });
});

const all = <T extends { readonly id: string }>(repository: Repository<T>) =>
  repository.list({ limit: 1000, cursor: null });

test('the same year for the same day: in order, nothing in the future, nobody on a Sunday', () => {
  const year = sampleYear(20, now, 'Europe/Paris');
  expect(year).toEqual(sampleYear(20, now, 'Europe/Paris'));
  expect(year.map(({ at }) => at)).toEqual(year.map(({ at }) => at).toSorted((a, b) => a - b));
  expect(year.at(-1)?.at).toBeLessThanOrEqual(now);
  const entries = year.filter(({ where }) => where === 'laser');
  expect(entries.length).toBeGreaterThan(0);
  // Who stays on a Saturday leaves before the morning.
  const onSunday = year.filter(({ at }) => {
    const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('Europe/Paris');
    return local.dayOfWeek === 7 && local.hour >= 6;
  });
  expect(onSunday).toEqual([]);
  const roll = dice(1);
  const rolls = Array.from({ length: 1000 }, roll);
  expect(Math.min(...rolls)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...rolls)).toBeLessThan(1);
});
