import type { FastifyRequest } from 'fastify';
import type { BadgeuseError } from '../../../shared/runtime/errors.ts';
import type { Words } from '../language.ts';
import { askToConfirm, pageBefore } from './confirmation-page.tsx';
import { contextOf, pageOf } from './shell.tsx';

/** What to do about it, in the page's language. */
function hintOf({ code }: BadgeuseError, words: Words): string {
  const known = Object.entries(words).find(([name]) => name === `problem_${code}`);
  return typeof known?.[1] === 'string' ? known[1] : words.problemOther;
}

/** What happened, what is safe, what to do; the technical code last. */
export function problemPage(request: FastifyRequest, problem: BadgeuseError): string {
  if (problem.code === 'confirmFirst') return askToConfirm(request, problem);
  const context = contextOf(request);
  const { words } = context;
  const asked = request.routeOptions.url ?? '';
  const isPeriod = problem.code === 'badRequest' && asked.startsWith('/rapport/');
  const isBusy = problem.code === 'exportsBusy';
  const isOurs = problem.code === 'internal';
  const { reference } = problem.details;
  const [back, backTo] = isPeriod
    ? [asked, words.problemPeriodBack]
    : problem.code === 'formTooOld'
      ? [pageBefore(request), words.confirmedBack]
      : isBusy || (isOurs && request.method === 'GET')
        ? [request.url, words.problemAgain]
        : ['/', words.backToToday];
  const [title, more] =
    problem.code === 'notFound'
      ? [words.problemNotFound, words.problemNotFoundMore]
      : problem.code === 'notAllowed'
        ? [
            words.problemNotAllowed,
            words.problemNotAllowedMore(String(problem.details['names'] ?? '')),
          ]
        : problem.code === 'reachesElsewhere'
          ? [words.problemElsewhere, words.problemElsewhereMore]
          : problem.code === 'tooManyRequests'
            ? [words.problemTitle, words.tooMany(String(problem.details['seconds']))]
            : isBusy
              ? [words.problemExports, words.problemExportsMore]
              : isOurs
                ? [words.problemOurs, words.problemOursMore]
                : isPeriod
                  ? [words.problemPeriod, words.problemPeriodMore]
                  : [words.problemTitle, hintOf(problem, words)];
  return pageOf({
    context,
    title,
    children: (
      <section class="narrow">
        <h1>{title}</h1>
        <p>{more}</p>
        <p>
          <a class="button" href={back}>
            {backTo}
          </a>
        </p>
        <p class="small">
          {words.problemCode} {problem.code} {isOurs && String(reference ?? '')}
        </p>
      </section>
    ),
  });
}
