import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// `npm run test:gpio`: the contract of the lines on real kernel lines, which gpio-sim makes in a User-Mode Linux.
// The kernel is built once and kept; the guest sees this machine's files and cannot write them.
const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
const kernel = process.env.BADGEUSE_TEST_UML ?? join(cache, 'badgeuse', 'linux-uml-gpio-1');
const began = process.hrtime.bigint();
const seconds = () => Number((process.hrtime.bigint() - began) / 100_000_000n) / 10;

if (!existsSync(kernel)) {
  console.log(`building ${kernel}, once: some six minutes`);
  const built = spawnSync('bash', [join(here, 'build-kernel.sh'), kernel], { stdio: 'inherit' });
  if (built.status !== 0) process.exit(1);
  console.log(`built in ${seconds()} s`);
}

const folder = mkdtempSync(join(tmpdir(), 'badgeuse-uml-'));
const quoted = (/** @type {string} */ text) => `'${text.replaceAll("'", "'\\''")}'`;
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const args = [
  '--runInBand',
  '--cacheDirectory',
  '/dev/shm/jest',
  '--testMatch',
  '**/test/gpio/*.on-kernel.ts',
];
const command = [process.execPath, '--experimental-vm-modules', '--no-warnings', jest, ...args];
copyFileSync(join(here, 'init.sh'), join(folder, 'init.sh'));
chmodSync(join(folder, 'init.sh'), 0o755);
writeFileSync(
  join(folder, 'guest.env'),
  `guest_folder=${quoted(root)}\nguest_command=${quoted(command.map(quoted).join(' '))}\n`,
);
const options = ['mem=768M', 'root=none', 'rootfstype=hostfs', 'rootflags=/', 'ro', 'quiet'];
const ran = spawnSync(
  kernel,
  [...options, `init=${join(folder, 'init.sh')}`, 'con=null', 'con0=fd:0,fd:1'],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    timeout: 300_000,
    env: { ...process.env, TMPDIR: folder },
  },
);
rmSync(folder, { recursive: true, force: true });
process.stdout.write(ran.stdout ?? '');
const passed = /guest ended with 0\b/.test(ran.stdout ?? '');
console.log(`${passed ? 'passed' : 'FAILED'} on real kernel lines in ${seconds()} s`);
process.exit(passed ? 0 : 1);
