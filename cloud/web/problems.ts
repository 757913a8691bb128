import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BadgeuseError, errorCodeOf, failure } from '../../shared/runtime/errors.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import { InvalidInput } from './validation.ts';

export const bodyLimitBytes = 64 * 1024;

/** How a page shows a problem to a person; null: this request wants the problem as it is. */
export type ProblemPage = (request: FastifyRequest, problem: BadgeuseError) => string | null;

/** Every error leaves as RFC 9457 problem details with `code` and `hint`, or as a page that says the same. */
export function problems(
  app: FastifyInstance,
  log: Logger,
  pageFor: ProblemPage,
  usedBy: (request: FastifyRequest, problem: BadgeuseError) => Promise<readonly object[]>,
): void {
  app.setErrorHandler(async (err, request, reply) => {
    const problem = problemOf(err, request, log);
    const errors = err instanceof InvalidInput ? err.fields : problem.details['fields'];
    const more = problem.code === 'badRequest' && errors ? { errors } : {};
    if (problem.code !== 'inUse') return send(reply, request, problem, more);
    return send(reply, request, problem, { usedBy: await usedBy(request, problem) });
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0];
    return send(reply, request, failure('notFound', { what: 'page or route', id: path }));
  });

  function send(
    reply: FastifyReply,
    request: FastifyRequest,
    problem: BadgeuseError,
    more: object = {},
  ) {
    if (problem.code === 'tooManyRequests' || problem.code === 'exportsBusy') {
      reply.header('retry-after', String(problem.details['seconds']));
    }
    if (wantsPage(request)) {
      // Nobody is signed in: a person is brought to the door rather than told about it.
      if (problem.code === 'notSignedIn' && request.method === 'GET') {
        return reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`, 303);
      }
      // A part of a page was asked for: the question takes the whole of it.
      if (problem.code === 'confirmFirst' && request.headers['hx-request'] !== undefined)
        reply.headers(wholePage);
      const page = pageFor(request, problem);
      if (page !== null) return reply.code(problem.status).type('text/html').send(page);
    }
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
    return reply
      .code(problem.status)
      .type('application/problem+json')
      .send(problemText(problem, more));
  }
}

const wholePage = {
  'hx-retarget': '#content',
  'hx-reselect': '#content',
  'hx-reswap': 'outerHTML',
};

/** RFC 9457 problem details, as text. */
export const problemText = (problem: BadgeuseError, more: object = {}): string =>
  JSON.stringify({
    type: 'about:blank',
    title: problem.message,
    status: problem.status,
    detail: problem.message,
    code: problem.code,
    hint: problem.hint,
    ...more,
  });

/** A browser at a page; programs, tokens and the API get the problem itself. */
const wantsPage = (request: FastifyRequest): boolean =>
  !request.url.startsWith('/api/') &&
  request.headers.authorization === undefined &&
  (request.headers.accept ?? '').includes('text/html');

function problemOf(err: unknown, request: FastifyRequest, log: Logger): BadgeuseError {
  if (err instanceof BadgeuseError) {
    const url = request.routeOptions.url;
    // Nothing is wrong: as many as there is room for are being made.
    if (err.code === 'exportsBusy') log.info({ url }, 'an export did not get its turn in time');
    else if (err.status >= 500) log.error({ err, url }, 'a request failed');
    return err;
  }
  if (err instanceof InvalidInput) return failure('badRequest', { detail: err.message });
  switch (errorCodeOf(err)) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return failure('bodyTooLarge', { limitBytes: bodyLimitBytes });
    case 'FST_REQ_FILE_TOO_LARGE':
      return failure('importTooLarge', { megabytes: 5 });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return failure('mediaTypeUnknown', {
        contentType: request.headers['content-type'] ?? 'of the body (none was given)',
      });
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return failure('notJson');
    default:
  }
  const status = statusOf(err);
  if (err instanceof SyntaxError && status === 400) return failure('notJson');
  if (status !== null && status >= 400 && status < 500) {
    return failure('badRequest', {
      detail: err instanceof Error ? err.message : 'it is malformed',
    });
  }
  const reference = randomUUID().slice(0, 8);
  log.error({ err, reference, url: request.routeOptions.url }, 'a request failed unexpectedly');
  return failure('internal', { reference }, err);
}

const statusOf = (err: unknown): number | null =>
  typeof err === 'object' &&
  err !== null &&
  'statusCode' in err &&
  typeof err.statusCode === 'number'
    ? err.statusCode
    : null;
