import type { Timers } from '../shared/domain/clock.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import type { SystemdNotice } from '../shared/runtime/sd-notify.ts';
import { startWatchdog } from '../shared/runtime/watchdog.ts';
import { deafAccessPoints } from './deaf-access-points.ts';
import type { AccessStore, Fault, Health, Journal, Reader, ReaderState, Strike } from './ports.ts';

const faultCheckMs = 5_000;

export interface VitalParts {
  readonly journal: Journal;
  readonly access: AccessStore;
  readonly reader: Reader;
  /** Hears which readers are there. */
  readonly readers: (states: readonly ReaderState[]) => void;
  readonly strike: Strike;
  readonly health: Health;
  readonly systemd: SystemdNotice;
  /** A store can no longer be believed: only a start that checks it anew helps. */
  readonly broken: (err: unknown) => void;
  readonly timers: Timers;
  readonly logger: Logger;
}

export interface VitalSigns {
  /** Asks for what people should know now: somebody heard that it changed. */
  look(): void;
  stop(): void;
}

/** Asks every part how it is: for systemd whether it answers, for people what it lacks. */
export function watchVitalSigns(parts: VitalParts): VitalSigns {
  const { journal, access, reader, strike, health, systemd, timers, logger } = parts;
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
  const look = (): void => {
    try {
      journal.probe();
      access.probe();
    } catch (err) {
      parts.broken(err);
    }
    // Again, for the access points may be others by now.
    parts.readers(reader.readers());
    const accessPoints = access.config()?.accessPoints ?? [];
    const deaf = deafAccessPoints(accessPoints, reader.readers());
    tell('reader.fault', reader.fault(), deaf);
    tell('strike.fault', strike.fault());
  };
  const stopFaults = timers.every(faultCheckMs, look);
  const tell = (
    code: 'reader.fault' | 'strike.fault',
    fault: Fault | null,
    deaf?: readonly string[],
  ): void => {
    if (fault) {
      const details = { ...fault.details, cause: fault.code };
      health.report(code, { details, ...(deaf && { accessPoints: deaf }) });
    } else health.clear(code);
  };
  return {
    look,
    stop() {
      stopWatchdog();
      stopFaults();
    },
  };
}
