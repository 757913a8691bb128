import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refusalText } from '../../../shared/domain/refusal-text.ts';
import { looked } from '../audit.ts';
import { type CardNamed, cardsNamed } from '../cards-named.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf, zoned } from '../format.ts';
import { type GrantNames, grantSentence } from '../grant-sentence.ts';
import { momentOf } from '../report/view.ts';
import { type Why, whyOf } from '../why.ts';
import { Field, Select } from './fields.tsx';
import { html } from './forms.ts';
import { namesFor } from './grant-names.ts';
import { Icon } from './icon.tsx';
import { atPlaces, BackToSettings } from './record-parts.tsx';
import { contextOf, type PageContext, pageOf } from './shell.tsx';

interface Asked {
  readonly who: string;
  readonly accessPointId: string;
  /** As a `datetime-local` field has it. */
  readonly at: string;
  readonly cardId: string;
}

/** What became of the question: nothing asked, something missing, several cards, or the answer. */
type Answer =
  | { readonly kind: 'none' }
  | { readonly kind: 'noCard' | 'badMoment' | 'waiting' }
  | { readonly kind: 'which'; readonly cards: readonly CardNamed[] }
  | { readonly kind: 'why'; readonly why: Why };

/** Why a card would enter, or not: the reader's own decision, and the rule behind it. */
export function whyPage(app: FastifyInstance, deps: WebDeps): void {
  app.get('/why', { schema: { hide: true } }, async (request, reply) => {
    const context = contextOf(request);
    const { words } = context;
    const points = (await atPlaces(deps.registry.accessPoints, context)).toSorted((a, b) =>
      a.name.localeCompare(b.name, context.language),
    );
    const asked = askedOf(request);
    const zone = zoneOf(context, points.find(({ id }) => id === asked.accessPointId)?.placeId);
    const answer = await answerTo(
      request,
      asked,
      zone,
      points.map(({ id }) => id),
    );
    const now = zoned(deps.clock.now(), zone)
      .toPlainDateTime()
      .toString({ smallestUnit: 'minute' });
    const page = pageOf({
      context,
      title: words.whyTitle,
      section: 'settings',
      children: (
        <>
          <BackToSettings context={context} section="settings" />
          <div class="page-head">
            <div>
              <h1>{words.whyTitle}</h1>
              <p class="lead">{words.whyLead}</p>
            </div>
          </div>
          {points.length === 0 ? (
            <p class="none">{words.whyNoReader}</p>
          ) : (
            <form method="get" action="/why" class="filters why-form">
              <Field
                name="who"
                label={words.whyWho}
                value={asked.who}
                error={answer.kind === 'noCard' ? words.whyNoCard : undefined}
              />
              <Select
                name="accessPointId"
                label={words.whyWhere}
                value={asked.accessPointId}
                options={points.map(({ id, name }) => ({ value: id, label: name }))}
              />
              <Field
                name="at"
                type="datetime-local"
                label={words.whyWhen}
                value={asked.at || now}
                error={answer.kind === 'badMoment' ? words.whyMoment : undefined}
              />
              <button class="button primary" type="submit">
                {words.whyAsk}
              </button>
            </form>
          )}
          {answer.kind === 'waiting' && <p class="none">{words.whyWaiting}</p>}
          {answer.kind === 'which' && (
            <WhichCard context={context} asked={asked} cards={answer.cards} />
          )}
          {answer.kind === 'why' && (
            <WhyAnswer
              context={context}
              why={answer.why}
              names={await namesFor(deps, { ...context, place: answer.why.place })}
              today={dayOf(deps.clock.now(), zone)}
            />
          )}
        </>
      ),
    });
    return html(reply, page);
  });

  async function answerTo(
    request: FastifyRequest,
    asked: Asked,
    zone: string,
    points: readonly string[],
  ): Promise<Answer> {
    const isAsked = asked.who !== '' || asked.cardId !== '';
    if (!isAsked || !points.includes(asked.accessPointId)) return { kind: 'none' };
    const at = asked.at === '' ? deps.clock.now() : momentIn(asked.at, zone);
    if (at === null) return { kind: 'badMoment' };
    const named =
      asked.who === '' ? await cardAlone(asked.cardId) : await cardsNamed(deps, asked.who);
    const chosen = named.filter(({ card }) => card.id === asked.cardId);
    const active = named.filter(({ card }) => card.state === 'active');
    const cards = chosen.length > 0 ? chosen : active.length === 1 ? active : named;
    const [one] = cards;
    if (!one) return { kind: 'noCard' };
    if (cards.length > 1) return { kind: 'which', cards };
    if (one.card.uid === null) return { kind: 'waiting' };
    const about = { accessPointId: asked.accessPointId, cardId: one.card.id, at };
    const why = await whyOf(deps, about);
    const memberId = one.card.memberId;
    await looked(deps, request, { kind: 'card', id: one.card.id, memberId });
    return { kind: 'why', why };
  }

  /** A card that no name and no printed number stands for. */
  async function cardAlone(id: string): Promise<readonly CardNamed[]> {
    const card = await deps.registry.cards.find(id);
    return card ? [{ card, memberName: null }] : [];
  }
}

function askedOf(request: FastifyRequest): Asked {
  const query = request.query as Record<string, unknown>;
  const text = (name: string) => {
    const value = query[name];
    return typeof value === 'string' ? value.trim().slice(0, 200) : '';
  };
  return {
    who: text('who'),
    accessPointId: text('accessPointId'),
    at: text('at'),
    cardId: text('cardId'),
  };
}

const zoneOf = ({ places, place }: PageContext, id: string | undefined): string =>
  (places.find((one) => one.id === id) ?? place ?? places[0])?.timeZone ?? 'Europe/Paris';

function momentIn(local: string, zone: string): number | null {
  try {
    return Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    return null;
  }
}

function WhichCard({
  context: { words },
  asked,
  cards,
}: {
  readonly context: PageContext;
  readonly asked: Asked;
  readonly cards: readonly CardNamed[];
}) {
  return (
    <section>
      <h2>{words.whyWhich}</h2>
      <ul class="lines">
        {cards.map(({ card, memberName }) => {
          const number = card.number ? words.cardNumber(card.number) : words.cardNameless;
          const query = new URLSearchParams({ ...asked, cardId: card.id });
          return (
            <li>
              <a class="record-name" href={`/why?${query}`}>
                {[memberName, number].filter((said) => said).join(', ')}
              </a>
              <span class="aside">{words[`cardState_${card.state}`]}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function WhyAnswer({
  context,
  why,
  names,
  today,
}: {
  readonly context: PageContext;
  readonly why: Why;
  readonly names: GrantNames;
  readonly today: string;
}) {
  const { words, language } = context;
  const { decision, checks, grants, place, accessPoint, card } = why;
  const when = momentOf(why.at, { timeZone: place.timeZone, today, language });
  const said =
    decision.outcome === 'denied' ? refusalText(decision.reason, card.state)[language] : null;
  return (
    <div class="two wide-left why">
      <section>
        <div class={said ? 'verdict no' : 'verdict yes'}>
          <h2>{said ? words.whyDenied(said.title) : words.whyGranted}</h2>
          <p>{words.whyAt(accessPoint.name, when)}</p>
          {said && <p>{said.why}</p>}
        </div>
        <ul class="lines checks">
          {checks.map(({ check, outcome }) => (
            <li class={outcome}>
              <Icon
                name={outcome === 'passed' ? 'check' : outcome === 'failed' ? 'x' : 'ellipsis'}
                size={20}
              />
              <span class="line-name">{words[`check_${check}`]}</span>
              <span class="aside">
                {outcome === 'passed'
                  ? words.checkPassed
                  : outcome === 'failed'
                    ? words.checkFailed
                    : words.checkUnseen}
              </span>
            </li>
          ))}
        </ul>
      </section>
      <section class="panel padded">
        <h2>{words.whyGrants}</h2>
        {grants.length === 0 && <p>{words.whyGrantsNone}</p>}
        {grants.map(({ grant, holds }) => (
          <p>
            {grantSentence(grant, names, context)}{' '}
            <span class="small">{holds ? words.holdsNow : words.holdsNotNow}</span>
            {grant.scheduleId !== null && (
              <>
                {' '}
                <a href={`/schedules/${encodeURIComponent(grant.scheduleId)}`}>
                  {words.whySeeSchedule}
                </a>
              </>
            )}
          </p>
        ))}
        <p>
          <a class="button" href="/grants">
            {words.whySeeGrants}
          </a>
        </p>
      </section>
    </div>
  );
}
