import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { SetUpError, step } from './progress.js';
import { run, tail } from './run.js';
import { filesBelow, isStamped, keyOfFiles, writeStamp } from './stamp.js';

const folders = ['shared', 'device', 'cloud', 'scripts'];
const compiled = new Set(['.ts', '.tsx']);
/** The stamp lies in what it vouches for: without dist/ there is no stamp. */
const stampOf = (root) => join(root, 'dist/.built.json');

/**
 * Compiles to dist/ when a source changed since the last time; what is not compiled (styles,
 * pictures, fonts) is copied beside it.
 *
 * @param {string} root
 * @param {string} node the Node to run the compiler with
 * @returns {Promise<boolean>} whether there was something to do
 */
export async function build(root, node) {
  const sources = filesBelow(root, folders);
  const key = keyOfFiles([
    ...sources,
    join(root, 'tsconfig.json'),
    join(root, 'package-lock.json'),
  ]);
  if (isStamped(stampOf(root), key)) return false;
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  if (!existsSync(tsc)) {
    throw new SetUpError(
      'The compiler is not installed yet.',
      'Run `npm start` once: it installs everything.',
    );
  }
  await holding(join(root, '.cache/build.lock'), async () => {
    if (isStamped(stampOf(root), key)) return; // somebody else just built it
    await step('Building', () => compile(root, node, tsc, sources, key));
  });
  return true;
}

async function compile(root, node, tsc, sources, key) {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const done = await run(node, [tsc, '-p', join(root, 'scripts/tsconfig.build.json')], {
    cwd: root,
  });
  if (!done.ok) {
    throw new SetUpError(
      `The sources do not compile:\n${tail(done.output)}`,
      'If you changed something, mend it; `npm run check` says the same. Otherwise: git status.',
    );
  }
  for (const file of sources.filter((f) => !compiled.has(extname(f)))) {
    const target = join(root, 'dist', relative(root, file));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(file, target);
  }
  writeStamp(stampOf(root), key);
}

/** Two commands started at once must not build into the same folder. */
async function holding(lock, work) {
  mkdirSync(dirname(lock), { recursive: true });
  while (!taken(lock)) await new Promise((resolve) => setTimeout(resolve, 100));
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Takes the lock; one whose owner died in the middle is nobody's. */
function taken(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (err) {
    if (err.code !== 'EEXIST') throw err;
    if (!isAlive(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function isAlive(lock) {
  try {
    const owner = Number(readFileSync(lock, 'utf8'));
    if (owner > 0) process.kill(owner, 0);
    return true; // without a number it is just being written
  } catch (err) {
    return err.code === 'EPERM';
  }
}
