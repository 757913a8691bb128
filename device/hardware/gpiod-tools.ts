import { spawnSync } from 'node:child_process';
import { failure } from '../../shared/runtime/errors.ts';
import type { LineChoice } from '../ports.ts';
import { type GpioChip, headerChip } from './gpio-chip.ts';

/**
 * libgpiod's own programs, which drive lines through the character device where a kernel has no /sys/class/gpio.
 * Versions 1 (Debian 12) and 2 (Debian 13) take different arguments; what they say is the same enough.
 */
export type GpiodVersion = 1 | 2;

export interface GpiodTools {
  readonly version: GpiodVersion;
  /** `gpiochip0` */
  readonly chip: string;
  readonly found: Omit<GpioChip, 'base'>;
}

/** An answer from a program, or what it said was wrong; `absent`: it is not installed. */
type Said = { readonly out: string } | { readonly wrong: string; readonly absent: boolean };

const patienceMs = 5_000;

export const runTool = (program: string, args: readonly string[]): Said => {
  const ran = spawnSync(program, args, { encoding: 'utf8', timeout: patienceMs });
  if (ran.error) {
    const absent = 'code' in ran.error && ran.error.code === 'ENOENT';
    return { wrong: ran.error.message, absent };
  }
  const wrong = ran.stderr.trim().split('\n')[0] ?? '';
  return ran.status === 0
    ? { out: ran.stdout }
    : { wrong: wrong || `${program} ended with ${ran.status ?? ran.signal}`, absent: false };
};

export type GpiodProbe =
  | { readonly kind: 'gpiod'; readonly tools: GpiodTools }
  | { readonly kind: 'none'; readonly why: string };

/** What the programs are and which chip they find behind the header. */
export const probeGpiod = (): GpiodProbe => {
  const said = runTool('gpioset', ['--version']);
  if ('wrong' in said) {
    return { kind: 'none', why: said.absent ? 'gpioset is not installed' : said.wrong };
  }
  const major = /\bv?(\d+)\.\d/.exec(said.out)?.[1];
  if (major !== '1' && major !== '2') {
    return { kind: 'none', why: `gpioset is of an unknown version: ${said.out.split('\n')[0]}` };
  }
  const chips = runTool('gpiodetect', []);
  if ('wrong' in chips) return { kind: 'none', why: chips.wrong };
  const found = headerChip(chipsIn(chips.out));
  if (!found) return { kind: 'none', why: 'gpiodetect shows no chip of the header' };
  const { name: chip, label, lineCount } = found;
  return {
    kind: 'gpiod',
    tools: { version: major === '1' ? 1 : 2, chip, found: { label, lineCount } },
  };
};

/** Lines as `gpiochip0 [pinctrl-bcm2711] (58 lines)`. */
const chipsIn = (text: string) =>
  text.split('\n').flatMap((line) => {
    const [, name, label, count] = /^(\S+) \[(.*)\] \((\d+) lines?\)$/.exec(line.trim()) ?? [];
    return name && label ? [{ name, label, lineCount: Number(count) }] : [];
  });

type Program = readonly [program: string, args: readonly string[]];
type On = Pick<GpiodTools, 'version' | 'chip'>;

const onChip = ({ version, chip }: On, low: boolean): readonly string[] => [
  ...(low ? ['--active-low'] : []),
  ...(version === 2 ? ['--chip', chip] : []),
];

const lastArgs = ({ version, chip }: On, line: string): readonly string[] =>
  version === 1 ? [chip, line] : [line];

/** Between two programs a line is nobody's: the chip itself pulls it to where it is off. */
const resting = (activeLow: boolean): string => `--bias=pull-${activeLow ? 'up' : 'down'}`;

type Wire = Pick<LineChoice, 'line' | 'activeLow'>;

/** Drives a line until it is told to end. */
export const holdArgs = (on: On, { line, activeLow }: Wire, value: 0 | 1): Program => [
  'gpioset',
  [
    ...(on.version === 1 ? ['--mode=signal'] : []),
    resting(activeLow),
    ...onChip(on, activeLow),
    ...lastArgs(on, `${line}=${value}`),
  ],
];

/** Sets a line and ends. */
export const setArgs = (on: On, { line, activeLow }: Wire, value: 0 | 1): Program => [
  'gpioset',
  [
    ...(on.version === 1 ? ['--mode=exit'] : ['--toggle', '0']),
    resting(activeLow),
    ...onChip(on, activeLow),
    ...lastArgs(on, `${line}=${value}`),
  ],
];

/** Says `0` or `1`. */
export const readArgs = (on: On, { line, activeLow }: Wire): Program => [
  'gpioget',
  [
    ...(on.version === 2 ? ['--numeric'] : []),
    ...onChip(on, activeLow),
    ...lastArgs(on, String(line)),
  ],
];

/** Says a line for each edge, see `edgeIn`. Version 2 writes each at once by itself. */
export const monitorArgs = (on: On, { line, activeLow }: Wire): Program => [
  'gpiomon',
  [
    ...(on.version === 1 ? ['--line-buffered'] : ['--edges', 'both']),
    '--format',
    '%e',
    ...onChip(on, activeLow),
    ...lastArgs(on, String(line)),
  ],
];

/** Both say 1 for a line that went on; version 1 says 0 for the other edge, version 2 says 2. */
export const edgeIn = (said: string): boolean | null =>
  said === '1' ? true : said === '0' || said === '2' ? false : null;

export const unusable = ({ line, name }: LineChoice, detail: string) =>
  failure('lineUnusable', { line, name, detail });

/** The kernel lets go of a line a moment after the program that held it was ended. */
const releaseTries = 50;
const releaseMs = 10;

/** What a program says; asked again while the line is still somebody's who was just ended. Throws `lineUnusable`. */
export const insist = (choice: LineChoice, [program, args]: Program): string => {
  for (let tries = 1; ; tries += 1) {
    const said = runTool(program, args);
    if ('out' in said) return said.out;
    if (tries >= releaseTries || !/busy/i.test(said.wrong)) throw unusable(choice, said.wrong);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, releaseMs);
  }
};

/** Off, and held by nobody. Throws `lineUnusable`. */
export const setOff = (tools: GpiodTools, choice: LineChoice): void =>
  void insist(choice, setArgs(tools, choice, 0));
