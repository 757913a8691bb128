import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { AckMessage, HelloMessage } from '../../shared/wire/messages.ts';
import type { Ingest, Received } from '../ports/journal.ts';
import type { Tickets } from '../store/turn.ts';
import type { Sender } from './ingest.ts';
import { type PackedBatch, packBatch } from './packed-batch.ts';
import { readJournal } from './read-journal.ts';

/** What the thread is given to begin with. */
export interface IngestWork {
  /** The store's file. */
  readonly path: string;
  readonly tickets: Tickets;
}

export type Asked =
  | { readonly kind: 'batch'; readonly from: Sender; readonly packed: PackedBatch }
  | { readonly kind: 'journal'; readonly from: Sender; readonly payload: Uint8Array }
  | {
      readonly kind: 'hello';
      readonly device: string;
      readonly hello: HelloMessage;
      readonly receivedAt: number;
    }
  /** Answered with nothing, as soon as the thread comes to it. */
  | { readonly kind: 'ping' };
export type ToThread = { readonly id: number; readonly asked: Asked } | 'stop';
export type FromThread =
  | 'ready'
  | { readonly id: number; readonly answer: AckMessage | readonly AckMessage[] }
  | { readonly id: number; readonly failed: ErrorParts };
/** What is left of an error that goes from thread to thread: a clone loses its code. */
export interface ErrorParts {
  readonly message: string;
  readonly code: string | undefined;
  readonly stack: string | undefined;
}

type Answered = Exclude<FromThread, 'ready'>;

export interface IngestThread extends Ingest {
  /** Whether it has begun: what is given before waits until it has. */
  isReady(): boolean;
  /** Resolves when the thread comes to it. */
  answers(): Promise<void>;
  /** Ends it when all that was given is answered. */
  stop(): Promise<void>;
}

/** `.js` when built, `.ts` when run from source. */
const entry = new URL(
  `./ingest-worker${extname(new URL(import.meta.url).pathname)}`,
  import.meta.url,
);

/**
 * The same ingest in a thread of its own, with a connection of its own to the SQLite store: a batch is read and
 * checked here while the one before it is stored there, and pages are made meanwhile.
 *
 * An error nobody caught there ends the process, as it would here: the thread may have had the turn to write.
 */
export function startIngestThread(work: IngestWork): IngestThread {
  const worker = new Worker(entry, { workerData: work });
  const ended = new Promise<void>((resolve) => worker.on('exit', () => resolve()));
  const waiting = new Map<number, PromiseWithResolvers<Answered>>();
  let asked = 0;
  let isReady = false;
  let isAllAnswered: (() => void) | null = null;

  worker.on('message', (said: FromThread) => {
    if (said === 'ready') {
      isReady = true;
      return;
    }
    waiting.get(said.id)?.resolve(said);
    waiting.delete(said.id);
    if (waiting.size === 0) isAllAnswered?.();
  });
  // Who waits for an answer keeps the process; a thread that only waits itself does not.
  worker.unref();

  async function ask<T extends AckMessage | readonly AckMessage[]>(what: Asked): Promise<T> {
    const id = ++asked;
    const answer = Promise.withResolvers<Answered>();
    waiting.set(id, answer);
    worker.ref();
    worker.postMessage({ id, asked: what } satisfies ToThread);
    const said = await answer.promise;
    if (waiting.size === 0) worker.unref();
    if ('failed' in said) throw errorOf(said.failed);
    return said.answer as T;
  }

  return {
    journal({ payload, ...from }: Received) {
      const read = readJournal(payload);
      const packed = read.ok && 'batch' in read.value ? packBatch(read.value) : null;
      return ask(packed ? { kind: 'batch', from, packed } : { kind: 'journal', from, payload });
    },
    hello: (device, hello, receivedAt) => ask({ kind: 'hello', device, hello, receivedAt }),
    isReady: () => isReady,
    answers: async () => void (await ask({ kind: 'ping' })),
    async stop() {
      worker.ref();
      if (waiting.size > 0)
        await new Promise<void>((resolve) => {
          isAllAnswered = resolve;
        });
      worker.postMessage('stop' satisfies ToThread);
      await ended;
    },
  };
}

function errorOf({ message, code, stack }: ErrorParts): Error {
  const err = Object.assign(new Error(message), code === undefined ? {} : { code });
  if (stack !== undefined) err.stack = stack;
  return err;
}
