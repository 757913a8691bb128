import { BadgeuseError } from '../../shared/runtime/errors.ts';
import { maskUidsIn } from '../../shared/runtime/mask-uids.ts';

/** What the command answers to a script. `denied` and `taken` (by the terminal) are answers, not failures. */
export const exitCodes = { failed: 1, wrongUsage: 2, denied: 3, taken: 4 } as const;

/** Says on standard error what happened and what to do; standard output stays data. */
export function tellError(err: unknown): void {
  if (err instanceof BadgeuseError) {
    tell(`${err.message}\n→ ${err.hint}\n`);
  } else if (err instanceof Error) {
    tell(`Something went wrong that nobody foresaw: ${err.stack ?? err.message}\n`);
  } else {
    tell(`${String(err)}\n`);
  }
}

/** Of a unit of systemd this is a log too. */
const tell = (text: string): void => void process.stderr.write(maskUidsIn(text));

/** Something to know although it went well. */
export const tellHint = (hint: string): void => void process.stderr.write(`→ ${hint}\n`);
