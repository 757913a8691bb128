import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { nodeThatComesAlong } from './node-packages.js';
import { SetUpError } from './progress.js';

export const neededMajor = 26;

const isEnough = (version) => Number(version.replace(/^v/, '').split('.')[0]) >= neededMajor;

/**
 * The Node everything runs on: the one that comes along, else the one running now where it is new
 * enough.
 *
 * @param {string} root
 * @returns {string} its path
 */
export function nodeToUse(root) {
  const along = nodeThatComesAlong(root);
  if (along !== null) {
    const node = join(along, 'bin/node');
    const asked = spawnSync(node, ['--version'], { encoding: 'utf8' });
    if (asked.status === 0 && isEnough(asked.stdout)) return node;
  }
  if (isEnough(process.versions.node)) return process.execPath;
  throw new SetUpError(
    `This is Node ${process.versions.node} on ${process.platform}-${process.arch}; Badgeuse needs Node ${neededMajor} or newer.`,
    'On 64-bit Linux with glibc it is brought along: run `npm start`. Elsewhere install Node 26 first.',
  );
}
