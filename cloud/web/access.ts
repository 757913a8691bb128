import type { Right, Role, Scope } from '../ports/identity.ts';
import { alertAccess } from './alert-access.ts';
import { connectionAccess } from './connection-access.ts';
import { deliveryAccess } from './delivery-access.ts';
import { deviceAccess } from './device-access.ts';
import { entryAccess } from './entry-access.ts';
import { firstRunAccess } from './first-run-access.ts';
import { inletAccess } from './inlet-access.ts';
import { ledgerAccess } from './ledger-access.ts';
import { openAccess } from './open-access.ts';
import { presenceAccess } from './presence-access.ts';
import type { Principal } from './principal.ts';
import { privacyAccess } from './privacy-access.ts';
import { webhookAccess } from './webhook-access.ts';

/**
 * Who may ask for what: one row a route. A route that is not here does not start, so a new one cannot be open
 * by forgetting it.
 */
export type Needed = Role | 'anyone';

const resource = (name: string, read: Role, write: Role | null): Record<string, Needed> => {
  const path = `/api/v1/${name}`;
  const rows: Record<string, Needed> = { [`GET ${path}`]: read, [`GET ${path}/:id`]: read };
  if (write === null) return rows;
  return {
    ...rows,
    [`POST ${path}`]: write,
    [`PATCH ${path}/:id`]: write,
    [`DELETE ${path}/:id`]: write,
  };
};

/** The pages of one kind of record: everyone who may `read` sees the list, who may `write` the rest. */
const recordPages = (path: string, read: Role, write: Role): Record<string, Needed> => ({
  [`GET ${path}`]: read,
  [`GET ${path}/new`]: write,
  [`POST ${path}`]: write,
  [`GET ${path}/:id`]: write,
  [`POST ${path}/:id`]: write,
  [`GET ${path}/:id/end`]: write,
  [`POST ${path}/:id/end`]: write,
});

export const access: Readonly<Record<string, Needed>> = {
  ...alertAccess,
  ...connectionAccess,
  ...deliveryAccess,
  ...deviceAccess,
  ...entryAccess,
  ...openAccess,
  ...presenceAccess,
  ...privacyAccess,
  ...inletAccess,
  ...ledgerAccess,
  ...firstRunAccess,
  ...webhookAccess,
  ...resource('places', 'viewer', 'admin'),
  'POST /api/v1/places/:id/preview': 'admin',
  ...resource('areas', 'viewer', 'admin'),
  'POST /api/v1/areas/:id/preview': 'admin',
  ...resource('access-points', 'viewer', 'admin'),
  ...resource('doors', 'viewer', 'admin'),
  'POST /api/v1/doors/:id/unlock': 'staff',
  'GET /api/v1/doors/:id/commands': 'staff',
  'GET /api/v1/door-events': 'staff',
  'GET /api/v1/commands/:id': 'staff',
  ...resource('devices', 'staff', 'admin'),
  ...resource('members', 'staff', 'staff'),
  ...resource('cards', 'staff', 'staff'),
  'POST /api/v1/imports/:kind': 'staff',
  'GET /api/v1/unknown-cards': 'staff',
  'POST /api/v1/enrolments': 'staff',
  'GET /api/v1/enrolments/:id': 'staff',
  'POST /api/v1/enrolments/:id/confirm': 'staff',
  'DELETE /api/v1/enrolments/:id': 'staff',
  ...resource('groups', 'staff', 'staff'),
  ...resource('schedules', 'staff', 'staff'),
  ...resource('grants', 'staff', 'staff'),
  'GET /api/v1/decision': 'staff',
  'GET /api/v1/evacuation': 'staff',
  ...resource('assets', 'viewer', 'admin'),
  ...resource('items', 'viewer', 'admin'),
  ...resource('points-of-sale', 'viewer', 'admin'),
  ...resource('primary-cards', 'staff', 'admin'),
  ...resource('punches', 'staff', null),
  ...resource('refusals', 'staff', null),
  ...resource('passages', 'viewer', null),
  'GET /api/v1/totals': 'viewer',
  'GET /api/v1/proposals': 'staff',
  'PATCH /api/v1/proposals/:id': 'staff',
  'GET /api/v1/members/:id/own-links': 'staff',
  'POST /api/v1/members/:id/own-links': 'staff',
  'DELETE /api/v1/own-links/:id': 'staff',
  'GET /api/v1/members/:id/own-codes': 'staff',
  'POST /api/v1/members/:id/own-codes': 'staff',
  'DELETE /api/v1/own-codes/:id': 'staff',
  'POST /api/v1/own-page': 'anyone',
  ...resource('corrections', 'staff', 'staff'),
  'POST /api/v1/corrections/preview': 'staff',
  'GET /api/v1/passages/:id/corrections': 'staff',
  ...resource('dead-letters', 'admin', null),
  'PATCH /api/v1/dead-letters/:id': 'admin',
  'POST /api/v1/dead-letters/:id/retry': 'admin',
  ...resource('incidents', 'staff', null),
  'PATCH /api/v1/incidents/:id': 'staff',
  'GET /api/v1/staff': 'admin',
  'GET /api/v1/staff/:id': 'admin',
  'PATCH /api/v1/staff/:id': 'admin',
  'DELETE /api/v1/staff/:id': 'admin',
  'POST /api/v1/staff/:id/sign-out': 'admin',
  'POST /api/v1/staff/:id/invitation': 'admin',
  'GET /api/v1/invitations': 'admin',
  'POST /api/v1/invitations': 'admin',
  'DELETE /api/v1/invitations/:id': 'admin',
  'POST /api/v1/confirmation': 'viewer',
  'GET /api/v1/tokens': 'staff',
  'POST /api/v1/tokens': 'staff',
  'DELETE /api/v1/tokens/:id': 'staff',
  'GET /api/v1/audit': 'admin',
  'GET /api/v1/audit/chain': 'admin',
  'GET /': 'viewer',
  'GET /evacuation': 'staff',
  'GET /live': 'viewer',
  'GET /rapport/badgeuse': 'viewer',
  'GET /rapport/badgeuse/': 'viewer',
  'GET /rapport/badgeuse.csv': 'viewer',
  'GET /rapport/totals': 'viewer',
  'GET /rapport/totals.csv': 'viewer',
  'GET /rapport/members': 'staff',
  'GET /passages/:id': 'staff',
  'POST /passages/:id/corrections': 'staff',
  'GET /me': 'anyone',
  'POST /me': 'anyone',
  'POST /me/:secret/close': 'anyone',
  'GET /me/:secret': 'anyone',
  'POST /me/:secret/proposals': 'anyone',
  'POST /me/:secret/code': 'anyone',
  'POST /me/:secret/code/withdraw': 'anyone',
  'GET /members/:id/own-link': 'staff',
  'POST /members/:id/own-link': 'staff',
  'POST /members/:id/own-code': 'staff',
  'POST /own-links/:id/revoke': 'staff',
  'POST /own-codes/:id/revoke': 'staff',
  'GET /proposals': 'staff',
  'POST /proposals/:id/accept': 'staff',
  'POST /proposals/:id/refuse': 'staff',
  'GET /incidents': 'staff',
  'POST /incidents/:id/close': 'staff',
  'POST /dead-letters/:id/close': 'admin',
  'POST /dead-letters/:id/retry': 'admin',
  'GET /corrections': 'staff',
  'POST /corrections/:id/undo': 'staff',
  'GET /members': 'staff',
  'POST /members': 'staff',
  'GET /enrol': 'staff',
  'POST /enrol': 'staff',
  'GET /enrol/:id': 'staff',
  'POST /enrol/:id/confirm': 'staff',
  'POST /enrol/:id/again': 'staff',
  'POST /enrol/:id/end': 'staff',
  'GET /import': 'staff',
  'POST /import': 'staff',
  'GET /import/:id': 'staff',
  'POST /import/:id/run': 'staff',
  'GET /import/:id/lines.csv': 'staff',
  'GET /members.csv': 'staff',
  'GET /members/:id': 'staff',
  'POST /members/:id': 'staff',
  'GET /members/:id/edit': 'staff',
  'GET /members/:id/end': 'staff',
  'POST /members/:id/end': 'staff',
  'GET /members/:id/card': 'staff',
  'POST /members/:id/cards': 'staff',
  'GET /cards': 'staff',
  'GET /cards.csv': 'staff',
  'GET /cards/:id': 'staff',
  'POST /cards/:id': 'staff',
  'POST /cards/:id/state': 'staff',
  'GET /cards/unknown': 'staff',
  'GET /cards/unknown/:id': 'staff',
  'POST /cards/unknown': 'staff',
  'GET /time-clock': 'staff',
  'POST /time-clock': 'admin',
  ...recordPages('/points-of-sale', 'staff', 'admin'),
  'POST /points-of-sale/:id/prices': 'admin',
  'POST /points-of-sale/:id/cards': 'admin',
  'POST /points-of-sale/:id/cards/:primary/end': 'admin',
  ...recordPages('/items', 'staff', 'admin'),
  ...recordPages('/items/assets', 'staff', 'admin'),
  ...recordPages('/places', 'staff', 'admin'),
  ...recordPages('/areas', 'staff', 'admin'),
  ...recordPages('/doors', 'staff', 'admin'),
  'GET /door-events': 'staff',
  'GET /doors/:id/unlock': 'staff',
  'POST /doors/:id/unlock': 'staff',
  'GET /doors/:id/unlock/:command': 'staff',
  ...recordPages('/access-points', 'staff', 'admin'),
  'GET /api/v1/sample-data': 'admin',
  'POST /api/v1/sample-data': 'admin',
  'DELETE /api/v1/sample-data': 'admin',
  'GET /sample-data': 'admin',
  'POST /sample-data': 'admin',
  'POST /sample-data/remove': 'admin',
  ...recordPages('/groups', 'staff', 'staff'),
  'POST /groups/:id/members': 'staff',
  'POST /groups/:id/members/:member/end': 'staff',
  ...recordPages('/schedules', 'staff', 'staff'),
  'POST /schedules/:id/holidays': 'staff',
  ...recordPages('/grants', 'staff', 'staff'),
  'GET /why': 'staff',
  'GET /devices/:id': 'admin',
  'POST /devices/:id': 'admin',
  'POST /devices/:id/identify': 'admin',
  'GET /devices/:id/end': 'admin',
  'POST /devices/:id/end': 'admin',
  'GET /devices': 'staff',
  'POST /devices/code': 'staff',
  'POST /devices/approve': 'staff',
  'GET /staff': 'admin',
  'POST /staff/invitations': 'admin',
  'POST /staff/invitations/:id/withdraw': 'admin',
  'GET /staff/:id': 'admin',
  'POST /staff/:id': 'admin',
  'POST /staff/:id/invitation': 'admin',
  'POST /staff/:id/sign-out': 'admin',
  'GET /staff/:id/end': 'admin',
  'POST /staff/:id/end': 'admin',
  'GET /tokens': 'staff',
  'POST /tokens': 'staff',
  'GET /tokens/:id/revoke': 'staff',
  'POST /tokens/:id/revoke': 'staff',
  'GET /audit': 'admin',
  'GET /audit.csv': 'admin',
  'GET /account': 'viewer',
  'POST /account/password': 'viewer',
  'POST /account/sessions': 'viewer',
  'POST /account/code': 'viewer',
  'POST /account/code/confirm': 'viewer',
  'POST /account/code/end': 'viewer',
  'POST /confirmation': 'viewer',
  'GET /sign-in/code': 'anyone',
  'POST /sign-in/code': 'anyone',
  'GET /sign-in': 'anyone',
  'POST /sign-in': 'anyone',
  'POST /sign-out': 'anyone',
  'POST /language': 'anyone',
  'POST /place': 'viewer',
  'GET /settings': 'staff',
  'GET /welcome/:secret': 'anyone',
  'POST /welcome/:secret': 'anyone',
  'GET /assets/*': 'anyone',
};

const rank: Readonly<Record<Role, number>> = { viewer: 1, staff: 2, admin: 3 };

export const suffices = (role: Role, needed: Needed): boolean =>
  needed === 'anyone' || rank[role] >= rank[needed];

/** Of the whole installation: not for those who hold their role at some places only. */
const everywhere =
  /^\w+ (\/first-run|(\/api\/v1)?\/(sample-data|members\/:id\/(data|erasure)|erasures|debts))\b|^(GET \/places\/new|POST \/places)$/;

/** Whether that route is for them, by what they may and where. */
export const mayAsk = (principal: Pick<Principal, 'role' | 'places'>, route: string): boolean => {
  const needed = access[route];
  if (needed === undefined || !suffices(principal.role, needed)) return false;
  return principal.places === '*' || !everywhere.test(route);
};

/** Whether a page is there and for them: what is not is not offered. */
export const mayOpen = (principal: Principal, path: string): boolean =>
  mayAsk(principal, `GET ${path}`);

/** Rights beside the route: whole card uids, and passages of places that count working time. */
export function holds(principal: Principal, right: Right): boolean {
  if (principal.kind === 'staff')
    return principal.role === 'admin' || principal.rights.includes(right);
  return principal.scopes.includes('*')
    ? principal.role === 'admin'
    : principal.scopes.includes(right);
}

const writes: readonly [pattern: RegExp, scope: Scope][] = [
  [/\/(members|cards|groups|debts|imports|enrolments|own-links|own-codes)\b/, 'members:write'],
  [/\/(sessions|certificates)\b/, 'members:write'],
  [/\/(corrections|proposals|incidents)\b/, 'corrections:write'],
  [/\/doors\/:id\/unlock$/, 'doors:unlock'],
  [/\/(staff|invitations|tokens|account|confirmation)\b/, 'accounts:write'],
];

/** What a token needs for a route beside its role. What is named nowhere is setting up. */
export function scopeOf(route: string): Scope {
  const [method = '', path = ''] = route.split(' ');
  if (method === 'GET' || method === 'HEAD') return 'read';
  return writes.find(([pattern]) => pattern.test(path))?.[1] ?? 'setup:write';
}
