import type { CardState } from '../../../shared/domain/access-list.ts';
import type { CardRecord } from '../../ports/registry.ts';
import { dayOf, shortDay } from '../format.ts';
import { Token } from '../pages/form.tsx';
import { Icon } from '../pages/icon.tsx';
import type { PageContext } from '../pages/page-context.ts';
import { cardName, readNumber } from './card-words.ts';

interface CardBoxProps {
  readonly context: PageContext;
  readonly card: CardRecord;
  readonly today: string;
  readonly timeZone: string;
  /** When it was last seen, in words. */
  readonly seen?: string | undefined;
  /** Where the page comes back to after a change. */
  readonly back: string;
}

/** A card as it lies on the table, its state in words, and what can be done with it. */
export function CardBox(props: CardBoxProps) {
  const { context, card, today } = props;
  const { words, language } = context;
  const state = card.uid === null ? 'waits' : card.state;
  const isOn = state === 'active';
  const since = card.stateSince === null ? null : dayOf(card.stateSince, props.timeZone);
  return (
    <li class="card-box">
      <a class={faces[state]} href={`/cards/${card.id}`}>
        <span>{card.number === null ? words.cardNoNumber : words.cardNo}</span>
        <b>{card.number ?? ''}</b>
        <span class="card-read">{readNumber(card, context.principal)}</span>
      </a>
      <p>
        <CardStateChip card={card} context={context} />
      </p>
      <p class="small">
        {card.sponsorId !== null && <b>{words.guestCard(card.guestName ?? '')} </b>}
        {words[`cardMeans_${state}`]}{' '}
        {!isOn && since !== null && words.cardSince(shortDay(since, language, today))}{' '}
        {card.validUntil !== null && words.cardUntil(shortDay(card.validUntil, language, today))}{' '}
        {props.seen && words.cardSeen(props.seen)}
      </p>
      <CardActions {...props} />
    </li>
  );
}

export function CardStateChip({ card, context }: { card: CardRecord; context: PageContext }) {
  const { words } = context;
  if (card.uid === null) {
    return (
      <span class="chip chip-waits">
        <Icon name="clock" size={16} />
        <span class="capital">{words.cardWaits}</span>
      </span>
    );
  }
  const isOn = card.state === 'active';
  return (
    <span class={`chip chip-card-${card.state}`}>
      <Icon name={isOn ? 'check' : 'x'} size={16} />
      <span class="capital">{words[`cardState_${card.state}`]}</span>
    </span>
  );
}

/** What follows from where a card is now. */
const moves: Readonly<Record<CardState, readonly CardState[]>> = {
  active: ['lost', 'returned'],
  lost: ['active', 'destroyed'],
  returned: ['active', 'destroyed'],
  destroyed: ['active'],
};

function CardActions({ context, card, back }: CardBoxProps) {
  const { words } = context;
  const verb = (to: CardState) =>
    to === 'lost'
      ? words.doLost
      : to === 'returned'
        ? words.doReturned
        : to === 'destroyed'
          ? words.doDestroyed
          : card.state === 'lost'
            ? words.doFound
            : words.doActivate;
  return (
    <div class="card-acts">
      {moves[card.state].map((to) => (
        <form method="post" action={`/cards/${card.id}/state`}>
          <Token context={context} />
          <input type="hidden" name="state" value={to} />
          <input type="hidden" name="back" value={back} />
          <button class="link-button" type="submit" aria-label={`${verb(to)}, ${cardName(card)}`}>
            {verb(to)}
          </button>
        </form>
      ))}
      {card.state !== 'active' && card.memberId !== null && (
        <a class="link-button" href={`/enrol?member=${card.memberId}`}>
          {words.doReplace}
        </a>
      )}
    </div>
  );
}

/** What waits is not over: only what no longer opens anywhere is struck. */
const faces = {
  active: 'card-face',
  waits: 'card-face card-face-off',
  lost: 'card-face card-face-off card-face-over',
  returned: 'card-face card-face-off card-face-over',
  destroyed: 'card-face card-face-off card-face-over',
} as const;
