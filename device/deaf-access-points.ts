import type { AccessPoint } from '../shared/domain/access-point.ts';
import { accessPointOf } from './access-point-of.ts';
import type { ReaderState } from './ports.ts';

/**
 * The access points at which no reader hears cards now. One that names no reader hears all that nobody else
 * claimed: it is deaf only when none of them is left.
 */
export function deafAccessPoints(
  accessPoints: readonly AccessPoint[],
  readers: readonly ReaderState[],
): readonly string[] {
  const heard = readers
    .filter(({ state }) => state === 'ready')
    .map(({ name }) => accessPointOf({ accessPoint: null, reader: name }, accessPoints)?.id);
  return accessPoints.map(({ id }) => id).filter((id) => !heard.includes(id));
}
