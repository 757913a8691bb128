import type { ComponentChildren } from 'preact';
import type { CardRecord } from '../../ports/registry.ts';
import type { Words } from '../language.ts';
import { Token } from '../pages/form.tsx';
import type { PageContext } from '../pages/page-context.ts';

/** Is it one of these, imported by their printed numbers alone? */
export const adoptQuestion = (cards: readonly CardRecord[], words: Words): string =>
  cards.length === 1
    ? words.adoptTitle(cards[0]?.number ?? '?')
    : words.adoptAmbiguous(cards.map(({ number }) => number ?? '?').join(', '));

/** One button a card; `children` say, as hidden fields, which tap is meant. */
export const AdoptButtons = (props: {
  readonly context: PageContext;
  readonly cards: readonly CardRecord[];
  readonly action: string;
  readonly children?: ComponentChildren;
}) => (
  <div class="actions">
    {props.cards.map((card) => (
      <form method="post" action={props.action}>
        <Token context={props.context} />
        {props.children}
        <input type="hidden" name="adopts" value={card.id} />
        <button class="button primary" type="submit">
          {props.context.words.adoptYes(card.number ?? '?')}
        </button>
      </form>
    ))}
  </div>
);
