import type { Clock, Timers } from '../shared/domain/clock.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import type { Settings } from '../shared/runtime/settings.ts';
import type { DeviceConfig } from './config.ts';
import { probeGpio } from './hardware/gpio-chip.ts';
import { createKeeperStrike } from './hardware/keeper-strike.ts';
import { createPcscReader } from './hardware/pcsc-reader.ts';
import { pcscdAccepts, pcscdSocket } from './hardware/pcscd-socket.ts';
import { secureLines } from './hardware/secure-lines.ts';
import { siblingEntry } from './hardware/sibling-entry.ts';
import type { Indicator, Reader, Strike } from './ports.ts';

/** The doors and lamps of this machine. Every line is put to locked before this returns. */
export async function chooseDoorParts(options: {
  readonly config: DeviceConfig;
  readonly timers: Timers;
  readonly logger: Logger;
}): Promise<{ strike: Strike; indicator: Indicator }> {
  const { config, timers, logger } = options;
  for (const problem of secureLines(config.folder))
    logger.warn({ problem }, 'a line is not secured');
  const keeper = createKeeperStrike({
    entry: siblingEntry(import.meta.url, 'keeper-main'),
    start: { gpio: whoDrives(config, logger), deviceDir: config.folder },
    timers,
    logger,
  });
  keeper.start();
  return keeper;
}

/** A laptop's door is simulated; a Pi's never silently. */
function whoDrives({ gpio }: DeviceConfig, logger: Logger): 'onoff' | 'simulated' {
  if (gpio === 'onoff' || gpio === 'simulated') return gpio;
  const found = probeGpio();
  if (found.kind === 'onoff') return 'onoff';
  logger.info({ why: found.why }, 'no GPIO lines here; the door is simulated');
  return found.onPi ? 'onoff' : 'simulated';
}

export async function chooseReader(options: {
  readonly config: DeviceConfig;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
}): Promise<Reader> {
  const { config, clock, timers, logger } = options;
  const real = config.reader === 'pcsc' || (await pcscdAccepts(pcscdSocket(), 500));
  logger.info({ real }, 'reader');
  return createPcscReader({ clock, timers, logger });
}
