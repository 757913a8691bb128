import type { EntryDraft } from '../shared/wire/entry.ts';
import type { ClockWatch, Health, ReaderState } from './ports.ts';

/** Notes readers that go and come back: a reader that hears nothing looks like a quiet evening. */
export function createReaderWatch(parts: {
  readonly watch: Pick<ClockWatch, 'stamp'>;
  readonly health: Health;
  readonly record: (event: EntryDraft) => void;
}): (states: readonly ReaderState[]) => void {
  const known = new Map<string, ReaderState['state']>();
  const note = (event: 'readerLost' | 'readerBack', reader: string): void =>
    parts.record({ kind: 'device', ...parts.watch.stamp(), event, details: { reader } });

  return (states) => {
    for (const { name, state } of states) {
      const before = known.get(name);
      known.set(name, state);
      if (before === 'ready' && state === 'lost') note('readerLost', name);
      if (before === 'lost' && state === 'ready') note('readerBack', name);
    }
    const lost = [...known].filter(([, state]) => state === 'lost').map(([name]) => name);
    if (lost.length === 0) parts.health.clear('reader.lost');
    else parts.health.report('reader.lost', `${lost.join(', ')}: check cable and power.`);
  };
}
