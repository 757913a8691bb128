import { readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFolder } from '../shared/runtime/data-folder.ts';
import type { Settings } from '../shared/runtime/settings.ts';

/** What the device needs of the settings: its files, its cloud, its parts. Paths are absolute. */
export interface DeviceConfig {
  readonly folder: string;
  readonly journalFile: string;
  readonly accessFile: string;
  /** Outside the stores: a rebuilt store is still this device's. */
  readonly keyFile: string;
  readonly credentialsFile: string;
  readonly backupFile: string;
  /** Space kept aside for the day the disk is full. */
  readonly ballastFile: string;
  /** Shows a waiting claim to `doctor` and the demo. */
  readonly claimFile: string;
  readonly cloudUrl: string;
  readonly reader: Settings['reader'];
  readonly gpio: Settings['gpio'];
  readonly lockHosts: Settings['lockHosts'];
}

export function deviceConfig(settings: Settings): DeviceConfig {
  const { device, claim } = dataFolder(settings.dataDir);
  return {
    folder: device,
    journalFile: join(device, 'journal.db'),
    accessFile: join(device, 'access.db'),
    keyFile: join(device, 'identity.pem'),
    credentialsFile: join(device, 'credentials.json'),
    backupFile: join(device, 'backup', 'journal.db'),
    ballastFile: join(device, 'ballast'),
    claimFile: claim,
    cloudUrl: settings.cloudUrl,
    reader: settings.reader,
    gpio: settings.gpio,
    lockHosts: settings.lockHosts,
  };
}

/** When this program was put here: the clock cannot be right before it. */
export const builtAtMs = (): number => Math.floor(statSync(fileURLToPath(import.meta.url)).mtimeMs);

/** What tells this machine from another, for the person who approves it. At most 64 characters. */
export function machineSerial(): string {
  for (const path of ['/proc/device-tree/serial-number', '/etc/machine-id']) {
    try {
      const serial = readFileSync(path, 'utf8')
        .replace(/[^\x20-\x7e]/g, '')
        .trim();
      if (serial !== '') return serial.slice(0, 64);
    } catch {
      // The next one may be there.
    }
  }
  return hostname().slice(0, 64) || 'unknown';
}
