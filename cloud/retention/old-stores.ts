import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Logger } from '../../shared/runtime/logger.ts';
import type { OldStore } from '../ports/retention.ts';

/** As long as the nightly copies: whoever was erased since lives on in it no longer than there. */
const keptMs = 7 * 86_400_000;

/** What `badgeuse restore` put aside of a store in a file, oldest first; its name says when. */
export function oldStores(store: string | null): readonly OldStore[] {
  if (store === null) return [];
  const prefix = `${basename(store)}.before-`;
  return readdirSync(dirname(store))
    .filter((name) => name.startsWith(prefix) && !/-(wal|shm)$/.test(name))
    .sort()
    .flatMap((name) => {
      const [date = '', time = ''] = name.slice(prefix.length).split('T');
      const at = Date.parse(`${date}T${time.replaceAll('-', ':')}Z`);
      return Number.isNaN(at) ? [] : [{ name, keptUntil: at + keptMs }];
    });
}

/** Deletes what was put aside of a store, or of the signing key, and is kept no longer. */
export function removePutAside(
  file: string | null,
  now: number,
  logger: Pick<Logger, 'info'>,
): void {
  if (file === null) return;
  for (const { name, keptUntil } of oldStores(file)) {
    if (keptUntil > now) continue;
    for (const side of ['', '-wal', '-shm'])
      rmSync(join(dirname(file), `${name}${side}`), { force: true });
    logger.info({ name }, 'what was put aside a week ago is gone');
  }
}
