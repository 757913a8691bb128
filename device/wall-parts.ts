import type { Clock, Timers } from '../shared/domain/clock.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import { createAutoReader, type PresentingReader } from './auto-reader.ts';
import type { DeviceConfig } from './config.ts';
import { probeGpio } from './hardware/gpio-chip.ts';
import { probeGpiod } from './hardware/gpiod-tools.ts';
import type { KeeperStart } from './hardware/keeper-protocol.ts';
import { createKeeperStrike } from './hardware/keeper-strike.ts';
import { createPcscReader } from './hardware/pcsc-reader.ts';
import { secureLines } from './hardware/secure-lines.ts';
import { siblingEntry } from './hardware/sibling-entry.ts';
import type { Indicator, Reader, Strike } from './ports.ts';
import { createSimulatedReader } from './simulated/simulated-reader.ts';

export interface WallOptions {
  readonly config: DeviceConfig;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
}

/** The doors and lamps of this machine. Every line is put to locked before this returns. */
export function chooseDoorParts(options: WallOptions): { strike: Strike; indicator: Indicator } {
  const { config, clock, timers, logger } = options;
  for (const problem of secureLines(config.folder)) {
    logger.warn({ problem }, 'a line could not be secured');
  }
  const keeper = createKeeperStrike({
    entry: siblingEntry(import.meta.url, 'keeper-main'),
    start: { gpio: whoDrives(config, logger), deviceDir: config.folder },
    clock,
    timers,
    logger,
  });
  keeper.start();
  return keeper;
}

/** A laptop's door is simulated; a Pi's never silently. */
function whoDrives({ gpio }: DeviceConfig, logger: Logger): KeeperStart['gpio'] {
  if (gpio !== 'auto') return gpio;
  const found = probeGpio();
  if (found.kind === 'onoff') return 'onoff';
  const byTools = probeGpiod();
  if (byTools.kind === 'gpiod') return 'gpiod';
  // It says what is missing, and keeps saying so.
  if (found.onPi) return 'gpiod';
  logger.info({ why: [found.why, byTools.why] }, 'no GPIO lines here: the door is simulated');
  return 'simulated';
}

export interface ChosenReader {
  readonly reader: Reader;
  /** Where cards may be presented by program; null: real cards only. */
  readonly presenting: PresentingReader | null;
}

/** The readers of this machine: real ones on a Pi, and elsewhere as soon as one is plugged in. */
export function chooseReader(options: WallOptions): ChosenReader {
  const { config, clock, logger } = options;
  const found = probeGpio();
  const onPi = found.kind === 'onoff' || found.onPi;
  if (config.reader === 'pcsc' || (config.reader === 'auto' && onPi)) {
    return { reader: createPcscReader(options), presenting: null };
  }
  const simulated = createSimulatedReader(clock);
  const reader =
    config.reader === 'auto' ? createAutoReader(createPcscReader(options), simulated) : simulated;
  logger.info(
    { reader: config.reader },
    config.reader === 'auto'
      ? 'cards are tapped by `badgeuse tap` until a reader is plugged in'
      : 'cards are tapped by `badgeuse tap`',
  );
  return { reader, presenting: reader };
}
