import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { WebDeps } from '../deps.ts';
import { Field } from './fields.tsx';
import { Alert } from './form.tsx';
import { formOf, html, ownPath } from './forms.ts';
import { contextOf, Mark, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const perAddress = {
  config: { rateLimit: { max: 30, timeWindow: 60_000 } },
  schema: { hide: true },
};
const stepCookie = (secure: boolean): string => (secure ? '__Host-badgeuse-step' : 'badgeuse-step');

/** The password was right: remembers who it was for, until the code comes. */
export async function askForCode(
  deps: WebDeps,
  reply: FastifyReply,
  staffId: string,
  secure: boolean,
): Promise<void> {
  const secret = await deps.secondStep.ask(staffId, deps.clock.now());
  reply.setCookie(stepCookie(secure), secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure,
    maxAge: 300,
  });
}

/** The second step of signing in; `letIn` is what the first does for who needs no code. */
export function signInCodePages(
  app: FastifyInstance,
  deps: WebDeps,
  secure: boolean,
  letIn: (request: FastifyRequest, reply: FastifyReply, staffId: string) => Promise<void>,
): void {
  const { secondStep, clock } = deps;

  app.get('/sign-in/code', hidden, async (request, reply) => {
    const { next } = request.query as { next?: string };
    return html(reply, page(request, ownPath(next), false));
  });

  app.post('/sign-in/code', perAddress, async (request, reply) => {
    const { code, next } = formOf(request, 'code', 'next');
    const secret = request.cookies[stepCookie(secure)] ?? '';
    const now = clock.now();
    const answer = await secondStep.answer(secret, code, now);
    if (answer.is === 'over') {
      reply.clearCookie(stepCookie(secure), { path: '/', secure });
      return reply.redirect(`/sign-in?over=1&next=${encodeURIComponent(ownPath(next))}`, 303);
    }
    if (answer.is === 'wrong') return html(reply, page(request, ownPath(next), true), 401);
    reply.clearCookie(stepCookie(secure), { path: '/', secure });
    await letIn(request, reply, answer.staffId);
    return reply.redirect(ownPath(next), 303);
  });
}

function page(request: FastifyRequest, next: string, isWrong: boolean): string {
  const context = contextOf(request);
  const { words } = context;
  return pageOf({
    context,
    title: words.codeAskTitle,
    children: (
      <section class="door">
        <Mark />
        <h1>{words.codeAskTitle}</h1>
        {isWrong && <Alert>{words.errorCodeWrong}</Alert>}
        <p>{words.codeAskMore}</p>
        <form method="post" action="/sign-in/code">
          {context.csrf && <input type="hidden" name="csrf" value={context.csrf} />}
          <input type="hidden" name="next" value={next} />
          <Field name="code" label={words.codeOrRecovery} autocomplete="one-time-code" autofocus />
          <button class="button primary" type="submit">
            {words.signIn}
          </button>
        </form>
        <p>
          <a href="/sign-in">{words.cancel}</a>
        </p>
      </section>
    ),
  });
}
