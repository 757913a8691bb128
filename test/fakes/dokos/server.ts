import { type LoopbackRequest, serveOnLoopback } from '../loopback-server.ts';
import { key, newFederation } from './federation.ts';
import { refusal, type Said, said, webPage } from './frappe-says.ts';

/**
 * What becomes of a request. `mute`: done, not answered; `lost`: neither; `cut`: done, then hung up; `failed`: 500 and
 * done all the same; `gateway`: a proxy gave up on it, done; `maintenance`, `limited`: turned away, not done; `nowhere`:
 * a proxy knows no such page; `page`: a web page with a good status; `moved`: it is elsewhere.
 */
export type Mood =
  | 'well'
  | 'mute'
  | 'lost'
  | 'cut'
  | 'failed'
  | 'gateway'
  | 'maintenance'
  | 'limited'
  | 'nowhere'
  | 'page'
  | 'moved';

export interface FakeDokosOptions {
  readonly now?: () => number;
  /** A request will never be answered: whoever waits may stop doing so. */
  readonly silence?: () => void;
}

export type FakeDokos = Awaited<ReturnType<typeof fakeDokos>>;

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly token: string;
  readonly body: string;
}

/** The central instance of a federation of venues, on loopback, as its documentation and its clients show it. */
export async function fakeDokos({ now = Date.now, silence }: FakeDokosOptions = {}) {
  const federation = newFederation(now);
  const asks: string[] = [];
  const fake = {
    federation,
    asks,
    key,
    mood: 'well' as Mood,
    /** Looked at as each request comes. */
    moodOf: (): Mood => fake.mood,
    address: '',
    close: () => server.close(),
  };

  function answerTo({ method, path, token, body }: Asked): Said {
    if (token !== `token ${fake.key}`) {
      return refusal(401, 'AuthenticationError', 'Échec de l&#39;authentification');
    }
    const [, of] = /^\/api\/method\/venues_federation\.api\.v1\/(\w+)$/.exec(path) ?? [];
    if (of === 'venues' && method === 'GET') return said(federation.venues);
    if (of === 'checkin' && method === 'POST') return federation.checkin(JSON.parse(body));
    return refusal(417, 'ValidationError', `Failed to get method for command ${path.slice(12)}`);
  }

  function handle({ method, url, headers, body, ...request }: LoopbackRequest) {
    const asked = { method, path: url, token: headers.authorization ?? '', body };
    asks.push(`${method} ${url}`);
    const page = (status: number, text: string): void => {
      const html = `<html><body><h1>${status} ${text}</h1><hr>nginx</body></html>`;
      request.say(status, { 'content-type': 'text/html', location: '/login' }, html);
    };
    const say = (of: Said) => {
      if (of.status !== 200 && !headers.accept?.includes('application/json')) {
        return request.say(of.status, { 'content-type': 'text/html; charset=utf-8' }, webPage(of));
      }
      request.say(of.status, { 'content-type': 'application/json' }, JSON.stringify(of.body));
    };
    const mood = fake.moodOf();
    switch (mood) {
      case 'lost':
        return silence?.();
      case 'nowhere':
        return page(404, 'Not Found');
      case 'page':
        return page(200, 'Bienvenue');
      case 'moved':
        return page(301, 'Moved');
      case 'limited':
        return page(429, 'Too Many Requests');
      case 'maintenance':
        return say(refusal(503, 'SessionStopped', 'Le site est en maintenance'));
      case 'well':
        return say(answerTo(asked));
      default:
        answerTo(asked);
    }
    if (mood === 'mute') return silence?.();
    if (mood === 'gateway') return page(504, 'Gateway Time-out');
    if (mood === 'cut') return request.cut();
    return say(refusal(500, 'OperationalError', 'Erreur de serveur'));
  }

  const server = await serveOnLoopback(handle);
  fake.address = `http://${server.authority}`;
  return fake;
}
