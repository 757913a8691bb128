import type { AccessPoint } from '../shared/domain/access-point.ts';
import type { Tap } from './ports.ts';

/**
 * The access point a tap belongs to: the one it names itself; else the one that names its reader; else the first
 * that names none, which hears every reader nobody else claimed. Null: nobody's.
 */
export function accessPointOf(
  tap: Pick<Tap, 'accessPoint' | 'reader'>,
  accessPoints: readonly AccessPoint[],
): AccessPoint | null {
  const found =
    tap.accessPoint === null
      ? (accessPoints.find((point) => point.reader === tap.reader) ??
        accessPoints.find((point) => point.reader === null))
      : accessPoints.find((point) => point.id === tap.accessPoint);
  return found ?? null;
}
