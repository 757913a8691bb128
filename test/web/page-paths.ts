import { access } from '../../cloud/web/access.ts';
import { peoplePaths } from './people-paths.ts';
import { setupPaths } from './setup-paths.ts';

/**
 * Where a page is found once the seed is there. A route without a parameter is its own path and needs no line; one
 * with a parameter, or with states worth a look (a filter that finds nothing, a question), has its paths here.
 * `{name}`: what `seed-own.ts` made for whoever looks. `null`: no page (a download, a stream, a way on to another).
 */
const pathsOf: Readonly<Record<string, readonly string[] | null>> = {
  '/': ['/'],
  '/assets/*': null,
  '/audit': ['/audit', '/audit?check=yes'],
  '/audit.csv': null,
  '/.well-known/security.txt': null,
  '/exit/:secret': ['/exit/{exit}'],
  '/mails/:secret': ['/mails/{mails}'],
  '/healthz': null,
  '/me/:secret': ['/me/{secret}'],
  '/me/:secret/statement': ['/me/{secret}/statement'],
  '/me/:secret/statement.csv': null,
  '/me/:secret/statement.pdf': null,
  '/incidents': ['/incidents', '/incidents?state=closed'],
  '/members/:id/own-link': ['/members/member-4/own-link'],
  '/live': null,
  '/passes': ['/passes', '/passes?month=2020-01'],
  '/passes.csv': null,
  '/staff/:id': ['/staff/staff_zoe'],
  '/staff/:id/end': ['/staff/staff_zoe/end'],
  '/tokens/:id/revoke': ['/tokens/token_books/revoke'],
  '/passages/:id': [
    ...['', '?what=voidPunch', '?what=setDirection', '?what=assignCard'].map(
      (what) => `/passages/passage-9${what}`,
    ),
  ],
  '/rapport/badgeuse': null,
  '/rapport/badgeuse/': [
    '/rapport/badgeuse/',
    '/rapport/badgeuse/?member=personne',
    '/rapport/badgeuse/?pool=connection_fedow',
  ],
  '/rapport/badgeuse.csv': null,
  '/rapport/members': null,
  '/rapport/totals.csv': null,
  '/rapport/settlement.csv': null,
  '/rapport/settlement.pdf': null,
  ...peoplePaths,
  ...setupPaths,
  '/welcome/:secret': ['/welcome/some-secret'],
};

/** Every GET route that is no API: from the router's own table, so that a new page is looked at unasked. */
const pageRoutes: readonly string[] = Object.keys(access)
  .filter((route) => route.startsWith('GET /') && !route.startsWith('GET /api/'))
  .map((route) => route.slice('GET '.length));

/** Routes that nobody looks at: without a value for their parameter, or with no path at all. */
export const pathless = (): readonly string[] =>
  pageRoutes.filter((route) =>
    pathsOf[route] === undefined ? /[:*]/.test(route) : pathsOf[route]?.length === 0,
  );

/** What is said to be no page, as one path each. */
export const noPages: readonly string[] = pageRoutes
  .filter((route) => pathsOf[route] === null)
  .map((route) =>
    route
      .replace('/import/:id', '/import/{looked}')
      .replace('/me/:secret', '/me/{secret}')
      .replace('/members/:id', '/members/member-4')
      .replace('/sessions/:id', '/sessions/solder')
      .replace('*', '1-keys.js'),
  );

/** The path for whoever looks. */
export const filledIn = (path: string, own: Readonly<Record<string, string>>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = own[name];
    if (value === undefined) throw new Error(`${path}: nobody made ${name}`);
    return value;
  });

export const pagePaths = (): readonly string[] =>
  pageRoutes.flatMap((route) => (pathsOf[route] === undefined ? [route] : (pathsOf[route] ?? [])));
