import type { Change, Changes } from './ports/changes.ts';
import type { Corrections } from './ports/corrections.ts';
import type { Ingest } from './ports/journal.ts';

export interface Announcer extends Changes {
  announce(change: Change): void;
}

export function createAnnouncer(): Announcer {
  const listeners = new Set<(change: Change) => void>();
  return {
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    announce(change) {
      for (const listener of listeners) listener(change);
    },
  };
}

/** The same ingest; each commit is told. */
export const announcedIngest = (ingest: Ingest, { announce }: Announcer): Ingest => ({
  async journal(received) {
    const ack = await ingest.journal(received);
    announce({ device: received.device });
    return ack;
  },
  async hello(device, hello, receivedAt) {
    const answer = await ingest.hello(device, hello, receivedAt);
    announce({ device, helloOnly: true });
    return answer;
  },
});

export const announcedCorrections = (
  corrections: Corrections,
  { announce }: Announcer,
): Corrections => ({
  ...corrections,
  async record(change, author, seen, replaces) {
    const made = await corrections.record(change, author, seen, replaces);
    announce({ device: null });
    return made;
  },
  async undo(id, author) {
    const undone = await corrections.undo(id, author);
    announce({ device: null });
    return undone;
  },
});
