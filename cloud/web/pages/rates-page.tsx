import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RateTerms } from '../../../shared/domain/rate.ts';
import { errorCodeOf, failure } from '../../../shared/runtime/errors.ts';
import { mayAsk } from '../access.ts';
import { whoAsks } from '../api/resource.ts';
import type { WebDeps } from '../deps.ts';
import { RateFields, rateTyped, type TypedRate, typedIn, typedOf } from '../ledger/rate-form.tsx';
import { examplesOf, termsText } from '../ledger/rate-words.ts';
import { ratesThere, type Target } from '../ledger/rates-there.ts';
import { Conflicts, momentAt, RatesView, targetPath } from '../ledger/rates-view.tsx';
import { nameOf } from '../principal.ts';
import { Back } from './back.tsx';
import { confirmPage } from './confirm.tsx';
import { Alert, type FieldErrors, Form } from './form.tsx';
import { valuesOf } from './form-values.ts';
import { html } from './forms.ts';
import { SaidAfter } from './record-parts.tsx';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };

interface Shown {
  readonly typed: TypedRate;
  readonly errors?: FieldErrors;
  readonly alert?: string;
  /** What is looked at before it is set. */
  readonly draft?: { readonly terms: RateTerms; readonly since: number | null };
}

/** What passages cost: read by staff, set by administrators who see first what it would come to. */
export function ratesPage(app: FastifyInstance, deps: WebDeps): void {
  app.get('/rates', hidden, async (request, reply) => {
    const context = contextOf(request);
    return html(
      reply,
      pageOf({
        context,
        title: context.words.ratesTitle,
        section: 'settings',
        children: (
          <RatesView
            context={context}
            there={await ratesThere(deps, context)}
            maySet={mayAsk(whoAsks(request.principal), 'POST /rates/:scope/:id')}
            said={<SaidAfter request={request} words={context.words} />}
          />
        ),
      }),
    );
  });

  app.get('/rates/:scope/:id', hidden, async (request, reply) => {
    const { target } = await targetOf(request);
    return page(request, reply, { typed: typedOf(target.held?.terms ?? null, contextOf(request)) });
  });

  app.post('/rates/:scope/:id', hidden, async (request, reply) => {
    const context = contextOf(request);
    const { words } = context;
    const { target } = await targetOf(request);
    const values = valuesOf(request);
    const by = nameOf(whoAsks(request.principal));
    const { scope, of, placeId } = target;
    const asked = values.text('do');
    if (asked === 'askEnd') return html(reply, endQuestion(request, target));
    if (asked === 'end') {
      // What was to hold later is taken back too: it would begin again by itself.
      const later = target.coming.filter(({ terms }) => terms !== null).map(({ since }) => since);
      for (const since of [null, ...later])
        await deps.rates.set({ placeId, scope, of, terms: null, since }, by);
      return reply.redirect('/rates?said=ended', 303);
    }
    const typed = typedIn(values);
    const { terms, since, errors } = rateTyped(typed, target, words, deps.clock.now());
    if (Object.keys(errors).length > 0) return page(request, reply, { typed, errors }, 400);
    if (asked !== 'set') return page(request, reply, { typed, draft: { terms, since } });
    try {
      await deps.rates.set({ placeId, scope, of, terms, since }, by);
    } catch (err) {
      if (errorCodeOf(err) !== 'conflict') throw err;
      return page(request, reply, { typed, alert: words.rateRefused }, 409);
    }
    return reply.redirect('/rates?said=saved', 303);
  });

  /** Throws `notFound` for what is not there, or not theirs. */
  async function targetOf(request: FastifyRequest) {
    const { scope, id } = request.params as { scope: string; id: string };
    // Whatever place is shown: a link leads to what it names.
    const there = await ratesThere(deps, { ...contextOf(request), place: null });
    const target = there.targets.find((one) => one.scope === scope && one.of === id);
    if (!target) throw failure('notFound', { what: 'rate', id });
    return { target, there };
  }

  function endQuestion(request: FastifyRequest, target: Target): string {
    const context = contextOf(request);
    const { words } = context;
    return confirmPage({
      context,
      section: 'settings',
      title: words.rateEndTitle(target.name),
      children: <p>{words.rateEndText}</p>,
      action: targetPath(target),
      fields: { do: 'end' },
      verb: words.rateEndVerb,
      back: '/rates',
    });
  }

  async function page(
    request: FastifyRequest,
    reply: FastifyReply,
    shown: Shown,
    status = 200,
  ): Promise<FastifyReply> {
    const context = contextOf(request);
    const { words, language } = context;
    const { target, there } = await targetOf(request);
    const { typed, errors = {}, alert, draft } = shown;
    const { scope, of, placeId: place } = target;
    const now = deps.clock.now();
    const meets = draft
      ? there.conflictsWith({
          id: 'draft',
          place,
          scope,
          of,
          since: draft.since ?? now,
          terms: draft.terms,
        })
      : [];
    const from = draft?.since ?? null;
    return html(
      reply,
      pageOf({
        context,
        title: words.rateOf(target.name),
        section: 'settings',
        children: (
          <section class="narrow">
            <Back href="/rates" label={words.ratesTitle} />
            <h1>{words.rateOf(target.name)}</h1>
            <p class="lead">{words[`rateScope_${scope}`]}</p>
            {alert && <Alert>{alert}</Alert>}
            {draft && (
              <section class="panel rate-draft" role="status">
                <h2>{words.ratePreview}</h2>
                <p>
                  {from === null
                    ? words.rateFromNow
                    : `${words.rateFrom(momentAt(from, target.timeZone, language))}.`}{' '}
                  {termsText(draft.terms, language, words)}
                </p>
                <ul class="rate-examples">
                  {examplesOf(draft.terms, language, words).map((example) => (
                    <li>{example}</li>
                  ))}
                </ul>
                <Conflicts {...{ context, there }} conflicts={meets} maySet />
                <button class="button primary" type="submit" form="rate" name="do" value="set">
                  {words.rateSetNow}
                </button>
              </section>
            )}
            <Form
              context={context}
              action={targetPath(target)}
              id="rate"
              submit={words.rateLook}
              kind={draft ? 'plain' : 'primary'}
              class="stacked"
              back="/rates"
              errors={errors}
              also={
                (target.held || target.coming.some(({ terms }) => terms !== null)) && (
                  <button class="button" type="submit" name="do" value="askEnd" formNoValidate>
                    {words.rateEndShort}
                  </button>
                )
              }
            >
              <RateFields context={context} typed={typed} target={target} errors={errors} />
            </Form>
          </section>
        ),
      }),
      status,
    );
  }
}
