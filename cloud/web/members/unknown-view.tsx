import { maskUid } from '../../../shared/runtime/mask-uids.ts';
import type { AccessPointRecord } from '../../ports/registry.ts';
import { number } from '../format.ts';
import type { Words } from '../language.ts';
import type { PageContext } from '../pages/page-context.ts';
import { momentOf } from '../report/view.ts';
import type { UnknownCard } from './unknown-taps.ts';

interface UnknownProps {
  readonly context: PageContext;
  readonly cards: readonly UnknownCard[];
  readonly points: readonly AccessPointRecord[];
  readonly today: string;
  readonly timeZone: string;
}

/** Which cards, when, where, how often; and what to do with each. */
export function UnknownList({ context, cards, points, today, timeZone }: UnknownProps) {
  const { words, language } = context;
  if (cards.length === 0) {
    return (
      <>
        <p>{words.unknownCardsNone}</p>
        <p class="small">{words.unknownCardsMore}</p>
      </>
    );
  }
  return (
    <ul class="lines unknown-cards">
      {cards.map((card) => {
        const where = points.find(({ id }) => id === card.accessPoint)?.name ?? card.accessPoint;
        const when = momentOf(card.at, { timeZone, today, language });
        return (
          <li>
            <span class="line-name">
              <span class="card-tag card-off">{maskUid(card.uid)}</span>
              <small>
                {words.tappedAt(when, where)}, {words.tappedTimes(card.times)}
                {fitting(card, words)}
              </small>
            </span>
            <a class="button" href={`/cards/unknown/${card.tapId}`}>
              {words.whoIsIt}
              <span class="hidden"> {maskUid(card.uid)}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

const fitting = ({ adoption }: UnknownCard, words: Words): string =>
  adoption.kind === 'none'
    ? ''
    : adoption.kind === 'one'
      ? `, ${words.fitsCard(adoption.card.number ?? '')}`
      : `, ${words.fitsSeveral}`;

/** How many cards of a batch still wait, and where that ends. */
export function WaitingNote({ context, waiting }: { context: PageContext; waiting: number }) {
  const { words, language } = context;
  return (
    <p class="waiting-note">
      <a href="/cards?show=waiting">{words.waitingCards(waiting, number(waiting, language))}</a>{' '}
      {words.waitingCardsMore} <a href="/enrol?mode=adopt">{words.adoptAtReader}</a>
    </p>
  );
}
