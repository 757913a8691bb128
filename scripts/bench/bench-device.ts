import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createOnTap } from '../../device/on-tap.ts';
import { createPlaceState } from '../../device/place-state.ts';
import type { Strike, Tap, TapOutcome } from '../../device/ports.ts';
import { accessMigrations } from '../../device/store/access-schema.ts';
import { openAccessStore } from '../../device/store/access-store.ts';
import { cardTable } from '../../device/store/card-table.ts';
import { openJournal } from '../../device/store/journal.ts';
import type { AccessEntry } from '../../shared/domain/access-list.ts';
import { defaultPlaceRules } from '../../shared/domain/place-rules.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { openSqlite } from '../../shared/runtime/sqlite.ts';
import { systemClock, systemTimers } from '../../shared/runtime/system-clock.ts';
import type { SignedConfig } from '../../shared/wire/signed.ts';

/** The uid of the n-th card of a made-up list: 14 hex digits, never a phone's random uid. */
export const uidOf = (n: number): string => `04${n.toString(16).toUpperCase().padStart(12, '0')}`;

export const entryOf = (n: number): AccessEntry => ({
  uid: uidOf(n),
  memberRef: `member-${n}`,
  name: `Member ${n}`,
  state: 'active',
  validFrom: null,
  validUntil: null,
  grants: [{ accessPoints: '*', schedule: null }],
  primary: null,
});

export const benchConfig: SignedConfig = {
  v: 1,
  version: 1,
  device: 'bench',
  place: {
    id: 'bench',
    name: 'Bench',
    timeZone: 'Europe/Paris',
    unsyncedSchedules: 'allow',
    listMaxAgeDays: 30,
    journalKeepDays: 90,
    stateMaxAgeMinutes: 10,
    language: 'en',
    ...defaultPlaceRules,
  },
  list: 'bench',
  accessPoints: [
    {
      id: 'entree',
      name: 'Entrée',
      direction: 'toggle',
      door: 'front',
      reader: null,
      item: null,
      area: 'bench',
      counts: true,
      pin: null,
    },
  ],
  doors: [{ id: 'front', name: 'Front', line: 17, activeLow: false, unlockMs: 1, capMs: 100 }],
  schedules: [],
  pointsOfSale: [],
  items: [],
  helloSeconds: 60,
  mqttUrls: [],
};

/** A made-up list of cards, written without its digest: making a million is not what is measured. */
export async function fillCards(folder: string, count: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const db = openSqlite(join(folder, 'access.db'), accessMigrations);
  db.pragma('synchronous = OFF');
  await cardTable(db, 'a').fill(entries(count));
  db.close();
}

function* entries(count: number): Generator<AccessEntry> {
  for (let n = 0; n < count; n++) yield entryOf(n);
}

/** The story of a tap on the real stores, with everything around it still. */
export function openBenchDevice(folder: string, strike: Pick<Strike, 'drives' | 'unlockFor'>) {
  mkdirSync(folder, { recursive: true });
  const journal = openJournal(join(folder, 'journal.db'));
  const access = openAccessStore(join(folder, 'access.db'));
  access.applyConfig(benchConfig);
  const onTap = createOnTap({
    access,
    journal,
    strike,
    indicator: { show: () => undefined },
    listAge: { ms: () => 0 },
    watch: {
      stamp: () => ({
        at: new Date(systemClock.now()).toISOString(),
        monoMs: systemClock.monotonicNow(),
        boot: 'bench',
        clock: 'synced',
      }),
      decisionTime: () => systemClock.now(),
    },
    state: createPlaceState({
      access,
      watch: { state: () => 'synced', boot: () => 'bench' },
      clock: systemClock,
      timers: systemTimers,
      health: { report: () => undefined, clear: () => undefined },
      logger: silentLogger,
    }),
    pins: { isLocked: () => false },
    clock: systemClock,
    health: { report: () => undefined, clear: () => undefined, notes: () => [] },
    logger: silentLogger,
    isOnline: () => false,
    recorded: () => undefined,
    stayedShut: () => undefined,
  });
  return {
    access,
    tap: (n: number): TapOutcome | null => onTap(tapOf(n)),
    close() {
      journal.close();
      access.close();
    },
  };
}

const tapOf = (n: number): Tap => ({
  uid: uidOf(n),
  level: 'uid',
  reader: 'bench',
  accessPoint: 'entree',
  heardAtMonoMs: systemClock.monotonicNow(),
});
