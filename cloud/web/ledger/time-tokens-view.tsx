import { amountText } from '../../../shared/domain/item.ts';
import type { Holder, UnsettledPassage } from '../../ports/ledger.ts';
import type { Page } from '../../ports/registry.ts';
import { dayOf, longDay, timeOf } from '../format.ts';
import { Back } from '../pages/back.tsx';
import { Field } from '../pages/fields.tsx';
import type { PageContext } from '../pages/page-context.ts';

/** Null: nothing was ever given or taken. */
export type ShownHolder = Omit<Holder, 'balance'> & { readonly balance: number | null };

interface TimeTokensProps {
  readonly context: PageContext;
  readonly asked: string;
  readonly holders: Page<ShownHolder>;
  readonly unsettled: Page<ShownUnsettled>;
}

interface ShownUnsettled extends UnsettledPassage {
  /** Null: a card that nobody holds. */
  readonly name: string | null;
  readonly where: string;
  readonly timeZone: string;
}

export function TimeTokensView(props: TimeTokensProps) {
  const { words } = props.context;
  return (
    <>
      <Back href="/settings" label={words.settings} />
      <div class="page-head">
        <div>
          <h1>{words.timeTokens}</h1>
          <p class="lead">{words.timeTokensLead}</p>
        </div>
        <div class="actions">
          <a class="button" href="/import?kind=credits">
            {words.importTitle_credits}
          </a>
          <a class="button" href="/rates">
            {words.ratesTitle}
          </a>
        </div>
      </div>
      <Unsettled {...props} />
      <Balances {...props} />
    </>
  );
}

function Unsettled({ context: { words, language }, unsettled }: TimeTokensProps) {
  const { items, nextCursor } = unsettled;
  return (
    <section>
      <h2>{words.toSettle}</h2>
      {items.length === 0 && nextCursor === null && <p>{words.nothingToSettle}</p>}
      {items.length > 0 && <p class="aside">{words.toSettleLead}</p>}
      <ul class="lines">
        {items.map((one) => (
          <li>
            <b class="line-name">
              {one.name ?? words.sheetCardOnly}
              <small>
                {one.where}, {longDay(dayOf(one.at, one.timeZone), language, '')},{' '}
                {timeOf(one.at, one.timeZone)}
              </small>
            </b>
            <span>{words[`unsettled_${one.why}`]}</span>
            <a class="button" href={`/passages/${encodeURIComponent(one.passageId)}`}>
              {words[`settle_${one.why}`]}
            </a>
          </li>
        ))}
      </ul>
      {nextCursor !== null && (
        <p>
          <a class="button" href={`/time-tokens?older=${nextCursor}`}>
            {words.olderToSettle}
          </a>
        </p>
      )}
    </section>
  );
}

function Balances({ context: { words, language }, asked, holders }: TimeTokensProps) {
  const { items, nextCursor } = holders;
  const more = new URLSearchParams({ ...(asked !== '' && { q: asked }), after: nextCursor ?? '' });
  return (
    <section>
      <h2 class="again">{words.balances}</h2>
      <form method="get" action="/time-tokens" class="inline-form ledger-month">
        <Field name="q" type="search" label={words.balancesFind} value={asked} maxlength={200} />
        <button class="button" type="submit">
          {words.statementShow}
        </button>
      </form>
      {items.length === 0 ? (
        <p>{asked === '' ? words.balancesNone : words.balancesNobody(asked)}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
        <section class="panel table-scroll" tabIndex={0} aria-label={words.balances}>
          <table class="attendance ledger">
            <caption class="hidden">{words.balances}</caption>
            <thead>
              <tr>
                <th scope="col">{words.name}</th>
                <th scope="col" class="amount">
                  {words.statementBalance}
                </th>
                <th scope="col">
                  <span class="hidden">{words.giveTokens}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map(({ memberId, name, balance }) => (
                <tr>
                  <th scope="row">
                    <a href={`/members/${encodeURIComponent(memberId)}/statement`}>{name}</a>
                    {balance !== null && balance < 0 && <small>{words.balanceBelowZero}</small>}
                  </th>
                  <td class="amount">
                    {balance === null ? words.balanceNever : amountText(balance, language)}
                  </td>
                  <td>
                    <a
                      class="button"
                      href={`/members/${encodeURIComponent(memberId)}/tokens`}
                      aria-label={words.giveTokensTo(name)}
                    >
                      {words.giveTokensShort}
                    </a>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {nextCursor !== null && (
        <p>
          <a class="button" href={`/time-tokens?${more}`}>
            {words.balancesMore}
          </a>
        </p>
      )}
    </section>
  );
}
