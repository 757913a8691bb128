import type { SettledCell, SettledPair } from '../../../shared/domain/settlement-rate.ts';
import { Icon } from '../pages/icon.tsx';
import type { PageContext } from '../pages/page-context.ts';
import { mayAt } from '../principal.ts';
import { amountText, rateText, useText } from './amount.ts';
import { passagesLink, statementLink } from './links.ts';
import type { MonthSettled } from './read.ts';

interface PairsProps {
  readonly context: PageContext;
  readonly found: MonthSettled;
}

/** Two venues each: what one's people did at the other, and who pays whom in the end. */
export function Pairs({ context, found }: PairsProps) {
  const { words } = context;
  if (found.pairs.length === 0) return null;
  return (
    <section>
      <h2 class="again">{words.settlePairs}</h2>
      <p class="small">{words.settleNoTill}</p>
      <ul class="settlement-pairs">
        {found.pairs.map((pair) => (
          <Pair context={context} found={found} pair={pair} />
        ))}
      </ul>
    </section>
  );
}

function Pair({ context, found, pair }: PairsProps & { readonly pair: SettledPair }) {
  const { words, language } = context;
  const { one, other, nets } = pair;
  const name = (id: string) => found.names.get(id) ?? id;
  const title = `${name(one)} – ${name(other)}`;
  return (
    <li class="panel padded">
      <h3>{title}</h3>
      <dl>
        {[...pair.ofOne, ...pair.ofOther].map((cell) => (
          <Direction context={context} found={found} cell={cell} />
        ))}
      </dl>
      {nets.map(({ unit, from, to, amount }) => (
        <p class="settlement-net">
          {amount === 0 ? (
            words.settleEven
          ) : (
            <>
              {words.settleNet(name(from), name(to))} <b>{amountText(amount, unit, language)}</b>
            </>
          )}
        </p>
      ))}
      <p>
        <a
          class="button"
          href={statementLink(found.month, one, other)}
          aria-label={`${words.settlePdf}, ${title}`}
        >
          <Icon name="download" />
          <span>{words.settlePdf}</span>
        </a>
      </p>
    </li>
  );
}

function Direction({ context, found, cell }: PairsProps & { readonly cell: SettledCell }) {
  const { words, language, principal } = context;
  const name = (id: string | null) => (id === null ? '' : (found.names.get(id) ?? id));
  const use = useText(cell, language, words);
  const mayFollow = principal !== null && mayAt(principal, cell.visited);
  return (
    <div>
      <dt>{words.settlePeopleAt(name(cell.home), name(cell.visited))}</dt>
      <dd>
        {mayFollow ? (
          <a class="alone" href={passagesLink(found.month, cell)}>
            {use}
          </a>
        ) : (
          use
        )}{' '}
        {cell.rate && cell.owed !== null ? (
          <span class="settlement-owed">
            {rateText(cell.rate, language, words)} {words.settleMakes}{' '}
            <b>{amountText(cell.owed, cell.rate.unit, language)}</b>
          </span>
        ) : (
          <span class="aside settlement-owed">{words.settleNoRate}</span>
        )}
      </dd>
    </div>
  );
}
