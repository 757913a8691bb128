// Taps as often as it is told, in a process of its own, under strace. Arguments: the folder, the number of taps.
import { fillCards, openBenchDevice } from './bench-device.ts';

const [folder = '', count = '0'] = process.argv.slice(2);
await fillCards(folder, 100);
const device = openBenchDevice(folder, { drives: () => true, unlockFor: () => undefined });
for (let n = 1; n <= Number(count); n++) device.tap(n % 100);
device.close();
