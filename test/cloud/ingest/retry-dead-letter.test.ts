import { expect, test } from '@jest/globals';
import { openJournal } from '../../../cloud/open-journal.ts';
import { eachStore, type FreshStore } from '../each-store.ts';
import { seedAccessPoint, seedPlace, testDevice } from '../test-device.ts';

const nine = Date.UTC(2026, 2, 11, 8);
const hour = 3_600_000;
const receivedAt = nine + 30 * hour;

/** Three taps, of which the second is set aside: its access point is not the device's yet. */
async function setAside(store: FreshStore) {
  const database = await store.open();
  const device = testDevice('reader');
  await seedPlace(database, [device]);
  const journal = openJournal(database);
  const send = (payload: Buffer | object, at = receivedAt) =>
    journal.ingest.journal({
      device: device.id,
      payload: Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload)),
      receivedAt: at,
    });
  device.punch({ at: nine });
  device.punch({ at: nine + hour, accessPoint: 'new-door' });
  device.punch({ at: nine + 2 * hour });
  await send(device.batch(1, 3));
  const letters = async () => (await journal.reader.deadLetters({ limit: 9, cursor: null })).items;
  const [letter] = await letters();
  return {
    ...{ device, journal, send, letters, id: letter?.id ?? '' },
    mend: () => seedAccessPoint(database, device, 'new-door'),
    entries: async () =>
      (
        await database.db
          .selectFrom('journal')
          .select(['seq', 'hash', 'received_at'])
          .orderBy('seq')
          .execute()
      ).map(({ seq, hash, received_at }) => [seq, hash, received_at]),
    async end() {
      await journal.close();
    },
  };
}

const conflict = { code: 'conflict' };

eachStore('a dead letter that is tried again', (store) => {
  test('is refused while its cause is there; mended, it comes in once, as of when it came', async () => {
    const { device, journal, letters, id, mend, entries, end } = await setAside(store);
    const own = [1, 3].map((seq) => [seq, device.hashAt(seq), receivedAt]);
    await expect(journal.retryDeadLetter('nothing')).rejects.toMatchObject({ code: 'notFound' });
    await expect(journal.retryDeadLetter(id)).rejects.toMatchObject(conflict);
    expect(await entries()).toEqual(own);
    expect(await letters()).toHaveLength(1);
    await mend();
    await Promise.allSettled([1, 2, 3].map(() => journal.retryDeadLetter(id)));
    expect(await entries()).toEqual([own[0], [2, device.hashAt(2), receivedAt], own[1]]);
    expect(await letters()).toEqual([]);
    await end();
  });

  test('adds nothing where the device brought it itself meanwhile', async () => {
    const { device, journal, send, letters, id, mend, entries, end } = await setAside(store);
    await mend();
    await send(device.batch(1, 3), receivedAt + hour);
    const before = await entries();
    expect(before.map(([seq]) => seq)).toEqual([1, 2, 3]);
    await journal.retryDeadLetter(id);
    expect(await entries()).toEqual(before);
    expect(await letters()).toEqual([]);
    await end();
  });

  test('does not take the number of another entry', async () => {
    const { device, journal, send, letters, id, mend, entries, end } = await setAside(store);
    await mend();
    device.rollBack(1);
    device.punch({ at: nine + 5 * hour });
    await send(device.batch(2, 2));
    expect((await entries())[1]).toEqual([2, device.hashAt(2), receivedAt]);
    await expect(journal.retryDeadLetter(id)).rejects.toMatchObject(conflict);
    expect((await entries())[1]).toEqual([2, device.hashAt(2), receivedAt]);
    expect(await letters()).toHaveLength(1);
    await end();
  });

  test('keeps its own number behind a damaged range, and the range is told of as lost', async () => {
    const { device, journal, send, letters, id, mend, entries, end } = await setAside(store);
    await mend();
    await journal.retryDeadLetter(id);
    for (const n of [4, 5, 6, 7]) device.punch({ at: nine + n * hour });
    // What follows a hole is sent alone together with it: the device has nothing better to say of 4 and 5.
    const raw = Buffer.from(JSON.stringify(device.entries()[5])).toString('base64');
    const ack = await send({ v: 1, epoch: device.epoch(), from: 4, to: 6, raw });
    expect(ack).toMatchObject({ upTo: 6, hash: device.hashAt(6) });
    expect(await letters()).toMatchObject([{ fromSeq: 6, toSeq: 6 }]);
    const { items } = await journal.reader.incidents({ limit: 9, cursor: null });
    const lost = { from: 4, to: 5, reason: 'damaged' };
    expect(items).toMatchObject([{ kind: 'journalLost', details: lost, closed: null }]);
    await journal.retryDeadLetter((await letters())[0]?.id ?? '');
    await send(device.batch(7, 7));
    expect((await entries()).map(([seq, hash]) => [seq, hash])).toEqual(
      [1, 2, 3, 6, 7].map((seq) => [seq, device.hashAt(seq)]),
    );
    expect(await letters()).toEqual([]);
    await end();
  });

  test('may be closed with a note, once; it waits no more and can still be tried', async () => {
    const { journal, letters, id, mend, end } = await setAside(store);
    const note = { at: receivedAt + hour, by: 'staff:x', note: 'added by hand' };
    const closings = [1, 2].map(() => journal.closeMishap('deadLetter', id, note));
    const [one, two] = await Promise.allSettled(closings);
    expect([one?.status, two?.status].sort()).toEqual(['fulfilled', 'rejected']);
    await expect(journal.closeMishap('deadLetter', id, note)).rejects.toMatchObject(conflict);
    const missing = journal.closeMishap('incident', id, note);
    await expect(missing).rejects.toMatchObject({ code: 'notFound' });
    const page = { limit: 9, cursor: null };
    expect((await journal.reader.deadLetters(page, 'open')).items).toEqual([]);
    expect((await journal.reader.deadLetters(page, 'closed')).items).toMatchObject([
      { id, closed: note },
    ]);
    await mend();
    await journal.retryDeadLetter(id);
    expect(await letters()).toEqual([]);
    await end();
  });

  test('is not believed where it was forged, or is under a number that is not its own', async () => {
    const { device, journal, send, letters, id, mend, entries, end } = await setAside(store);
    await mend();
    await journal.retryDeadLetter(id);
    for (const n of [4, 5]) device.punch({ at: nine + n * hour });
    const forged = (all: unknown[]) => all.map((one) => ({ ...(one as object), memberRef: 'm1' }));
    await send(device.batch(4, 4, { entries: forged }));
    const raw = Buffer.from(JSON.stringify(device.entries()[0])).toString('base64');
    await send({ v: 1, epoch: device.epoch(), from: 5, to: 5, raw });
    const before = await entries();
    expect(before.map(([seq]) => seq)).toEqual([1, 2, 3]);
    const set = await letters();
    expect(set).toHaveLength(2);
    for (const one of set)
      await expect(journal.retryDeadLetter(one.id)).rejects.toMatchObject(conflict);
    expect(await entries()).toEqual(before);
    expect(await letters()).toHaveLength(2);
    await end();
  });
});
