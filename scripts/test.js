// `npm test`: makes this machine ready, then checks types, style and the dependency rule, then runs
// every test on the real parts. What follows `--` goes to jest: `npm test -- test/shared`. Plain
// JavaScript, as start.js.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { giveUp, root, setUp } from './set-up/set-up.js';

const longestMs = 25 * 60_000;

/** Runs a part of the tests on the terminal; answers whether it was green. */
function runShown(node, args, env) {
  return new Promise((resolve) => {
    const child = spawn(node, args, { cwd: root, env, stdio: 'inherit', detached: false });
    const limit = setTimeout(() => {
      console.error(`\nStopped after ${longestMs / 60_000} minutes.`);
      child.kill('SIGKILL');
    }, longestMs);
    child.on('exit', (code) => {
      clearTimeout(limit);
      resolve(code === 0);
    });
  });
}

/** @returns {{ passed: number, failed: number }} a file that could not run counts as one failure */
function countsOf(file) {
  try {
    const found = JSON.parse(readFileSync(file, 'utf8'));
    return {
      passed: found.numPassedTests,
      failed: found.numFailedTests + found.numRuntimeErrorTestSuites,
    };
  } catch {
    return { passed: 0, failed: 1 }; // jest never got as far as writing it
  }
}

try {
  const node = await setUp({ forTests: true });
  const env = {
    ...process.env,
    PATH: [dirname(node), join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
    NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
  };
  const bin = (path) => join(root, 'node_modules', path);
  console.log('\nTypes, style and the dependency rule (npm run check)');
  const checks = [
    [bin('typescript/bin/tsc'), '--noEmit'],
    [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'],
    [
      bin('dependency-cruiser/bin/dependency-cruise.mjs'),
      ...['shared', 'device', 'cloud', 'scripts', '--config', '.dependency-cruiser.cjs'],
    ],
  ];
  let redChecks = 0;
  for (const check of checks) redChecks += (await runShown(node, check, env)) ? 0 : 1;

  const scratch = mkdtempSync(join(tmpdir(), 'badgeuse-test-'));
  const results = join(scratch, 'results.json');
  // Most tests wait for a disk, a broker or a browser: two at once pay even on two cores.
  const workers = Math.max(2, availableParallelism() - 1);
  const jestGreen = await runShown(
    node,
    [
      bin('jest/bin/jest.js'),
      ...['--json', `--outputFile=${results}`, `--maxWorkers=${workers}`],
      `--testSequencer=${join(root, 'test/order.cjs')}`,
      ...process.argv.slice(2),
    ],
    env,
  );
  const { passed, failed } = countsOf(results);
  rmSync(scratch, { recursive: true, force: true });
  if (redChecks > 0) console.error(`\nnpm run check is red (${redChecks} of 3): see above.`);
  console.log(`\n${passed} passed, ${failed + redChecks} failed`);
  process.exit(jestGreen && redChecks === 0 && passed > 0 && failed === 0 ? 0 : 1);
} catch (err) {
  giveUp(err);
}
