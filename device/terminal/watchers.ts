import type { ServerResponse } from 'node:http';
import { banner } from './banner.ts';
import { stateScreen } from './desk-screens.ts';
import type { TerminalFlow } from './flow.ts';
import type { Screen } from './markup.ts';
import type { TerminalStatus } from './status.ts';
import type { Language } from './words.ts';

/** A screen as a browser is told: of which turn, and what stands above it. */
export interface Shown extends Screen {
  readonly turn: number;
  readonly banner: string;
}

export function shownNow(
  flow: Pick<TerminalFlow, 'view'>,
  status: TerminalStatus,
  language: Language,
): Shown {
  const { turn, ...view } = flow.view();
  return { ...stateScreen(view, status, language), turn, banner: banner(status, language) };
}

/** The browsers that watch, each in its language. */
export interface Watchers {
  /** Returns how to let it go. */
  add(response: ServerResponse, language: Language): () => void;
  tell(event: 'outcome', what: (language: Language) => Screen): void;
  /** Tells those for whom something changed. */
  refresh(): void;
}

/** `startId` names this start of the device: a page of an older one loads itself anew. */
export function createWatchers(
  flow: Pick<TerminalFlow, 'view'>,
  status: () => TerminalStatus,
  startId: string,
): Watchers {
  const watchers = new Set<{ response: ServerResponse; language: Language; last: string }>();
  const send = (response: ServerResponse, event: string, data: unknown) =>
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  // How long a state lasts still is no news.
  const newsOf = (shown: Shown): string => JSON.stringify({ ...shown, holdMs: null });

  return {
    add(response, language) {
      const shown = shownNow(flow, status(), language);
      const watcher = { response, language, last: newsOf(shown) };
      watchers.add(watcher);
      send(response, 'start', startId);
      send(response, 'screen', shown);
      return () => watchers.delete(watcher);
    },
    tell(event, what) {
      for (const { response, language } of watchers) send(response, event, what(language));
    },
    refresh() {
      const now = status();
      for (const watcher of watchers) {
        const shown = shownNow(flow, now, watcher.language);
        const news = newsOf(shown);
        if (news === watcher.last) continue;
        watcher.last = news;
        send(watcher.response, 'screen', shown);
      }
    },
  };
}
