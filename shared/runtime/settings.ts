import type { LogLevel } from './logger.ts';

/** Every setting of `surface.md`, parsed and checked. Paths are absolute. */
export interface Settings {
  readonly dataDir: string;
  /** Where HTTP listens; 127.0.0.1 unless told otherwise (`BADGEUSE_LISTEN`). */
  readonly listen: string;
  readonly httpPort: number;
  /** Null: the embedded broker on `mqttPort`. */
  readonly mqttUrl: string | null;
  readonly mqttPort: number;
  /** Null: SQLite in the data folder. */
  readonly databaseUrl: string | null;
  readonly cloudUrl: string;
  readonly publicUrl: string | null;
  readonly mqttPublicUrl: string | null;
  readonly terminalPort: number;
  readonly reader: 'auto' | 'pcsc' | 'simulated';
  readonly gpio: 'auto' | 'onoff' | 'gpiod' | 'simulated';
  readonly logLevel: LogLevel;
}
