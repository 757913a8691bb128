import { readFileSync } from 'node:fs';

/** The version of this program, as its package says; looked for upwards, because built files lie one folder deeper. */
export function softwareVersion(): string {
  for (const up of ['../../package.json', '../../../package.json']) {
    try {
      const text = readFileSync(new URL(up, import.meta.url), 'utf8');
      const { name, version } = JSON.parse(text) as { name?: string; version?: string };
      if (name === 'badgeuse' && version) return version;
    } catch {
      // The other depth.
    }
  }
  return 'unknown';
}
