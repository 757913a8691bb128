import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fetchTrouble, withoutFetches } from './fetch-trouble.js';
import { SetUpError, step, warn } from './progress.js';
import { run, tail } from './run.js';
import { keyOf, readStamp, writeStamp } from './stamp.js';

const stampOf = (root) => join(root, 'node_modules/.cache/badgeuse/packages.json');

/** The Node 26 that comes along as a package; null where none was made for this machine. */
export function nodeThatComesAlong(root) {
  const found = join(root, `node_modules/node-linux-${process.arch}`);
  return existsSync(join(found, 'bin/node')) ? found : null;
}

/**
 * Installs what package-lock.json says, and builds the native packages against the Node that comes
 * along. Native packages are optional: one that cannot be built is a warning, and is tried again
 * once the machine has changed.
 *
 * @param {string} root
 * @param {readonly string[]} missingSystemPackages
 */
export async function installNodePackages(root, missingSystemPackages) {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const installKey = keyOf([lock, process.arch]);
  const stamp = readStamp(stampOf(root));
  const installed = stamp?.key.startsWith(installKey) === true && nodeRuns(root);
  const buildKey = `${installKey} ${missingSystemPackages.join(',')}`;
  if (!installed) {
    await step('Installing the Node packages (a minute or two the first time)', (note) =>
      install(root, note),
    );
  }
  const built = installed && (stamp.key === buildKey || stamp.notes.length === 0);
  const failed = built ? stamp.notes : await buildNative(root, nativePackages(lock));
  linkCommand(root);
  if (!built) writeStamp(stampOf(root), buildKey, failed);
  if (failed.length > 0) {
    warn(
      `Without a card reader, GPIO lines or systemd: ${failed.join(', ')} could not be built here.
The demo runs all the same, with the simulated reader. \`npx badgeuse doctor\` says more.`,
    );
  }
}

/**
 * `npm install` and not `npm ci`: the latter refuses a lock file where a mirror does not carry the
 * optional binaries of other systems. The lock file decides the versions and their hashes all the
 * same, and is left as it is.
 */
async function install(root, note) {
  let hopeless = null;
  const done = await run('npm', ['install', '--ignore-scripts', '--no-save'], {
    cwd: root,
    env: { ...npmEnvironment(root, { brought: false }), npm_config_loglevel: 'http' },
    heard(line, stop) {
      const trouble = fetchTrouble(line);
      if (trouble?.isForGood) {
        hopeless ??= trouble;
        stop();
      } else if (trouble) note(`${trouble.what} ${trouble.hint}`);
    },
  });
  if (hopeless) throw new SetUpError(hopeless.what, hopeless.hint);
  if (!done.ok) {
    throw new SetUpError(
      `npm install failed:\n${tail(withoutFetches(done.output))}`,
      'Look at the message, then start again: what was fetched is kept.',
    );
  }
}

/** @returns {Promise<string[]>} the packages that could not be built */
async function buildNative(root, names) {
  return step(`Building the native packages (${names.join(', ')})`, async () => {
    if ((await rebuild(root, names)).ok) return [];
    const failed = [];
    for (const name of names) {
      if (!(await rebuild(root, [name])).ok) failed.push(name);
    }
    return failed;
  });
}

const rebuild = (root, names) =>
  run('npm', ['rebuild', '--ignore-scripts=false', ...names], {
    cwd: root,
    env: npmEnvironment(root, { brought: true }),
  });

/** The only ones whose install scripts run: they compile. All others ship what they need (`.npmrc`). */
const mayBuild = ['@pokusew/pcsclite', '@serialport/bindings', 'epoll', 'sd-notify', 'serialport'];

function nativePackages(lock) {
  const { packages } = JSON.parse(lock);
  return mayBuild.filter((name) => packages[`node_modules/${name}`]?.hasInstallScript);
}

/**
 * npm as it would run outside of any npm script. While packages are replaced, the machine's own
 * Node must do the work; for building, the one that comes along, whose headers are inside its
 * package (a `nodedir` in the person's own npm settings points at another Node's).
 */
function npmEnvironment(root, { brought }) {
  const ours = join(root, 'node_modules/.bin');
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((p) => p !== ours);
  const along = brought ? nodeThatComesAlong(root) : null;
  return {
    ...process.env,
    PATH: (along ? [ours, ...path] : path).join(delimiter),
    npm_config_loglevel: 'error',
    ...(along ? { npm_config_nodedir: along } : {}),
  };
}

/** Whether the installation is whole enough to start Node; an interrupted installation is not. */
function nodeRuns(root) {
  const hasPackages = existsSync(join(root, 'node_modules/.package-lock.json'));
  return hasPackages && (nodeThatComesAlong(root) !== null || ownNodeIsEnough());
}

const ownNodeIsEnough = () => Number(process.versions.node.split('.')[0]) >= 26;

/** So that `npx badgeuse …` works in the checkout. */
function linkCommand(root) {
  const link = join(root, 'node_modules/.bin/badgeuse');
  const command = join(root, 'scripts/badgeuse.js');
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync('../../scripts/badgeuse.js', link);
  if (existsSync(command)) chmodSync(command, 0o755);
}
