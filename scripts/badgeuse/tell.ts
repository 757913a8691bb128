import { BadgeuseError } from '../../shared/runtime/errors.ts';

/** What the command answers to a script. `denied` and `taken` (by the terminal) are answers, not failures. */
export const exitCodes = { failed: 1, wrongUsage: 2, denied: 3, taken: 4 } as const;

/** Says on standard error what happened and what to do; standard output stays data. */
export function tellError(err: unknown): void {
  if (err instanceof BadgeuseError) {
    process.stderr.write(`${err.message}\n→ ${err.hint}\n`);
  } else if (err instanceof Error) {
    process.stderr.write(`Something went wrong that nobody foresaw: ${err.stack ?? err.message}\n`);
  } else {
    process.stderr.write(`${String(err)}\n`);
  }
}

/** Something to know although it went well. */
export const tellHint = (hint: string): void => void process.stderr.write(`→ ${hint}\n`);
