import type { Cancel, Timers } from '../shared/domain/clock.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import type { SystemdNotice } from '../shared/runtime/sd-notify.ts';
import { startWatchdog } from '../shared/runtime/watchdog.ts';
import type { AccessStore, Health, Journal, Reader, Strike } from './ports.ts';

const faultCheckMs = 5_000;

export interface VitalParts {
  readonly journal: Journal;
  readonly access: AccessStore;
  readonly reader: Reader;
  readonly strike: Strike;
  readonly health: Health;
  readonly systemd: SystemdNotice;
  readonly timers: Timers;
  readonly logger: Logger;
}

/** Asks every part how it is: for systemd whether it answers, for people what it lacks. */
export function watchVitalSigns(parts: VitalParts): Cancel {
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
  const stopFaults = timers.every(faultCheckMs, () => {
    tell('reader.fault', reader.fault());
    tell('strike.fault', strike.fault());
  });
  const tell = (code: string, fault: { hint: string } | null): void =>
    fault ? health.report(code, fault.hint) : health.clear(code);
  return () => {
    stopWatchdog();
    stopFaults();
  };
}
