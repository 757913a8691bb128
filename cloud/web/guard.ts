import type { FastifyInstance, FastifyRequest } from 'fastify';
import { failure } from '../../shared/runtime/errors.ts';
import { access, mayAsk, scopeOf, suffices } from './access.ts';
import { asksToConfirm, isConfirmed } from './confirm-first.ts';
import { type Confirmation, type Proof, proofFields, proofOf } from './confirmation.ts';
import type { WebDeps } from './deps.ts';
import { isOfPrograms } from './inlet-access.ts';
import { closeForm, reopenForm } from './pending-form.ts';
import { readPlaces } from './place-choice.ts';
import { isCsrfToken, principalOf } from './principal.ts';
import { whomToAsk } from './whom-to-ask.ts';

/** Says who asks, and lets through only what the table of `access.ts` gives them. */
export function guard(
  app: FastifyInstance,
  deps: WebDeps,
  confirmation: Confirmation,
  secure: boolean,
): void {
  app.decorateRequest('principal', null);

  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      if (!(`${method} ${route.url}` in access)) {
        throw new Error(`no role is stated for ${method} ${route.url}: add it to access.ts`);
      }
    }
  });

  app.addHook('onRequest', async (request) => {
    const needed = neededFor(request);
    const now = deps.clock.now();
    request.principal = await principalOf(request, deps.identity, { secure, now });
    await readPlaces(request, deps);
    if (needed === undefined || needed === 'anyone') return;
    if (request.principal === null) {
      const isToken = request.headers.authorization?.toLowerCase().startsWith('bearer ');
      throw failure(isToken ? 'tokenRefused' : 'notSignedIn');
    }
    const { principal } = request;
    const route = routeOf(request);
    if (!mayAsk(principal, route)) {
      const isRole = !suffices(principal.role, needed);
      const near = isRole ? principal : { places: '*' as const };
      const names = (await whomToAsk(deps.accounts, near)).join(', ');
      throw failure('notAllowed', {
        role: principal.role,
        needed,
        names,
        ask: names || `someone with the role ${needed}`,
      });
    }
    if (principal.kind === 'staff' || principal.scopes.includes('*')) return;
    const scope = scopeOf(route);
    if (!principal.scopes.includes(scope)) throw failure('scopeMissing', { needed: scope });
  });

  // After the body was read: a form carries its token there, a script in a header.
  app.addHook('preValidation', async (request) => {
    if (request.method === 'GET' || request.method === 'HEAD') return;
    const route = routeOf(request);
    if (route === askedByMailPrograms || isOfPrograms(route)) return;
    const { principal } = request;
    const fromForm = request.headers['content-type']?.startsWith(
      'application/x-www-form-urlencoded',
    );
    if (principal?.kind === 'token') return;
    if (principal === null && !fromForm) return;
    if (!isSameOrigin(request)) throw failure('crossSite');
    if (principal === null) return;
    const body = request.body as Record<string, unknown> | null | undefined;
    const token = request.headers['x-csrf-token'] ?? body?.['csrf'];
    if (!isCsrfToken(principal.session, token)) throw failure('crossSite');
  });

  // After the token was checked: no other page shall try passwords here.
  app.addHook('preValidation', async (request) => {
    const { principal } = request;
    if (principal?.kind !== 'staff' || !asksToConfirm(routeOf(request))) return;
    const now = deps.clock.now();
    reopenForm(deps.pendingForms, request, principal.session, now);
    const proof = takeProof(request);
    if (isConfirmed(principal.confirmedAt, now)) return;
    const judged = proof && (await confirmation.judge(principal, proof));
    if (judged?.is === 'confirmed') return;
    const needsCode = await confirmation.needsCode(principal.id);
    const form = closeForm(deps.pendingForms, request, principal.session, now);
    throw failure('confirmFirst', { needsCode, judged, form });
  });
}

/** They press the button for their reader (RFC 8058), from wherever they are; its secret says whose mails end. */
const askedByMailPrograms = 'POST /mails/:secret';

const routeOf = (request: FastifyRequest): string =>
  `${request.method} ${request.routeOptions.url}`;

/** What the page that asks again added to a form, taken out of it: the act itself knows nothing of it. */
function takeProof(request: FastifyRequest): Proof | null {
  if (request.url.startsWith('/api/')) return null;
  const body = request.body as Record<string, unknown> | null | undefined;
  if (typeof body !== 'object' || body === null) return null;
  const { [proofFields.password]: password, [proofFields.code]: code } = body;
  delete body[proofFields.password];
  delete body[proofFields.code];
  return password === undefined ? null : proofOf(password, code);
}

const neededFor = (request: FastifyRequest) =>
  request.routeOptions.url === undefined ? undefined : access[routeOf(request)];

/** Browsers say where a request comes from, and no page can make them lie. */
function isSameOrigin(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin } = request.headers;
  return origin !== undefined && URL.parse(origin)?.host === request.headers.host;
}
