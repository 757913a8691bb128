import type { Adoption } from '../../../shared/domain/adoption.ts';
import { maskUid } from '../../../shared/runtime/mask-uids.ts';
import type { TapRecord } from '../../ports/journal.ts';
import type { AccessPointRecord, CardRecord, Member } from '../../ports/registry.ts';
import { Back } from '../pages/back.tsx';
import { Field } from '../pages/fields.tsx';
import { ErrorSummary, type FieldErrors, Form, givenFrom, Token } from '../pages/form.tsx';
import { Icon } from '../pages/icon.tsx';
import type { PageContext } from '../pages/page-context.ts';
import { momentOf } from '../report/view.ts';
import { AdoptButtons, adoptQuestion } from './adopt.tsx';
import { firstNameOf } from './first-name.ts';
import { Search } from './search.tsx';
import type { UnknownCard } from './unknown-taps.ts';
import { UnknownList } from './unknown-view.tsx';

export function UnknownPage(props: {
  readonly context: PageContext;
  readonly cards: readonly UnknownCard[];
  readonly points: readonly AccessPointRecord[];
  readonly today: string;
  readonly timeZone: string;
}) {
  const { words } = props.context;
  return (
    <>
      <Back href="/members" label={words.members} />
      <div class="page-head">
        <h1>{words.unknownCards}</h1>
        <div class="actions">
          <a class="button primary" href="/enrol">
            <Icon name="credit-card" />
            <span>{words.giveCard}</span>
          </a>
        </div>
      </div>
      <UnknownList {...props} />
    </>
  );
}

interface GiveProps {
  readonly context: PageContext;
  readonly tap: TapRecord & { readonly cardUid: string };
  readonly where: string;
  readonly known: CardRecord | null;
  readonly adoption: Adoption<CardRecord>;
  readonly q: string;
  readonly members: readonly Member[];
  readonly errors: FieldErrors;
  readonly number: string;
  readonly today: string;
  readonly timeZone: string;
}

/** One card that was tapped: whose is it? */
export function GiveView(props: GiveProps) {
  const { context, tap, where, errors, today, timeZone } = props;
  const { words, language } = context;
  const when = momentOf(tap.occurredAt, { timeZone, today, language });
  return (
    <section class="narrow give">
      <Back href="/cards/unknown" label={words.unknownCards} />
      <h1>{words.giveTitle}</h1>
      <p class="lead">
        <span class="card-tag">{maskUid(tap.cardUid)}</span> {words.giveTapped(when, where)}
      </p>
      <ErrorSummary words={words} errors={errors} />
      {props.known ? (
        <p>
          <a href={`/cards/${props.known.id}`}>{words.errorCardTaken}</a>
        </p>
      ) : (
        <>
          <AdoptForms {...props} />
          <ToMember {...props} />
          <ToNewMember {...props} />
        </>
      )}
    </section>
  );
}

/** A card of a batch that waits for its first tap, if this is it: the printed number decides. */
function AdoptForms({ context, tap, adoption }: Pick<GiveProps, 'context' | 'tap' | 'adoption'>) {
  const { words } = context;
  if (adoption.kind === 'none') return null;
  const cards = adoption.kind === 'one' ? [adoption.card] : adoption.cards;
  return (
    <section class="panel padded adopt">
      <h2>{adoptQuestion(cards, words)}</h2>
      <p>{words.adoptText}</p>
      <AdoptButtons context={context} cards={cards} action="/cards/unknown">
        <input type="hidden" name="refusal" value={tap.id} />
      </AdoptButtons>
    </section>
  );
}

function ToMember({ context, tap, q, members, number }: GiveProps) {
  const { words } = context;
  const path = `/cards/unknown/${tap.id}`;
  return (
    <section class="panel padded">
      <h2>{words.giveToKnown}</h2>
      <Search
        words={words}
        path={path}
        q={q}
        label={words.findMember}
        hint={words.findMemberHint}
      />
      <ul class="lines give-to" id="found" aria-live="polite">
        {members.length === 0 && <li>{words.noMembersFound(q)}</li>}
        {members.map((member) => (
          <li>
            <span class="line-name">
              {member.name}
              {member.email !== null && <small>{member.email}</small>}
            </span>
            <form method="post" action="/cards/unknown">
              <Token context={context} />
              <input type="hidden" name="refusal" value={tap.id} />
              <input type="hidden" name="memberId" value={member.id} />
              <input type="hidden" name="number" value={number} />
              <button class="button" type="submit" aria-label={words.giveTo(member.name)}>
                {words.give}
              </button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ToNewMember({ context, tap, errors, number }: GiveProps) {
  const { words } = context;
  return (
    <section class="panel padded">
      <h2>{words.giveToNew}</h2>
      <Form context={context} action="/cards/unknown" submit={words.give}>
        <input type="hidden" name="refusal" value={tap.id} />
        <Field name="name" label={words.newMemberName} error={errors['name']} />
        <Field name="number" label={words.giveNumber} value={number} optional />
      </Form>
    </section>
  );
}

interface GiveTypedProps {
  readonly context: PageContext;
  readonly member: Member;
  readonly form: {
    readonly isGuest: boolean;
    readonly typed?: Readonly<Record<'uid' | 'number' | 'guestName' | 'validUntil', string>>;
    readonly errors: FieldErrors;
  };
}

/** A card whose number somebody types; for a member, or for their guest until a day. */
export function GiveTypedView({ context, member, form }: GiveTypedProps) {
  const { words } = context;
  const { isGuest, typed, errors } = form;
  const given = givenFrom({ ...typed }, errors);
  const back = `/members/${member.id}`;
  return (
    <section class="narrow padded-form">
      <h1>{isGuest ? words.guestTitle(member.name) : words.enrolFor(member.name)}</h1>
      {isGuest && <p>{words.guestText(firstNameOf(member.name))}</p>}
      <Form
        context={context}
        action={`${back}/cards`}
        submit={isGuest ? words.lend : words.give}
        back={back}
        errors={errors}
      >
        {isGuest && <input type="hidden" name="guest" value="yes" />}
        <Field {...given('uid')} label={words.guestCardOf} hint={words.cardUidHint} />
        {isGuest && (
          <>
            <Field {...given('guestName')} label={words.guestName} optional />
            <Field {...given('validUntil')} type="date" label={words.guestLastDay} />
          </>
        )}
      </Form>
    </section>
  );
}
