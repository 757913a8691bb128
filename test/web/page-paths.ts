import { access } from '../../cloud/web/access.ts';
import { peoplePaths } from './people-paths.ts';
import { setupPaths } from './setup-paths.ts';

/**
 * Where a page is found once the seed is there. A route without a parameter is its own path and needs no line; one
 * with a parameter, or with states worth a look (a filter that finds nothing, a question), has its paths here.
 * `null`: no page (a download, a stream).
 */
export const pathsOf: Readonly<Record<string, readonly string[] | null>> = {
  '/': ['/'],
  '/assets/*': null,
  '/audit.csv': null,
  '/healthz': null,
  // A secret is made anew each time: corrections are looked at together with it.
  '/me/:secret': null,
  '/members/:id/own-link': ['/members/member-4/own-link'],
  '/live': null,
  '/staff/:id': ['/staff/staff_zoe', '/staff/staff_zoe/end'],
  '/staff/:id/end': [],
  '/tokens/:id/revoke': ['/tokens/token_books/revoke'],
  // The seed has no punches to correct yet.
  '/passages/:id': [],
  '/rapport/badgeuse': null,
  '/rapport/badgeuse/': ['/rapport/badgeuse/', '/rapport/badgeuse/?member=personne'],
  '/rapport/badgeuse.csv': null,
  '/rapport/members': null,
  '/rapport/totals.csv': null,
  ...peoplePaths,
  ...setupPaths,
  '/welcome/:secret': ['/welcome/some-secret'],
};

/** Every GET route that is no API: from the router's own table, so that a new page is looked at unasked. */
export const pageRoutes: readonly string[] = Object.keys(access)
  .filter((route) => route.startsWith('GET /') && !route.startsWith('GET /api/'))
  .map((route) => route.slice('GET '.length));

/** Routes with a parameter that nobody gave a value for. */
export const pathless = (): readonly string[] =>
  pageRoutes.filter((route) => /[:*]/.test(route) && pathsOf[route] === undefined);

export const pagePaths = (): readonly string[] =>
  pageRoutes.flatMap((route) => (pathsOf[route] === undefined ? [route] : (pathsOf[route] ?? [])));
