import type { Problem } from '../../shared/domain/result.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { Strike } from '../ports.ts';
import type { DoorProblem, KeeperDoor } from './keeper-protocol.ts';
import { firstPretendLine, relayLine } from './wiring.ts';

/** Which doors the keeper drives on which line, and which it cannot, told instead of granted in silence. */
export interface DoorLines {
  readonly wired: readonly KeeperDoor[];
  readonly unwired: readonly DoorProblem[];
}

/**
 * A door that names its line has it. The first that names none gets the relay line of the wiring guide, where no
 * other door has taken it: a door made without a thought for lines then works as the guide says. Simulated lines
 * are never short.
 * Two doors on one line would open both at each other's cards: only the first has it.
 */
export const doorLines = (
  doors: Parameters<Strike['configure']>[0],
  gpio: 'simulated' | 'real',
): DoorLines => {
  const named = new Set(doors.flatMap(({ line }) => line ?? []));
  const taken = new Set<number>();
  const wired: KeeperDoor[] = [];
  const unwired: DoorProblem[] = [];
  for (const [index, { id, line, activeLow, capMs }] of doors.entries()) {
    const spare = gpio === 'simulated' ? firstPretendLine + index : relayLine;
    const isSpare = !named.has(spare) && !taken.has(spare);
    const chosen = line ?? (isSpare ? spare : null);
    if (chosen === null || taken.has(chosen)) {
      unwired.push({ door: id, problem: noLine(id, chosen) });
      continue;
    }
    taken.add(chosen);
    wired.push({ id, line: chosen, activeLow, capMs });
  }
  return { wired, unwired };
};

const noLine = (door: string, shared: number | null): Problem =>
  failure('doorUnwired', {
    door,
    detail: shared === null ? 'has no GPIO line' : `shares GPIO line ${shared} with another door`,
  }).toProblem();
