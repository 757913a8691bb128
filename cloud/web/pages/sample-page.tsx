import type { FastifyInstance } from 'fastify';
import { type SampleState, samplePlaceId } from '../../ports/sample.ts';
import { whoAsks } from '../api/resource.ts';
import type { WebDeps } from '../deps.ts';
import { number } from '../format.ts';
import { byItself, nameOf } from '../principal.ts';
import { Form, Said } from './form.tsx';
import { html } from './forms.ts';
import { BackToSettings } from './record-parts.tsx';
import { contextOf, type PageContext, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };

/** A year of a lively venue to try things on, clearly marked, and gone with one click. */
export function samplePage(app: FastifyInstance, deps: WebDeps): void {
  const { sample } = deps;

  app.get('/sample-data', hidden, async (request, reply) => {
    const context = contextOf(request);
    const { words } = context;
    const { said } = request.query as { said?: string };
    return html(
      reply,
      pageOf({
        context,
        title: words.sampleTitle,
        section: 'settings',
        children: (
          <>
            <BackToSettings context={context} section="settings" />
            <section class="narrow">
              <h1>{words.sampleTitle}</h1>
              {said === 'removed' && <Said>{words.sampleSaidRemoved}</Said>}
              <p class="first-text">{words.sampleText}</p>
              <State context={context} state={await sample.state()} />
            </section>
          </>
        ),
      }),
    );
  });

  app.post('/sample-data', hidden, async (request, reply) => {
    const { kind } = await sample.state();
    // Pressed twice by somebody in doubt: the first press counted.
    if (kind === 'none') await sample.make(nameOf(whoAsks(request.principal)));
    return reply.redirect('/sample-data', 303);
  });

  app.post('/sample-data/remove', hidden, async (request, reply) => {
    await sample.remove(nameOf(whoAsks(request.principal)));
    return reply.redirect('/sample-data?said=removed', 303);
  });
}

/** Looks again by itself while something is under way. */
function State({ context, state }: { context: PageContext; state: SampleState }) {
  const { words, language } = context;
  const isBusy = state.kind === 'making' || state.kind === 'removing';
  const live = isBusy
    ? {
        'hx-get': '/sample-data',
        'hx-trigger': 'every 1s',
        'hx-headers': JSON.stringify(byItself),
        'hx-select': '#sample',
        'hx-target': '#sample',
        'hx-swap': 'outerHTML',
      }
    : {};
  return (
    <div id="sample" aria-live="polite" {...live}>
      {state.kind === 'none' && (
        <Form context={context} action="/sample-data" submit={words.sampleMake} />
      )}
      {state.kind === 'making' && (
        <>
          <p>{words.sampleProgress(String(state.percent))}</p>
          <progress max={100} value={state.percent} aria-label={words.sampleTitle} />
          <p>
            <a class="alone" href="/sample-data">
              {words.firstCardLook}
            </a>
          </p>
        </>
      )}
      {state.kind === 'removing' && <p>{words.sampleRemoving}</p>}
      {state.kind === 'failed' && <p class="alert">{words.sampleFailed}</p>}
      {state.kind === 'there' && (
        <>
          <p>{words.sampleThere(number(state.taps, language))}</p>
          <p>
            <a class="button primary" href={`/rapport/badgeuse/?place=${samplePlaceId}`}>
              {words.sampleSee}
            </a>
          </p>
        </>
      )}
      {(state.kind === 'there' || state.kind === 'failed') && (
        <Form
          context={context}
          action="/sample-data/remove"
          submit={words.sampleRemove}
          kind="plain"
        />
      )}
    </div>
  );
}
