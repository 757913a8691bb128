import { maskUid } from '../../../shared/runtime/logger.ts';
import type { CardRecord, Member } from '../../ports/registry.ts';
import { number } from '../format.ts';
import type { Words } from '../language.ts';
import { Field } from './form.tsx';
import { Icon } from './icon.tsx';
import type { PageContext } from './shell.tsx';

export const membersShown = 200;

/** What was typed and what was wrong with it, kept on the page. */
export interface MembersForm {
  readonly q?: string;
  readonly said?: string;
  readonly name?: string;
  readonly uid?: string;
  readonly nameError?: string;
  readonly uidError?: string;
  readonly cardFor?: string;
  readonly cardUid?: string;
  readonly cardError?: string;
  readonly unknownFor?: string;
  readonly unknownError?: string;
}

export interface UnknownTap {
  /** The refusal's id: the whole uid never reaches the page. */
  readonly refusal: string;
  readonly uid: string;
  readonly when: string;
  readonly where: string;
}

interface MembersProps {
  readonly context: PageContext;
  readonly form: MembersForm;
  readonly members: readonly Member[];
  readonly found: number;
  readonly rows: readonly { readonly member: Member; readonly cards: readonly CardRecord[] }[];
  readonly unknown: readonly UnknownTap[];
}

export function MembersView(props: MembersProps) {
  const { context, form, members, unknown } = props;
  const { words, language } = context;
  const said =
    form.said === 'member'
      ? words.saidMemberAdded
      : form.said === 'card'
        ? words.saidCardGiven
        : null;
  return (
    <>
      <div class="page-head">
        <h1>{words.members}</h1>
        <p class="lead">{words.nMembers(members.length, number(members.length, language))}</p>
      </div>
      {said && (
        <p class="said" role="status">
          <Icon name="check" />
          <span>{said}</span>
        </p>
      )}
      <div class="two wide-left">
        <section>
          <form class="filters search" method="get" action="/members">
            <Field name="q" type="search" label={words.findMember} value={form.q} />
            <button class="button" type="submit">
              <Icon name="search" />
              <span>{words.find}</span>
            </button>
          </form>
          <MemberList {...props} />
        </section>
        <div class="side">
          <Unknown context={context} form={form} members={members} unknown={unknown} />
          <AddMember context={context} form={form} />
        </div>
      </div>
    </>
  );
}

function MemberList({ context, form, members, found, rows }: MembersProps) {
  const { words, language } = context;
  if (members.length === 0) {
    return (
      <div class="empty">
        <p class="empty-sentence">{words.noMembersYet}</p>
        <p>{words.noMembersYetMore}</p>
      </div>
    );
  }
  if (found === 0) {
    return (
      <div class="empty">
        <p class="empty-sentence">{words.noMembersFound}</p>
        <p>
          <a href="/members">{words.seeAllMembers}</a>
        </p>
      </div>
    );
  }
  return (
    <>
      <ul class="lines members">
        {rows.map(({ member, cards }) => (
          <li>
            <b class="line-name">{member.name}</b>
            <span class="cards">
              {cards.length === 0 && <span class="aside">{words.noCard}</span>}
              {cards.map((card) => (
                <CardTag card={card} words={words} />
              ))}
            </span>
            <details open={form.cardFor === member.id}>
              <summary>{words.giveCard}</summary>
              <form method="post" action={`/members/${member.id}/cards`} class="inline-form">
                <input type="hidden" name="csrf" value={context.csrf ?? ''} />
                <Field
                  id={`uid-${member.id}`}
                  name="uid"
                  label={words.cardUid}
                  hint={words.cardUidHint}
                  value={form.cardFor === member.id ? form.cardUid : undefined}
                  error={form.cardFor === member.id ? form.cardError : undefined}
                />
                <button class="button" type="submit">
                  {words.give}
                </button>
              </form>
            </details>
          </li>
        ))}
      </ul>
      {found > rows.length && (
        <p class="small">{words.tooManyMembers(number(membersShown, language))}</p>
      )}
    </>
  );
}

/** The cut corner is a physical card, and nothing else has one. */
function CardTag({ card, words }: { card: CardRecord; words: Words }) {
  const isActive = card.state === 'active';
  return (
    <span class={isActive ? 'card-tag' : 'card-tag card-off'}>
      {card.number ?? maskUid(card.uid ?? card.tag8)}
      {!isActive && ` (${words[`cardState_${card.state}`]})`}
    </span>
  );
}

function Unknown(props: Pick<MembersProps, 'context' | 'form' | 'members' | 'unknown'>) {
  const { context, form, members, unknown } = props;
  const { words } = context;
  return (
    <section class="panel padded">
      <h2>{words.unknownCards}</h2>
      {unknown.length === 0 && (
        <>
          <p>{words.unknownCardsNone}</p>
          <p class="small">{words.unknownCardsMore}</p>
        </>
      )}
      {unknown.map((tap) => (
        <form method="post" action="/cards/unknown" class="unknown">
          <input type="hidden" name="csrf" value={context.csrf ?? ''} />
          <input type="hidden" name="refusal" value={tap.refusal} />
          <p>
            <span class="card-tag">{maskUid(tap.uid)}</span>{' '}
            <span class="small">{words.tappedAt(tap.when, tap.where)}</span>
          </p>
          {form.unknownFor === tap.refusal && (
            <p class="field-error" role="alert">
              {form.unknownError}
            </p>
          )}
          {members.length > 0 && (
            <div class="field">
              <label for={`to-${tap.refusal}`}>{words.toMember}</label>
              <select id={`to-${tap.refusal}`} name="memberId">
                <option value="">{words.newMember}</option>
                {members.slice(0, 2000).map((member) => (
                  <option value={member.id}>{member.name}</option>
                ))}
              </select>
            </div>
          )}
          <Field id={`name-${tap.refusal}`} name="name" label={words.newMemberName} optional />
          <button class="button primary" type="submit">
            {words.give}
          </button>
        </form>
      ))}
    </section>
  );
}

function AddMember({ context, form }: { context: PageContext; form: MembersForm }) {
  const { words } = context;
  return (
    <section class="panel padded">
      <h2>{words.addMember}</h2>
      <form method="post" action="/members">
        <input type="hidden" name="csrf" value={context.csrf ?? ''} />
        <Field name="name" label={words.name} value={form.name} error={form.nameError} />
        <Field
          name="uid"
          label={words.cardUidOptional}
          hint={words.cardUidHint}
          value={form.uid}
          error={form.uidError}
          optional
        />
        <button class="button primary" type="submit">
          {words.add}
        </button>
      </form>
    </section>
  );
}
