import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import type { Clock, Timers } from '../shared/domain/clock.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import { writePrivateFile } from '../shared/runtime/private-file.ts';
import { connectSystemd, type SystemdNotice } from '../shared/runtime/sd-notify.ts';
import type { Settings } from '../shared/runtime/settings.ts';
import { softwareVersion } from '../shared/runtime/software-version.ts';
import { systemClock, systemTimers } from '../shared/runtime/system-clock.ts';
import type { EntryDraft } from '../shared/wire/entry.ts';
import { createClockWatch } from './clock-watch.ts';
import { createCloudLink } from './cloud-link.ts';
import { builtAtMs, deviceConfig, machineSerial } from './config.ts';
import { createHealth } from './health.ts';
import { type Credentials, loadOrMakeKey } from './identity.ts';
import { startJobs } from './jobs.ts';
import { createMqttUplink } from './link/mqtt-uplink.ts';
import { createListAge } from './list-age.ts';
import { createOnTap } from './on-tap.ts';
import type { Health, Indicator, Reader, Strike, Tap, TapOutcome, TimeSource } from './ports.ts';
import { createReaderWatch } from './reader-watch.ts';
import { createRecentCards } from './recent-cards.ts';
import { openSoundAccessStore } from './store/access-store.ts';
import { openSoundJournal } from './store/sound-journal.ts';
import { bootId, machineTimeSource } from './time-source.ts';
import { chooseDoorParts, chooseReader } from './wall-parts.ts';
import { startWatchdog } from './watchdog.ts';

/** A start never waits longer than this to learn whether the clock is vouched for. */
const clockPatienceMs = 3_000;

/** The parts of the world a test replaces; the real ones otherwise. */
export interface DeviceParts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly timeSource: TimeSource;
  readonly boot: string;
  readonly reader: Reader;
  readonly strike: Strike;
  readonly indicator: Indicator;
  readonly systemd: SystemdNotice;
}

export interface RunningDevice {
  /** The name the cloud gave it; null while it waits to be taken in. */
  device(): string | null;
  /** Judges, records and answers one tap, as the reader's would be. */
  tap(tap: Tap): TapOutcome | null;
  readonly health: Health;
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

  const health = createHealth(clock, logger);
  const { strike, indicator } =
    parts.strike && parts.indicator
      ? { strike: parts.strike, indicator: parts.indicator }
      : await chooseDoorParts({ config, timers, logger });

  const now = new Date(clock.now()).toISOString();
  const { journal, salvaged } = openSoundJournal(config.journalFile, now);
  const { store: access, damaged } = openSoundAccessStore(config.accessFile, now);
  if (damaged)
    health.report('access.rebuilt', 'The access list was damaged; the cloud sends it again.');
  const key = loadOrMakeKey(config.keyFile);

  const record = (event: EntryDraft): void => {
    try {
      journal.append([event]);
      link.recorded();
    } catch (err) {
      health.report('journal', 'Events cannot be recorded: free some space, then restart.');
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
  await Promise.race([
    watch.refresh(),
    new Promise<void>((resolve) => timers.after(clockPatienceMs, resolve)),
  ]);

  const listAge = createListAge(access, clock, watch);
  const link = createCloudLink({
    key,
    journal,
    access,
    listAge,
    watch,
    clock,
    timers,
    health,
    logger,
    random: Math.random,
    nonce: randomBytes(16).toString('hex'),
    software: softwareVersion(),
    later: {},
    cloudUrl: config.cloudUrl,
    credentialsFile: config.credentialsFile,
    serial: machineSerial(),
    openUplink,
    showClaim: (shown) =>
      shown
        ? writePrivateFile(config.claimFile, `${JSON.stringify(shown)}\n`)
        : rmSync(config.claimFile, { force: true }),
    configured(next) {
      if (next.mqttUrls.length > 0) uplink?.useUrls(next.mqttUrls);
      void strike.configure(next.doors);
    },
  });

  let uplink: ReturnType<typeof createMqttUplink> | null = null;
  function openUplink(credentials: Credentials) {
    const moved = access.config()?.mqttUrls ?? [];
    uplink = createMqttUplink({
      device: credentials.device,
      password: credentials.mqtt.password,
      urls: moved.length > 0 ? moved : credentials.mqtt.urls,
      ca: credentials.ca,
      boot: watch.boot(),
      nextConnection,
      timers,
      random: Math.random,
      logger,
    });
    return uplink;
  }
  /** Counts up for ever, also where the store was rebuilt. */
  function nextConnection(): number {
    const next = Math.max(Number(access.readFact('connection') ?? 0) + 1, clock.now());
    access.writeFact('connection', String(next));
    return next;
  }

  const onTap = createOnTap({
    access,
    journal,
    strike,
    indicator,
    listAge,
    watch,
    clock,
    health,
    logger,
    recent: createRecentCards(),
    isOnline: () => link.isUp(),
    recorded: () => link.recorded(),
  });

  if (salvaged) {
    health.report(
      'store.salvaged',
      'The journal was damaged and rebuilt; replace the card or disk.',
    );
    record({ kind: 'device', ...watch.stamp(), event: 'storeSalvaged', details: salvaged });
  }
  record({
    kind: 'device',
    ...watch.stamp(),
    event: 'boot',
    details: { software: softwareVersion(), node: process.version },
  });
  await strike.configure(access.config()?.doors ?? []);
  const reader = parts.reader ?? (await chooseReader({ config, settings, clock, timers, logger }));
  reader.start({
    tap: onTap,
    readers: createReaderWatch({ watch, health, record }),
    unreadable: () => indicator.show(null, { kind: 'fault', code: 'unreadable' }),
  });
  watch.start();
  link.start();
  const stopJobs = startJobs({
    journal,
    access,
    listAge,
    clock,
    timers,
    logger,
    backupFile: config.backupFile,
  });
  const systemd = parts.systemd ?? (await connectSystemd());
  const stopWatchdog = startWatchdog({
    vitals: [
      { name: 'journal', answers: () => journal.probe() },
      { name: 'access list', answers: () => access.probe() },
      { name: 'reader', answers: (timeoutMs) => reader.alive(timeoutMs) },
      { name: 'keeper', answers: (timeoutMs) => strike.alive(timeoutMs) },
    ],
    everyMs: systemd.watchdogMs,
    alive: () => systemd.watchdog(),
    timers,
    logger,
  });
  const stopFaults = timers.every(5_000, reportFaults);
  function reportFaults(): void {
    for (const [name, part] of [
      ['reader', reader],
      ['strike', strike],
    ] as const) {
      const fault = part.fault();
      if (fault) health.report(`${name}.fault`, fault.hint);
      else health.clear(`${name}.fault`);
    }
  }
  systemd.ready('hearing cards');
  logger.info(
    { device: link.device(), boot: watch.boot(), clock: watch.state() },
    'device started',
  );

  return {
    device: () => link.device(),
    tap: onTap,
    health,
    async stop() {
      systemd.stopping();
      for (const cancel of [stopWatchdog, stopJobs, stopFaults]) cancel();
      watch.stop();
      await reader.stop();
      await strike.stop();
      await link.stop();
      listAge.keep();
      journal.tidy();
      journal.close();
      access.close();
    },
  };
}

/** Runs the device as a process of its own until it is told to end. */
export async function runDevice(settings: Settings, logger: Logger): Promise<void> {
  const device = await startDevice(settings, logger);
  let ending = false;
  const end = (why: string, code: number): void => {
    if (ending) return;
    ending = true;
    logger.info({ why }, 'ending');
    device.stop().then(
      () => process.exit(code),
      (err: unknown) => {
        logger.error({ err }, 'did not end cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => end('SIGTERM', 0));
  process.on('SIGINT', () => end('SIGINT', 0));
  // Whatever broke, the doors come first: stopping secures them, and systemd starts afresh.
  process.on('unhandledRejection', (err) => {
    logger.error({ err }, 'a promise nobody waited for failed');
    end('unhandledRejection', 1);
  });
  process.on('uncaughtException', (err) => {
    logger.error({ err }, 'an error nobody caught');
    end('uncaughtException', 1);
  });
}
