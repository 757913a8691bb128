import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { errorCodeOf } from '../../shared/runtime/errors.ts';
import { systemTimers } from '../../shared/runtime/system-clock.ts';
import { createPairing } from '../pairing/pair-passages.ts';
import { checkpointRarely, openBeside } from '../store/database.ts';
import { joinWhenQuiet } from '../store/join-when-quiet.ts';
import { createIngest, type StoreIngest } from './ingest.ts';
import type { Asked, ErrorParts, FromThread, IngestWork, ToThread } from './ingest-thread.ts';
import { unpackBatch } from './packed-batch.ts';

/** Of this thread alone: who waits for a page waits for a person, who sends a backlog for a machine. */
const niceness = 5;

/** The thread that stores what devices send. */
async function work({ path, tickets }: IngestWork): Promise<void> {
  if (!parentPort) throw new Error('this file is for a thread of its own');
  const port = parentPort;
  setPriority(0, niceness);
  const database = await openBeside(path, tickets);
  if (database.sqlite) checkpointRarely(database.sqlite);
  const ingest = createIngest(database, createPairing({ remember: true }));
  const joining = joinWhenQuiet(database, systemTimers);

  async function answer(id: number, asked: Asked): Promise<Exclude<FromThread, 'ready'>> {
    try {
      const said = await take(ingest, asked);
      joining.wrote();
      return { id, answer: said };
    } catch (err) {
      return { id, failed: partsOf(err) };
    }
  }

  port.on('message', (told: ToThread) => {
    if (told === 'stop') void end();
    else void answer(told.id, told.asked).then((said) => port.postMessage(said));
  });

  port.postMessage('ready' satisfies FromThread);

  async function end(): Promise<void> {
    await joining.stop();
    await database.close();
    port.close();
  }
}

async function take(ingest: StoreIngest, asked: Asked) {
  if (asked.kind === 'ping') return [];
  if (asked.kind === 'batch') return ingest.batch(asked.from, unpackBatch(asked.packed));
  if (asked.kind === 'hello') return ingest.hello(asked.device, asked.hello, asked.receivedAt);
  return ingest.journal({ ...asked.from, payload: Buffer.from(asked.payload) });
}

const partsOf = (err: unknown): ErrorParts => ({
  message: err instanceof Error ? err.message : String(err),
  code: errorCodeOf(err),
  stack: err instanceof Error ? err.stack : undefined,
});

await work(workerData as IngestWork);
