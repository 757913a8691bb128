import { closeSync, existsSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';

/** Some thirty thousand punches. */
const ballastBytes = 16 * 1024 * 1024;
const blockBytes = 1024 * 1024;

/** A file that is in the way on purpose, so that a full disk has something to give. */
export interface Ballast {
  /** Gives the space back; false when it was given already. */
  release(): boolean;
  /** Takes the space again where there is plenty; true when it is held. */
  hold(): boolean;
}

/**
 * On a full disk SQLite cannot even checkpoint, because the main file would have to grow first: without space kept
 * aside, nothing short of a person frees the journal again.
 */
export function createBallast(path: string, bytes = ballastBytes): Ballast {
  return {
    release() {
      if (!existsSync(path)) return false;
      rmSync(path);
      return true;
    },
    hold() {
      if (existsSync(path)) return true;
      const file = openSync(path, 'wx', 0o600);
      try {
        // Written, not merely sized: a sparse file holds no space.
        const block = Buffer.alloc(blockBytes);
        for (let at = 0; at < bytes; at += blockBytes) writeSync(file, block);
        fsyncSync(file);
        return true;
      } catch {
        rmSync(path, { force: true });
        return false;
      } finally {
        closeSync(file);
      }
    },
  };
}
