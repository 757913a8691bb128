import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** A PostgreSQL by itself: its own data folder, a free port on 127.0.0.1, gone afterwards. */
export interface TestPostgres {
  /** Of the database that every server has. */
  readonly url: string;
  /** Creates an empty database and answers its URL. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/**
 * On `disk` it is as durable as in production (`fsync`). In `memory` it promises the same to who commits
 * (`synchronous_commit`), and would keep it unless the machine itself went down, which no test makes it do: to wait for
 * the disk at each of some hundred databases took longer than the tests.
 */
export async function startPostgres(where: 'disk' | 'memory' = 'disk'): Promise<TestPostgres> {
  const bin = findBinaries();
  const owner = unprivileged();
  const folder = mkdtempSync(join(where === 'disk' ? tmpdir() : roomInMemory(), 'badgeuse-pg-'));
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  execFileSync(
    join(bin, 'initdb'),
    ['--no-sync', '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', ...language, '-D', data],
    { ...owner, stdio: 'pipe', cwd: folder },
  );
  const port = await freePort();
  const server = spawnServer(join(bin, 'postgres'), data, folder, port, owner, where);
  const url = (name: string) => `postgres://postgres@127.0.0.1:${port}/${name}`;
  await untilReady(url('postgres'), server);
  let databases = 0;
  return {
    url: url('postgres'),
    async createDatabase() {
      const name = `test_${++databases}`;
      const client = new pg.Client(url('postgres'));
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      return url(name);
    },
    async stop() {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      if (server.exitCode === null) {
        server.stdin?.end();
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Text that sorts as people do, as most servers do: what relies on code units must say so itself. */
const language = ['--locale=C', '--locale-provider=icu', '--icu-locale=en-US'];

/** A file system that is memory where it has room, as in a container it may not. */
export function roomInMemory(): string {
  const shared = '/dev/shm';
  if (!existsSync(shared)) return tmpdir();
  const { bavail, bsize } = statfsSync(shared);
  return bavail * bsize > 2 * 1_024 ** 3 ? shared : tmpdir();
}

/** Server and files live as long as the pipe to its shell: a test runner that is killed leaves nothing behind. */
function spawnServer(
  postgres: string,
  data: string,
  socketFolder: string,
  port: number,
  owner: Owner | undefined,
  where: 'disk' | 'memory',
): ChildProcess {
  const settings = [
    ['listen_addresses', '127.0.0.1'],
    ['port', String(port)],
    ['unix_socket_directories', socketFolder],
    ['max_connections', '200'],
    ['shared_buffers', '64MB'],
    ['log_min_messages', 'fatal'],
    ...(where === 'memory' ? [['fsync', 'off'] as const, ['max_wal_size', '256MB'] as const] : []),
  ].flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return spawn(
    '/bin/sh',
    [
      '-c',
      '"$@" & server=$!; cat >/dev/null; kill -INT $server; wait $server; rm -rf "$3"',
      'sh',
      postgres,
      '-D',
      data,
      ...settings,
    ],
    { ...owner, stdio: ['pipe', 'ignore', 'pipe'], cwd: socketFolder },
  );
}

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  let said = '';
  server.stderr?.on('data', (chunk) => {
    said += String(chunk);
  });
  for (let tries = 0; tries < 600 && server.exitCode === null; tries++) {
    const client = new pg.Client(url);
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error(`PostgreSQL does not answer: ${said}`);
}

type Owner = { readonly uid: number; readonly gid: number };

/** PostgreSQL refuses to run as root: Debian's package made a `postgres` account for it. */
function unprivileged(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Debian keeps the server's programs out of PATH, in a folder for each major version. */
function findBinaries(): string {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian) : [];
  const folders = [
    ...versions.sort((a, b) => Number(b) - Number(a)).map((v) => `${debian}/${v}/bin`),
    '/usr/local/bin',
    '/usr/bin',
  ];
  const found = folders.find((f) => existsSync(`${f}/initdb`) && existsSync(`${f}/postgres`));
  if (!found) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
  return found;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address
          ? resolve(address.port)
          : reject(new Error('no free port')),
      );
    });
  });
}
