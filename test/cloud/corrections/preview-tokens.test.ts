import { expect, test } from '@jest/globals';
import type { Database } from '../../../cloud/store/database.ts';
import type { CorrectionChange } from '../../../shared/domain/correction.ts';
import { eachStore } from '../each-store.ts';
import { at, venue } from '../tokens/rated-venue.ts';

type OfPunch = Exclude<CorrectionChange, { kind: 'assignCard' }>;

/** Ana was there three hours on Monday and two on Tuesday, and came on Wednesday. */
async function three(database: Database) {
  const place = await venue(database);
  place.clock.now = at('2026-03-20T08:00');
  const monday = [place.tap('2026-03-02T08:00'), place.tap('2026-03-02T11:00', 'out')] as const;
  const tuesday = place.tap('2026-03-03T08:00');
  place.tap('2026-03-03T10:00', 'out');
  const wednesday = place.tap('2026-03-04T09:00');
  await place.send();
  const owed = async () => -((await place.balance()) ?? 0);
  return {
    ...place,
    owed,
    entry: monday[0].id,
    exit: monday[1].id,
    tuesday: tuesday.id,
    last: wednesday.id,
  };
}

/** The whole store. */
async function written({ db }: Database): Promise<string> {
  const all: unknown[] = [];
  for (const { name } of await db.introspection.getTables()) {
    const rows = db.selectFrom(name as 'punch').selectAll();
    all.push([name, await rows.execute()]);
  }
  return JSON.stringify(all, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
  );
}

eachStore('what a correction costs', (store) => {
  test('is told as the ledger books it, for other days too, and nothing is written', async () => {
    const place = await three(await store.open());
    const { database, corrections, author, entry, exit, tuesday, last, owed } = place;
    await place.price();
    await place.give('day', 1, { from: '2026-03-01', until: '2026-03-31' });
    const changes: readonly [OfPunch, boolean, number, number, number][] = [
      // Monday takes the pass.
      [{ kind: 'voidPunch', punchId: entry }, false, 0, 0, 0],
      [{ kind: 'addExit', punchId: entry, at: at('2026-03-02T13:00') }, true, 0, 0, 0],
      [{ kind: 'addExit', punchId: tuesday, at: at('2026-03-03T11:30') }, true, 200, 350, 0],
      [{ kind: 'addExit', punchId: last, at: at('2026-03-04T11:30') }, false, 0, 250, 0],
      [{ kind: 'addExit', punchId: entry, at: at('2026-03-03T09:00') }, true, 200, 100, 0],
    ];
    for (const [change, replaces, before, after, elsewhere] of changes) {
      const was = await written(database);
      const held = await owed();
      const { tokens } = await corrections.preview(change, author, replaces);
      expect(await written(database)).toBe(was);
      expect([change, tokens]).toEqual([change, { before, after, elsewhere }]);
      const { id } = await corrections.record(change, author, null, replaces);
      expect([change, (await owed()) - held]).toEqual([change, after - before + elsewhere]);
      await corrections.undo(id, author);
      expect(await owed()).toBe(held);
    }
    await corrections.record({ kind: 'voidPunch', punchId: exit }, author);
    // Nobody there on Monday: Tuesday takes the pass, and its two hours are given back.
    const none = await corrections.preview({ kind: 'voidPunch', punchId: entry }, author);
    expect(none.tokens).toEqual({ before: 0, after: 0, elsewhere: -200 });
    await corrections.record(
      { kind: 'addExit', punchId: last, at: at('2026-03-04T10:00') },
      author,
    );
    const less = { kind: 'setDirection', punchId: last, direction: 'presence' } as const;
    expect((await corrections.preview(less, author)).tokens).toMatchObject({ before: 100 });
    expect(await place.ledger.check()).toEqual([]);
  });

  test('is nothing where nothing costs, and is not told of a card that moves', async () => {
    const { corrections, author, entry, price } = await three(await store.open());
    const change = { kind: 'voidPunch', punchId: entry } as const;
    expect((await corrections.preview(change, author)).tokens).toBeNull();
    await price();
    expect((await corrections.preview(change, author)).tokens).toMatchObject({ before: 300 });
    const given = { kind: 'assignCard', uid: '04A1B2C3D4E5F6', memberId: 'ana' } as const;
    const moved = await corrections.preview({ ...given, from: null, to: null }, author);
    expect([moved.tokens, moved.moved === null]).toEqual([null, false]);
  });

  test('changes nothing for the taps that come next', async () => {
    const { corrections, author, last, price, tap, send, owed } = await three(await store.open());
    await price();
    const held = await owed();
    await corrections.preview({ kind: 'voidPunch', punchId: last }, author);
    tap('2026-03-04T12:00', 'out');
    await send();
    expect((await owed()) - held).toBe(300);
  });
});
