import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Aggregator, startAggregator } from '../../cloud/aggregator.ts';
import { cloudConfig } from '../../cloud/config.ts';
import { type Journal, openJournal } from '../../cloud/open-journal.ts';
import { keepPaired } from '../../cloud/pair-anew.ts';
import type { Ingest } from '../../cloud/ports/journal.ts';
import type { Registry } from '../../cloud/ports/registry.ts';
import { type Database, openDatabase } from '../../cloud/store/database.ts';
import { type Joining, joinWhenQuiet } from '../../cloud/store/join-when-quiet.ts';
import { openRegistry } from '../../cloud/store/registry.ts';
import { openSigningKey } from '../../cloud/store/signing-key.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { parseSettings } from '../../shared/runtime/settings.ts';
import { openSqliteReadOnly, type SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import type { SimulatedBroker } from './broker.ts';
import { Ended } from './disk.ts';
import type { History } from './history.ts';
import type { Owner, World } from './world.ts';

export interface CloudHostParts {
  readonly world: World;
  readonly root: string;
  /** The data folder of a cloud that knows its devices and cards. */
  readonly template: string;
  readonly broker: SimulatedBroker;
  readonly history: History;
  /** The broker is the cloud's own, and ends with it. */
  readonly brokerIsOurs: boolean;
  /** Takes a protection away. */
  readonly around?: (ingest: Ingest, owner: Owner) => Ingest;
}

export interface RunningCloud {
  readonly owner: Owner;
  readonly registry: Registry;
  readonly aggregator: Aggregator;
  readonly database: Database;
}

/** The machine of the cloud: its program comes and goes, its disk stays. */
export interface CloudHost {
  start(): void;
  dataDir(): string;
  running(): RunningCloud | null;
  /** Ends at once: between any two awaits, inside a transaction too. */
  kill(backInMs: number): void;
  /** The same, at one of the next statements that write. */
  killAtWrite(nth: number, when: 'before' | 'after'): void;
  /** The same, between a commit of ingest and its answer. */
  killBeforeAnswer(): void;
  stop(backInMs: number): void;
  /** Whatever was to end it is called off. */
  spare(): void;
  /** Nothing can be written. */
  fill(isFull: boolean): void;
  /** Keeps its disk as it is now, as a backup does. */
  backUp(): void;
  /** It ends, and starts again from the backup; false: there is none. */
  restore(backInMs: number): boolean;
  /** How far a journal is committed on its disk. */
  committed(device: string, epoch: string): number;
  /** What is committed, for who looks at the disk from outside. */
  disk(): SqliteDatabase;
  end(): void;
}

export function createCloudHost(parts: CloudHostParts): CloudHost {
  const { world, history, broker } = parts;
  const random = world.random.fork();
  let generation = 0;
  let cloud: RunningCloud | null = null;
  let owner: Owner | null = null;
  let fatal: { left: number; when: 'before' | 'after' } | null = null;
  let endsBeforeAnswer = false;
  let isFull = false;
  let outside: SqliteDatabase | null = null;

  let hasBackup = false;

  const backup = join(parts.root, 'backup');
  const dataDir = () => join(parts.root, String(generation));
  const storeFile = (dir = dataDir()) => join(dir, 'cloud', 'cloud.db');
  const look = (): SqliteDatabase => {
    outside ??= openSqliteReadOnly(storeFile());
    return outside;
  };
  const markOf = (disk: SqliteDatabase) =>
    disk
      .prepare<[string, string], number>('SELECT up_to FROM mark WHERE device = ? AND epoch = ?')
      .pluck();
  let askedMark: { disk: SqliteDatabase; mark: ReturnType<typeof markOf> } | null = null;
  function committed(device: string, epoch: string): number {
    const disk = look();
    if (askedMark?.disk !== disk) askedMark = { disk, mark: markOf(disk) };
    return askedMark.mark.get(device, epoch) ?? 0;
  }

  const files = ['cloud.db', 'cloud.db-wal', 'signing-key.pem'];
  function copyDisk(from: string, to: string): void {
    mkdirSync(join(to, 'cloud'), { recursive: true });
    for (const name of files) {
      const file = join(from, 'cloud', name);
      if (existsSync(file)) copyFileSync(file, join(to, 'cloud', name));
    }
  }
  copyDisk(parts.template, dataDir());

  function gone(backInMs: number, next = dataDir()): void {
    const ending = owner;
    if (!ending?.alive) return;
    ending.alive = false;
    history.note({ what: 'ended', machine: 'cloud', how: 'killed' });
    const closing = cloud;
    const from = dataDir();
    owner = null;
    cloud = null;
    fatal = null;
    endsBeforeAnswer = false;
    outside?.close();
    outside = null;
    generation++;
    copyDisk(next, dataDir());
    if (parts.brokerIsOurs) broker.kill(true);
    world.after(1, null, () => {
      closing?.database.close().catch(() => undefined);
      rmSync(from, { recursive: true, force: true });
    });
    world.after(Math.max(2, backInMs), null, start);
  }

  /** Each statement that writes, and each COMMIT. */
  function atWrite(when: 'before' | 'after'): void {
    if (fatal?.when !== when) return;
    fatal.left--;
    if (fatal.left > 0) return;
    gone(random.between(200, 30_000));
    throw new Ended();
  }
  function watchWrites(db: SqliteDatabase, of: Owner): void {
    watched.set(db, {
      before() {
        if (!of.alive) throw new Ended();
        if (isFull) throw full();
        atWrite('before');
      },
      after: () => atWrite('after'),
    });
    watchStatements(db);
  }

  const answered = (ingest: Ingest, joining: Joining, of: Owner): Ingest => ({
    ...ingest,
    async journal(received) {
      const ack = await ingest.journal(received);
      joining.wrote();
      if (endsBeforeAnswer && of.alive) {
        gone(random.between(200, 30_000));
        throw new Ended();
      }
      return ack;
    },
  });

  function start(): void {
    if (owner?.alive) return;
    const mine: Owner = { name: 'cloud', alive: true, busyUntil: 0, wallNow: () => world.now() };
    owner = mine;
    if (parts.brokerIsOurs) broker.start();
    history.note({ what: 'started', machine: 'cloud', how: '' });
    world.as(mine, () => {
      open(mine).then(
        (running) => {
          if (owner === mine) cloud = running;
        },
        (err: unknown) => {
          if (!mine.alive) return;
          // On a full disk it cannot start: whoever watches over it tries again.
          if (!isFull) history.note({ what: 'crash', machine: 'cloud', error: String(err) });
          gone(5_000);
        },
      );
    });
  }

  async function open(of: Owner): Promise<RunningCloud> {
    const settings = parseSettings({ env: { BADGEUSE_DATA: dataDir() } });
    if (!settings.ok) throw new Error(settings.problem.message);
    const config = cloudConfig(settings.value);
    const clock = { now: () => world.now(), monotonicNow: () => world.now() };
    const timers = world.timersOf(of);
    const database = await openDatabase(config.database);
    if (database.sqlite) watchWrites(database.sqlite, of);
    const now = clock.now();
    const key = await openSigningKey(database, config.signingKeyFile, { renew: false, now });
    // A backlog is stored here, not in a thread of its own: threads have no virtual time.
    const journal: Journal = openJournal({ ...database, tickets: null }, timers);
    const joining = joinWhenQuiet(database, timers);
    const { changes } = journal;
    const registry = openRegistry(database, journal.hooks, { now: clock.now, log: silentLogger });
    const aggregator = await startAggregator({
      ...{ config, database, registry, changes, key, clock, timers },
      ingest: (parts.around ?? keepAsIs)(answered(journal.ingest, joining, of), of),
      announce: changes.announce,
      random: Math.random,
      logger: silentLogger,
      openBroker: async () => ({
        link: broker.linkOf(of),
        port: 1883,
        isOurs: parts.brokerIsOurs,
        stop: async () => undefined,
      }),
    });
    keepPaired({ registry, journal, timers, logger: silentLogger });
    return { owner: of, registry, aggregator, database };
  }

  return {
    start,
    dataDir,
    running: () => (cloud?.owner.alive ? cloud : null),
    kill: gone,
    killAtWrite(nth, when) {
      fatal = { left: nth, when };
    },
    killBeforeAnswer() {
      endsBeforeAnswer = true;
    },
    spare() {
      fatal = null;
      endsBeforeAnswer = false;
    },
    fill(full) {
      isFull = full;
    },
    backUp() {
      copyDisk(dataDir(), backup);
      hasBackup = true;
    },
    restore(backInMs) {
      if (!hasBackup || !owner?.alive) return false;
      gone(backInMs, backup);
      return true;
    },
    stop(backInMs) {
      const ending = cloud;
      if (!ending?.owner.alive) return;
      const ended = (): void => gone(backInMs);
      world.after(20_000, ending.owner, ended);
      world.as(ending.owner, () => void ending.aggregator.stop().then(ended, ended));
    },
    committed,
    disk: look,
    end() {
      outside?.close();
      outside = null;
      if (owner) owner.alive = false;
      cloud?.database.close().catch(() => undefined);
      rmSync(parts.root, { recursive: true, force: true });
    },
  };
}

const full = (): Error =>
  Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
const keepAsIs = (ingest: Ingest): Ingest => ingest;

interface Watch {
  before(): void;
  after(): void;
}
const watched = new WeakMap<SqliteDatabase, Watch>();
let isPatched = false;

/** Statements have one prototype: from now on `run` asks who watches over its database. */
function watchStatements(db: SqliteDatabase): void {
  if (isPatched) return;
  isPatched = true;
  const statement = Object.getPrototypeOf(db.prepare('SELECT 1')) as {
    run(...values: unknown[]): unknown;
  };
  const { run } = statement;
  statement.run = function watchedRun(this: { database: SqliteDatabase }, ...values: unknown[]) {
    const watch = watched.get(this.database);
    if (!watch) return run.apply(this, values);
    watch.before();
    const done = run.apply(this, values);
    watch.after();
    return done;
  };
}
