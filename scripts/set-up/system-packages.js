import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetUpError, step, warn } from './progress.js';
import { run, tail } from './run.js';

/**
 * What Debian brings. `command` names a program that will do as well, however it was installed.
 *
 * @typedef {{ name: string, why: string, command?: string }} SystemPackage
 */

/**
 * For a card reader, GPIO lines and systemd; without them the demo runs with the simulated reader.
 */
export const hardwarePackages = [
  { name: 'pcscd', why: 'the reader daemon', command: 'pcscd' },
  { name: 'libccid', why: 'drivers for USB readers' },
  { name: 'libatomic1', why: 'Node 26 is linked with it' },
  { name: 'libpcsclite-dev', why: 'to build nfc-pcsc' },
  { name: 'libsystemd-dev', why: 'to build sd-notify' },
  { name: 'g++', why: 'to build the native packages', command: 'g++' },
  { name: 'make', why: 'to build the native packages', command: 'make' },
  { name: 'python3', why: 'to build the native packages', command: 'python3' },
];

/** The real parts the tests run against. */
export const testPackages = [
  { name: 'vsmartcard-vpcd', why: 'a virtual reader behind the real pcscd' },
  { name: 'mosquitto', why: 'a real MQTT broker', command: 'mosquitto' },
  { name: 'mosquitto-clients', why: 'its own clients', command: 'mosquitto_sub' },
  { name: 'postgresql', why: 'a real PostgreSQL' },
  { name: 'chromium', why: 'a real browser', command: 'chromium' },
  { name: 'libreoffice-calc-nogui', why: 'a real spreadsheet', command: 'soffice' },
  { name: 'poppler-utils', why: 'to look at PDFs', command: 'pdftoppm' },
  { name: 'strace', why: 'to count fsync calls', command: 'strace' },
  { name: 'fuse3', why: 'a simulated /sys/class/gpio', command: 'fusermount3' },
  { name: 'libfuse3-dev', why: 'to build the simulated /sys/class/gpio' },
  { name: 'pkg-config', why: 'to build the simulated /sys/class/gpio', command: 'pkg-config' },
  { name: 'systemd', why: 'to check the units', command: 'systemd-analyze' },
  { name: 'polkitd', why: 'to check the polkit rule' },
  { name: 'nbdkit', why: 'a disk whose power can be cut', command: 'nbdkit' },
  { name: 'libnbd-bin', why: 'a disk whose power can be cut', command: 'nbdfuse' },
  { name: 'e2fsprogs', why: 'a file system on that disk', command: 'mkfs.ext4' },
  { name: 'mount', why: 'to mount that disk', command: 'mount' },
  { name: 'procps', why: 'to look at processes', command: 'ps' },
];

/** Services Debian starts on installing them; the tests start their own on ports of their own. */
const servicesNotNeeded = ['mosquitto', 'postgresql'];

/** @param {readonly SystemPackage[]} wanted */
export async function missingPackages(wanted) {
  const asked = await run('dpkg-query', [
    '--show',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query fills it in
    '--showformat=${Package} ${db:Status-Status}\n',
    ...wanted.map((p) => p.name),
  ]);
  const installed = new Set(
    asked.output.split('\n').flatMap((line) => {
      const [name, status] = line.split(' ');
      return status === 'installed' ? [name] : [];
    }),
  );
  return wanted.filter((p) => !installed.has(p.name) && !(p.command && onPath(p.command)));
}

/**
 * Installs what is missing, after saying what; as root or with sudo, and otherwise says the one
 * line to run. Never throws: what cannot be had is a warning here and an exact message where it is
 * missed.
 *
 * @param {readonly SystemPackage[]} wanted
 * @param {string} without what happens without them
 * @returns {Promise<readonly SystemPackage[]>} what is still missing
 */
export async function installPackages(wanted, without) {
  const missing = await missingPackages(wanted);
  if (missing.length === 0) return [];
  const names = missing.map((p) => p.name);
  console.error('These Debian packages are missing and will be installed:');
  for (const p of missing) console.error(`    ${p.name.padEnd(18)} ${p.why}`);
  const line = `apt-get install --yes --no-install-recommends ${names.join(' ')}`;
  const how = await howToBecomeRoot();
  if (!onPath('apt-get') || how === null) {
    warn(
      onPath('apt-get')
        ? `They need an administrator. Run this line once, then start again:\n    sudo ${line}\n${without}`
        : `There is no apt-get on this machine: install what corresponds to them.\n${without}`,
    );
    return missing;
  }
  try {
    await aptInstall(how, names);
    await stopServices(how, names);
  } catch (err) {
    if (!(err instanceof SetUpError)) throw err;
    warn(`${err.message}\n${err.hint}\n${without}`);
  }
  return missingPackages(wanted);
}

/**
 * @returns {Promise<readonly string[] | null>} what to put before a command; null where there is no
 * way
 */
async function howToBecomeRoot() {
  if (process.getuid?.() === 0) return [];
  if (!onPath('sudo')) return null;
  if ((await run('sudo', ['--non-interactive', 'true'])).ok) return ['sudo', '--non-interactive'];
  if (!process.stdin.isTTY) return null;
  console.error('sudo will ask for your password, to install these packages and for nothing else.');
  return (await run('sudo', ['--validate'], { show: true })).ok ? ['sudo'] : null;
}

async function aptInstall(asRoot, names) {
  const apt = async (...args) => {
    const [command, ...rest] = [
      ...asRoot,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      '-o',
      'DPkg::Lock::Timeout=300',
      ...args,
    ];
    const done = await run(command, rest);
    if (!done.ok) {
      throw new SetUpError(
        `apt-get ${args[0]} failed:\n${tail(done.output)}`,
        `Look at the message, then run: sudo apt-get install ${names.join(' ')}`,
      );
    }
  };
  await step('Fetching the list of Debian packages', () => apt('update'));
  await step(`Installing ${names.length} Debian packages`, async () => {
    // an installation that was interrupted leaves packages unpacked and not configured
    const [command, ...rest] = [...asRoot, 'dpkg', '--configure', '-a', '--force-confold'];
    await run(command, rest, {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    await apt('install', '--yes', '--no-install-recommends', ...names);
  });
}

/** A broker that Debian just started would sit on the port the demo wants. */
async function stopServices(asRoot, names) {
  const services = servicesNotNeeded.filter((name) => names.includes(name));
  if (services.length === 0 || !onPath('systemctl')) return;
  const [command, ...rest] = [...asRoot, 'systemctl', 'disable', '--now', ...services];
  await run(command, rest); // fails where systemd does not run, and there they were not started either
}

/** Whether a program can be run; the folders of administrators count, pcscd lives there. */
function onPath(program) {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
