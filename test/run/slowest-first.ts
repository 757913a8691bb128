import { createRequire } from 'node:module';

// As CommonJS it is what its types say.
const { default: TestSequencer } = createRequire(import.meta.url)(
  '@jest/test-sequencer',
) as typeof import('@jest/test-sequencer');

/**
 * What takes longest, longest first: begun last, one of these would keep the run waiting for it alone. A fresh clone
 * has no times of an earlier run, and jest then goes by the length of the files, which says little: the simulation is
 * short to read.
 */
const slowest = [
  'test/simulation/simulation.test.ts',
  'test/faults/drain-through-kills.test.ts',
  'test/web/axe.test.ts',
  'test/faults/power-cut.test.ts',
  'test/web/first-run-to-csv.test.ts',
  'test/faults/kills.test.ts',
  'test/faults/put-back.test.ts',
  'test/web/terminal-axe.test.ts',
  'test/cloud/place-exit.test.ts',
  'test/scenarios/reader-troubles.test.ts',
  'test/cloud/replicate.test.ts',
  'test/cloud/web/hostile-requests.test.ts',
  'test/device/hardware/keeper-caps.test.ts',
  'test/device/locks/presets.test.ts',
  'test/device/list-file.test.ts',
  'test/scenarios/point-of-sale.test.ts',
  'test/scenarios/two-readers.test.ts',
  'test/cloud/ingest.test.ts',
  'test/scripts/demo.test.ts',
];

type Tests = Parameters<InstanceType<typeof TestSequencer>['sort']>[0];

const rankOf = (path: string): number => {
  const rank = slowest.findIndex((slow) => path.endsWith(`/${slow}`));
  return rank === -1 ? slowest.length : rank;
};

// biome-ignore lint/style/noDefaultExport: jest takes the default export.
export default class SlowestFirst extends TestSequencer {
  override async sort(tests: Tests) {
    return [...(await super.sort(tests))].sort((a, b) => rankOf(a.path) - rankOf(b.path));
  }
}
