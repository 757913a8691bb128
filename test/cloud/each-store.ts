import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe } from '@jest/globals';
import { type Database, openDatabase } from '../../cloud/store/database.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';

export interface FreshStore {
  readonly engine: 'sqlite' | 'postgres';
  /** A new, empty store with every table; closed after the test. */
  open(): Promise<Database>;
  /** The store opened last, opened once more: as a restart or a second aggregator does. */
  openAgain(): Promise<Database>;
}

/**
 * Runs one contract on both engines: SQLite in a real file, and a real PostgreSQL that this test file
 * starts. `contract` declares tests; each calls `store.open()` for a store of its own.
 */
export function eachStore(name: string, contract: (store: FreshStore) => void): void {
  onSqlite(name, contract);
  describe(`${name}, on PostgreSQL`, () => {
    let server: TestPostgres | undefined;
    beforeAll(async () => {
      server = await startPostgres();
    }, 60_000);
    afterAll(() => server?.stop(), 60_000);
    contract(
      freshStore('postgres', async () => {
        if (!server) throw new Error('open() belongs inside a test');
        return { url: await server.createDatabase(), path: '' };
      }),
    );
  });
}

/** On a real file alone. */
export function onSqlite(name: string, contract: (store: FreshStore) => void): void {
  describe(`${name}, on SQLite`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'badgeuse-store-'));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    let files = 0;
    contract(
      freshStore('sqlite', async () => ({ url: null, path: join(folder, `cloud-${++files}.db`) })),
    );
  });
}

function freshStore(
  engine: FreshStore['engine'],
  target: () => Promise<{ url: string | null; path: string }>,
): FreshStore {
  let opened: Database[] = [];
  let last: Promise<{ url: string | null; path: string }> | undefined;
  afterEach(async () => {
    for (const store of opened) await store.close();
    opened = [];
  });
  const openAgain = async () => {
    if (!last) throw new Error('open() comes first');
    const store = await openDatabase(await last);
    opened.push(store);
    return store;
  };
  return {
    engine,
    open() {
      last = target();
      return openAgain();
    },
    openAgain,
  };
}
