import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eachStore } from '../each-store.ts';
import { eventWorld, receiver, start } from './world.ts';

const minute = 60_000;
const hour = 60 * minute;
let there: Awaited<ReturnType<typeof receiver>>;
beforeAll(async () => {
  there = await receiver();
});
afterAll(() => there?.close());

eachStore('corrections that are told', (store) => {
  /** Ada came in at nine and left an hour later; a program wants to know what staff say of taps. */
  const open = async () => {
    there.heard.length = 0;
    const w = await eventWorld(await store.open(), there.host);
    await w.add('/a', { types: ['punch.corrected', 'punch.voided'] });
    const uid = '04A1B2C3';
    const [entry, exit] = ['in', 'out'].map((direction, i) => {
      const at = start - 2 * hour + i * hour;
      const id = `0190a0b0-c0d0-7000-8000-00000000000${i}`;
      w.device.punch({ at, memberRef: 'ada', uid, id, direction: direction as 'in' });
      return id;
    });
    await w.send(2);
    const author = { madeBy: 'staff:zoe', madeAt: start, reason: 'she left later' };
    return { ...w, entry: entry ?? '', exit: exit ?? '', author };
  };
  const told = () =>
    there.heard.map(({ event }) => ({ ...event.data, type: event.type.slice(13) }));

  test('a tap set aside is told, and told again when that is taken back; neither who nor why', async () => {
    const w = await open();
    const { corrections } = w.journal;
    const made = await corrections.record({ kind: 'voidPunch', punchId: w.exit }, w.author);
    await w.run();
    const common = { punch: w.exit, correction: made.id, change: 'voidPunch' };
    const said = { ...common, undone: false, member: { ref: 'ada' }, area: 'demo' };
    expect(told()).toEqual([{ ...said, type: 'punch.voided' }]);
    expect(there.heard[0]?.event).toMatchObject({
      id: made.id,
      source: '/places/demo',
    });
    await corrections.undo(made.id, w.author);
    await corrections.undo(made.id, w.author);
    await w.run();
    expect(told().slice(1)).toEqual([{ ...said, undone: true, type: 'punch.corrected' }]);
    expect(there.heard.map(({ body }) => body).join()).not.toMatch(/zoe|later|04A1B2C3/);
  });

  test('another exit in place of the tapped one: what is set aside and what stands in for it', async () => {
    const w = await open();
    const { corrections } = w.journal;
    const addExit = (at: number) =>
      corrections.record({ kind: 'addExit', punchId: w.entry, at }, w.author, null, true);
    const first = start - 30 * minute;
    const made = await addExit(first);
    await w.run();
    expect(told().toSorted((a, b) => (a.type < b.type ? -1 : 1))).toMatchObject([
      {
        ...{ type: 'punch.corrected', punch: w.entry, change: 'addExit', undone: false },
        ...{ at: new Date(first).toISOString(), instead: w.exit },
      },
      { type: 'punch.voided', punch: w.exit, change: 'voidPunch', undone: false },
    ]);
    there.heard.length = 0;
    await addExit(start - 20 * minute);
    await w.run();
    // What the first said is taken back, or a program would go on counting it.
    expect(told()).toContainEqual(expect.objectContaining({ correction: made.id, undone: true }));
    expect(told().filter(({ type }) => type === 'punch.corrected').length).toBeGreaterThan(1);
  });

  test('the other direction is told; a card that is given to somebody is none of a tap', async () => {
    const w = await open();
    await w.registry.members.create({ id: 'max', name: 'Max' });
    const { corrections } = w.journal;
    const change = { kind: 'setDirection', punchId: w.exit, direction: 'in' } as const;
    await corrections.record(change, w.author);
    const card = { uid: '04A1B2C3', memberId: 'max', from: null, to: null };
    await corrections.record({ kind: 'assignCard', ...card }, w.author);
    await w.run();
    expect(told()).toMatchObject([
      { type: 'punch.corrected', change: 'setDirection', direction: 'in', punch: w.exit },
    ]);
  });

  test('what did not come about is told to nobody', async () => {
    const w = await open();
    const change = { kind: 'voidPunch', punchId: 'none' } as const;
    await expect(w.journal.corrections.record(change, w.author)).rejects.toMatchObject({
      code: 'notFound',
    });
    await w.run();
    expect(told()).toEqual([]);
  });
});
