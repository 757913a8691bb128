import { existsSync, rmSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';

/** Some thirty thousand punches. */
const ballastBytes = 16 * 1024 * 1024;
const blockBytes = 256 * 1024;

/** A file that is in the way on purpose, so that a full disk has something to give. */
export interface Ballast {
  /** Gives the space back; false when it was given already. */
  release(): boolean;
  /** Takes the space again where there is plenty; true when it is held. */
  hold(): Promise<boolean>;
}

/**
 * On a full disk SQLite cannot even checkpoint, because the main file would have to grow first: without space kept
 * aside, nothing short of a person frees the journal again.
 */
export function createBallast(path: string, bytes = ballastBytes): Ballast {
  const arriving = `${path}.new`;
  let holding: Promise<boolean> | null = null;
  let wanted = true;

  /** In small blocks: a card takes seconds for all of it, and whoever taps meanwhile waits for one of them at most. */
  async function take(): Promise<boolean> {
    try {
      const file = await open(arriving, 'w', 0o600);
      try {
        // Written, not merely sized: a sparse file holds no space.
        const block = Buffer.alloc(blockBytes);
        for (let at = 0; at < bytes && wanted; at += blockBytes) {
          await file.write(block);
          await file.datasync();
        }
      } finally {
        await file.close();
      }
      if (!wanted) throw new Error('the space is needed');
      await rename(arriving, path);
      return true;
    } catch {
      await rm(arriving, { force: true });
      return false;
    }
  }

  return {
    release() {
      wanted = false;
      const held = [path, arriving].filter((file) => existsSync(file));
      for (const file of held) rmSync(file, { force: true });
      return held.length > 0;
    },
    hold() {
      if (existsSync(path)) return Promise.resolve(true);
      wanted = true;
      holding ??= take().finally(() => {
        holding = null;
      });
      return holding;
    },
  };
}
