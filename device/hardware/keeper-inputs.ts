import type { Cancel } from '../../shared/domain/clock.ts';
import type { DoorInput } from '../ports.ts';

/** One line of one door, opened when it is taken; throws `lineUnusable`. */
export interface WantedInput {
  readonly door: string;
  readonly input: DoorInput;
  /** Bounces left out; null: it cannot be read. */
  listen(heard: (on: boolean | null) => void): Cancel;
}

/** Listens to the doors' lines and tells what they say. */
export interface KeeperInputs {
  /** Instead of those before. What a line says is told once it was quiet, and from then on when it changes. */
  use(
    wanted: readonly WantedInput[],
  ): readonly { readonly of: WantedInput; readonly error: unknown }[];
  stop(): void;
}

export const createKeeperInputs = (
  heard: (door: string, input: DoorInput, on: boolean | null) => void,
): KeeperInputs => {
  let stops: Cancel[] = [];
  const stop = () => {
    for (const end of stops) end();
    stops = [];
  };
  return {
    use(wanted) {
      stop();
      return wanted.flatMap((of) => {
        try {
          stops.push(of.listen((on) => heard(of.door, of.input, on)));
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
