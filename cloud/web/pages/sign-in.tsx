import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorCodeOf } from '../../../shared/runtime/errors.ts';
import { browserName } from '../accounts/browser-name.ts';
import type { WebDeps } from '../deps.ts';
import { languageCookie } from '../language.ts';
import { hashPassword, isPassword, minPasswordLength, SignInDelay } from '../password.ts';
import { keepPlace } from '../place-choice.ts';
import { keepSession, sessionCookie } from '../principal.ts';
import { Field } from './fields.tsx';
import { Alert } from './form.tsx';
import { formOf, html, ownPath } from './forms.ts';
import { contextOf, Mark, type PageContext, pageOf } from './shell.tsx';
import { askForCode, signInCodePages } from './sign-in-code.tsx';

const perAddress = {
  config: { rateLimit: { max: 30, timeWindow: 60_000 } },
  schema: { hide: true },
};
const hidden = { schema: { hide: true } };
const refusedSignIn = { verb: 'refused', kind: 'signIn' } as const;

/** In by a one-time link the first time, by name and password afterwards. */
export function signInPages(app: FastifyInstance, deps: WebDeps, secure: boolean): void {
  const { identity, clock } = deps;
  const delay = new SignInDelay();

  app.get('/sign-in', hidden, async (request, reply) => {
    const { next, over } = request.query as { next?: string; over?: string };
    const form = { next: ownPath(next), isOver: over !== undefined };
    return html(reply, signInPage(contextOf(request), form));
  });

  app.post('/sign-in', perAddress, async (request, reply) => {
    const { name, next } = formOf(request, 'name', 'next');
    const { password } = (request.body ?? {}) as { password?: unknown };
    const now = clock.now();
    // Spelled as accounts are told apart: other capitals are no fresh start.
    const key = name.trim().toLowerCase();
    delay.check(key, now);
    const staff = await identity.findStaffByName(name);
    const given = typeof password === 'string' ? password.slice(0, 1000) : '';
    if (!(await isPassword(staff?.passwordHash ?? null, given)) || staff === null) {
      delay.wrong(key, now);
      if (staff) await deps.audit.record(`staff:${staff.id}`, refusedSignIn, now);
      const wrong = { next: ownPath(next), name, isWrong: true };
      return html(reply, signInPage(contextOf(request), wrong), 401);
    }
    delay.right(key);
    if (staff.needsCode) {
      await askForCode(deps, reply, staff.id, secure);
      return reply.redirect(`/sign-in/code?next=${encodeURIComponent(ownPath(next))}`, 303);
    }
    await letIn(request, reply, staff.id);
    return reply.redirect(ownPath(next), 303);
  });
  signInCodePages(app, deps, secure, letIn);

  app.post('/sign-out', hidden, async (request, reply) => {
    await endOld(request.cookies[sessionCookie(secure)]);
    reply.clearCookie(sessionCookie(secure), { path: '/', secure });
    return reply.redirect('/sign-in', 303);
  });

  app.get('/welcome/:secret', hidden, async (request, reply) =>
    html(reply, welcomePage(contextOf(request), secretOf(request.params), {})),
  );

  app.post('/welcome/:secret', perAddress, async (request, reply) => {
    const secret = secretOf(request.params);
    const { name } = formOf(request, 'name');
    const { password } = (request.body ?? {}) as { password?: unknown };
    const given = typeof password === 'string' ? password : '';
    const context = contextOf(request);
    const { words } = context;
    const again = (wrong: WelcomeErrors) =>
      html(reply, welcomePage(context, secret, { name, ...wrong }), 400);
    const isShort = [...given].length < minPasswordLength;
    if (name === '' || isShort) {
      return again({
        ...(name === '' && { nameError: words.errorNameMissing }),
        ...(isShort && { passwordError: words.errorPasswordShort }),
      });
    }
    const now = clock.now();
    try {
      const staff = await identity.acceptInvitation(
        secret,
        name,
        await hashPassword(given.slice(0, 1000)),
        now,
      );
      await letIn(request, reply, staff.id);
      const begun = staff.role === 'admin' ? await deps.firstRun.read() : null;
      return reply.redirect(begun?.finishedAt === null ? '/first-run' : '/', 303);
    } catch (err) {
      const code = errorCodeOf(err);
      if (code === 'notFound') return again({ linkError: words.errorLinkUsed });
      if (code === 'conflict') return again({ nameError: words.errorNameTaken });
      throw err;
    }
  });

  app.post('/language', hidden, async (request, reply) => {
    const { language, next } = formOf(request, 'language', 'next');
    reply.setCookie(languageCookie, language === 'en' ? 'en' : 'fr', {
      path: '/',
      sameSite: 'lax',
      httpOnly: true,
      secure,
      maxAge: 31_536_000,
    });
    return reply.redirect(ownPath(next), 303);
  });

  app.post('/place', hidden, async (request, reply) => {
    const { place, next } = formOf(request, 'place', 'next');
    keepPlace(reply, place, secure);
    return reply.redirect(ownPath(next), 303);
  });

  const secretOf = (params: unknown) => (params as { secret: string }).secret;
  /** Another session than before, whoever had that one: nobody waits in a session that was handed to them. */
  async function letIn(request: FastifyRequest, reply: FastifyReply, staffId: string) {
    await endOld(request.cookies[sessionCookie(secure)]);
    const now = clock.now();
    const browser = request.headers['user-agent'] ?? '';
    keepSession(reply, await identity.createSession(staffId, now, browser), secure);
    const from = { browser: browserName(browser) };
    await deps.audit.record(
      `staff:${staffId}`,
      { verb: 'signedIn', kind: 'signIn', after: from },
      now,
    );
  }
  async function endOld(session: string | undefined) {
    if (session) await identity.endSession(session);
  }
}

function signInPage(
  context: PageContext,
  form: { next: string; name?: string; isWrong?: boolean; isOver?: boolean },
): string {
  const { words } = context;
  return pageOf({
    context,
    title: words.signIn,
    children: (
      <section class="door">
        <Mark />
        <h1>{words.signInTitle}</h1>
        {form.isOver && <Alert>{words.codeOver}</Alert>}
        {form.isWrong && <Alert>{words.signInWrong}</Alert>}
        <form method="post" action="/sign-in">
          {context.csrf && <input type="hidden" name="csrf" value={context.csrf} />}
          <input type="hidden" name="next" value={form.next} />
          <Field name="name" label={words.yourName} value={form.name} autocomplete="username" />
          <Field
            name="password"
            type="password"
            label={words.password}
            autocomplete="current-password"
          />
          <button class="button primary" type="submit">
            {words.signIn}
          </button>
        </form>
        <p class="small">{words.signInLost}</p>
      </section>
    ),
  });
}

interface WelcomeErrors {
  readonly nameError?: string;
  readonly passwordError?: string;
  readonly linkError?: string;
}

function welcomePage(
  context: PageContext,
  secret: string,
  form: WelcomeErrors & { name?: string },
): string {
  const { words } = context;
  return pageOf({
    context,
    title: words.welcomeTitle,
    children: (
      <section class="door">
        <Mark />
        <h1>{words.welcomeTitle}</h1>
        {form.linkError && <Alert>{form.linkError}</Alert>}
        <p>{words.welcomeText}</p>
        <form method="post" action={`/welcome/${encodeURIComponent(secret)}`}>
          {context.csrf && <input type="hidden" name="csrf" value={context.csrf} />}
          <Field
            name="name"
            label={words.yourName}
            value={form.name}
            error={form.nameError}
            autocomplete="username"
          />
          <Field
            name="password"
            type="password"
            label={words.newPassword}
            hint={words.newPasswordHint}
            error={form.passwordError}
            autocomplete="new-password"
          />
          <button class="button primary" type="submit">
            {words.begin}
          </button>
        </form>
      </section>
    ),
  });
}
