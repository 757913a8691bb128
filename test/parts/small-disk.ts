import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A disk of its own (tmpfs, so it needs root) that a test can fill to the last byte. */
export interface SmallDisk {
  /** Leaves so many bytes free, 0 unless said otherwise. */
  fill(leftBytes?: number): void;
  /** Gives back what `fill` took. */
  free(): void;
  /** Bytes that anybody could still write. */
  left(): number;
  end(): void;
}

const blockBytes = 256 * 1024;

/** At `at`, a folder; what was in it is hidden until the end. */
export function mountSmallDisk(at: string, mebibytes: number): SmallDisk {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=700`, 'tmpfs', at]);
  const filler = join(at, 'filler');
  const left = () => {
    const { bavail, bsize } = statfsSync(at);
    return bavail * bsize;
  };
  return {
    fill(leftBytes = 0) {
      const file = openSync(filler, 'a');
      try {
        for (let more = left() - leftBytes; more > 0; more = left() - leftBytes) {
          writeSync(file, Buffer.alloc(Math.min(more, blockBytes)));
        }
      } catch {
        // Full: to the last byte.
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(filler, { force: true }),
    left,
    end: () => void execFileSync('umount', ['--lazy', at]),
  };
}
