import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryConnect } from './wait-for.ts';

export interface Mosquitto {
  readonly url: string;
  readonly port: number;
  readonly dir: string;
  /** SIGKILL, as a power cut would. */
  kill(): Promise<void>;
  /** SIGSTOP: the connections stay, nobody answers. */
  freeze(): void;
  /** The same port again, nothing kept. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A real broker on a free port of this machine, open to all unless given lines `user:hash` of a password file. */
export async function startMosquitto(passwords: readonly string[] = []): Promise<Mosquitto> {
  const dir = await mkdtemp(join(tmpdir(), 'mosquitto-'));
  const port = await freePort();
  const config = join(dir, 'mosquitto.conf');
  const passwordFile = join(dir, 'passwords');
  await writeFile(passwordFile, `${passwords.join('\n')}\n`);
  const access =
    passwords.length > 0
      ? ['allow_anonymous false', `password_file ${passwordFile}`]
      : ['allow_anonymous true'];
  await writeFile(
    config,
    [`listener ${port} 127.0.0.1`, 'set_tcp_nodelay true', 'user root', ...access, ''].join('\n'),
  );
  let child: ChildProcess | null = null;
  const start = async () => {
    child = spawn('/usr/sbin/mosquitto', ['-c', config], { stdio: 'ignore' });
    await tryConnect(port);
  };
  const kill = async () => {
    const dying = child;
    child = null;
    if (!dying || dying.exitCode !== null) return;
    const gone = once(dying, 'exit');
    dying.kill('SIGKILL');
    await gone;
  };
  await start();
  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    dir,
    kill,
    freeze: () => child?.kill('SIGSTOP'),
    restart: async () => {
      await kill();
      await start();
    },
    stop: async () => {
      await kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
