import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

// `npm run test:powercut -- --trials 200 [--synchronous=NORMAL]`, `npm run test:kills -- --kills 1000` and `npm run
// test:delivery-kills -- --kills 1000`: the same tests as in `npm test`, as often as asked for.
const root = fileURLToPath(new URL('../..', import.meta.url));
const [which = '', ...given] = process.argv.slice(2);
const { values } = parseArgs({
  args: given,
  options: {
    trials: { type: 'string' },
    kills: { type: 'string' },
    synchronous: { type: 'string', default: 'FULL' },
  },
});
const named = values.synchronous === 'NORMAL' ? 'synchronous=NORMAL' : 'the power goes';
const file = which === 'powercut' ? 'power-cut' : which;
const { build } = await import(pathToFileURL(join(root, 'scripts/set-up/build.js')).href);
await build(root, process.execPath);
const began = process.hrtime.bigint();
const ran = spawnSync(
  process.execPath,
  [
    ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
    ...[join(root, 'node_modules/jest/bin/jest.js'), '--runInBand', '--silent=false'],
    ...(which === 'powercut' ? ['--testNamePattern', named] : []),
    `test/faults/${file}.test.ts`,
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      ...(values.trials && { POWER_CUT_TRIALS: values.trials }),
      ...(values.kills && { KILLS: values.kills }),
    },
  },
);
console.log(`${Number((process.hrtime.bigint() - began) / 100_000_000n) / 10} s in all`);
process.exit(ran.status ?? 1);
