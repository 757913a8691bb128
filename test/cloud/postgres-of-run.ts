import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { openDatabase } from '../../cloud/store/database.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';

/** The PostgreSQL that all files of a run share, as one of them has it: with databases of its own. */
export interface PostgresOfRun extends TestPostgres {
  /** Creates a database in which every migration was run, and answers its URL. */
  createStore(): Promise<string>;
  /** Once nobody is connected to it any more, or those who are may be cut off. */
  drop(url: string): void;
}

export async function postgresOfRun(): Promise<PostgresOfRun> {
  const run = process.env['TEST_RUN_URL'];
  // Outside of jest there is no run.
  const own = run === undefined ? await startPostgres('memory') : null;
  const url = own?.url ?? (await startedBy(run ?? ''));
  const admin = new pg.Client(url);
  await admin.connect();
  let copied: Promise<void> | undefined;
  const there = new Set<string>();
  const dropped: Promise<unknown>[] = [];
  const create = async (from: string) => {
    const name = `test_${randomBytes(6).toString('hex')}`;
    await admin.query(`CREATE DATABASE ${name} ${from}`);
    const made = siblingOf(url, name);
    there.add(made);
    return made;
  };
  const drop = (which: string) => {
    if (!there.delete(which)) return;
    dropped.push(admin.query(`DROP DATABASE ${new URL(which).pathname.slice(1)} WITH (FORCE)`));
  };
  return {
    url,
    createDatabase: () => create(''),
    async createStore() {
      copied ??= makeTemplate(admin, url);
      await copied;
      return create(`TEMPLATE ${template} STRATEGY FILE_COPY`);
    },
    drop,
    async stop() {
      for (const which of there) drop(which);
      await Promise.all(dropped);
      await admin.end();
      await own?.stop();
    },
  };
}

const siblingOf = (url: string, name: string): string => {
  const sibling = new URL(url);
  sibling.pathname = `/${name}`;
  return sibling.href;
};

async function startedBy(run: string): Promise<string> {
  // A connection of its own: one that was kept from an earlier file could be closed at this moment.
  const asked = request(`${run}/postgres`, { agent: false }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const said = await text(answer);
  if (answer.statusCode !== 200) throw new Error(said);
  return said;
}

const template = 'badgeuse_migrated';

/** The database that the others are copied from: `openDatabase` runs every migration in it, once in a run. */
async function makeTemplate(admin: pg.Client, url: string): Promise<void> {
  const isMade = async () =>
    (await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [template])).rowCount === 1;
  // Another file may have come to it first: who holds the lock makes it, the others find it made.
  await admin.query('SELECT pg_advisory_lock(1)');
  try {
    if (await isMade()) return;
    const making = `${template}_soon`;
    await admin.query(`DROP DATABASE IF EXISTS ${making} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${making}`);
    const store = await openDatabase({ url: siblingOf(url, making), path: '' });
    await store.close();
    await admin.query(`ALTER DATABASE ${making} RENAME TO ${template}`);
  } finally {
    await admin.query('SELECT pg_advisory_unlock(1)');
  }
}
