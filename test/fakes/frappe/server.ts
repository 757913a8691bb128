import { type LoopbackRequest, serveOnLoopback } from '../loopback-server.ts';
import { type Doc, frappeSite, SiteError } from './site.ts';
import { type Language, rendered, type Thrown, thrown } from './thrown.ts';

/**
 * What becomes of a request. `lost`: neither done nor answered; `mute`: done, not answered; `late`: done when `catchUp`
 * is called; `cut`: done, then hung up; `failing`: 500 and not done; `failed`: 500 and done all the same; `twice`: done
 * twice, as by a proxy that repeats what it took for lost; `strange`: a web page; `stopped`: maintenance; `limited`: too
 * many requests; `deadlock`: rolled back.
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
  | 'stopped'
  | 'limited'
  | 'deadlock';

export interface FakeFrappeOptions {
  readonly now: () => number;
  readonly timeZone?: string;
  readonly language?: Language;
  /** A request will never be answered: whoever waits may stop doing so. */
  readonly silence?: () => void;
}

export type FakeFrappe = Awaited<ReturnType<typeof fakeFrappe>>;

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string;
  readonly acceptsJson: boolean;
  readonly body: string;
}
interface Said {
  readonly status: number;
  readonly text: string;
  readonly type: string;
}

const json = (value: unknown, status = 200): Said => ({
  status,
  text: JSON.stringify(value),
  type: 'application/json',
});

/** A site of Frappe with HRMS on loopback, written from what its wire shows and of nothing of ours. */
export async function fakeFrappe(options: FakeFrappeOptions) {
  const timeZone = options.timeZone ?? 'Europe/Paris';
  const site = frappeSite({ now: options.now, timeZone });
  const asks: string[] = [];
  const late: (() => void)[] = [];
  const fake = {
    site,
    timeZone,
    asks,
    moodOf: (_asked: { readonly method: string; readonly path: string }): Mood => 'well',
    language: options.language ?? 'fr',
    /** "Allow error traceback". */
    isTraced: false,
    /** Whether a user is told whose roles are which. */
    tellsRoles: true,
    catchUp() {
      for (const todo of late.splice(0)) todo();
    },
    origin: '',
    close: () => server.close(),
  };

  function userOf(authorization: string) {
    if (authorization === '') return null;
    const [scheme, token = ''] = authorization.split(' ');
    const user = scheme === 'token' ? site.users.get(token) : undefined;
    if (!user) throw new SiteError(thrown('AuthenticationError', '', ''));
    return user;
  }

  function methodSaid(user: ReturnType<typeof userOf>, name: string, query: URLSearchParams): Said {
    const no = new SiteError(thrown('PermissionError', 'Not permitted', 'Non autorisé'));
    if (!user) throw no;
    if (name === 'frappe.auth.get_logged_user') return json({ message: user.email });
    if (name === 'frappe.core.doctype.user.user.get_roles' && fake.tellsRoles) {
      return json({ message: [...user.roles, 'All', 'Guest'] });
    }
    if (name === 'frappe.desk.form.load.getdoctype') {
      return json({ docs: [site.typeOf(user, query.get('doctype') ?? '')], user_settings: '{}' });
    }
    throw no;
  }

  function resourceSaid(user: ReturnType<typeof userOf>, asked: Asked): Said {
    const [doctype = '', name] = asked.path.split('/').slice(3).map(decodeURIComponent);
    if (doctype === 'System Settings') {
      if (!user?.roles.includes('System Manager')) {
        throw new SiteError(thrown('PermissionError', 'Not permitted', 'Non autorisé'));
      }
      return json({ data: { name: doctype, time_zone: timeZone } });
    }
    if (asked.method === 'DELETE') {
      site.remove(user, doctype, name ?? '');
      return json({ data: 'ok' }, 202);
    }
    if (asked.method === 'POST') {
      return json({ data: site.insert(user, doctype, JSON.parse(asked.body) as Doc) });
    }
    return json({ data: site.list(user, doctype, asked.query) });
  }

  function answerTo(asked: Asked): Said {
    try {
      const user = userOf(asked.authorization);
      if (asked.path.startsWith('/api/method/')) {
        return methodSaid(user, asked.path.slice('/api/method/'.length), asked.query);
      }
      return resourceSaid(user, asked);
    } catch (err) {
      if (err instanceof SiteError) return errorOf(err.thrown, asked);
      throw err;
    }
  }

  const errorOf = (of: Thrown, { acceptsJson }: Asked): Said =>
    rendered(of, { language: fake.language, isTraced: fake.isTraced, acceptsJson });
  const instead: Partial<Record<Mood, Thrown>> = {
    stopped: thrown('SessionStopped', 'Session Stopped', 'Session arrêtée'),
    limited: thrown('RateLimitExceededError', 'Too Many Requests', 'Trop de requêtes'),
    failing: thrown('OperationalError', 'Lost connection', 'Lost connection'),
  };

  function handle({ method, path, query, headers, body, ...request }: LoopbackRequest) {
    const asked: Asked = {
      ...{ method, path, query, body },
      authorization: headers.authorization ?? '',
      acceptsJson: (headers.accept ?? '').includes('application/json'),
    };
    asks.push(`${method} ${decodeURIComponent(path)}`);
    const mood = fake.moodOf(asked);
    if (mood === 'lost') return options.silence?.();
    if (mood === 'late') {
      late.push(() => answerTo(asked));
      return options.silence?.();
    }
    const say = ({ status, text, type }: Said): void =>
      request.say(status, { 'content-type': type }, text);
    const other = instead[mood];
    if (other) return say(errorOf(other, asked));
    if (mood === 'strange') return say({ status: 200, text: '<!DOCTYPE html>', type: 'text/html' });
    if (mood === 'deadlock')
      return say({ ...json({ exc_type: 'QueryDeadlockError' }), status: 508 });
    const said = answerTo(asked);
    if (mood === 'twice') answerTo(asked);
    if (mood === 'failed') return say({ ...json({}), status: 500 });
    if (mood === 'mute') return options.silence?.();
    if (mood === 'cut') return request.cut();
    say(said);
  }

  const server = await serveOnLoopback(handle);
  fake.origin = `http://${server.authority}`;
  return fake;
}
