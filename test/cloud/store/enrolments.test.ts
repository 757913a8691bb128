import { expect, test } from '@jest/globals';
import { openEnrolments } from '../../../cloud/store/enrolments.ts';
import { eachStore } from '../each-store.ts';
import { seedPlace, testDevice } from '../test-device.ts';

const minute = 60_000;
const at = (begunBy: string, begunAt: number) => ({
  accessPoint: 'entree',
  mode: 'give' as const,
  memberId: null,
  begunBy,
  begunAt,
  endsAt: begunAt + 2 * minute,
});

eachStore('who waits at which reader', (store) => {
  test('one at a reader: another is told who, and may wait elsewhere or afterwards', async () => {
    const enrolments = openEnrolments(await store.open());
    const first = await enrolments.begin(at('staff:1', 0));
    await expect(enrolments.begin(at('staff:2', minute))).rejects.toMatchObject({
      code: 'readerBusy',
      details: { seconds: 60 },
    });
    await enrolments.begin({ ...at('staff:2', minute), accessPoint: 'sortie' });
    const again = await enrolments.begin(at('staff:1', minute));
    expect(await enrolments.get(first.id, 'staff:1')).toMatchObject({ endedAt: minute });
    await enrolments.end(again.id, minute);
    await enrolments.begin(at('staff:2', minute));
    await expect(enrolments.get(again.id, 'staff:2')).rejects.toMatchObject({ code: 'notFound' });
  });

  test('of many who come at once one waits', async () => {
    const database = await store.open();
    await seedPlace(database, [testDevice('entree')]);
    const [point] = await database.db.selectFrom('access_point').select('id').execute();
    const enrolments = openEnrolments(database);
    const came = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) =>
        enrolments.begin({ ...at(`staff:${n}`, 0), accessPoint: point?.id ?? '' }),
      ),
    );
    expect(came.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('after its time it is over, and the reader is free', async () => {
    const enrolments = openEnrolments(await store.open());
    await enrolments.begin(at('staff:1', 0));
    expect(await enrolments.begin(at('staff:2', 3 * minute))).toMatchObject({ begunBy: 'staff:2' });
  });

  test('a tap is taken once, by one', async () => {
    const enrolments = openEnrolments(await store.open());
    const one = await enrolments.begin(at('staff:1', 0));
    const other = await enrolments.begin({ ...at('staff:2', 0), accessPoint: 'sortie' });
    expect(await enrolments.take(one.id, 'tap-1')).toBe(true);
    expect(await enrolments.take(one.id, 'tap-2')).toBe(false);
    expect(await enrolments.take(other.id, 'tap-1')).toBe(false);
    await enrolments.letGo(one.id, minute, 5 * minute);
    expect(await enrolments.take(one.id, 'tap-2')).toBe(true);
    expect(await enrolments.get(one.id, 'staff:1')).toMatchObject({
      tapId: 'tap-2',
      begunAt: minute,
      endsAt: 5 * minute,
    });
    await enrolments.end(other.id, minute);
    expect(await enrolments.take(other.id, 'tap-3')).toBe(false);
  });
});
