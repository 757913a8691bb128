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
  /** Undefined while it is away. */
  pid(): number | undefined;
  /** SIGKILL, as a power cut would. */
  kill(): Promise<void>;
  /** SIGSTOP: the connections stay, nobody answers. */
  freeze(): void;
  /** SIGHUP: reads its files again. */
  reload(): void;
  /** The same port again, nothing kept. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface MosquittoOptions {
  /** A free one when left out. */
  readonly port?: number;
  /** Instead of letting everybody in. */
  readonly passwordFile?: string;
  readonly aclFile?: string;
  /** Instead of both: the plugin, with this state. */
  readonly dynamicSecurityFile?: string;
  /** PEM files; the url is then mqtts. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
}

const dynamicSecurity = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/mosquitto_dynamic_security.so`;

/** A real broker of this machine. */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const dir = await mkdtemp(join(tmpdir(), 'mosquitto-'));
  const port = options.port ?? (await freePort());
  const config = join(dir, 'mosquitto.conf');
  const { passwordFile, aclFile, dynamicSecurityFile, tls } = options;
  const isOpen = passwordFile === undefined && dynamicSecurityFile === undefined;
  const lines = [
    `listener ${port} 127.0.0.1`,
    'set_tcp_nodelay true',
    'user root',
    `allow_anonymous ${isOpen}`,
    ...(passwordFile === undefined ? [] : [`password_file ${passwordFile}`]),
    ...(aclFile === undefined ? [] : [`acl_file ${aclFile}`]),
    ...(dynamicSecurityFile === undefined
      ? []
      : [`plugin ${dynamicSecurity}`, `plugin_opt_config_file ${dynamicSecurityFile}`]),
    ...(tls ? [`certfile ${tls.certFile}`, `keyfile ${tls.keyFile}`] : []),
    '',
  ];
  await writeFile(config, lines.join('\n'));
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
    url: `${tls ? 'mqtts' : 'mqtt'}://127.0.0.1:${port}`,
    port,
    dir,
    pid: () => child?.pid,
    kill,
    reload: () => child?.kill('SIGHUP'),
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
