import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { WebDeps } from '../deps.ts';
import { keepLogo, placeOfLogo, removeLogo } from '../presence/keep-logo.ts';
import { Back } from './back.tsx';
import { Token } from './form.tsx';
import { html } from './forms.ts';
import { SaidAfter } from './record-parts.tsx';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const uploads = { ...hidden, config: { rateLimit: { max: 30, timeWindow: 60_000 } } };

/** The picture at the head of a place's papers. */
export function logoPage(app: FastifyInstance, deps: WebDeps): void {
  const pathOf = (id: string) => `/places/${encodeURIComponent(id)}`;

  const show = async (request: FastifyRequest, reply: FastifyReply, wrong = false) => {
    const context = contextOf(request);
    const { words } = context;
    const place = await placeOfLogo(deps, request);
    const logo = await deps.logos.find(place.id);
    const path = `${pathOf(place.id)}/logo`;
    const page = pageOf({
      context,
      title: `${words.logoTitle}, ${place.name}`,
      section: 'settings',
      children: (
        <section class="narrow">
          <Back href={pathOf(place.id)} label={place.name} />
          <h1>{words.logoTitle}</h1>
          <p class="lead">{words.logoLead}</p>
          <SaidAfter request={request} words={words} />
          {logo && (
            <div class="panel padded">
              <img
                class="logo"
                src={`data:image/${logo.type};base64,${Buffer.from(logo.content).toString('base64')}`}
                alt={words.logoNow(place.name)}
              />
              <form method="post" action={`${path}/remove`}>
                <Token context={context} />
                <button class="button" type="submit">
                  {words.logoRemove}
                </button>
              </form>
            </div>
          )}
          <form method="post" action={path} enctype="multipart/form-data" class="logo-form">
            <Token context={context} />
            <div class="field">
              <label for="field-file">{words.logoFile}</label>
              <input
                id="field-file"
                type="file"
                name="file"
                accept="image/png,image/jpeg"
                required
                aria-invalid={wrong ? 'true' : undefined}
                aria-describedby={wrong ? 'logo-wrong' : undefined}
              />
              {wrong && (
                <span id="logo-wrong" class="field-error" role="alert">
                  {words.logoWrong}
                </span>
              )}
            </div>
            <button class="button primary" type="submit">
              {words.logoPut}
            </button>
          </form>
        </section>
      ),
    });
    return html(reply, page, wrong ? 400 : 200);
  };

  app.get('/places/:id/logo', hidden, (request, reply) => show(request, reply));

  app.post('/places/:id/logo', uploads, async (request, reply) => {
    const place = await placeOfLogo(deps, request);
    const { file } = (request.body ?? {}) as { file?: unknown };
    if (!(await keepLogo(deps, request, place, file))) return show(request, reply, true);
    return reply.redirect(`${pathOf(place.id)}/logo?said=saved`, 303);
  });

  app.post('/places/:id/logo/remove', hidden, async (request, reply) => {
    const place = await placeOfLogo(deps, request);
    await removeLogo(deps, request, place);
    return reply.redirect(`${pathOf(place.id)}/logo?said=saved`, 303);
  });
}
