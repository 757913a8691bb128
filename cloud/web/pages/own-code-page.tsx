import type { FastifyInstance } from 'fastify';
import { errorCodeOf } from '../../../shared/runtime/errors.ts';
import type { WebDeps } from '../deps.ts';
import { openByCode } from '../own-code-entry.ts';
import { Field } from './fields.tsx';
import { Form, Said } from './form.tsx';
import { formOf, html } from './forms.ts';
import { contextOf, type PageContext, pageOf } from './shell.tsx';

const limited = { schema: { hide: true }, config: { rateLimit: { max: 60, timeWindow: 60_000 } } };

/** Where members type the short code that staff gave them. */
export function ownCodePage(app: FastifyInstance, deps: WebDeps): void {
  app.get('/me', limited, async (request, reply) => {
    const { said } = request.query as { said?: string };
    return html(reply, page(contextOf(request), { isClosed: said === 'closed' }));
  });

  app.post('/me', limited, async (request, reply) => {
    const { code } = formOf(request, 'code');
    const context = contextOf(request);
    const { words } = context;
    const again = (error: string, status: number) =>
      html(reply, page(context, { code, error }), status);
    try {
      const opened = await openByCode(deps, request, code);
      if (!opened) return again(words.ownCodeWrong, 400);
      return reply.redirect(`/me/${opened.secret}`, 303);
    } catch (err) {
      if (errorCodeOf(err) === 'tooManyRequests') return again(words.ownCodeWait, 429);
      throw err;
    }
  });

  app.post('/me/:secret/close', limited, async (request, reply) => {
    const { secret } = request.params as { secret: string };
    const now = deps.clock.now();
    const link = await deps.ownLinks.open(secret, now);
    // A link that staff gave stays theirs to withdraw.
    if (link?.codeId) await deps.ownLinks.revoke(link.id, now);
    return reply.redirect('/me?said=closed', 303);
  });
}

function page(
  context: PageContext,
  shown: { readonly code?: string; readonly error?: string; readonly isClosed?: boolean },
): string {
  const { words } = context;
  return pageOf({
    context: { ...context, principal: null, url: '/me' },
    title: words.ownTitle,
    children: (
      <div class="narrow own-code">
        <h1>{words.ownTitle}</h1>
        {shown.isClosed && <Said>{words.ownClosed}</Said>}
        <p class="lead">{words.ownCodeIntro}</p>
        <Form
          context={context}
          action="/me"
          submit={words.ownCodeOpen}
          errors={shown.error ? { code: shown.error } : {}}
        >
          <Field
            name="code"
            label={words.ownCodeLabel}
            hint={words.ownCodeHint}
            error={shown.error}
            value={shown.code}
            autofocus={shown.error === undefined}
          />
        </Form>
        <p class="small">{words.ownCodeNone}</p>
      </div>
    ),
  });
}
