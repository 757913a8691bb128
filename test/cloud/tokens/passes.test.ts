import { expect, test } from '@jest/globals';
import { rebuildAll } from '../../../cloud/pairing/rebuild.ts';
import { purge } from '../../../cloud/retention/purge.ts';
import { eraseAccounts } from '../../../cloud/store/erase-accounts.ts';
import { eachStore } from '../each-store.ts';
import { ana, at, venue } from './rated-venue.ts';

eachStore('passes', (store) => {
  test('one is used by the first passage of a day and covers all of it; without one the day is listed, and paid', async () => {
    const place = await venue(await store.open());
    await place.price();
    await place.give('day', 1);
    place.tap('2026-03-02T09:00');
    await place.send();
    expect(await place.used()).toEqual(['2026-03-02 day']);
    place.tap('2026-03-02T12:00', 'out');
    place.tap('2026-03-02T14:00');
    place.tap('2026-03-02T18:00', 'out');
    await place.send();
    expect(await place.balance()).toBeNull();
    expect([await place.left(), await place.without()]).toEqual([['day 0'], []]);

    place.tap('2026-03-03T09:00');
    place.tap('2026-03-03T11:00', 'out');
    await place.send();
    expect(await place.without()).toEqual(['2026-03-03 morning']);
    expect(await place.balance()).toBe(-200);
    // Staff settle it by a pass that holds since that day.
    await place.give('halfDay', 1, { from: '2026-03-03' });
    expect(await place.used()).toEqual(['2026-03-02 day', '2026-03-03 morning']);
    expect([await place.balance(), await place.without()]).toEqual([0, []]);

    await rebuildAll(place.database, place.pairing);
    expect(await place.used()).toEqual(['2026-03-02 day', '2026-03-03 morning']);
    expect(await place.ledger.check()).toEqual([]);
  });

  test('half a day takes a half-day pass, the other half another; a correction gives it back', async () => {
    const place = await venue(await store.open());
    await place.price();
    await place.give('halfDay', 3);
    place.tap('2026-03-02T09:00');
    const out = place.tap('2026-03-02T12:30', 'out');
    await place.send();
    expect(await place.left()).toEqual(['halfDay 2']);
    place.tap('2026-03-02T14:00');
    place.tap('2026-03-02T15:00', 'out');
    place.tap('2026-03-03T14:00');
    place.tap('2026-03-03T15:00', 'out');
    place.tap('2026-03-04T14:00');
    place.tap('2026-03-04T15:00', 'out');
    await place.send();
    const days = ['2026-03-02 morning', '2026-03-02 afternoon', '2026-03-03 afternoon'];
    expect(await place.used()).toEqual(days);
    expect(await place.without()).toEqual(['2026-03-04 afternoon']);
    expect(await place.balance()).toBe(-100);
    // Nobody was there that morning: what it used goes to the last day, which cost a token.
    const entry = (await place.database.db.selectFrom('punch').select(['id', 'at']).execute()).find(
      (punch) => Number(punch.at) === at('2026-03-02T09:00'),
    );
    const voided = { kind: 'voidPunch', punchId: entry?.id ?? '' } as const;
    const wrong = await place.corrections.record(voided, place.author);
    await place.corrections.record({ kind: 'voidPunch', punchId: out.id }, place.author);
    expect(await place.used()).toEqual([...days.slice(1), '2026-03-04 afternoon']);
    expect([await place.balance(), await place.without()]).toEqual([0, []]);
    await place.corrections.undo(wrong.id, place.author);
    expect([await place.used(), await place.balance()]).toEqual([days, -100]);
    // In a place that has its lunch at two, that afternoon was another half of its mornings.
    await place.carnets.split('demo', { since: '2026-03-03', splitAt: '14:30' }, 'staff:1');
    expect(await place.used()).toEqual([...days.slice(0, 2), '2026-03-03 morning']);
    expect(await place.without()).toEqual(['2026-03-03 afternoon', '2026-03-04 morning,afternoon']);
    expect(await place.balance()).toBe(-50 - 100);
  });

  test('the same key gives once; what was taken back covers nothing any more', async () => {
    const place = await venue(await store.open());
    await place.price();
    const { line } = await place.give('day', 5, { key: 'k', until: '2026-03-31' });
    expect(line).toMatchObject({ from: '2026-03-02', until: '2026-03-31', left: 5, used: 0 });
    place.clock.now = at('2026-03-05T08:00');
    const again = await place.give('day', 5, { key: 'k', until: '2026-03-31' });
    expect(again).toEqual({ line, isNew: false });
    await expect(place.give('day', 6, { key: 'k' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(place.give('day', 1, { until: '2026-03-01' })).rejects.toMatchObject({
      code: 'badRequest',
    });
    place.tap('2026-03-02T09:00');
    place.tap('2026-03-02T11:00', 'out');
    await place.send();
    const back = { words: 'erreur', by: 'staff:1', places: '*' } as const;
    const elsewhere = place.carnets.undo(line.id, { ...back, places: ['other'] });
    await expect(elsewhere).rejects.toMatchObject({ code: 'notFound' });
    const undone = await place.carnets.undo(line.id, back);
    expect(undone).toMatchObject({ left: 0, used: 0, undoneAt: place.clock.now });
    expect([await place.used(), await place.balance(), await place.without()]).toEqual([
      [],
      -200,
      [],
    ]);
    await expect(place.carnets.undo(line.id, back)).rejects.toMatchObject({ code: 'conflict' });
    const { db } = place.database;
    await expect(db.deleteFrom('pass_entry').execute()).rejects.toThrow(/only added to/);
    await expect(db.updateTable('pass_entry').set({ passes: 9 }).execute()).rejects.toThrow(
      /only added to/,
    );
  });

  test('what days used stays when their passages are deleted, also where a tap of then comes late', async () => {
    const place = await venue(await store.open());
    await place.give('halfDay', 3);
    place.tap('2026-03-02T09:00');
    place.tap('2026-03-02T11:00', 'out');
    place.tap('2026-03-02T14:00');
    place.tap('2026-03-02T15:00', 'out');
    await place.send();
    const used = ['2026-03-02 morning', '2026-03-02 afternoon'];
    place.clock.now = at('2027-09-01T08:00');
    await purge(place.database, place.pairing, place.clock.now);
    const { db } = place.database;
    expect(await db.selectFrom('passage').select('id').execute()).toEqual([]);
    expect(await place.used()).toEqual(used);
    place.tap('2026-03-02T16:00');
    await place.send();
    expect(await place.used()).toEqual(used);
    place.tap('2027-09-01T07:00');
    await place.send();
    expect(await place.left()).toEqual(['halfDay 0']);
  });

  test('an erased person is in none of it', async () => {
    const place = await venue(await store.open());
    await place.give('day', 3);
    place.tap('2026-03-02T09:00');
    await place.send();
    await place.database.inTransaction((tx) => eraseAccounts(tx, ana, ['04A1B2C3']));
    const { db } = place.database;
    const all = JSON.stringify(await db.selectFrom('pass_entry').selectAll().execute());
    expect(all).not.toMatch(/ana|payé/);
    expect(await place.used()).toEqual([]);
    expect(await place.left()).toEqual([]);
  });
});
