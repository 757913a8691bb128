import type { FastifyInstance, FastifyRequest } from 'fastify';
import { errorCodeOf } from '../../../shared/runtime/errors.ts';
import { roles, scopes } from '../../ports/identity.ts';
import { momentsOf } from '../accounts/moments.ts';
import {
  makeToken,
  mayRevoke,
  revokeToken,
  theirTokens,
  type WantedToken,
} from '../accounts/token-rules.ts';
import { type TokensState, TokensView } from '../accounts/tokens-view.tsx';
import { whoAsks } from '../api/resource.ts';
import type { WebDeps } from '../deps.ts';
import { confirmPage } from './confirm.tsx';
import { type FormValues, valuesOf } from './form-values.ts';
import { html } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const dayMs = 86_400_000;

/** Tokens for software: what each may do, where and until when; shown once, revoked for good. */
export function tokensPage(app: FastifyInstance, deps: WebDeps): void {
  app.get('/tokens', hidden, async (request, reply) => {
    const { said } = request.query as { said?: string };
    return html(reply, await page(request, { said: said === 'revoked' }));
  });

  app.post('/tokens', hidden, async (request, reply) => {
    const { words } = contextOf(request);
    const wanted = tokenFrom(valuesOf(request), deps.clock.now());
    const errors = {
      ...(wanted.name === null && { name: words.errorNameMissing }),
      ...(wanted.scopes.length === 0 && { scopes: words.errorScopesMissing }),
      ...(wanted.places.length === 0 && { places: words.errorPlacesMissing }),
    };
    if (Object.keys(errors).length > 0) {
      return html(reply, await page(request, { wanted, errors }), 400);
    }
    try {
      const { secret } = await makeToken(deps, request, wanted);
      return html(reply, await page(request, { secret }));
    } catch (err) {
      if (errorCodeOf(err) !== 'tooMuchToGive') throw err;
      return html(reply, await page(request, { wanted, alert: words.errorTooMuch }), 400);
    }
  });

  app.get('/tokens/:id/revoke', hidden, async (request, reply) => {
    const context = contextOf(request);
    const { words } = context;
    const { id } = request.params as { id: string };
    const principal = whoAsks(request.principal);
    const theirs = await theirTokens(deps, principal);
    const token = theirs.find((one) => one.id === id);
    if (!token || !mayRevoke(principal, token)) return reply.redirect('/tokens', 303);
    const question = confirmPage({
      context,
      section: 'settings',
      title: words.revokeQuestion(token.name ?? words.tokenNameless),
      children: <p>{words.revokeMore}</p>,
      action: `/tokens/${id}/revoke`,
      verb: words.revoke,
      back: '/tokens',
    });
    return html(reply, question);
  });

  app.post('/tokens/:id/revoke', hidden, async (request, reply) => {
    await revokeToken(deps, request, (request.params as { id: string }).id);
    return reply.redirect('/tokens?said=revoked', 303);
  });

  async function page(request: FastifyRequest, state: TokensState): Promise<string> {
    const context = contextOf(request);
    const principal = whoAsks(request.principal);
    const now = deps.clock.now();
    const staff = await deps.accounts.list();
    return pageOf({
      context,
      title: context.words.tokens,
      section: 'settings',
      children: (
        <TokensView
          context={context}
          principal={principal}
          tokens={await theirTokens(deps, principal)}
          names={new Map(staff.map(({ id, name }) => [`staff:${id}`, name]))}
          state={state}
          now={now}
          moment={momentsOf(context, now)}
        />
      ),
    });
  }
}

function tokenFrom(values: FormValues, now: number): WantedToken {
  const places = values.many('places').filter((one) => one !== '');
  const days = Number(values.text('expires'));
  return {
    role: roles.find((one) => one === values.text('role')) ?? 'viewer',
    name: values.textOrNull('name')?.slice(0, 200) ?? null,
    places: places.includes('*') ? '*' : places,
    scopes: (['*', ...scopes] as const).filter((one) => values.many('scopes').includes(one)),
    expiresAt: days > 0 ? now + Math.min(days, 3660) * dayMs : null,
  };
}
