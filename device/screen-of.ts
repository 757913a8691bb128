import type { Timers } from '../shared/domain/clock.ts';
import { dataFolder } from '../shared/runtime/data-folder.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import type { Settings } from '../shared/runtime/settings.ts';
import type { PresentingReader } from './auto-reader.ts';
import type { AccessStore, Health, Journal, Reader } from './ports.ts';
import { createTerminal, type Terminal } from './terminal/server.ts';

export interface ScreenParts {
  readonly settings: Settings;
  readonly access: AccessStore;
  readonly journal: Journal;
  readonly reader: Reader;
  readonly presenting: PresentingReader | null;
  readonly health: Health;
  readonly timers: Timers;
  readonly logger: Logger;
}

/** The device's own page. It is a courtesy: where its port is taken the door works without it. */
export async function openScreen(parts: ScreenParts): Promise<Terminal | null> {
  const { settings, access, journal, reader, presenting, health, timers, logger } = parts;
  const terminal = createTerminal({
    listen: settings.listen,
    port: settings.terminalPort,
    status() {
      const config = access.config();
      return {
        place: config?.place.name ?? null,
        language: config?.place.language ?? 'fr',
        timeZone: config?.place.timeZone ?? 'UTC',
        allSent: journal.epochs().every((mark) => mark.acked === mark.last),
        readers: reader.readers(),
        fault: reader.fault(),
        accessPoints: (config?.accessPoints ?? []).map(({ id, name, door }) => ({
          id,
          name,
          hasDoor: door !== null,
        })),
      };
    },
    tapping: presenting && {
      tokenFile: dataFolder(settings.dataDir).tapToken,
      present: presenting.present,
    },
    timers,
    logger,
  });
  try {
    const port = await terminal.start();
    logger.info({ port }, 'the terminal page is open');
    return terminal;
  } catch (err) {
    health.report('terminal', { details: { port: String(settings.terminalPort) } });
    logger.error({ err }, 'no terminal page; the door works without it');
    return null;
  }
}
