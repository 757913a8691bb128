import { expect, test } from '@jest/globals';
import { openJournal } from '../../cloud/open-journal.ts';
import { everyPassage, type ReportFilter } from '../../cloud/ports/report.ts';
import type { PassageRow } from '../../shared/domain/report.ts';
import { eachStore, type FreshStore } from './each-store.ts';
import { seedPlace, testDevice } from './test-device.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 0, 1, 23, 30);
/** 40 days, a member and a card a day; the last entry stays open. */
async function openFilled(store: FreshStore) {
  const database = await store.open();
  const device = testDevice('reader');
  const other = testDevice('other');
  await seedPlace(database, [device]);
  await seedPlace(database, [other], {}, 'second');
  await database.db
    .insertInto('member')
    .values({ id: 'm1', name: 'Ana', email: null, created_at: 0 })
    .execute();
  await database.db
    .insertInto('card')
    .values({
      id: 'c1',
      uid: '04A1B2C3',
      tag8: '04A1B2C3',
      number: 'N-1',
      member_id: 'm1',
      state: 'active',
      valid_from: null,
      valid_until: null,
      created_at: 0,
    })
    .execute();
  for (let day = 0; day < 40; day++) {
    const at = start + day * 24 * hour;
    device.punch({ at, memberRef: 'm1' });
    device.punch({ at: at + hour, memberRef: 'm1' });
    other.punch({ at: at + 1_000, uid: '04FFFFFF' });
    if (day < 39) other.punch({ at: at + 2 * hour, uid: '04FFFFFF' });
  }
  device.refusal({ at: start, uid: '08AABBCC' });
  const journal = openJournal(database);
  const received = start + 100 * 24 * hour;
  for (const one of [device, other]) {
    const payload = one.batch(1, one.entries().length);
    await journal.ingest.journal({ device: one.id, payload, receivedAt: received });
  }
  return { database, journal, device, other, received };
}

const collect = async (chunks: AsyncIterable<readonly PassageRow[]>) => {
  const rows: PassageRow[] = [];
  for await (const chunk of chunks) rows.push(...chunk);
  return rows;
};

eachStore('the report', (store) => {
  test('streams every passage once, by time, with the names of now', async () => {
    const { journal, received } = await openFilled(store);
    const rows = await collect(journal.passages.stream(everyPassage, received));
    expect(rows).toHaveLength(80);
    const times = rows.map(({ entry }) => entry?.at ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(rows[0]).toMatchObject({
      place: 'demo',
      area: 'demo',
      timeZone: 'Europe/Paris',
      memberId: 'm1',
      memberName: 'Ana',
      cardNumber: 'N-1',
      entryAccessPointName: 'reader-door',
      status: 'closed',
      durationMs: hour,
    });
    expect(rows[1]).toMatchObject({ place: 'second', memberId: null, cardNumber: null });
    await journal.close();
  });

  test("tells a member's passages back to a day, the newest first", async () => {
    const { journal, received } = await openFilled(store);
    const filter = { ...everyPassage, from: '2026-01-05', member: 'm1' };
    const whole = await collect(journal.passages.stream(filter, received));
    expect(whole).toHaveLength(37);
    const back = await collect(journal.passages.lastOf('m1', '2026-01-05', received));
    expect(back).toEqual(whole.toReversed());
    // As seen in the middle of them, when later ones are still to come; and from the first day on.
    const soon = start + 12 * 24 * hour;
    expect(await collect(journal.passages.lastOf('m1', '2026-01-05', soon))).toEqual(back);
    expect(await collect(journal.passages.lastOf('m1', '2026-02-10', received))).toEqual(
      back.slice(0, 1),
    );
    expect(await collect(journal.passages.lastOf('nobody', '2026-01-01', received))).toEqual([]);
    await journal.close();
  });

  test('pages through the same rows, and finds each by its id', async () => {
    const { journal, received } = await openFilled(store);
    const whole = await collect(journal.passages.stream(everyPassage, received));
    const paged: PassageRow[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof journal.passages.page>> = await journal.passages.page(
        everyPassage,
        received,
        { limit: 7, cursor },
      );
      paged.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(paged).toEqual(whole);
    expect(await journal.passages.find(whole[5]?.id ?? '', received)).toEqual(whole[5]);
    expect(await journal.passages.find('nobody', received)).toBeNull();
    await journal.close();
  });

  test('days are the local ones of the place', async () => {
    const { journal, received } = await openFilled(store);
    // 23:30 in UTC is half past midnight of the next day in Paris.
    const filter = { ...everyPassage, from: '2026-01-03', to: '2026-01-04', place: 'demo' };
    const rows = await collect(journal.passages.stream(filter, received));
    expect(rows.map(({ entry }) => entry?.at)).toEqual([start + 24 * hour, start + 48 * hour]);
    await journal.close();
  });

  test('what is open is a matter of now; member, reader and status can be asked for', async () => {
    const { journal, received } = await openFilled(store);
    const last = start + 39 * 24 * hour;
    const statusAt = async (now: number) =>
      (await collect(journal.passages.stream({ ...everyPassage, place: 'second' }, now))).at(-1)
        ?.status;
    expect(await statusAt(last + 2 * hour)).toBe('open');
    expect(await statusAt(last + 13 * hour)).toBe('missing_exit');
    const asked = async (filter: Partial<ReportFilter>) =>
      (await collect(journal.passages.stream({ ...everyPassage, ...filter }, received))).length;
    expect(await asked({ member: 'm1' })).toBe(40);
    expect(await asked({ accessPoint: 'other-door' })).toBe(40);
    expect(await asked({ status: 'missing_exit' })).toBe(1);
    expect(await asked({ area: 'nowhere' })).toBe(0);
    await journal.close();
  });

  test('it is complete until the oldest word, and names who is silent', async () => {
    const { journal, device, received } = await openFilled(store);
    expect(await journal.passages.completeness(everyPassage, received)).toEqual({
      completeUntil: null,
      silent: [
        { accessPoint: 'other-door', name: 'other-door', since: null },
        { accessPoint: 'reader-door', name: 'reader-door', since: null },
      ],
      unread: [],
      pairingAnew: false,
    });
    await journal.ingest.hello(device.id, device.hello(), received);
    const filter = { ...everyPassage, place: 'demo' };
    expect(await journal.passages.completeness(filter, received + 60_000)).toEqual({
      completeUntil: received,
      silent: [],
      unread: [],
      pairingAnew: false,
    });
    // It holds more than it sent: nothing after its last word is complete.
    device.punch({ at: received });
    await journal.ingest.hello(device.id, device.hello(), received + 60_000);
    const { completeUntil } = await journal.passages.completeness(filter, received + 60_000);
    expect(completeUntil).toBe(received);
    await journal.close();
  });

  test('where no reader hears cards it is complete until they went, at that access point alone', async () => {
    const { journal, device, received } = await openFilled(store);
    const since = received - 3_600_000;
    const lost = { code: 'reader.lost', since: new Date(since).toISOString(), hint: 'x' };
    const filter = { ...everyPassage, place: 'demo' };
    const said = async (accessPoints: string[] | undefined, after = 0) => {
      const health = [{ ...lost, ...(accessPoints && { accessPoints }) }];
      await journal.ingest.hello(device.id, device.hello({ health }), received);
      const { completeUntil, unread, silent } = await journal.passages.completeness(
        filter,
        received + after,
      );
      return { completeUntil, unread, silent: silent.length };
    };
    const unread = [{ accessPoint: 'reader-door', name: 'reader-door', since }];
    expect(await said(['reader-door'])).toEqual({ completeUntil: since, unread, silent: 0 });
    expect(await said(undefined)).toEqual({ completeUntil: since, unread, silent: 0 });
    expect(await said(['another'])).toEqual({ completeUntil: received, unread: [], silent: 0 });
    // Silent says more: it is not even known whether the reader came back.
    expect(await said(['reader-door'], 3_600_000)).toMatchObject({ unread: [], silent: 1 });
    await journal.close();
  });

  test('punches and refusals are listed newest first, in pages', async () => {
    const { journal, device } = await openFilled(store);
    const all: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof journal.reader.taps>> = await journal.reader.taps(
        'punch',
        { placeId: 'demo' },
        { limit: 30, cursor },
      );
      all.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    const punches = device.entries().filter(({ kind }) => kind === 'punch');
    expect(all).toEqual(punches.map(({ id }) => id).reverse());
    const refusals = await journal.reader.taps('refusal', {}, { limit: 10, cursor: null });
    expect(refusals.items).toMatchObject([{ reason: 'unknownCard', cardUid: '08AABBCC' }]);
    expect(await journal.reader.findTap(all[0] ?? '')).toMatchObject({ kind: 'punch', seq: 80 });
    const elsewhere = await journal.reader.taps(
      'punch',
      { accessPoint: 'nowhere' },
      { limit: 5, cursor: null },
    );
    expect(elsewhere.items).toEqual([]);
    await journal.close();
  });

  test('a dead letter can be retried once its cause is mended', async () => {
    const { database, journal, device, received } = await openFilled(store);
    device.punch({ at: received, accessPoint: 'new-door', memberRef: 'm1' });
    const seq = device.entries().length;
    const send = () =>
      journal.ingest.journal({
        device: device.id,
        payload: device.batch(seq, seq),
        receivedAt: received,
      });
    expect(await send()).toMatchObject({ upTo: seq });
    const [letter] = (await journal.reader.deadLetters({ limit: 5, cursor: null })).items;
    const id = letter?.id ?? '';
    await expect(journal.retryDeadLetter(id)).rejects.toMatchObject({ code: 'conflict' });
    await database.db
      .insertInto('access_point')
      .values({
        id: 'new-door',
        place_id: 'demo',
        device_id: device.id,
        door_id: null,
        area_id: null,
        name: 'new',
        direction: 'toggle',
        counts: 1,
        item_id: null,
        reader: null,
      })
      .execute();
    await database.db
      .insertInto('access_point_device')
      .values({ access_point_id: 'new-door', device_id: device.id })
      .execute();
    await journal.retryDeadLetter(id);
    expect((await journal.reader.deadLetters({ limit: 5, cursor: null })).items).toEqual([]);
    const rows = await collect(
      journal.passages.stream({ ...everyPassage, accessPoint: 'new-door' }, received),
    );
    expect(rows).toMatchObject([{ status: 'open', memberId: 'm1' }]);
    await journal.close();
  });
});
