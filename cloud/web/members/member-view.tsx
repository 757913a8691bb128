import { tokensText } from '../../../shared/domain/item.ts';
import type { AccessPointRecord, CardRecord, Member } from '../../ports/registry.ts';
import type { PassageRow } from '../../ports/report.ts';
import { mayAsk } from '../access.ts';
import type { SystemOfMember } from '../connections/systems-of-member.ts';
import { SystemsOfMember } from '../connections/systems-view.tsx';
import { dayOf, shortDay } from '../format.ts';
import { Back } from '../pages/back.tsx';
import { Said } from '../pages/form.tsx';
import { Icon } from '../pages/icon.tsx';
import type { PageContext } from '../pages/page-context.ts';
import { momentOf } from '../report/view.ts';
import type { WarningsByPassage } from '../report/warned.tsx';
import type { Why } from '../why.ts';
import { CardBox } from './card-box.tsx';
import { firstNameOf } from './first-name.ts';
import { LastPassages } from './last-passages.tsx';
import { MailsOfMember } from './mails-of-member.tsx';
import { MayEnter } from './may-enter.tsx';
import type { Where } from './where.ts';
import { WhyPanel } from './why-panel.tsx';

interface MemberProps {
  readonly context: PageContext;
  readonly member: Member;
  readonly cards: readonly CardRecord[];
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly rows: readonly PassageRow[];
  readonly warnings: WarningsByPassage;
  readonly where: Where;
  readonly since: number | null;
  /** Where they are at home, and were; empty: nobody said, or there is one place. */
  readonly home: string;
  /** Hundredths of a token; null: they have no account. */
  readonly balance: number | null;
  readonly wantsMails: boolean;
  readonly systems: readonly SystemOfMember[];
  readonly now: number;
  readonly today: string;
  readonly timeZone: string;
  readonly said: { readonly what: string; readonly card: string; readonly was: string };
  readonly ask: {
    readonly points: readonly AccessPointRecord[];
    readonly card: CardRecord | null;
    readonly point: string;
    readonly moment: string;
    readonly why: Why | null;
  };
}

export function MemberView(props: MemberProps) {
  const { context, member, cards, ask } = props;
  const { words } = context;
  const path = `/members/${member.id}`;
  return (
    <>
      <Back href="/members" label={words.members} />
      <div class="page-head member-head">
        <div>
          <h1>{member.name}</h1>
          <p class="lead">
            <Lead {...props} />
          </p>
        </div>
        <div class="actions">
          <a class="button" href={`${path}/pin`}>
            {words.pinTitle}
          </a>
          <a class="button" href={`${path}/certificate`}>
            {words.certificateTitle}
          </a>
          <a class="button" href={`${path}/tokens`}>
            {words.timeTokens}
          </a>
          <a class="button" href={`${path}/passes`}>
            {words.passTitle}
          </a>
          <a class="button" href={`${path}/own-link`}>
            {words.ownLinkShort}
          </a>
          {context.principal && mayAsk(context.principal, 'GET /members/:id/data') && (
            <a class="button" href={`${path}/data`}>
              {words.personData}
            </a>
          )}
          <a class="button" href={`${path}/edit`} data-key="e">
            {words.change}
          </a>
        </div>
      </div>
      <SaidOfMember {...props} />
      <div class="two wide-left member">
        <div class="stack">
          <section>
            <h2>{words.memberWhere(firstNameOf(member.name))}</h2>
            <MayEnter {...props} />
          </section>
          <section>
            <h2>{words.memberCards}</h2>
            {cards.length === 0 && <p>{words.noActiveCard}</p>}
            <ul class="card-boxes">
              {cards.map((card) => (
                <CardBox
                  context={context}
                  card={card}
                  today={props.today}
                  timeZone={props.timeZone}
                  seen={lastSeen(card, props)}
                  back={path}
                />
              ))}
            </ul>
            <div class="actions">
              <a class="button" href={`/enrol?member=${member.id}`}>
                <Icon name="plus" />
                <span>{words.addCard}</span>
              </a>
              <a class="button" href={`${path}/card`}>
                {words.addCardTyped}
              </a>
              <a class="button" href={`${path}/card?guest=yes`}>
                {words.addGuestCard}
              </a>
            </div>
          </section>
          <LastPassages
            context={context}
            rows={props.rows}
            memberId={member.id}
            now={props.now}
            today={props.today}
            mayCorrect
            warnings={props.warnings}
          />
        </div>
        <div class="side">
          <WhyPanel context={context} action={path} {...ask} />
          <SystemsOfMember {...props} />
          <MailsOfMember {...props} />
        </div>
      </div>
    </>
  );
}

function Lead(props: MemberProps) {
  const { context, member, groups, rows, since, home, today, timeZone, balance } = props;
  const { words, language } = context;
  const day = (text: string) => shortDay(text, language, today);
  const open = rows.find((row) => row.status === 'open' && row.area === row.place);
  const names = groups.map(({ name }) => name).join(', ');
  return (
    <>
      {since !== null && since > 0 && <>{words.memberSince(day(dayOf(since, timeZone)))} </>}
      {groups.length > 0 && (
        <>{groups.length === 1 ? words.memberGroup(names) : words.memberGroups(names)} </>
      )}
      {home !== '' && <>{home} </>}
      {member.validFrom !== null && member.validFrom > today && (
        <b>{words.memberValidFrom(day(member.validFrom))} </b>
      )}
      {member.validUntil !== null && (
        <b>
          {member.validUntil < today
            ? words.memberExpired(day(member.validUntil))
            : words.memberValidUntil(day(member.validUntil))}{' '}
        </b>
      )}
      {open?.entry && words.memberIn(momentOf(open.entry.at, { timeZone, today, language }))}{' '}
      {balance !== null && words.memberBalance(tokensText(balance, language))}
    </>
  );
}

function SaidOfMember({ context, member, said }: MemberProps) {
  const { words } = context;
  const path = `/members/${member.id}`;
  switch (said.what) {
    case 'added':
      return <Said>{words.saidMemberAdded}</Said>;
    case 'pinSet':
      return <Said>{words.saidPinSet}</Said>;
    case 'pinCleared':
      return <Said>{words.saidPinCleared}</Said>;
    case 'saved':
      return <Said>{words.saidMemberSaved}</Said>;
    case 'mails':
      return <Said>{words.saidMemberMails}</Said>;
    case 'system':
      return <Said>{words.saidSystem}</Said>;
    case 'systemCards':
      return <Said>{words.saidSystemCards}</Said>;
    case 'back':
      return <Said>{words.saidMemberBack}</Said>;
    case 'given':
      return <Said>{words.saidCardGiven}</Said>;
    case 'lent':
      return <Said>{words.saidCardLent}</Said>;
    case 'ended': {
      const undo = { action: `${path}/end`, fields: { how: 'undo', was: said.was } };
      return (
        <Said context={context} undo={undo}>
          {words.saidMemberEnded}
        </Said>
      );
    }
    case 'lost':
    case 'active':
    case 'returned':
    case 'destroyed': {
      const undo = {
        action: `/cards/${said.card}/state`,
        fields: { state: said.was, back: path },
      };
      return (
        <Said context={context} undo={undo}>
          {words[`saidCard_${said.what}`]}
        </Said>
      );
    }
    default:
      return null;
  }
}

function lastSeen(card: CardRecord, { context, rows, today, timeZone }: MemberProps) {
  const row = rows.find(({ cardUid }) => cardUid === card.uid);
  const at = (row?.exit ?? row?.entry)?.at;
  return at === undefined
    ? undefined
    : momentOf(at, { timeZone, today, language: context.language });
}
