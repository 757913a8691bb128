import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Ballast } from '../../device/store/ballast.ts';
import { openDeviceStore } from '../../device/store/open-store.ts';
import { dataFolder } from '../../shared/runtime/data-folder.ts';
import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import type { Owner } from './world.ts';

/** Every file of a device, as they would be found after its plug was pulled. */
export type Image = ReadonlyMap<string, Buffer>;

/** Thrown into a program that has just ended: nothing it still does counts. */
export class Ended extends Error {}

export interface DiskHooks {
  /** Around each commit; what it throws the program sees. */
  beforeCommit(): void;
  afterCommit(): void;
  /** Takes a protection away from a store that was opened. */
  opened?(db: SqliteDatabase, path: string): void;
}

/** The disk as one run of a program has it. */
export interface Mounted {
  readonly dataDir: string;
  readonly openStore: typeof openDeviceStore;
  readonly ballast: Ballast;
  /** The open journal, for who looks at the disk from outside. */
  journal(): SqliteDatabase | null;
  access(): SqliteDatabase | null;
}

export interface Disk {
  mount(owner: Owner, hooks: DiskHooks): Mounted;
  /** What is on it now: `cut` asks what reached the medium, `killed` what the kernel still has. */
  image(how: 'killed' | 'cut'): Image;
  /** The program that had it mounted ended: the next one finds this. */
  put(image: Image): void;
  /** Commits fail with SQLITE_FULL, but for what the ballast gives back. */
  fill(isFull: boolean): void;
  /** The next commit ends with an error of fsync: who asked cannot know whether it is `written`. */
  breakOnce(how: 'written' | 'unwritten'): void;
  end(): void;
}

const left = /-shm$|^ballast$/;
/** Commits that fit into the space the ballast gives back. */
const ballastCommits = 200;

/**
 * A device's disk, in files of memory. A power cut is modelled where SQLite syncs: a connection that says
 * `synchronous=FULL` has on the medium whatever it committed; one that says NORMAL only what it had when it last
 * checkpointed, closed or was opened. (That each commit is one fsync is shown on the real thing, in one-fsync.test.ts.)
 * Each run of a program has a folder of its own, made from what the one before left: one that ended and does not know
 * it writes where nobody looks.
 */
export function createDisk(root: string, template: Image): Disk {
  let generation = 0;
  let stores: { path: string; db: SqliteDatabase }[] = [];
  let synced = new Map<string, Buffer | null>();
  let isFull = false;
  let broken: 'written' | 'unwritten' | null = null;
  let spare = 0;
  let ballastHeld = true;

  const dataDir = () => join(root, String(generation));
  const deviceDir = () => dataFolder(dataDir()).device;
  const filesOf = (path: string) => [path, `${path}-wal`];
  const noteSynced = (path: string): void => {
    for (const file of filesOf(path))
      synced.set(file, existsSync(file) ? readFileSync(file) : null);
  };
  const isFullySynced = (db: SqliteDatabase): boolean =>
    db.pragma('synchronous', { simple: true }) === 2;

  function closeAll(): void {
    for (const { db } of stores) db.close();
    stores = [];
  }

  function put(image: Image): void {
    closeAll();
    rmSync(dataDir(), { recursive: true, force: true });
    generation++;
    mkdirSync(deviceDir(), { recursive: true });
    for (const [name, bytes] of image) writeFileSync(join(deviceDir(), name), bytes);
    synced = new Map();
  }
  put(template);

  const roomFor = (): void => {
    if (!isFull) return;
    if (spare-- > 0) return;
    spare = 0;
    throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
  };

  return {
    mount(owner, hooks) {
      const around = <T>(commit: () => T): T => {
        if (!owner.alive) throw new Ended();
        hooks.beforeCommit();
        roomFor();
        const done = broken === 'unwritten' ? null : commit();
        if (broken) {
          broken = null;
          throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_FSYNC' });
        }
        hooks.afterCommit();
        return done as T;
      };
      const openStore: typeof openDeviceStore = (path, migrations) => {
        if (!owner.alive) throw new Ended();
        const db = openDeviceStore(path, migrations);
        hooks.opened?.(db, path);
        stores.push({ path, db });
        if (!isFullySynced(db)) noteSynced(path);
        const { pragma, close } = db;
        db.transaction = aroundTransactions(db, around);
        db.pragma = (...asked) => {
          const answer = pragma.apply(db, asked);
          if (asked[0].startsWith('wal_checkpoint') && !isFullySynced(db)) noteSynced(path);
          return answer;
        };
        db.close = () => {
          stores = stores.filter((store) => store.db !== db);
          const wasFully = db.open && isFullySynced(db);
          close.call(db);
          if (owner.alive && !wasFully) noteSynced(path);
          return db;
        };
        return db;
      };
      const open = (name: string) =>
        stores.find(({ path, db }) => path.endsWith(name) && db.open)?.db ?? null;
      return {
        dataDir: dataDir(),
        openStore,
        ballast: {
          release() {
            if (!ballastHeld) return false;
            ballastHeld = false;
            spare = ballastCommits;
            return true;
          },
          async hold() {
            if (isFull) return false;
            ballastHeld = true;
            return true;
          },
        },
        journal: () => open('journal.db'),
        access: () => open('access.db'),
      };
    },
    image(how) {
      const image = new Map<string, Buffer>();
      const folder = deviceDir();
      const unsynced = new Set(
        how === 'cut'
          ? stores.filter(({ db }) => !isFullySynced(db)).flatMap(({ path }) => filesOf(path))
          : [],
      );
      for (const { name, isFile } of listed(folder)) {
        const path = join(folder, name);
        if (!isFile || left.test(name) || unsynced.has(path)) continue;
        image.set(name, readFileSync(path));
      }
      for (const path of unsynced) {
        const bytes = synced.get(path);
        if (bytes) image.set(path.slice(folder.length + 1), bytes);
      }
      return image;
    },
    put,
    breakOnce(how) {
      broken = how;
    },
    fill(full) {
      isFull = full;
      if (!full) ballastHeld = true;
    },
    end() {
      closeAll();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

const listed = (folder: string) =>
  readdirSync(folder, { withFileTypes: true }).map((entry) => ({
    name: entry.name,
    isFile: entry.isFile(),
  }));

/** The same transactions, each commit within `around`. */
function aroundTransactions(
  db: SqliteDatabase,
  around: <T>(commit: () => T) => T,
): SqliteDatabase['transaction'] {
  const transaction = db.transaction.bind(db);
  const wrapped = (work: (...args: unknown[]) => unknown) => {
    const real = transaction(work);
    const plain = (...args: unknown[]) => around(() => real(...args));
    return Object.assign(plain, {
      immediate: (...args: unknown[]) => around(() => real.immediate(...args)),
      deferred: (...args: unknown[]) => around(() => real.deferred(...args)),
      exclusive: (...args: unknown[]) => around(() => real.exclusive(...args)),
    });
  };
  return wrapped as unknown as SqliteDatabase['transaction'];
}

/** A folder as an image; what is below it is left out. */
export function imageOf(folder: string): Image {
  const image = new Map<string, Buffer>();
  for (const { name, isFile } of listed(folder)) {
    if (isFile && !left.test(name)) image.set(name, readFileSync(join(folder, name)));
  }
  return image;
}

/** Copies the files of a folder, not what is below. */
export function copyFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const { name, isFile } of listed(from)) {
    if (isFile && !left.test(name)) copyFileSync(join(from, name), join(to, name));
  }
}
