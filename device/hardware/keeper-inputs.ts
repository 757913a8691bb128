import type { Cancel, Clock, Timers } from '../../shared/domain/clock.ts';
import { type HeardLevel, takeLevel } from '../../shared/domain/settled-level.ts';
import type { DoorInput, InputLine } from '../ports.ts';

/** One line of one door, opened when it is taken; throws `lineUnusable`. */
export interface WantedInput {
  readonly door: string;
  readonly input: DoorInput;
  open(changed: () => void): InputLine;
}

/** Listens to the doors' lines and tells what they say, bounces left out. */
export interface KeeperInputs {
  /** Instead of those before. What a line says is told once it was quiet, and from then on when it changes. */
  use(
    wanted: readonly WantedInput[],
  ): readonly { readonly of: WantedInput; readonly error: unknown }[];
  stop(): void;
}

/** A line that fell silent, or an edge that nobody was told of, is noticed within this. */
const lookMs = 1_000;

export const createKeeperInputs = (options: {
  readonly clock: Pick<Clock, 'monotonicNow'>;
  readonly timers: Timers;
  readonly heard: (door: string, input: DoorInput, on: boolean | null) => void;
}): KeeperInputs => {
  const { clock, timers, heard } = options;
  let stops: (() => void)[] = [];

  const listen = ({ door, input, open }: WantedInput): void => {
    let level: HeardLevel | null = null;
    let isLost = false;
    let again: Cancel = () => undefined;
    const read = () => {
      again();
      let now: boolean;
      try {
        now = line.read();
      } catch {
        level = null;
        if (!isLost) heard(door, input, null);
        isLost = true;
        return;
      }
      isLost = false;
      const at = clock.monotonicNow();
      const step = takeLevel(level, now, at);
      level = step.heard;
      if (step.readAgainAt !== null) again = timers.after(step.readAgainAt - at, read);
      if (step.changed) heard(door, input, now);
    };
    const line = open(read);
    const look = timers.every(lookMs, read);
    stops.push(() => {
      look();
      again();
      line.stop();
    });
    read();
  };

  const stop = () => {
    for (const end of stops) end();
    stops = [];
  };
  return {
    use(wanted) {
      stop();
      return wanted.flatMap((of) => {
        try {
          listen(of);
          return [];
        } catch (error) {
          heard(of.door, of.input, null);
          return [{ of, error }];
        }
      });
    },
    stop,
  };
};
