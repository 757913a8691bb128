import { appendFileSync, existsSync, readFileSync } from 'node:fs';

export interface ErasedLine {
  readonly memberId: string;
  readonly askedAt: number;
  readonly askedBy: string;
  /** What they owed was settled. */
  readonly settled?: true;
}

/** Who was erased, beside the store and not in it: ids alone, which name nobody once the store forgot them. */
export interface ErasedFile {
  add(line: ErasedLine): void;
  read(): readonly ErasedLine[];
}

export function openErasedFile(path: string): ErasedFile {
  return {
    // What was cut off before it stays a line of its own.
    add: (line) =>
      appendFileSync(path, `\n${JSON.stringify(line)}\n`, { mode: 0o600, flush: true }),
    read: () =>
      existsSync(path)
        ? readFileSync(path, 'utf8')
            .split('\n')
            // One may have been cut off in the middle.
            .flatMap((line) => (line.endsWith('}') ? [JSON.parse(line) as ErasedLine] : []))
        : [],
  };
}
