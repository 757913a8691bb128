import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { failure } from '../../shared/runtime/errors.ts';
import { accountRoutes } from './api/account-routes.ts';
import { alertRoutes } from './api/alert-routes.ts';
import { allowanceRoutes } from './api/allowance-routes.ts';
import { auditRoutes } from './api/audit-routes.ts';
import { balanceRoutes } from './api/balance-routes.ts';
import { certificateRoutes } from './api/certificate-routes.ts';
import { claimRoutes } from './api/claim-routes.ts';
import { commandRoutes } from './api/command-routes.ts';
import { confirmationRoutes } from './api/confirmation-routes.ts';
import { connectionRoutes } from './api/connection-routes.ts';
import { correctionRoutes } from './api/correction-routes.ts';
import { debtRoutes } from './api/debt-routes.ts';
import { decisionRoutes } from './api/decision-routes.ts';
import { deliveryRoutes } from './api/delivery-routes.ts';
import { doorEventRoutes } from './api/door-event-routes.ts';
import { enrolmentRoutes } from './api/enrolment-routes.ts';
import { erasureRoutes } from './api/erasure-routes.ts';
import { evacuationRoutes } from './api/evacuation-routes.ts';
import { federationExchange } from './api/federation-exchange.ts';
import { federationRoutes } from './api/federation-routes.ts';
import { fedowRoutes } from './api/fedow-routes.ts';
import { importRoutes, uploadLimitBytes } from './api/import-routes.ts';
import { inletRoutes } from './api/inlet-routes.ts';
import { journalRoutes } from './api/journal-routes.ts';
import { ledgerRoutes } from './api/ledger-routes.ts';
import { listFileRoutes } from './api/list-file-routes.ts';
import { lockdownRoutes } from './api/lockdown-routes.ts';
import { logoRoutes } from './api/logo-routes.ts';
import { mailsRoutes } from './api/mails-routes.ts';
import { mishapRoutes } from './api/mishap-routes.ts';
import { namelessRoutes } from './api/nameless-routes.ts';
import { ownPageRoutes } from './api/own-page-routes.ts';
import { passRoutes } from './api/pass-routes.ts';
import { passageCorrectionRoutes } from './api/passage-correction-routes.ts';
import { passageRoutes } from './api/passage-routes.ts';
import { personalDataRoutes, retentionRoutes } from './api/personal-data-routes.ts';
import { pinRoutes } from './api/pin-routes.ts';
import { proposalRoutes } from './api/proposal-routes.ts';
import { rateRoutes } from './api/rate-routes.ts';
import { registryRoutes } from './api/registry-routes.ts';
import { rulesPreviewRoutes } from './api/rules-preview-routes.ts';
import { sampleRoutes } from './api/sample-routes.ts';
import { sessionRoutes } from './api/session-routes.ts';
import { settlementRoutes } from './api/settlement-routes.ts';
import { signingKeyRoutes } from './api/signing-key-routes.ts';
import { statementRoutes } from './api/statement-routes.ts';
import { timeClockRoutes } from './api/time-clock-routes.ts';
import { webhookRoutes } from './api/webhook-routes.ts';
import { apiLimit } from './api-limit.ts';
import { createConfirmation } from './confirmation.ts';
import type { WebDeps } from './deps.ts';
import { guard } from './guard.ts';
import { isOfPrograms } from './inlet-access.ts';
import { describe } from './openapi.ts';
import { confirmationPages } from './pages/confirmation-page.tsx';
import { pages } from './pages/index.ts';
import { problemPage } from './pages/problem-page.tsx';
import { bodyLimitBytes, problems, problemText } from './problems.ts';
import { securityHeaders } from './security-headers.ts';
import { securityTxt } from './security-txt.ts';
import { usedByOf } from './used-by.ts';
import { validation } from './validation.ts';

export interface Web {
  /** Where it listens, for example `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves the pages and the API. Rejects when the port is taken.
 *
 * @param asked called at each request of somebody who looks at pages.
 */
export async function startWeb(
  deps: WebDeps,
  at: { listen: string; port: number },
  asked: () => void = () => undefined,
): Promise<Web> {
  const app = await buildWeb(deps, asked);
  await app.listen({ host: at.listen, port: at.port });
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : at.port;
  const host = at.listen.includes(':') ? `[${at.listen}]` : at.listen;
  return { url: `http://${host}:${port}`, port, close: () => app.close() };
}

/** Programs ask for our health and use the API: they can wait while a reader's backlog is stored. */
const isPage = (path: string): boolean => path !== '/healthz' && !path.startsWith('/api/');

/** The same without a port, for tests that inject requests. */
export async function buildWeb(
  deps: WebDeps,
  asked: () => void = () => undefined,
): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: bodyLimitBytes,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    // One proxy in front, on this machine, may say who the client is; nobody else is believed.
    trustProxy: 'loopback',
    // What the router cannot even decode never reaches the error handler below.
    frameworkErrors: (err, _request, untyped) => {
      const reply = untyped as FastifyReply;
      const problem = failure('badRequest', { detail: err.message });
      return reply.code(400).type('application/problem+json').send(problemText(problem));
    },
    routerOptions: { maxParamLength: 200 },
  });
  const secure = deps.publicUrl?.startsWith('https:') ?? false;
  validation(app);
  problems(
    app,
    deps.log,
    (request, problem) => problemPage(request, problem),
    ({ principal }, { details }) => usedByOf(deps.registry, principal, details),
  );
  app.addHook('onRequest', async ({ url }) => {
    if (isPage(url)) asked();
  });
  emptyBodies(app);
  formsForPages(app);
  await app.register(cookie);
  await app.register(formbody);
  // One file and the token that goes with it: what is larger never reaches a page.
  await app.register(multipart, {
    attachFieldsToBody: 'keyValues',
    limits: { files: 1, fields: 4, parts: 5, fieldSize: 1_000, fileSize: uploadLimitBytes },
  });
  await app.register(rateLimit, {
    ...apiLimit,
    errorResponseBuilder: (_request, limit) =>
      failure('tooManyRequests', { seconds: Math.ceil(limit.ttl / 1000) }),
  });
  await describe(app);
  securityHeaders(app, secure);
  const confirmation = createConfirmation(deps);
  guard(app, deps, confirmation, secure);

  app.get('/healthz', { exposeHeadRoute: true, schema: healthSchema }, async (_, reply) => {
    const wrong = await deps.health();
    if (wrong.length === 0) return { status: 'ok' };
    return reply.code(503).send({ status: 'unhealthy', problems: wrong });
  });
  app.get('/api/v1/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  registryRoutes(app, deps);
  rulesPreviewRoutes(app, deps);
  timeClockRoutes(app, deps);
  rateRoutes(app, deps);
  settlementRoutes(app, deps);
  federationRoutes(app, deps);
  federationExchange(app, deps);
  ledgerRoutes(app, deps);
  balanceRoutes(app, deps);
  statementRoutes(app, deps);
  passRoutes(app, deps);
  allowanceRoutes(app, deps);
  commandRoutes(app, deps);
  doorEventRoutes(app, deps);
  lockdownRoutes(app, deps);
  namelessRoutes(app, deps);
  pinRoutes(app, deps);
  mailsRoutes(app, deps);
  personalDataRoutes(app, deps);
  retentionRoutes(app, deps);
  erasureRoutes(app, deps);
  debtRoutes(app, deps);
  decisionRoutes(app, deps);
  evacuationRoutes(app, deps);
  enrolmentRoutes(app, deps);
  sampleRoutes(app, deps);
  importRoutes(app, deps);
  inletRoutes(app, deps);
  journalRoutes(app, deps);
  mishapRoutes(app, deps);
  passageRoutes(app, deps);
  correctionRoutes(app, deps);
  passageCorrectionRoutes(app, deps);
  proposalRoutes(app, deps);
  ownPageRoutes(app, deps);
  claimRoutes(app, deps);
  signingKeyRoutes(app, deps);
  accountRoutes(app, deps);
  confirmationRoutes(app, confirmation);
  auditRoutes(app, deps);
  alertRoutes(app, deps);
  webhookRoutes(app, deps);
  connectionRoutes(app, deps);
  deliveryRoutes(app, deps);
  fedowRoutes(app, deps);
  sessionRoutes(app, deps);
  certificateRoutes(app, deps);
  logoRoutes(app, deps);
  listFileRoutes(app, deps);
  securityTxt(app, deps);
  pages(app, deps, secure);
  confirmationPages(app, confirmation);
  await app.ready();
  return app;
}

const healthSchema = {
  summary: 'Is all well?',
  tags: ['health'],
  response: {
    200: Type.Object({ status: Type.Literal('ok') }),
    503: Type.Object({ status: Type.Literal('unhealthy'), problems: Type.Array(Type.String()) }),
  },
};

/** A form says nothing of numbers and lists: the API takes JSON only. */
function formsForPages(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ method, url, headers, routeOptions }) => {
    if (isOfPrograms(`${method} ${routeOptions.url}`)) return;
    const contentType = headers['content-type'] ?? '';
    const isForm = /^(application\/x-www-form-urlencoded|multipart\/)/.test(contentType);
    if (url.startsWith('/api/') && isForm) {
      throw failure('mediaTypeUnknown', { contentType });
    }
  });
}

/** Many clients name JSON on every request: where a route reads no body, an empty one is no mistake. */
function emptyBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser<string>(
    'application/json',
    { parseAs: 'string' },
    (request, text, done) => {
      const isFine = text === '' && request.routeOptions.schema?.body === undefined;
      return isFine ? done(null, undefined) : parse(request, text, done);
    },
  );
}
