import { expect, test } from '@jest/globals';
import { openJournal } from '../../cloud/open-journal.ts';
import { everyPassage } from '../../cloud/ports/report.ts';
import type { CorrectionChange } from '../../shared/domain/correction.ts';
import { eachStore, type FreshStore } from './each-store.ts';
import { seedPlace, testDevice } from './test-device.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 2, 11, 7);
const now = start + 100 * hour;
const author = { madeBy: 'staff:maelle', madeAt: now, reason: 'the person said so' };

/** Somebody who forgot to tap out on Wednesday, and came and went on Thursday. */
async function openForgotten(store: FreshStore) {
  const database = await store.open();
  const device = testDevice('reader');
  await seedPlace(database, [device]);
  await database.db
    .insertInto('staff')
    .values({
      ...{ id: 'maelle', name: 'Maëlle', name_key: 'maëlle' },
      ...{ role: 'staff', password_hash: '', created_at: 0 },
    })
    .execute();
  for (const id of ['m1', 'm2'])
    await database.db
      .insertInto('member')
      .values({ id, name: id, email: null, created_at: 0 })
      .execute();
  const entry = device.punch({ at: start, memberRef: 'm1' });
  const next = device.punch({ at: start + 24 * hour, memberRef: 'm1' });
  const last = device.punch({ at: start + 30 * hour, memberRef: 'm1' });
  const journal = openJournal(database);
  const payload = device.batch(1, 3);
  await journal.ingest.journal({ device: device.id, payload, receivedAt: now });
  const rows = async () => {
    const found = [];
    for await (const some of journal.passages.stream(everyPassage, now)) found.push(...some);
    return found.map(({ id, entry: a, exit: b, status, corrected, memberId }) => ({
      ...{ id, from: a?.at ?? null, to: b?.at ?? null, by: b?.by ?? null },
      ...{ status, corrected, memberId },
    }));
  };
  return { journal, device, entry, next, last, rows };
}

eachStore('corrections', (store) => {
  test('the preview is what recording gives, and writes nothing', async () => {
    const { journal, entry, next, last, rows } = await openForgotten(store);
    const changes: CorrectionChange[] = [
      { kind: 'addExit', punchId: entry.id, at: start + 3 * hour },
      { kind: 'addExit', punchId: entry.id, at: start + 25 * hour },
      { kind: 'voidPunch', punchId: entry.id },
      { kind: 'voidPunch', punchId: next.id },
      { kind: 'setDirection', punchId: next.id, direction: 'presence' },
      { kind: 'addEntry', punchId: last.id, at: start + 29 * hour },
    ];
    for (const change of changes) {
      const was = await rows();
      const { before, after, moved } = await journal.corrections.preview(change, author);
      expect(moved).toBeNull();
      expect(await rows()).toEqual(was);
      const { id } = await journal.corrections.record(change, author);
      const is = await rows();
      // All that differs is in the preview, and all that the preview says is so.
      const told = (passages: typeof before) =>
        passages.map((p) => [p.id, p.entry?.at ?? null, p.exit?.at ?? null, p.status]);
      const seen = (all: typeof is) => all.map((p) => [p.id, p.from, p.to, p.status]);
      const gone = seen(was).filter((p) => !seen(is).some((q) => String(q) === String(p)));
      const come = seen(is).filter((p) => !seen(was).some((q) => String(q) === String(p)));
      expect([change.kind, gone.length + come.length > 0]).toEqual([change.kind, true]);
      expect(told(before)).toEqual(expect.arrayContaining(gone));
      expect(told(after)).toEqual(expect.arrayContaining(come));
      expect(seen(was)).toEqual(expect.arrayContaining(told(before)));
      expect(seen(is)).toEqual(expect.arrayContaining(told(after)));
      await journal.corrections.undo(id, author);
      expect(await rows()).toEqual(was);
    }
    await journal.close();
  });

  test('of two who correct what they saw, the second is told; so is who did not see a tap', async () => {
    const { journal, device, entry } = await openForgotten(store);
    const seen = await journal.corrections.around(entry.id);
    if (!seen) throw new Error('the passage is known');
    const told = { passageId: entry.id, version: seen.version };
    const exit = (hours: number) =>
      journal.corrections.record(
        { kind: 'addExit', punchId: entry.id, at: start + hours * hour },
        author,
        told,
      );
    const both = await Promise.allSettled([exit(3), exit(4)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((one) => one.status === 'rejected')?.reason).toMatchObject({
      code: 'changedMeanwhile',
      status: 409,
    });
    await expect(exit(5)).rejects.toMatchObject({ code: 'changedMeanwhile' });

    const now2 = await journal.corrections.around(entry.id);
    expect(now2?.version).not.toBe(seen.version);
    device.punch({ at: start + 2 * hour, memberRef: 'm1' });
    await journal.ingest.journal({
      device: device.id,
      payload: device.batch(4, 4),
      receivedAt: now,
    });
    const late = { passageId: entry.id, version: now2?.version ?? '' };
    await expect(
      journal.corrections.record({ kind: 'voidPunch', punchId: entry.id }, author, late),
    ).rejects.toMatchObject({ code: 'changedMeanwhile' });
    await expect(
      journal.corrections.record({ kind: 'voidPunch', punchId: entry.id }, author, {
        passageId: 'nobody',
        version: '',
      }),
    ).rejects.toMatchObject({ code: 'notFound' });
    await journal.close();
  });

  test('a passage tells its taps and its history, undone corrections and voided taps too', async () => {
    const { journal, entry, next, last } = await openForgotten(store);
    expect(await journal.corrections.around('nobody')).toBeNull();
    const exit = await journal.corrections.record(
      { kind: 'addExit', punchId: entry.id, at: start + 3 * hour },
      author,
    );
    const later = { ...author, madeAt: now + hour };
    await journal.corrections.undo(exit.id, { ...later, madeBy: 'staff:noe', reason: 'not so' });
    await journal.corrections.record({ kind: 'voidPunch', punchId: last.id }, later);
    const around = await journal.corrections.around(next.id);
    expect(around?.taps.map(({ id, role }) => [id, role])).toEqual([
      [next.id, 'entry'],
      [last.id, 'void'],
    ]);
    expect(around?.history).toMatchObject([
      {
        correction: { kind: 'voidPunch', madeBy: 'staff:maelle' },
        madeByName: 'Maëlle',
        undoneAt: null,
      },
    ]);
    expect((await journal.corrections.around(entry.id))?.history).toMatchObject([
      {
        correction: { kind: 'addExit', undone: true, reason: 'the person said so' },
        undoneAt: now + hour,
        undoneBy: 'staff:noe',
        undoneByName: null,
        undoneReason: 'not so',
      },
    ]);
    const listed = await journal.corrections.listRecorded({ limit: 1, cursor: null });
    expect(listed.items).toMatchObject([{ correction: { kind: 'voidPunch' } }]);
    const rest = await journal.corrections.listRecorded({ limit: 1, cursor: listed.nextCursor });
    expect([rest.items[0]?.undoneBy, rest.nextCursor]).toEqual(['staff:noe', null]);
    await journal.close();
  });

  test('a card given away says how many passages would go with it', async () => {
    const { journal } = await openForgotten(store);
    const change = { kind: 'assignCard', uid: '04A1B2C3', memberId: 'm2' } as const;
    const whole = await journal.corrections.preview({ ...change, from: null, to: null }, author);
    expect(whole.moved).toEqual({ punches: 3, passages: 2 });
    const part = { ...change, from: start + hour, to: null };
    expect((await journal.corrections.preview(part, author)).moved).toEqual({
      punches: 2,
      passages: 1,
    });
    await expect(
      journal.corrections.preview({ ...part, memberId: 'nobody' }, author),
    ).rejects.toMatchObject({ code: 'unknownReference' });
    await journal.close();
  });
});
