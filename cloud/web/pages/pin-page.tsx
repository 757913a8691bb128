import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Pin } from '../api/pin-routes.ts';
import { whoAsks } from '../api/resource.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf, shortDay } from '../format.ts';
import { nameOf } from '../principal.ts';
import { Back } from './back.tsx';
import { Field } from './fields.tsx';
import { Form } from './form.tsx';
import { misfits, valuesOf } from './form-values.ts';
import { html } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };

/** Where a member is given a PIN, and where it is taken away. What was typed is shown to nobody. */
export function pinPage(app: FastifyInstance, deps: WebDeps): void {
  const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;
  const byWhom = (request: FastifyRequest) => nameOf(whoAsks(request.principal));

  const page = async (request: FastifyRequest, reply: FastifyReply, error?: string) => {
    const context = contextOf(request);
    const { words, language, place, places } = context;
    const id = idOf(request);
    const member = await deps.registry.members.get(id);
    const setAt = await deps.pins.setAt(id);
    await looked(deps, request, { kind: 'member', id, memberId: id });
    const timeZone = (place ?? places[0])?.timeZone ?? 'Europe/Paris';
    const today = dayOf(deps.clock.now(), timeZone);
    const path = `/members/${encodeURIComponent(id)}`;
    return html(
      reply,
      pageOf({
        context,
        title: words.pinOf(member.name),
        section: 'members',
        children: (
          <section class="narrow">
            <Back href={path} label={member.name} />
            <h1>{words.pinOf(member.name)}</h1>
            <p class="lead">{words.pinLead}</p>
            <p>
              {setAt === null
                ? words.pinNone
                : words.pinSince(shortDay(dayOf(setAt, timeZone), language, today))}
            </p>
            <Form
              context={context}
              action={`${path}/pin`}
              submit={setAt === null ? words.pinSet : words.pinChange}
              class="stacked"
              back={path}
              errors={error === undefined ? {} : { pin: error }}
            >
              <Field
                name="pin"
                type="password"
                inputmode="numeric"
                autocomplete="off"
                maxlength={8}
                label={words.pinLabel}
                hint={words.pinHint}
                error={error}
              />
            </Form>
            {setAt !== null && (
              <Form
                context={context}
                action={`${path}/pin/clear`}
                submit={words.pinClear}
                kind="plain"
              />
            )}
          </section>
        ),
      }),
      error === undefined ? 200 : 400,
    );
  };

  app.get('/members/:id/pin', hidden, (request, reply) => page(request, reply));

  app.post('/members/:id/pin', hidden, async (request, reply) => {
    const { words } = contextOf(request);
    const pin = valuesOf(request).text('pin');
    if (misfits({ pin: Pin }, { pin }).length > 0) return page(request, reply, words.pinWrongForm);
    await deps.pins.set(idOf(request), pin, byWhom(request));
    return reply.redirect(`/members/${encodeURIComponent(idOf(request))}?said=pinSet`, 303);
  });

  app.post('/members/:id/pin/clear', hidden, async (request, reply) => {
    await deps.pins.clear(idOf(request), byWhom(request));
    return reply.redirect(`/members/${encodeURIComponent(idOf(request))}?said=pinCleared`, 303);
  });
}
