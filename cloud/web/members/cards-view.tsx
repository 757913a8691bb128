import type { CardRecord, Member, Page } from '../../ports/registry.ts';
import { Back } from '../pages/back.tsx';
import { Empty } from '../pages/empty.tsx';
import { Field, Select } from '../pages/fields.tsx';
import { type FieldErrors, Form, givenFrom, Said } from '../pages/form.tsx';
import { Icon } from '../pages/icon.tsx';
import type { PageContext } from '../pages/page-context.ts';
import { CardBox, CardStateChip } from './card-box.tsx';
import { cardName, readNumber } from './card-words.ts';
import { HomeField } from './home-field.tsx';
import { More, Search } from './search.tsx';
import { WaitingNote } from './unknown-view.tsx';

export const cardFilters = [
  'all',
  'active',
  'lost',
  'returned',
  'destroyed',
  'waiting',
  'unheld',
] as const;
export type CardFilter = (typeof cardFilters)[number];

interface CardsProps {
  readonly context: PageContext;
  readonly q: string;
  readonly show: CardFilter;
  readonly found: Page<CardRecord>;
  readonly holders: ReadonlyMap<string, string>;
  readonly waiting: number;
}

export function CardsView({ context, q, show, found, holders, waiting }: CardsProps) {
  const { words } = context;
  const isNarrowed = q !== '' || show !== 'all';
  return (
    <>
      <Back href="/members" label={words.members} />
      <div class="page-head">
        <h1>{words.cardsTitle}</h1>
        <div class="actions">
          <a class="button" href="/import?kind=cards">
            <Icon name="upload" />
            <span>{words.importTitle}</span>
          </a>
          <a class="button" href="/cards.csv" data-key="c">
            <Icon name="download" />
            <span>{words.exportCards}</span>
          </a>
          <a class="button" href="/cards/unknown">
            {words.unknownCards}
          </a>
        </div>
      </div>
      {waiting > 0 && <WaitingNote context={context} waiting={waiting} />}
      <Search
        words={words}
        path="/cards"
        q={q}
        label={words.findCard}
        hint={words.findCardHint}
        inAddress
      >
        <Select
          name="show"
          label={words.cardFilter}
          value={show}
          options={cardFilters.map((one) => ({ value: one, label: words[`cardFilter_${one}`] }))}
        />
      </Search>
      <div id="found" aria-live="polite">
        {found.items.length === 0 ? (
          <Empty sentence={isNarrowed ? words.noCardsFound : words.noCardsYet}>
            {isNarrowed ? (
              <a class="alone" href="/cards">
                {words.seeAllCards}
              </a>
            ) : (
              <a class="button primary" href="/enrol">
                {words.giveCard}
              </a>
            )}
          </Empty>
        ) : (
          <ul class="lines cards-list">
            {found.items.map((card) => (
              <li data-row>
                <a class="line-name" href={`/cards/${card.id}`} data-key="e">
                  {card.number ?? words.cardNoNumber}
                </a>
                <span class="aside card-read">{readNumber(card, context.principal)}</span>
                <span class="card-holder">
                  <Holder card={card} holders={holders} context={context} />
                </span>
                <CardStateChip card={card} context={context} />
              </li>
            ))}
          </ul>
        )}
        <More path="/cards" query={{ q, show }} cursor={found.nextCursor} label={words.moreCards} />
      </div>
    </>
  );
}

function Holder({
  card,
  holders,
  context,
}: {
  card: CardRecord;
  holders: ReadonlyMap<string, string>;
  context: PageContext;
}) {
  const { words } = context;
  if (card.memberId !== null) {
    return <a href={`/members/${card.memberId}`}>{holders.get(card.memberId)}</a>;
  }
  if (card.sponsorId !== null) {
    return (
      <a href={`/members/${card.sponsorId}`}>
        {words.guestOf(card.guestName ?? '', holders.get(card.sponsorId) ?? '')}
      </a>
    );
  }
  return <span class="aside">{words.nobodys}</span>;
}

interface CardProps {
  readonly context: PageContext;
  readonly card: CardRecord;
  readonly typed: CardRecord;
  readonly errors: FieldErrors;
  readonly member: Member | null;
  /** There are several places, theirs or not. */
  readonly several: boolean;
  readonly homeSaid: string;
  readonly homeWasWrong: boolean;
  readonly today: string;
  readonly timeZone: string;
  readonly said: { readonly what: string; readonly was: string };
}

export function CardView(props: CardProps) {
  const { context, card, typed, errors, member, said } = props;
  const { words } = context;
  const path = `/cards/${card.id}`;
  const undo = { action: `${path}/state`, fields: { state: said.was, back: path } };
  const given = givenFrom(typed, errors);
  const what = cardFilters.find((one) => one === said.what);
  return (
    <>
      <Back href="/cards" label={words.cardsTitle} />
      <div class="page-head">
        <div>
          <h1>{words.editCard(cardName(card))}</h1>
          <p class="lead">
            {card.sponsorId !== null ? (
              words.guestOf(card.guestName ?? '', member?.name ?? '')
            ) : member ? (
              <a class="alone" href={`/members/${member.id}`}>
                {words.cardHeldBy(member.name)}
              </a>
            ) : (
              words.cardHeldByNobody
            )}
          </p>
        </div>
      </div>
      {said.what === 'saved' && <Said>{words.saidSaved}</Said>}
      {(what === 'active' || what === 'lost' || what === 'returned' || what === 'destroyed') && (
        <Said context={context} undo={undo}>
          {words[`saidCard_${what}`]}
        </Said>
      )}
      <div class="two card-page">
        <ul class="card-boxes">
          <CardBox
            context={context}
            card={card}
            today={props.today}
            timeZone={props.timeZone}
            back={path}
          />
        </ul>
        <section class="panel padded">
          <h2>{words.cardDetails}</h2>
          <Form context={context} action={path} submit={words.save} errors={errors}>
            <Field {...given('number')} label={words.cardNumber2} optional />
            <Field {...given('validFrom')} type="date" label={words.validFrom} />
            <Field {...given('validUntil')} type="date" label={words.validUntil} />
            <HomeField
              context={context}
              given={given('homePlaceId')}
              before={card.homePlaceId}
              said={props.homeSaid}
              wasWrong={props.homeWasWrong}
              isFirst={false}
              none={words.homeAsMember}
              isAsked={props.several}
            />
          </Form>
        </section>
      </div>
    </>
  );
}
