import { type LoopbackRequest, serveOnLoopback } from '../loopback-server.ts';
import { type Answer, answer, forbidden } from './answer.ts';
import { assetsAndCards } from './assets-and-cards.ts';
import { newBook } from './book.ts';
import { joining } from './joining.ts';
import { moving } from './moving.ts';
import { render } from './shown.ts';
import { type Asked, whoAsks } from './who-asks.ts';

/**
 * What becomes of a request. `lost`: neither done nor answered; `mute`: done, not answered; `late`: done when `catchUp`
 * is called, long after whoever asked gave up; `cut`: done, then hung up; `failing`: 500 and not done; `failed`: 500
 * and done all the same; `twice`: done twice, as by a proxy that repeats what it took for lost; `strange`: a web page.
 */
export type Mood =
  | 'well'
  | 'lost'
  | 'mute'
  | 'late'
  | 'cut'
  | 'failing'
  | 'failed'
  | 'twice'
  | 'strange'
  | 'moved';

/** The options decide of each request. */
export interface FakeFedowOptions {
  readonly now?: () => number;
  /** A request will never be answered: whoever waits may stop doing so. */
  readonly silence?: () => void;
}

export type FakeFedow = Awaited<ReturnType<typeof fakeFedow>>;

/** A Fedow of version 1 on loopback, written from what its wire shows and of nothing of ours. */
export async function fakeFedow(options: FakeFedowOptions = {}) {
  const book = newBook(options.now);
  const who = whoAsks(book);
  const routes = [...joining(book, who), ...assetsAndCards(book, who), ...moving(book, who)];
  const asks: string[] = [];
  const late: (() => void)[] = [];

  function answerTo(asked: Asked): Answer {
    for (const [method, path, to] of routes) {
      const caught = path.exec(asked.path);
      if (caught && method === asked.method) return to(asked, ...caught.slice(1));
    }
    return routes.some(([, path]) => path.test(asked.path)) ? forbidden : answer(404, 'no page');
  }

  const fake = {
    book,
    asks,
    /** Looked at as each request comes. */
    moodOf: (_path: string): Mood => 'well',
    /** Does what came while it was late. */
    catchUp() {
      for (const todo of late.splice(0)) todo();
    },
    domain: '',
    close: () => server.close(),
  };

  function handle({ method, path, query, headers, body, ...request }: LoopbackRequest) {
    const asked: Asked = { method, path, query, headers, body };
    asks.push(`${method} ${path}`);
    const mood = fake.moodOf(path);
    if (mood === 'lost') return options.silence?.();
    if (mood === 'late') {
      late.push(() => answerTo(asked));
      return options.silence?.();
    }
    const say = (status: number, text: string, type = 'application/json'): void =>
      request.say(status, { 'content-type': type, location: '/elsewhere/' }, text);
    if (mood === 'strange') return say(200, '<!DOCTYPE html><p>Bienvenue', 'text/html');
    if (mood === 'moved') return say(301, '');
    if (mood === 'failing') return say(500, '');
    const said = answerTo(asked);
    if (mood === 'twice') answerTo(asked);
    if (mood === 'failed') return say(500, '');
    if (mood === 'mute') return options.silence?.();
    if (mood === 'cut') return request.cut();
    say(said.status, said.isEmpty ? '' : render(said.body));
  }

  const server = await serveOnLoopback(handle);
  fake.domain = server.authority;
  return fake;
}
