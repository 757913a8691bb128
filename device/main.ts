import { mkdirSync } from 'node:fs';
import type { Clock, Timers } from '../shared/domain/clock.ts';
import { errorCodeOf } from '../shared/runtime/errors.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import { runUntilTold } from '../shared/runtime/run-until-told.ts';
import { connectSystemd, type SystemdNotice } from '../shared/runtime/sd-notify.ts';
import type { Settings } from '../shared/runtime/settings.ts';
import { softwareVersion } from '../shared/runtime/software-version.ts';
import { systemClock, systemTimers } from '../shared/runtime/system-clock.ts';
import type { EntryDraft } from '../shared/wire/entry.ts';

import { createCarryOut } from './carry-out.ts';
import { createClockWatch } from './clock-watch.ts';
import { builtAtMs, deviceConfig } from './config.ts';
import { createDoorWatch } from './door-watch.ts';
import { erasePerson } from './erase-person.ts';
import { createHealth } from './health.ts';
import { loadOrMakeKey } from './identity.ts';
import { startJobs } from './jobs.ts';
import { type LinkToCloudParts, linkToCloud } from './link-to-cloud.ts';
import { createListAge } from './list-age.ts';
import { connectedStrike } from './locks/connected-strike.ts';
import { lockOpener } from './locks/open-lock.ts';
import { createOnTap } from './on-tap.ts';
import { createPinCheck } from './pin-check.ts';
import { createPinTries } from './pin-tries.ts';
import { createPlaceState } from './place-state.ts';
import type { Health, Indicator, Strike, Tap, TapOutcome, TimeSource } from './ports.ts';
import { punchesHeld } from './punches-held.ts';
import { createReaderWatch } from './reader-watch.ts';
import { appendWithRoom, openWithRoom } from './room-on-disk.ts';
import { openScreen } from './screen-of.ts';
import { openSoundAccessStore } from './store/access-store.ts';
import { type Ballast, createBallast } from './store/ballast.ts';
import type { openDeviceStore } from './store/open-store.ts';
import { openSoundJournal } from './store/sound-journal.ts';
import { bootId, machineTimeSource } from './time-source.ts';
import { showTrouble } from './trouble-light.ts';
import { watchVitalSigns } from './vital-signs.ts';
import { type ChosenReader, chooseDoorParts, chooseReader } from './wall-parts.ts';
import { createWhoIsInside } from './who-is-inside.ts';

/** A start never waits longer than this to learn whether the clock is vouched for. */
const clockPatienceMs = 3_000;

/** The parts of the world a test replaces; the real ones otherwise. */
export interface DeviceParts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly timeSource: TimeSource;
  readonly boot: string;
  readonly door: { readonly strike: Strike; readonly indicator: Indicator };
  readonly reader: ChosenReader;
  readonly systemd: SystemdNotice;
  /** Opens the two stores on the disk, and keeps the space put aside there. */
  readonly openStore: typeof openDeviceStore;
  readonly ballast: Ballast;
  readonly openUplink: NonNullable<LinkToCloudParts['connect']>;
  readonly openScreen: typeof openScreen;
}

export interface RunningDevice {
  /** The name the cloud gave it; null while it waits to be taken in. */
  device(): string | null;
  /** Judges, records and answers one tap, as the reader's would be. */
  tap(tap: Tap): TapOutcome | null;
  readonly health: Health;
  /** Resolves with why, once a store can no longer be believed: whoever runs the device starts it afresh. */
  readonly broken: Promise<unknown>;
  stop(): Promise<void>;
}

/**
 * Starts the device from what is on its disk: it opens doors with neither broker nor cloud, and drains towards
 * them when they are there. Every door is secured before anything else happens.
 */
export async function startDevice(
  settings: Settings,
  logger: Logger,
  parts: Partial<DeviceParts> = {},
): Promise<RunningDevice> {
  const config = deviceConfig(settings);
  const clock = parts.clock ?? systemClock;
  const timers = parts.timers ?? systemTimers;
  mkdirSync(config.folder, { recursive: true, mode: 0o700 });
  const wall = { config, clock, timers, logger };
  const door = parts.door ?? chooseDoorParts(wall);
  const { indicator } = door;
  const locks = connectedStrike({
    wired: door.strike,
    open: lockOpener({ hosts: config.lockHosts, timers, random: Math.random, logger }),
    timers,
    logger,
    stayedOpen(id, why) {
      health.report('lock.open', { details: { door: id }, about: id });
      note('lockNotSecured', { door: id, why });
    },
  });

  const health = createHealth(clock, logger);
  const key = loadOrMakeKey(config.keyFile);
  const now = new Date(clock.now()).toISOString();
  const ballast = parts.ballast ?? createBallast(config.ballastFile);
  const room = { ballast, health, logger };
  const { journal, salvaged } = openWithRoom(
    () => openSoundJournal(config.journalFile, now, parts.openStore),
    room,
  );
  const { store: access, damaged } = openWithRoom(
    () => openSoundAccessStore(config.accessFile, now, parts.openStore),
    room,
  );
  const append = appendWithRoom({
    ...room,
    journal,
    stamp: () => watch.stamp(),
  });
  const record = (event: EntryDraft): void => {
    try {
      append([event]);
      link.recorded();
    } catch (err) {
      health.report('journal', { details: { code: errorCodeOf(err) ?? 'storeDamaged' } });
      logger.error({ err, kind: event.kind }, 'an event could not be recorded');
    }
  };
  const watch = createClockWatch({
    clock,
    timers,
    source: parts.timeSource ?? machineTimeSource(),
    boot: parts.boot ?? bootId(),
    floorMs: Math.max(builtAtMs(), journal.newestAt() ?? 0),
    record,
  });
  const note = (event: string, details: Record<string, unknown>): void =>
    record({ kind: 'device', ...watch.stamp(), event, details });
  const listAge = createListAge(access, clock, watch);
  const store = { journal, access, listAge, clock, timers, health, logger };
  const doorWatch = createDoorWatch({
    ...store,
    strike: locks,
    indicator,
    config: () => access.config(),
    append,
    recorded: () => link.recorded(),
    watch,
  });
  const { strike } = doorWatch;
  const placeState = createPlaceState({ ...store, watch });
  placeState.recall(punchesHeld(journal, access.config()));
  const tries = createPinTries({ access, watch });
  const unlocking = () => ({
    ...store,
    journal: { append },
    ...{ strike, indicator, watch },
    recorded: () => link.recorded(),
  });
  const link = linkToCloud({
    ...store,
    placeState,
    config,
    key,
    ...(parts.openUplink && { connect: parts.openUplink }),
    watch,
    configured: ({ doors }) => void strike.configure(doors),
    carryOut: createCarryOut({
      ...unlocking(),
      erase: erasePerson({ journal, access, tries, backupFile: config.backupFile }),
    }),
  });
  await atMost(clockPatienceMs, watch.refresh(), timers);
  if (damaged) health.report('access.rebuilt');
  if (salvaged) {
    health.report('store.salvaged');
    note('storeSalvaged', salvaged);
  }
  note('boot', { software: softwareVersion(), node: process.version });

  const onTap = createOnTap({
    ...store,
    journal: { append },
    strike,
    indicator,
    watch,
    state: placeState,
    pins: tries,
    isOnline: () => link.isUp(),
    recorded: () => link.recorded(),
    stayedShut: (outcome) => screen.amend(outcome),
  });
  const withPin = createPinCheck({ access, watch, tries, logger });
  await strike.configure(access.config()?.doors ?? []);
  const { reader, presenting } = parts.reader ?? chooseReader(wall);
  const isOnline = () => link.isUp();
  const screen = await (parts.openScreen ?? openScreen)({
    ...store,
    isOnline,
    whoIsInside: createWhoIsInside({ access, state: placeState, isOnline }),
    doorsTold: doorWatch.told,
    ...{ settings, reader, presenting, watch, indicator, strike },
    unlocking: unlocking(),
    judge: onTap,
    judgeWithPin: async (tap, pin) => onTap(await withPin(tap, pin)),
  });
  const accessPoints = () => access.config()?.accessPoints ?? [];
  const readers = createReaderWatch({ watch, health, record, accessPoints });
  const systemd = parts.systemd ?? (await connectSystemd());
  const { promise: broken, resolve } = Promise.withResolvers<unknown>();
  const signs = { ...store, reader, readers, strike, systemd, broken: resolve };
  const vitals = watchVitalSigns(signs);
  const stopTroubleLight = showTrouble({ ...store, reader, strike, indicator });
  reader.start({
    tap: screen.tap,
    readers: vitals.look,
    unreadable: () => indicator.show(null, { kind: 'fault', code: 'unreadable' }),
  });
  watch.start();
  link.start();
  const stopJobs = startJobs({ ...store, ballast, backupFile: config.backupFile });
  systemd.ready('hearing cards');
  logger.info({ device: link.device(), clock: watch.state() }, 'device started');

  return {
    device: () => link.device(),
    tap: screen.tap,
    health,
    broken,
    async stop() {
      systemd.stopping();
      vitals.stop();
      stopTroubleLight();
      stopJobs();
      watch.stop();
      await reader.stop();
      // Secures every door: the keeper lowers its lines as it ends.
      await strike.stop();
      doorWatch.stop();
      await screen.stop();
      await link.stop();
      listAge.keep();
      placeState.keep();
      journal.tidy();
      journal.close();
      access.close();
    },
  };
}

/** Waits for `work`, but not for ever; whether it came to an end is not said. */
function atMost(patienceMs: number, work: Promise<void>, timers: Timers): Promise<void> {
  return new Promise((resolve) => {
    const cancel = timers.after(patienceMs, resolve);
    const ended = (): void => {
      cancel();
      resolve();
    };
    work.then(ended, ended);
  });
}

/** Runs the device as a process of its own until it is told to end. */
export async function runDevice(settings: Settings, logger: Logger): Promise<void> {
  const device = await startDevice(settings, logger);
  runUntilTold(device, logger, 'every door is secured');
}
