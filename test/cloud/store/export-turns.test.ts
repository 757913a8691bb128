import { expect, test } from '@jest/globals';
import { exportTurns } from '../../../cloud/store/export-turns.ts';

function turnsOf(most: number) {
  const later = new Set<() => void>();
  const turns = exportTurns(
    { most, waitMs: 10_000 },
    {
      after(_ms, run) {
        later.add(run);
        return () => void later.delete(run);
      },
      every: () => () => undefined,
    },
  );
  const begun: string[] = [];
  const take = (by: string | null, as = by ?? '') =>
    turns.take(by).then((end) => {
      begun.push(as);
      return end;
    });
  return { turns, begun, take, later };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('as many as there is room for; the next as one ends, first come, first served', async () => {
  const { begun, take, later } = turnsOf(2);
  const end = await take('a');
  await take('b');
  void take('c');
  void take('d');
  await settle();
  expect([begun, later.size]).toEqual([['a', 'b'], 2]);
  end();
  // Twice is once.
  end();
  await settle();
  expect([begun, later.size]).toEqual([['a', 'b', 'c'], 1]);
});

test('an account has one at a time, and holds up nobody but itself', async () => {
  const { begun, take } = turnsOf(2);
  const end = await take('a', 'a1');
  void take('a', 'a2');
  void take('b');
  await settle();
  expect(begun).toEqual(['a1', 'b']);
  end();
  await settle();
  expect(begun).toEqual(['a1', 'b', 'a2']);
  const nobody = turnsOf(2);
  await Promise.all([nobody.take(null), nobody.take(null)]);
  expect(nobody.begun).toEqual(['', '']);
});

test('who waited too long is told so, and is not begun any more; so is who waits as it closes', async () => {
  const { turns, begun, take, later } = turnsOf(1);
  const end = await take('a');
  const late = take('b');
  for (const run of later) run();
  await expect(late).rejects.toMatchObject({ code: 'exportsBusy', details: { seconds: 10 } });
  later.clear();
  end();
  await settle();
  expect(begun).toEqual(['a']);
  await take('c');
  const closed = take('d');
  turns.close();
  await expect(closed).rejects.toMatchObject({ code: 'exportCutShort' });
  expect(later.size).toBe(0);
});
