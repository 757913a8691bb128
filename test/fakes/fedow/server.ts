import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
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
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { method = '', url = '', headers } = request;
    const { pathname, searchParams } = new URL(url, 'http://fedow');
    const body = Buffer.concat(parts).toString();
    const asked: Asked = { method, path: pathname, query: searchParams, headers, body };
    asks.push(`${method} ${pathname}`);
    const mood = fake.moodOf(pathname);
    if (mood === 'lost') return options.silence?.();
    if (mood === 'late') {
      late.push(() => answerTo(asked));
      return options.silence?.();
    }
    const say = (status: number, text: string, type = 'application/json'): void => {
      response.writeHead(status, { 'content-type': type, location: '/elsewhere/' });
      response.end(text);
    };
    if (mood === 'strange') return say(200, '<!DOCTYPE html><p>Bienvenue', 'text/html');
    if (mood === 'moved') return say(301, '');
    if (mood === 'failing') return say(500, '');
    const said = answerTo(asked);
    if (mood === 'twice') answerTo(asked);
    if (mood === 'failed') return say(500, '');
    if (mood === 'mute') return options.silence?.();
    if (mood === 'cut') return void request.socket.destroy();
    say(said.status, said.isEmpty ? '' : render(said.body));
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((err) => {
      response.writeHead(500);
      response.end(String(err));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  fake.domain = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  return fake;
}
