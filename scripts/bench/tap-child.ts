// Taps as often as it is told, in a process of its own: under strace, or to see how its memory grows.
// Arguments: the folder, the number of taps. Prints resident bytes after a tenth of them and at the end.
import { fillCards, openBenchDevice } from './bench-device.ts';

const [folder = '', count = '0'] = process.argv.slice(2);
const taps = Number(count);
await fillCards(folder, 100);
const device = openBenchDevice(folder, { drives: () => true, unlockFor: () => undefined });
const seen: number[] = [];
for (let n = 1; n <= taps; n++) {
  device.tap(n % 100);
  if (n % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
  if (n === Math.ceil(taps / 10) || n === taps) seen.push(process.memoryUsage.rss());
}
device.close();
process.stdout.write(`${JSON.stringify(seen)}\n`);
