import { maskUid } from '../../../shared/runtime/mask-uids.ts';
import type { Enrolment } from '../../ports/enrolments.ts';
import type { Member } from '../../ports/registry.ts';
import { number } from '../format.ts';
import { Choice, Field } from '../pages/fields.tsx';
import { CardAndReader } from '../pages/first-run-frame.tsx';
import { ErrorSummary, Form, Token } from '../pages/form.tsx';
import type { PageContext } from '../pages/page-context.ts';
import { byItself } from '../principal.ts';
import type { Reader } from '../readers.ts';
import { AdoptButtons, adoptQuestion } from './adopt.tsx';
import { cardName } from './card-words.ts';
import type { EnrolState, Heard } from './enrol.ts';

interface ChooseProps {
  readonly context: PageContext;
  readonly readers: readonly Reader[];
  readonly member: Member | null;
  readonly mode: Enrolment['mode'];
  readonly waiting: number;
  readonly error: string | null;
}

export function ChooseReader(props: ChooseProps) {
  const { context, readers, member, mode, waiting, error } = props;
  const { words } = context;
  const listening = readers.find(({ isHeard }) => isHeard) ?? readers[0];
  const title =
    mode === 'adopt'
      ? words.enrolAdopt
      : member === null
        ? words.enrolTitle
        : words.enrolFor(member.name);
  return (
    <section class="narrow padded-form">
      <h1>{title}</h1>
      {readers.length === 0 ? (
        <p class="lead">
          {words.enrolNoReader} <a href="/devices">{words.letIn}</a>
        </p>
      ) : (
        <Form
          context={context}
          action="/enrol"
          submit={words.enrolBegin}
          back={member === null ? '/members' : `/members/${member.id}`}
          errors={error === null ? {} : { accessPoint: error }}
        >
          <input type="hidden" name="member" value={member?.id ?? ''} />
          <input type="hidden" name="mode" value={mode} />
          <Choice
            name="accessPoint"
            type="radio"
            label={words.enrolWhere}
            hint={mode === 'adopt' ? words.enrolAdoptMore : words.enrolWhereHint}
            error={error ?? undefined}
            chosen={[listening?.id ?? '']}
            options={readers.map(({ id, name, isHeard }) => ({
              value: id,
              label: name,
              ...(!isHeard && { hint: words.enrolSilent }),
            }))}
          />
        </Form>
      )}
      {mode === 'give' && member === null && (
        <p class="actions">
          <a class="button" href="/cards/unknown">
            {words.unknownCardsAll}
          </a>
          {waiting > 0 && (
            <a class="button" href="/enrol?mode=adopt">
              {words.enrolAdopt}
            </a>
          )}
        </p>
      )}
    </section>
  );
}

interface EnrolProps {
  readonly context: PageContext;
  readonly enrolment: Enrolment;
  readonly state: EnrolState;
  readonly where: string;
  readonly until: string;
  readonly member: Member | null;
  readonly waiting: number;
  readonly error: string | null;
}

/** Waits live; says which card came and asks whether it is the right one. */
export function EnrolView(props: EnrolProps) {
  const { enrolment, state } = props;
  const path = `/enrol/${enrolment.id}`;
  // Once a card was read nothing moves any more: somebody is about to confirm it.
  if (state.kind === 'read') return <CardRead {...props} state={state} />;
  return (
    <section
      class="enrol"
      id="enrol"
      aria-live="polite"
      data-live-from="/live"
      hx-get={path}
      hx-trigger="live, every 5s"
      hx-headers={JSON.stringify(byItself)}
      hx-select="#enrol"
      hx-target="#enrol"
      hx-swap="outerHTML"
    >
      <Waiting {...props} state={state} />
    </section>
  );
}

type Waits = Exclude<EnrolState, { kind: 'read' }>;

function Waiting(props: EnrolProps & { readonly state: Waits }) {
  const { context, enrolment, state, where, until, member } = props;
  const { words } = context;
  const path = `/enrol/${enrolment.id}`;
  const isBatch = enrolment.mode === 'adopt';
  if (state.kind !== 'waits') {
    return (
      <>
        <h1>{isBatch ? words.enrolDone : words.enrolOver}</h1>
        {!isBatch && <p class="lead">{words.enrolOverMore}</p>}
        <HeardList {...props} heard={state.heard} />
        <PostButton context={context} action={`${path}/again`} verb={words.enrolAgain} primary />
      </>
    );
  }
  return (
    <>
      <p>{member && words.enrolFor(member.name)}</p>
      <h1>{isBatch ? words.enrolAdoptTitle : words.enrolWaits}</h1>
      <p class="lead">{words.enrolWaitsMore(where, until)}</p>
      {isBatch ? <p>{words.enrolAdoptMore}</p> : <CardAndReader />}
      <HeardList {...props} heard={state.heard} />
      <div class="listening">
        <span class="ring" />
        <span>
          <b>{words.enrolListening}</b> {state.heard.length === 0 && words.enrolNothing}
        </span>
        <a class="button" href={path}>
          {words.enrolRefresh}
        </a>
        <PostButton context={context} action={`${path}/end`} verb={words.enrolStop} />
      </div>
    </>
  );
}

function HeardList({
  context,
  enrolment,
  heard,
  waiting,
}: EnrolProps & { readonly heard: readonly Heard[] }) {
  const { words, language } = context;
  const adopted = heard.filter(({ kind }) => kind === 'adopted').length;
  return (
    <>
      {enrolment.mode === 'adopt' && (
        <p role="status">
          <b>{words.enrolAdopted(adopted)}</b>,{' '}
          {words.enrolLeft(waiting, number(waiting, language))}.
        </p>
      )}
      {heard.length > 0 && (
        <ul class="lines">
          {heard.map((one) => (
            <li>
              <HeardLine one={one} context={context} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function HeardLine({ one, context }: { one: Heard; context: PageContext }) {
  const { words } = context;
  switch (one.kind) {
    case 'phone':
      return <span>{words.enrolPhone}</span>;
    case 'adopted':
      return (
        <>
          <a class="card-tag" href={`/cards/${one.card.id}`}>
            {cardName(one.card)}
          </a>
          <span>{words.saidCardAdopted}</span>
        </>
      );
    case 'known':
      return (
        <a href={`/cards/${one.card.id}`}>
          {words.enrolKnown(cardName(one.card), words[`cardState_${one.card.state}`])}
        </a>
      );
    default:
      return (
        <>
          <span class="card-tag card-off">{maskUid(one.tap.cardUid)}</span>
          <span>{one.kind === 'ambiguous' ? words.fitsSeveral : words.enrolNoFit}</span>
          <a href={`/cards/unknown/${one.tap.id}`}>{words.whoIsIt}</a>
        </>
      );
  }
}

function CardRead({
  context,
  enrolment,
  state,
  member,
  error,
}: EnrolProps & { readonly state: Extract<EnrolState, { kind: 'read' }> }) {
  const { words } = context;
  const { tap, adoption } = state;
  const path = `/enrol/${enrolment.id}`;
  const waiting = adoption.kind === 'none' ? [] : cardsOf(adoption);
  return (
    <section class="narrow enrol" id="enrol" aria-live="polite">
      <h1>{words.enrolRead}</h1>
      <p class="lead">
        <span class="card-tag">{maskUid(tap.cardUid)}</span>
      </p>
      <ErrorSummary words={words} errors={error === null ? {} : { number: error }} />
      {waiting.length > 0 && (
        <div class="panel padded">
          <p>
            <b>{adoptQuestion(waiting, words)}</b> {words.adoptText}
          </p>
          <AdoptButtons context={context} cards={waiting} action={`${path}/confirm`} />
        </div>
      )}
      {member === null ? (
        <p>
          <a class="button primary" href={`/cards/unknown/${tap.id}`}>
            {words.whoIsIt}
          </a>
        </p>
      ) : (
        <Form context={context} action={`${path}/confirm`} submit={words.enrolConfirm(member.name)}>
          <Field name="number" label={words.giveNumber} optional />
        </Form>
      )}
      <PostButton context={context} action={`${path}/again`} verb={words.enrolAnother} />
    </section>
  );
}

const cardsOf = (
  adoption: Exclude<Extract<EnrolState, { kind: 'read' }>['adoption'], { kind: 'none' }>,
) => (adoption.kind === 'one' ? [adoption.card] : adoption.cards);

function PostButton({
  context,
  action,
  verb,
  primary,
}: {
  context: PageContext;
  action: string;
  verb: string;
  primary?: boolean;
}) {
  return (
    <form method="post" action={action}>
      <Token context={context} />
      <button class={primary ? 'button primary' : 'button'} type="submit">
        {verb}
      </button>
    </form>
  );
}
