import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.js';
import { installNodePackages } from './node-packages.js';
import { SetUpError, warn } from './progress.js';
import { hardwarePackages, installPackages, testPackages } from './system-packages.js';
import { nodeToUse } from './which-node.js';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Makes a fresh clone ready to run: Debian packages, Node packages with Node 26 among them, the
 * build. Everything is checked first and done only where it is missing, so a second run takes
 * seconds.
 *
 * @param {{ forTests: boolean }} options
 * @returns {Promise<string>} the Node to go on with
 */
export async function setUp({ forTests }) {
  if (process.platform !== 'linux') {
    warn(
      'Badgeuse is made for Linux (Debian, Raspberry Pi OS); on this system parts of it will not run.',
    );
  }
  const missing = await installPackages(
    forTests ? [...hardwarePackages, ...testPackages] : hardwarePackages,
    forTests
      ? 'Going on without; the tests that need them will fail.'
      : 'Going on without; cards can be tapped with the simulated reader.',
  );
  const hardware = new Set(hardwarePackages.map((p) => p.name));
  await installNodePackages(
    root,
    missing.map((p) => p.name).filter((name) => hardware.has(name)),
  );
  const node = nodeToUse(root);
  await build(root, node);
  return node;
}

/** Says what went wrong and how to go on, and ends. */
export function giveUp(err) {
  if (err instanceof SetUpError) console.error(`\n${err.message}\n\n→ ${err.hint}`);
  else console.error(err);
  process.exit(1);
}
