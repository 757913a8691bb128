import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SignedConfig } from '../../shared/wire/signed.ts';
import type { DeviceOrder } from './device-process.ts';

export const here = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
export const keeperEntry = here('device/keeper-main.ts');
export const deviceScript = here('test/fakes/device-process.ts');

type Door = SignedConfig['doors'][number];
export const frontDoor = (changes: Partial<Door> = {}): Door => ({
  id: 'front',
  name: 'Front',
  line: 17,
  activeLow: false,
  unlockMs: 3_000,
  capMs: 10_000,
  ...changes,
});

export const isRunning = (pid: number) => existsSync(`/proc/${pid}/exe`);
const childrenOf = (pid: number): readonly number[] => {
  const file = `/proc/${pid}/task/${pid}/children`;
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number);
};

interface Told {
  readonly moved?: string;
  readonly to?: string;
  readonly heard?: string;
  readonly input?: string;
  readonly on?: boolean | null;
  readonly value?: unknown;
  readonly code?: string;
}

/** A device process, what it tells, and what its relay does. */
export const startDevice = (process: ChildProcess) => {
  const moves: string[] = [];
  const heard: string[] = [];
  const answers: ((answer: Told) => void)[] = [];
  process.on('message', (message: Told) => {
    if (message.moved !== undefined) moves.push(`${message.moved} ${message.to}`);
    else if (message.heard !== undefined) {
      heard.push(`${message.heard} ${message.input} ${message.on}`);
    } else answers.shift()?.(message);
  });
  const pid = process.pid ?? -1;
  return {
    pid,
    moves,
    /** `front contact true` */
    heard,
    ask: (order: DeviceOrder) =>
      new Promise<unknown>((resolve, reject) => {
        answers.push(({ value, code }) =>
          code === undefined ? resolve(value) : reject(Object.assign(new Error(code), { code })),
        );
        process.send(order);
      }),
    keeper: () => childrenOf(pid)[0] ?? -1,
    kill: async (signal: NodeJS.Signals) => {
      if (process.exitCode !== null || process.signalCode !== null) return;
      const gone = new Promise((resolve) => process.once('exit', resolve));
      process.kill(signal);
      await gone;
    },
  };
};

export type DeviceUnderTest = ReturnType<typeof startDevice>;
