import { createClockWatch } from '../../device/clock-watch.ts';
import { createHealth } from '../../device/health.ts';
import { createListAge } from '../../device/list-age.ts';
import { createOnTap } from '../../device/on-tap.ts';
import { createPinTries } from '../../device/pin-tries.ts';
import { createPlaceState } from '../../device/place-state.ts';
import { openAccessStore } from '../../device/store/access-store.ts';
import { openJournal } from '../../device/store/journal.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { systemClock, systemTimers } from '../../shared/runtime/system-clock.ts';
import { card, demoConfig, wholeList } from '../contract/demo-place.ts';

/** `node tap-many.ts FOLDER TAPS`: a device's real stores and story, tapped as often as told, under strace. */
const [folder = '', taps = '0'] = process.argv.slice(2);
const journal = openJournal(`${folder}/journal.db`);
const access = openAccessStore(`${folder}/access.db`);
access.applyConfig(demoConfig());
await access.applyList(wholeList(1, [card(1)]));
const watch = createClockWatch({
  clock: systemClock,
  timers: systemTimers,
  source: { vouchedBy: async () => 'ntp' },
  boot: 'boot-1',
  floorMs: 0,
  record: () => undefined,
});
const health = createHealth(systemClock, silentLogger);
const logger = silentLogger;
const listAge = createListAge(access, systemClock, watch);
listAge.confirmedAt(systemClock.monotonicNow());
const onTap = createOnTap({
  access,
  journal,
  listAge,
  watch,
  strike: { drives: () => true, unlockFor: () => undefined },
  indicator: { show: () => undefined },
  state: createPlaceState({
    access,
    watch,
    clock: systemClock,
    timers: systemTimers,
    health,
    logger,
  }),
  pins: createPinTries({ access, watch }),
  clock: systemClock,
  health,
  logger,
  isOnline: () => false,
  recorded: () => undefined,
  stayedShut: () => undefined,
});
journal.tidy();
const tap = { uid: card(1).uid, level: 'uid', reader: 'any', accessPoint: null } as const;
let granted = 0;
for (let n = 0; n < Number(taps); n++) {
  const outcome = onTap({ ...tap, heardAtMonoMs: systemClock.monotonicNow() });
  if (outcome?.decision === 'granted') granted++;
  // What the place tells meanwhile is kept without a wait for the disk.
  access.keepTold([[`member:m_${n}`, '{}']], `{"asOf":${n}}`);
}
console.log(JSON.stringify({ granted }));
// Ends without closing: closing a store checkpoints it, and that is not part of a tap.
process.kill(process.pid, 'SIGKILL');
