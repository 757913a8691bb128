import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Place } from '../../ports/registry.ts';
import { whoAsks } from '../api/resource.ts';
import type { WebDeps } from '../deps.ts';
import { setNameless } from '../nameless.ts';
import { seenBy } from '../place-scope.ts';
import { Back } from './back.tsx';
import { Form, Said } from './form.tsx';
import { html } from './forms.ts';
import type { PageContext } from './page-context.ts';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const pathOf = (place: Place) => `/places/${encodeURIComponent(place.id)}`;

/** Counting without names: what it means, before it is begun or ended. */
export function namelessPage(app: FastifyInstance, deps: WebDeps): void {
  const asked = (request: FastifyRequest): Promise<Place> => {
    const { id } = request.params as { id: string };
    return seenBy(deps.registry.places, whoAsks(request.principal)).get(id);
  };

  app.get('/places/:id/nameless', hidden, async (request, reply) => {
    const context = contextOf(request);
    const { words } = context;
    const place = await asked(request);
    const { said } = request.query as { said?: string };
    const isOn = place.nameless;
    const title = isOn ? words.namelessEndAsk(place.name) : words.namelessAsk(place.name);
    const at = `${pathOf(place)}/nameless`;
    return html(
      reply,
      pageOf({
        context,
        title,
        section: 'settings',
        children: (
          <section class="narrow">
            <Back href={pathOf(place)} label={place.name} />
            <h1>{title}</h1>
            {said && <Said>{isOn ? words.saidNameless : words.saidNamed}</Said>}
            <p class="lead">{isOn ? words.namelessEndLead : words.namelessLead}</p>
            <ul class="means">
              {(isOn ? words.namelessEndMeans : words.namelessMeans).split('\n').map((line) => (
                <li>{line}</li>
              ))}
            </ul>
            <Form
              context={context}
              action={isOn ? `${at}/end` : at}
              submit={isOn ? words.namelessEnd : words.namelessBegin}
              kind="danger"
              back={pathOf(place)}
            />
          </section>
        ),
      }),
    );
  });

  const change = (path: string, nameless: boolean) =>
    app.post(path, hidden, async (request, reply) => {
      const place = await asked(request);
      await setNameless(deps, whoAsks(request.principal), place.id, nameless);
      return reply.redirect(`${pathOf(place)}/nameless?said=done`, 303);
    });
  change('/places/:id/nameless', true);
  change('/places/:id/nameless/end', false);
}

/** Beside the form of a place. */
export function NamelessPanel({ context, place }: { context: PageContext; place: Place }) {
  const { words } = context;
  return (
    <aside class="panel padded" id="nameless" aria-labelledby="nameless-title">
      <h2 id="nameless-title">{words.namelessTitle}</h2>
      <p>{place.nameless ? words.namelessIsOn : words.namelessMore}</p>
      <a class="button" href={`${pathOf(place)}/nameless`}>
        {place.nameless ? words.namelessEnd : words.namelessBegin}
      </a>
    </aside>
  );
}
