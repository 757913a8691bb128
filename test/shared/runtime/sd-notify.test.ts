import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { connectSystemd } from '../../../shared/runtime/sd-notify.ts';
import { waitUntil } from '../../parts/wait-for.ts';

jest.setTimeout(30_000);

const module = fileURLToPath(new URL('../../../shared/runtime/sd-notify.ts', import.meta.url));
/** Node has no datagram sockets for Unix paths; Debian's perl does, and writes one datagram a line. */
const receiver = `
  use IO::Socket::UNIX; use Socket;
  my $s = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => $ARGV[0]) or die $!;
  open my $out, '>', $ARGV[1]; $out->autoflush(1);
  while (defined $s->recv(my $d, 4096)) { $d =~ s/\\n/ /g; print $out "$d\\n"; }
`;

let folder: string;
let listener: ChildProcess;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'badgeuse-notify-'));
  listener = spawn('perl', ['-e', receiver, join(folder, 'notify'), join(folder, 'heard')]);
  await waitUntil(() => existsSync(join(folder, 'heard')));
});
afterEach(async () => {
  const gone = new Promise((resolve) => listener.once('exit', resolve));
  listener.kill('SIGKILL');
  await gone;
  rmSync(folder, { recursive: true, force: true });
});

test('systemd hears status, ready, watchdog and stopping', async () => {
  const script = `
    const { connectSystemd } = await import(${JSON.stringify(module)});
    const systemd = await connectSystemd();
    systemd.ready('Two readers,\\none door');
    systemd.watchdog();
    systemd.stopping();
    process.stdout.write(String(systemd.watchdogMs));
  `;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, NOTIFY_SOCKET: join(folder, 'notify'), WATCHDOG_USEC: '30000000' },
    encoding: 'utf8',
  });
  expect(printed).toBe('15000');
  const heard = () => readFileSync(join(folder, 'heard'), 'utf8');
  await waitUntil(() => heard().includes('STOPPING=1'));
  expect(heard()).toMatch(
    /STATUS=Two readers, one door\s[\s\S]*READY=1[\s\S]*WATCHDOG=1[\s\S]*STOPPING=1/,
  );
});

test('without systemd nothing happens, and nothing is loaded', async () => {
  const systemd = await connectSystemd({});
  systemd.ready('nobody listens');
  systemd.watchdog();
  expect(systemd.watchdogMs).toBeNull();
});

test('a watchdog meant for another process is not ours', async () => {
  const env = {
    NOTIFY_SOCKET: join(folder, 'notify'),
    WATCHDOG_USEC: '30000000',
    WATCHDOG_PID: '1',
  };
  expect((await connectSystemd(env)).watchdogMs).toBeNull();
});
