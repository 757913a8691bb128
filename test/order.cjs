// The order in which jest runs the files where nothing is known of their durations yet, as in a fresh clone: by size
// alone the longest may begin when all others are through, and files that need the machine's one pcscd wait for each other.
const { default: Sequencer } = require('@jest/test-sequencer');

/** Longest first; between two that need pcscd is work enough that they do not meet. */
const first = [
  'simulation/simulation',
  'scenarios/reader-troubles',
  'faults/drain-through-kills',
  'web/axe',
  'faults/power-cut',
  'web/first-run-to-csv',
  'faults/put-back',
  'faults/kills',
  'cloud/place-exit',
  'scenarios/two-readers',
  'cloud/web/hostile-requests',
  'web/terminal-axe',
  'cloud/replicate',
  'cloud/ingest',
  'scripts/demo',
  'cloud/retry-dead-letter',
  'device/hardware/keeper-caps',
  'scenarios/point-of-sale',
  'device/locks/presets',
  'faults/full-disk',
  'cloud/repair',
  'scenarios/erasure',
  'scenarios/postgres-mosquitto',
  'faults/device-killed',
  'device/hardware/pcsc-reader',
];

module.exports = class Order extends Sequencer {
  sort(tests) {
    const place = ({ path }) => {
      const at = first.findIndex((name) => path.includes(`/test/${name}.test.`));
      return at < 0 ? first.length : at;
    };
    return [...super.sort(tests)].sort((a, b) => place(a) - place(b));
  }
};
