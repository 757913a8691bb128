import { expect, test } from '@jest/globals';
import { joinWhenQuiet } from '../../../cloud/store/join-when-quiet.ts';
import { fullRun } from '../../../cloud/store/punch-runs.ts';
import { writePunches } from '../../../cloud/store/punches.ts';
import { unitOf } from '../../../cloud/store/rows.ts';
import { breathe } from '../../../shared/runtime/breathe.ts';
import { manualTime } from '../../fakes/manual-time.ts';
import { onSqlite } from '../each-store.ts';

const start = Date.UTC(2026, 0, 5);
const runs = 20;

onSqlite('joining', (store) => {
  async function manyRuns() {
    const database = await store.open();
    const all = Array.from({ length: runs * fullRun }, (_, i) => ({
      key: { place: 'a', area: 'a', person: `member:${i % 50}` as const },
      punch: {
        ...{ id: `${i}`, device: 'reader', epoch: 'e', seq: i + 1, occurredAt: start + i },
        ...({ direction: 'toggle', accessPoint: 'door' } as const),
        ...{ cardUid: '04A1B2C3', estimated: false },
      },
      role: 'entry' as const,
      passageId: null,
    }));
    for (let from = 0; from < all.length; from += fullRun)
      await database.inTransaction((tx) =>
        writePunches(unitOf(database, tx), all.slice(from, from + fullRun)),
      );
    const short = async () =>
      (await database.db.selectFrom('punch_run').select('run').where('joined', '=', 0).execute())
        .length;
    const time = manualTime();
    return { database, short, time, joining: joinWhenQuiet(database, time) };
  }

  test('it begins when nothing came in for a moment, and ends where there is little to join', async () => {
    const { short, time, joining } = await manyRuns();
    expect(await short()).toBe(runs);
    joining.wrote();
    time.advance(499);
    joining.wrote();
    time.advance(499);
    expect(await short()).toBe(runs);
    time.advance(1);
    while ((await short()) >= 16) await breathe();
    await joining.stop();
    expect(await short()).toBe(runs - 8);
  });

  test('readers that never rest hold it up for a minute and no longer', async () => {
    const { short, time, joining } = await manyRuns();
    for (let ms = 0; ms < 59_900; ms += 300) {
      joining.wrote();
      time.advance(300);
    }
    expect(await short()).toBe(runs);
    joining.wrote();
    time.advance(300);
    while ((await short()) >= 16) await breathe();
    await joining.stop();
  });

  test('who stops has it end with the join it is at, and nothing begins afterwards', async () => {
    const { short, time, joining } = await manyRuns();
    joining.wrote();
    await joining.stop();
    time.advance(120_000);
    await breathe();
    expect(await short()).toBe(runs);
  });
});
