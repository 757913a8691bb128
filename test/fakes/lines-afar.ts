import type { ChildProcess } from 'node:child_process';
import { expect } from '@jest/globals';
import type { LinesUnderTest } from '../contract/lines.ts';
import type { LinesQuestion } from './lines-process.ts';

type Question = LinesQuestion extends infer Q ? (Q extends unknown ? Omit<Q, 'id'> : never) : never;

interface Told {
  readonly id?: number;
  readonly changed?: number;
  readonly on?: boolean;
  readonly value?: unknown;
  readonly code?: string;
}

/** The lines of a `lines-process.ts`, and their electrical side, which is elsewhere. */
export const linesAfar = async (
  child: ChildProcess,
  description: string,
  wires: { level(line: number): 0 | 1; drive(line: number, level: 0 | 1): void },
): Promise<LinesUnderTest> => {
  const answers = new Map<number, (answer: Told) => void>();
  const listeners = new Map<number, (on: boolean) => void>();
  child.on('message', (message: Told) => {
    if (message.changed !== undefined) listeners.get(message.changed)?.(message.on === true);
    else answers.get(message.id ?? -1)?.(message);
  });
  let asked = 0;
  const ask = (question: Question) =>
    new Promise<unknown>((resolve, reject) => {
      asked += 1;
      answers.set(asked, ({ value, code }) =>
        code === undefined ? resolve(value) : reject(Object.assign(new Error(code), { code })),
      );
      child.send({ ...question, id: asked });
    });
  expect(await ask({ ask: 'describe' })).toBe(description);
  return {
    output: async (choice) => void (await ask({ ask: 'output', choice })),
    write: async (line, on) => void (await ask({ ask: 'write', line, on })),
    readOutput: async (line) => (await ask({ ask: 'readOutput', line })) === true,
    input: async (choice, changed) => {
      listeners.set(choice.line, changed);
      await ask({ ask: 'input', choice });
    },
    readInput: async (line) => (await ask({ ask: 'readInput', line })) === true,
    close: async () => void (await ask({ ask: 'close' })),
    energised: ({ line, activeLow }) => (wires.level(line) === 1) !== activeLow,
    drive: (line, on) => wires.drive(line, on ? 1 : 0),
    end: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    },
  };
};
