import type { FastifyInstance } from 'fastify';
import type { RefusalReason } from '../../../shared/domain/refusal.ts';
import { refusalText } from '../../../shared/domain/refusal-text.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import { whoAsks } from '../api/resource.ts';
import type { WebDeps } from '../deps.ts';
import { type Progress, progressOf } from '../first-run.ts';
import { cardOfUid } from '../members/give-card.ts';
import { byItself, nameOf } from '../principal.ts';
import { Field } from './fields.tsx';
import { CardAndReader, firstRunPage } from './first-run-frame.tsx';
import { Form } from './form.tsx';
import { formOf, html } from './forms.ts';
import { Icon } from './icon.tsx';
import { contextOf, type PageContext } from './shell.tsx';

const hidden = { schema: { hide: true } };

/** What the newest tap says about the first card. */
type Heard =
  | { readonly kind: 'nothing' | 'random' | 'given' }
  | { readonly kind: 'unknown'; readonly refusal: string }
  | { readonly kind: 'refused'; readonly reason: RefusalReason }
  | { readonly kind: 'counted'; readonly name: string | null };

/** The first card: waited for, given to somebody, then counted. */
export function firstRunCard(app: FastifyInstance, deps: WebDeps): void {
  const { registry, journal, clock, firstRun } = deps;

  app.get('/first-run/card', hidden, async (request, reply) => {
    const progress = await progressOf(deps);
    if (!progress.place) return reply.redirect('/first-run/place', 303);
    const context = contextOf(request);
    const { words } = context;
    const { error } = request.query as { error?: string };
    const heard = await heardOf(progress);
    return html(
      reply,
      firstRunPage({
        context,
        progress,
        step: 'card',
        title: words.firstCardTitle,
        text: words.firstCardText,
        children: (
          <>
            <CardAndReader />
            <Tap
              context={context}
              progress={progress}
              heard={heard}
              nameError={error === 'name' ? words.errorNameMissing : undefined}
            />
            <details>
              <summary>{words.firstCardHelp}</summary>
              <ul>
                <li>{words.firstCardHelp1}</li>
                <li>{words.firstCardHelp2}</li>
                <li>{words.firstCardWithout}</li>
              </ul>
            </details>
          </>
        ),
      }),
    );
  });

  app.post('/first-run/card', hidden, async (request, reply) => {
    const { refusal, name } = formOf(request, 'refusal', 'name');
    const tap = await journal.findTap(refusal);
    if (!tap?.cardUid) throw failure('notFound', { what: 'unknown card', id: refusal });
    if (name === '') return reply.redirect('/first-run/card?error=name', 303);
    const by = nameOf(whoAsks(request.principal));
    const uid = tap.cardUid;
    await registry.together(async (all) => {
      const card = await cardOfUid(all, uid);
      // Sent twice, by somebody in doubt: the card was given the first time.
      if (card?.memberId) return;
      const member = await all.members.create({ name }, by);
      if (card) await all.cards.patch(card.id, { memberId: member.id }, by);
      else await all.cards.create({ uid, memberId: member.id }, by);
    });
    await firstRun.write({ waitingSince: Math.max(clock.now(), tap.occurredAt + 1) });
    return reply.redirect('/first-run/card?given=yes', 303);
  });

  async function heardOf({ tap }: Progress): Promise<Heard> {
    if (!tap) return { kind: 'nothing' };
    if (tap.kind === 'punch') {
      const member = tap.memberRef ? await registry.members.find(tap.memberRef) : null;
      return { kind: 'counted', name: member?.name.split(' ')[0] ?? null };
    }
    if (tap.reason === 'randomUid') return { kind: 'random' };
    if (tap.reason !== 'unknownCard') {
      return { kind: 'refused', reason: tap.reason as RefusalReason };
    }
    const uid = tap.cardUid ?? '';
    const { items } = await registry.cards.list({ limit: 1, cursor: null }, { uid });
    return items[0]?.memberId ? { kind: 'given' } : { kind: 'unknown', refusal: tap.id };
  }
}

/** Looks again by itself; a name that is being typed is left alone. */
function Tap({
  context,
  progress,
  heard,
  nameError,
}: {
  readonly context: PageContext;
  readonly progress: Progress;
  readonly heard: Heard;
  readonly nameError: string | undefined;
}) {
  const { words, language } = context;
  const isListening = progress.readers.some(({ isHeard }) => isHeard);
  const wasGiven = context.url.includes('given=yes');
  const live =
    heard.kind === 'counted' || heard.kind === 'unknown'
      ? {}
      : {
          'hx-get': context.url,
          'hx-trigger': 'every 2s',
          'hx-headers': JSON.stringify(byItself),
          'hx-select': '#tap',
          'hx-target': '#tap',
          'hx-swap': 'outerHTML',
        };
  return (
    <div id="tap" class="tap" aria-live="polite" {...live}>
      {heard.kind === 'counted' ? (
        <>
          <h2>{words.firstCardCounted(heard.name)}</h2>
          <p>{words.firstCardCountedText}</p>
          <p>
            <a class="button primary" href="/first-run/done">
              {words.goOn}
            </a>
          </p>
        </>
      ) : heard.kind === 'unknown' ? (
        <>
          <h2>{words.firstCardUnknown}</h2>
          <p>{words.firstCardUnknownText}</p>
          <Form
            context={context}
            action="/first-run/card"
            submit={words.firstCardGive}
            class="stacked"
          >
            <input type="hidden" name="refusal" value={heard.refusal} />
            <Field name="name" label={words.memberNameLabel} error={nameError} autofocus />
          </Form>
        </>
      ) : (
        <p class="listening">
          <Icon name="radio" />
          <b>
            {heard.kind === 'random'
              ? words.firstCardRandom
              : heard.kind === 'refused'
                ? words.firstCardRefused(refusalText(heard.reason, null)[language].title)
                : heard.kind === 'given' || wasGiven
                  ? words.firstCardGiven
                  : isListening
                    ? words.firstCardListening
                    : words.firstCardNoReader}
          </b>{' '}
          {heard.kind === 'nothing' && !wasGiven && isListening && (
            <span>{words.firstCardNothing}</span>
          )}{' '}
          <a class="alone" href={context.url}>
            {words.firstCardLook}
          </a>
        </p>
      )}
    </div>
  );
}
