import type { AccessPoint } from '../shared/domain/access-point.ts';
import type { EntryDraft } from '../shared/wire/entry.ts';
import { accessPointOf } from './access-point-of.ts';
import { deafAccessPoints } from './deaf-access-points.ts';
import type { ClockWatch, Health, ReaderState } from './ports.ts';

const events = { ready: 'readerBack', hung: 'readerHung', lost: 'readerLost' } as const;

/** Notes readers that go and come back: a reader that hears nothing looks like a quiet evening. */
export function createReaderWatch(parts: {
  readonly watch: Pick<ClockWatch, 'stamp'>;
  readonly health: Health;
  readonly record: (event: EntryDraft) => void;
  readonly accessPoints: () => readonly AccessPoint[];
}): (states: readonly ReaderState[]) => void {
  const { health } = parts;
  const known = new Map<string, ReaderState['state']>();
  const note = (event: 'readerLost' | 'readerHung' | 'readerBack', reader: string): void =>
    parts.record({ kind: 'device', ...parts.watch.stamp(), event, details: { reader } });

  return (states) => {
    const accessPoints = parts.accessPoints();
    const deaf = deafAccessPoints(accessPoints, states);
    for (const { name, state } of states) {
      const before = known.get(name);
      known.set(name, state);
      if (before !== undefined && before !== state) note(events[state], name);
      if (state === 'ready') {
        health.clear('reader.lost', name);
        continue;
      }
      // Another reader may still hear what this one heard.
      const served = accessPointOf({ accessPoint: null, reader: name }, accessPoints)?.id;
      health.report('reader.lost', {
        details: { reader: name, ...(state === 'hung' && { cause: 'readerHung' }) },
        about: name,
        accessPoints: deaf.filter((id) => id === served),
      });
    }
  };
}
