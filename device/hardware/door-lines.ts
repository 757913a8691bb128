import type { Problem } from '../../shared/domain/result.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { doorInputs, type Strike } from '../ports.ts';
import type { DoorProblem, KeeperDoor, KeeperInput } from './keeper-protocol.ts';
import { firstPretendLine, relayLine } from './wiring.ts';

/** Which doors the keeper drives on which line, and which it cannot, told instead of granted in silence. */
export interface DoorLines {
  readonly wired: readonly KeeperDoor[];
  readonly unwired: readonly DoorProblem[];
}

type Door = Parameters<Strike['configure']>[0][number];

/**
 * A door that names its line has it. The first that names none gets the relay line of the wiring guide, where nothing
 * else has taken it: a door made without a thought for lines then works as the guide says. Simulated lines
 * are never short.
 * Two doors on one line would open both at each other's cards: only the first has it. A line that drives a relay is
 * never listened to, and one that is listened to serves one door.
 */
export const doorLines = (doors: readonly Door[], gpio: 'simulated' | 'real'): DoorLines => {
  const named = new Set(
    doors.flatMap((door) => [door.line ?? [], ...inputsOf(door).map(lineOf)].flat()),
  );
  const relays = new Map<string, number>();
  const unwired: DoorProblem[] = [];
  for (const [index, { id, line, lock }] of doors.entries()) {
    // Reached over a network: it hangs on no line.
    if (lock) continue;
    const spare = gpio === 'simulated' ? firstPretendLine + index : relayLine;
    const taken = new Set(relays.values());
    const chosen = line ?? (named.has(spare) || taken.has(spare) ? null : spare);
    if (chosen === null || taken.has(chosen))
      unwired.push({ door: id, problem: noLine(id, chosen) });
    else relays.set(id, chosen);
  }

  const taken = new Set(relays.values());
  const wired = doors.flatMap((door): KeeperDoor[] => {
    const { id, activeLow, capMs, lock } = door;
    const relay = relays.get(id) ?? null;
    if (relay === null && !lock) return [];
    const inputs = inputsOf(door).filter(({ input, line }) => {
      const isFree = !taken.has(line);
      if (isFree) taken.add(line);
      else unwired.push({ door: id, input, problem: noLine(id, line) });
      return isFree;
    });
    if (relay === null && inputs.length === 0) return [];
    return [{ id, line: relay, activeLow, capMs, inputs }];
  });
  return { wired, unwired };
};

const inputsOf = (door: Door): readonly KeeperInput[] =>
  doorInputs.flatMap((input) => {
    const wire = door[input];
    return wire ? [{ input, line: wire.line, activeLow: wire.activeLow }] : [];
  });
const lineOf = ({ line }: KeeperInput): number => line;

const noLine = (door: string, shared: number | null): Problem =>
  failure('doorUnwired', {
    door,
    detail:
      shared === null ? 'has no GPIO line' : `uses GPIO line ${shared}, which has another use`,
  }).toProblem();
