import { parentPort, workerData } from 'node:worker_threads';
import { giveWay } from '../../shared/runtime/give-way.ts';
import { download } from './venue-cloud.ts';
import type { LoadSaid, LoadWork } from './venue-load.ts';
import { sendBacklog } from './venue-readers.ts';

const dayMs = 86_400_000;
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** The thread of the readers, and of whoever exports the year. */
async function work({ door, backlogs, now, longestMs }: LoadWork): Promise<void> {
  if (!parentPort) throw new Error('this file is for a thread of its own');
  const port = parentPort;
  const say = (said: LoadSaid) => port.postMessage(said);
  giveWay();
  const startedAt = performance.now();
  const isInTime = () => performance.now() - startedAt <= longestMs;
  let areSent = false;
  let punches = 0;
  let exports = 0;

  async function send(): Promise<void> {
    const acked = (more: number) => {
      punches += more;
    };
    await Promise.all(backlogs.map((one) => sendBacklog(one, door.mqttUrl, acked, isInTime)));
    areSent = true;
  }

  async function exportAgain(): Promise<void> {
    const isOver = () => areSent || !isInTime();
    const year = `for=machine&from=${dayOf(now - 380 * dayMs)}&to=${dayOf(now - 15 * dayMs)}`;
    while (!isOver()) {
      const begunAt = performance.now();
      const lines = await download(door, `/rapport/badgeuse.csv?${year}`, isOver);
      if (lines === null) break;
      exports++;
      const seconds = (performance.now() - begunAt) / 1_000;
      say({ tell: `exported ${lines.toLocaleString('en')} lines in ${seconds.toFixed(1)} s` });
    }
  }

  await Promise.all([exportAgain(), send()]);
  say({ punches, exports });
  port.close();
}

await work(workerData as LoadWork);
