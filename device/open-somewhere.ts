import { existsSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** By what the processes of this machine hold open, as far as we may look. */
export function isOpenSomewhere(file: string): boolean {
  if (!existsSync(file)) return false;
  const path = realpathSync(file);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .some((pid) => filesOf(pid).some((open) => open === path));
}

function filesOf(pid: string): readonly string[] {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).flatMap((fd) => {
      try {
        return [readlinkSync(join(folder, fd))];
      } catch {
        return [];
      }
    });
  } catch {
    // It ended meanwhile, or is somebody else's.
    return [];
  }
}
