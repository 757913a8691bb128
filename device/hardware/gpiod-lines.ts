import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { failure } from '../../shared/runtime/errors.ts';
import type { InputLine, LineChoice, Lines, OutputLine } from '../ports.ts';
import {
  edgeIn,
  type GpiodTools,
  holdArgs,
  insist,
  monitorArgs,
  probeGpiod,
  readArgs,
  setOff,
  unusable,
} from './gpiod-tools.ts';

/** While somebody else has the line. */
const retryMs = 100;

/**
 * Runs a program for as long as we live: a shell between us waits for the end of its input, which the kernel closes
 * however we end, and ends the program then. A line that nobody holds rests where the board pulls it.
 */
const whileWeLive = `
exec 3<&0
"$@" </dev/null 3<&- & held=$!
{ read -r never <&3; kill -9 $held; } 2>/dev/null & guard=$!
exec 3<&-
wait $held; ended=$?
kill $guard 2>/dev/null
exit $ended`;

const launch = ([program, args]: readonly [string, readonly string[]]): Launched => {
  const child = spawn('sh', ['-c', whileWeLive, 'sh', program, ...args], { stdio: 'pipe' });
  child.stdin.on('error', () => undefined);
  return child;
};
type Launched = ChildProcessWithoutNullStreams;

/** At once, also where nothing of this process runs any more before it waits. */
const endOf = (child: Launched): void => void child.stdin.destroy();

/** GPIO lines through the character device, by libgpiod's own programs. Throws `linesUnavailable`. */
export const createGpiodLines = (): Lines => {
  const probe = probeGpiod();
  if (probe.kind === 'none') throw failure('linesUnavailable', { detail: probe.why });
  const { tools } = probe;
  const outputs = new Map<number, Output>();
  const inputs = new Set<{ stop(): void }>();
  return {
    description: `gpiod ${tools.version} on ${tools.found.label}, ${tools.chip}`,
    output(choice) {
      mustBeOn(tools, choice);
      outputs.get(choice.line)?.letGo();
      const output = openOutput(tools, choice);
      outputs.set(choice.line, output);
      return output;
    },
    input(choice, changed) {
      mustBeOn(tools, choice);
      const input = openInput(tools, choice, changed);
      inputs.add(input);
      return input;
    },
    close() {
      for (const input of inputs) input.stop();
      inputs.clear();
      const failures = [...outputs.values()].flatMap((output) => output.letGo() ?? []);
      outputs.clear();
      if (failures.length > 0)
        throw new AggregateError(failures, 'not every line could be put off');
    },
  };
};

const mustBeOn = ({ found }: GpiodTools, { line, name }: LineChoice): void => {
  if (Number.isInteger(line) && line >= 0 && line < found.lineCount) return;
  throw failure('lineUnusable', { line, name, detail: `${found.label} has ${found.lineCount}` });
};

interface Output extends OutputLine {
  /** Off, and held by nobody; what went wrong, or null. */
  letGo(): unknown;
}

/** The version 1 program cannot change what it holds: each change is a new one, and between two the line rests. */
const openOutput = (tools: GpiodTools, choice: LineChoice): Output => {
  setOff(tools, choice);
  let wanted = false;
  let isOurs = true;
  let held: { readonly child: Launched; readonly on: boolean } | null = null;

  const hold = (): void => {
    if (!isOurs) return;
    const on = wanted;
    const child = launch(holdArgs(tools, choice, on ? 1 : 0));
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += String(chunk);
    });
    child.once('error', (error) => {
      throw unusable(choice, error.message);
    });
    child.once('exit', () => {
      const asked = held?.child !== child;
      if (!asked) held = null;
      if (!isOurs) return;
      // Ended by somebody else while it held a strike: the keeper ends, and the next one begins locked.
      if (!asked && choice.name === 'relay' && !/busy/i.test(said)) {
        throw unusable(choice, said.trim() || 'the program that held the line ended');
      }
      if (held === null) setTimeout(hold, asked ? 0 : retryMs);
    });
    held = { child, on };
  };
  const end = (): void => {
    const before = held;
    held = null;
    if (before) endOf(before.child);
  };
  hold();
  return {
    write(on) {
      wanted = on;
      // The next one begins when this one is gone.
      if (held !== null && held.on !== on) end();
    },
    read: () => wanted,
    letGo() {
      isOurs = false;
      end();
      try {
        setOff(tools, choice);
        return null;
      } catch (error) {
        return error;
      }
    },
  };
};

/** Between a reading and the first edge that is watched, an edge is lost: the line is read again, soon at first. */
const firstLookMs = 300;
const nextLookMs = 60_000;

/** A line that is watched cannot be read: what it says now is what its last edge said. */
const openInput = (
  tools: GpiodTools,
  choice: LineChoice,
  changed: (on: boolean) => void,
): InputLine => {
  let on = insist(choice, readArgs(tools, choice)).trim() === '1';
  let child: Launched | null = null;
  let look: NodeJS.Timeout;

  const take = (next: boolean): void => {
    if (next === on) return;
    on = next;
    changed(on);
  };
  const watch = (lookAgainMs: number): void => {
    const mine = launch(monitorArgs(tools, choice));
    child = mine;
    const ended = () => {
      if (child === mine) child = null;
    };
    mine.once('error', ended);
    mine.once('exit', ended);
    createInterface({ input: mine.stdout }).on('line', (line) => {
      const edge = edgeIn(line.trim());
      if (child === mine && edge !== null) take(edge);
    });
    look = setTimeout(readAgain, lookAgainMs);
  };
  const end = (): void => {
    const before = child;
    child = null;
    clearTimeout(look);
    if (before) endOf(before);
  };
  /** Throws `lineUnusable`; `read` tells it then. */
  const readAndWatch = (): void => {
    end();
    const next = insist(choice, readArgs(tools, choice)).trim() === '1';
    // Who moved it while nobody watched may be moving it still.
    watch(next === on ? nextLookMs : firstLookMs);
    take(next);
  };
  const readAgain = (): void => {
    try {
      readAndWatch();
    } catch {
      // Nobody watches now: whoever reads is told.
    }
  };
  watch(firstLookMs);
  return {
    read() {
      if (child === null) readAndWatch();
      return on;
    },
    stop: end,
  };
};
