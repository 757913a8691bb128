import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { openJournal } from '../../../cloud/open-journal.ts';
import { openDatabase } from '../../../cloud/store/database.ts';
import { type Today, todayReader } from '../../../cloud/web/report/today.ts';
import type { HoursShown } from '../../../shared/domain/report-shown.ts';
import { deliver, dice, journals, minute, seedWorkshop, start } from '../random-taps.ts';
import { testDevice } from '../test-device.ts';
import { webDeps } from './fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgeuse-today-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const told = ({ inNow, ...today }: Today) => ({
  ...today,
  inNow: inNow.map(({ id }) => id).toSorted(),
});

const everything: HoursShown = { places: '*', hidden: null };
const withoutLaser: HoursShown = {
  places: '*',
  hidden: {
    ...{ worktimePlaces: new Set(), worktimeSomewhere: new Set() },
    purposeOf: new Map([['laser', 'worktime']]),
    ...{ points: new Map(), members: new Map() },
  },
};

test('today is told alike where the days before are kept', async () => {
  const database = await openDatabase({ url: null, path: join(folder, 'cloud.db') });
  const roll = dice(7);
  const devices = [testDevice('a'), testDevice('b')];
  await seedWorkshop(database, devices, { max_visit_minutes: 600 }, 'closeAtPlaceExit');
  journals(roll, devices);
  const journal = openJournal(database);
  const { deps } = await webDeps(null, database);
  let clockNow = start;
  const clock = { now: () => clockNow, monotonicNow: () => clockNow };
  const { passages, days } = journal;
  const kept = todayReader({ ...deps, clock, passages, days });
  const { items: places } = await deps.registry.places.list({ limit: 10, cursor: null });
  let seen = 0;
  await deliver(
    roll,
    devices,
    (device, payload, receivedAt) =>
      journal.ingest.journal({ device: device.id, payload, receivedAt }),
    compare,
  );
  for (let i = 0; i < 60; i++) await compare();
  expect(seen).toBeGreaterThan(100);
  await journal.close();
  await database.close();

  async function compare(): Promise<void> {
    clockNow = start + roll.below(12 * 24 * 60) * minute;
    // What is usual is kept for an hour, by whichever reader: asked anew each time, and left out here.
    const rows = todayReader({ ...deps, clock, passages, days: null });
    const hours = roll.pick([everything, withoutLaser]);
    const chosen = roll.pick([null, places[0] ?? null]);
    const today = await kept(places, chosen, hours, `${clockNow}`);
    expect(told(today)).toEqual(told(await rows(places, chosen, hours, '')));
    seen += today.inNow.length + today.occupancy.filter((n) => n > 0).length;
  }
}, 60_000);
