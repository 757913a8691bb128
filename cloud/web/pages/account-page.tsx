import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { failure } from '../../../shared/runtime/errors.ts';
import { type AccountState, AccountView } from '../accounts/account-view.tsx';
import { codeUri, squareOf } from '../accounts/code-square.ts';
import { momentsOf } from '../accounts/moments.ts';
import { audit } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { hashPassword, isPassword, minPasswordLength, SignInDelay } from '../password.ts';
import { keepSession, type Principal } from '../principal.ts';
import { formOf, html } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const guessing = {
  config: { rateLimit: { max: 20, timeWindow: 60_000 } },
  schema: { hide: true },
};
type Staff = Extract<Principal, { kind: 'staff' }>;

/** One's own account: password, code, and the browsers one is signed in with. */
export function accountPage(app: FastifyInstance, deps: WebDeps, secure: boolean): void {
  const { accounts, identity, secondStep, clock } = deps;
  const delay = new SignInDelay();

  app.get('/account', hidden, async (request, reply) => {
    const { said } = request.query as { said?: string };
    return show(request, reply, { said: said ?? null });
  });

  app.post('/account/password', guessing, async (request, reply) => {
    const me = meOf(request);
    const { words } = contextOf(request);
    const typed = request.body as { current?: unknown; password?: unknown };
    const wanted = textOf(typed.password);
    const isShort = [...wanted].length < minPasswordLength;
    const isMine = await knowsPassword(me, textOf(typed.current));
    if (!isMine || isShort) {
      const errors = {
        ...(!isMine && { current: words.errorPasswordWrong }),
        ...(isShort && { password: words.errorPasswordShort }),
      };
      return show(request, reply, { errors }, 400);
    }
    await accounts.setPassword(me.id, await hashPassword(wanted));
    await accounts.endSessions(me.id, 'all');
    const browser = request.headers['user-agent'] ?? '';
    keepSession(reply, await identity.createSession(me.id, clock.now(), browser), secure);
    await told(request, { changed: 'the way in' });
    return reply.redirect('/account?said=password', 303);
  });

  app.post('/account/sessions', hidden, async (request, reply) => {
    const me = meOf(request);
    const { session } = formOf(request, 'session');
    const which = session === '' ? { but: me.sessionId } : { only: session };
    const ended = await accounts.endSessions(me.id, which);
    await audit(deps, request, {
      verb: 'signedOut',
      kind: 'staff',
      id: me.id,
      after: { sessions: ended },
    });
    return reply.redirect('/account?said=sessions', 303);
  });

  app.post('/account/code', hidden, async (request, reply) => {
    await secondStep.begin(meOf(request).id);
    return reply.redirect('/account#code', 303);
  });

  app.post('/account/code/confirm', guessing, async (request, reply) => {
    const me = meOf(request);
    const { words } = contextOf(request);
    delay.check(me.id, clock.now());
    const { code } = formOf(request, 'code');
    const recovery = await secondStep.confirm(me.id, code, clock.now());
    if (recovery === null) {
      delay.wrong(me.id, clock.now());
      return show(request, reply, { errors: { code: words.errorCodeWrong } }, 400);
    }
    await told(request, { needsCode: true });
    return show(request, reply, { recovery });
  });

  app.post('/account/code/end', guessing, async (request, reply) => {
    const me = meOf(request);
    const { words } = contextOf(request);
    const { current } = request.body as { current?: unknown };
    if (!(await knowsPassword(me, textOf(current)))) {
      const errors = { codeEnd: words.errorPasswordWrong };
      return show(request, reply, { errors }, 400);
    }
    await secondStep.end(me.id);
    await told(request, { needsCode: false });
    return reply.redirect('/account?said=code', 303);
  });

  /** A stolen session must not guess the password here either. */
  async function knowsPassword(me: Staff, given: string): Promise<boolean> {
    const now = clock.now();
    delay.check(me.id, now);
    const isRight = await isPassword(await accounts.passwordHash(me.id), given);
    if (isRight) delay.right(me.id);
    else delay.wrong(me.id, now);
    return isRight;
  }

  const told = (request: FastifyRequest, after: object) =>
    audit(deps, request, { verb: 'changed', kind: 'staff', id: meOf(request).id, after });

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    state: AccountState,
    status = 200,
  ) {
    const me = meOf(request);
    const context = contextOf(request);
    const now = clock.now();
    const account = await accounts.find(me.id);
    const pending = await secondStep.pending(me.id);
    const page = pageOf({
      context,
      title: context.words.myAccount,
      children: (
        <AccountView
          context={context}
          me={me}
          needsCode={account?.needsCode === true}
          pending={
            pending === null
              ? null
              : { secret: pending, square: await squareOf(codeUri(me.name, pending)) }
          }
          sessions={await accounts.sessions(me.id, now)}
          state={state}
          moment={momentsOf(context, now)}
        />
      ),
    });
    return html(reply, page, status);
  }
}

/** A token is no person: it has no account to look at. */
function meOf(request: FastifyRequest): Staff {
  const { principal } = request;
  if (principal?.kind !== 'staff') throw failure('notFound', { what: 'account', id: '' });
  return principal;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 1000) : '');
