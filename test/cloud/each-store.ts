import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe } from '@jest/globals';
import { type Database, openDatabase } from '../../cloud/store/database.ts';
import { type PostgresOfRun, postgresOfRun } from './postgres-of-run.ts';

export interface FreshStore {
  readonly engine: 'sqlite' | 'postgres';
  /** A new, empty store with every table, copied from one that was migrated; closed after the test. */
  open(): Promise<Database>;
  /** The same out of nothing: every migration is run. */
  openUnmigrated(): Promise<Database>;
  /** The store opened last, opened once more: as a restart or a second aggregator does. */
  openAgain(): Promise<Database>;
}

/**
 * Runs one contract on both engines: SQLite in a real file, and a real PostgreSQL that the whole run shares.
 * `contract` declares tests; each calls `store.open()` for a store of its own.
 */
export function eachStore(name: string, contract: (store: FreshStore) => void): void {
  onSqlite(name, contract);
  describe(`${name}, on PostgreSQL`, () => {
    let server: PostgresOfRun | undefined;
    beforeAll(async () => {
      server = await postgresOfRun();
    }, 60_000);
    afterAll(() => server?.stop(), 60_000);
    const started = (): PostgresOfRun => {
      if (!server) throw new Error('open() belongs inside a test');
      return server;
    };
    contract(
      freshStore('postgres', {
        migrated: async () => ({ url: await started().createStore(), path: '' }),
        unmigrated: async () => ({ url: await started().createDatabase(), path: '' }),
        done: ({ url }) => server?.drop(url ?? ''),
      }),
    );
  });
}

/**
 * On a real file alone, in the folder of the run: a file system in memory where there is room. What survives a power
 * cut or a kill is tested on disks, elsewhere; a contract of what is stored need not wait for one at each row.
 */
export function onSqlite(name: string, contract: (store: FreshStore) => void): void {
  describe(`${name}, on SQLite`, () => {
    const folder = mkdtempSync(join(process.env['TEST_RUN_FOLDER'] ?? tmpdir(), 'store-'));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    let files = 0;
    const unmigrated = async () => ({ url: null, path: join(folder, `cloud-${++files}.db`) });
    contract(
      freshStore('sqlite', {
        unmigrated,
        async migrated() {
          const target = await unmigrated();
          copyFileSync(await migratedFile(folder), target.path);
          return target;
        },
        done: () => undefined,
      }),
    );
  });
}

/** The file that the others are copied from: `openDatabase` runs every migration in it, once in a run. */
async function migratedFile(ownFolder: string): Promise<string> {
  const folder = process.env['TEST_RUN_FOLDER'] ?? ownFolder;
  const path = join(folder, 'migrated.db');
  if (existsSync(path)) return path;
  const making = join(folder, `making-${process.pid}.db`);
  await (await openDatabase({ url: null, path: making })).close();
  // Closed, it is one file without a log beside it. Two that make it at once make the same.
  renameSync(making, path);
  return path;
}

type Target = Parameters<typeof openDatabase>[0];

function freshStore(
  engine: FreshStore['engine'],
  targets: {
    migrated(): Promise<Target>;
    unmigrated(): Promise<Target>;
    done(target: Target): void;
  },
): FreshStore {
  let opened: Database[] = [];
  let made: Promise<Target>[] = [];
  afterEach(async () => {
    for (const store of opened) await store.close();
    opened = [];
    for (const target of await Promise.allSettled(made))
      if (target.status === 'fulfilled') targets.done(target.value);
    made = [];
  });
  const openAgain = async () => {
    const last = made.at(-1);
    if (!last) throw new Error('open() comes first');
    const store = await openDatabase(await last);
    opened.push(store);
    return store;
  };
  const openIn = (target: Promise<Target>) => {
    made.push(target);
    return openAgain();
  };
  return {
    engine,
    open: () => openIn(targets.migrated()),
    openUnmigrated: () => openIn(targets.unmigrated()),
    openAgain,
  };
}
