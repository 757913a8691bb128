import type { MemberFound } from '../../ports/people.ts';
import type { AccessPointRecord, CardRecord, Page } from '../../ports/registry.ts';
import { number, shortDay } from '../format.ts';
import type { Words } from '../language.ts';
import { Empty } from '../pages/empty.tsx';
import { Field } from '../pages/fields.tsx';
import { type FieldErrors, Form, givenFrom, Said } from '../pages/form.tsx';
import { Icon } from '../pages/icon.tsx';
import type { PageContext } from '../pages/page-context.ts';
import { cardName } from './card-words.ts';
import { NameAndEmail } from './person-fields.tsx';
import { More, Search } from './search.tsx';
import type { UnknownCard } from './unknown-taps.ts';
import { UnknownList, WaitingNote } from './unknown-view.tsx';

/** What was typed and what was wrong with it, kept on the page. */
export interface MembersForm {
  readonly q?: string;
  readonly after?: string;
  readonly said?: string;
  readonly typed?: { readonly name: string; readonly email: string; readonly uid: string };
  readonly errors?: FieldErrors;
}

interface MembersProps {
  readonly context: PageContext;
  readonly form: MembersForm;
  readonly found: Page<MemberFound>;
  readonly count: number;
  readonly waiting: number;
  readonly unknown: readonly UnknownCard[];
  readonly today: string;
  readonly timeZone: string;
  readonly points: readonly AccessPointRecord[];
}

export function MembersView(props: MembersProps) {
  const { context, form, count, waiting } = props;
  const { words, language } = context;
  return (
    <>
      <div class="page-head">
        <div>
          <h1>{words.members}</h1>
          <p class="lead">{words.nMembers(count, number(count, language))}</p>
        </div>
        <div class="actions">
          <a class="button" href="/cards">
            <Icon name="credit-card" />
            <span>{words.cardsTitle}</span>
          </a>
          <a class="button" href="/import?kind=members">
            <Icon name="upload" />
            <span>{words.importTitle}</span>
          </a>
          <a class="button" href="/members.csv" data-key="c">
            <Icon name="download" />
            <span>{words.exportMembers}</span>
          </a>
          <a class="button primary" href="/enrol">
            <Icon name="plus" />
            <span>{words.giveCard}</span>
          </a>
        </div>
      </div>
      {form.said === 'removed' && <Said>{words.saidMemberRemoved}</Said>}
      {form.said === 'card' && <Said>{words.saidCardGiven}</Said>}
      <div class="two wide-left">
        <section>
          <Search
            words={words}
            path="/members"
            q={form.q}
            label={words.findMember}
            hint={words.findMemberHint}
            inAddress
          />
          <div id="found" aria-live="polite">
            <MemberList {...props} />
          </div>
        </section>
        <div class="side">
          <section class="panel padded">
            <h2>{words.unknownCards}</h2>
            <UnknownList {...props} cards={props.unknown} />
            {waiting > 0 && <WaitingNote context={context} waiting={waiting} />}
          </section>
          <AddMember context={context} form={form} />
        </div>
      </div>
    </>
  );
}

function MemberList({ context, form, found, count, today }: MembersProps) {
  const { words, language } = context;
  if (count === 0) {
    return <Empty sentence={words.noMembersYet}>{words.noMembersYetMore}</Empty>;
  }
  if (found.items.length === 0) {
    return (
      <Empty sentence={words.noMembersFound(form.q ?? '')}>
        <a class="alone" href="/members">
          {words.seeAllMembers}
        </a>
      </Empty>
    );
  }
  return (
    <>
      <ul class="lines members">
        {found.items.map(({ member, cards }) => (
          <li data-row>
            <a class="line-name" href={`/members/${member.id}`} data-key="e">
              {member.name}
            </a>
            {member.validUntil !== null && member.validUntil < today && (
              <span class="aside">
                {words.memberEnded(shortDay(member.validUntil, language, today))}
              </span>
            )}
            {member.validFrom !== null && member.validFrom > today && (
              <span class="aside">
                {words.memberBegins(shortDay(member.validFrom, language, today))}
              </span>
            )}
            <span class="cards">
              {cards.length === 0 && <span class="aside">{words.noCard}</span>}
              {cards.map((card) => (
                <CardTag card={card} words={words} />
              ))}
            </span>
          </li>
        ))}
      </ul>
      <More
        path="/members"
        query={{ q: form.q ?? '' }}
        cursor={found.nextCursor}
        label={words.moreMembers}
      />
    </>
  );
}

/** The cut corner is a physical card, and nothing else has one. */
function CardTag({ card, words }: { card: CardRecord; words: Words }) {
  const isOn = card.state === 'active' && card.uid !== null;
  const why = card.uid === null ? words.cardWaits : words[`cardState_${card.state}`];
  return (
    <span class={isOn ? 'card-tag' : 'card-tag card-off'}>
      {cardName(card)}
      {!isOn && ` (${why})`}
    </span>
  );
}

function AddMember({ context, form }: { context: PageContext; form: MembersForm }) {
  const { words } = context;
  const { typed, errors = {} } = form;
  const given = givenFrom({ ...typed }, errors);
  return (
    <section class="panel padded">
      <h2>{words.addMember}</h2>
      <Form context={context} action="/members" submit={words.add} errors={errors}>
        <NameAndEmail words={words} given={given} />
        <Field {...given('uid')} label={words.cardUidOptional} hint={words.cardUidHint} optional />
      </Form>
    </section>
  );
}
