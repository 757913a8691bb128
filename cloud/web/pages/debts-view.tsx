import { amountText } from '../../../shared/domain/item.ts';
import type { Debt } from '../../ports/erasures.ts';
import { dayOf, shortDay } from '../format.ts';
import type { PageContext } from './page-context.ts';

/** What people who were erased still owe, and the way to settle it. */
export function DebtsView({
  context,
  debts,
}: {
  readonly context: PageContext;
  readonly debts: readonly Debt[];
}) {
  const { words, language, places } = context;
  const placeOf = (id: string | null) => places.find((place) => place.id === id);
  const dayAt = ({ usedAt, placeId }: Debt) => {
    const zone = (placeOf(placeId) ?? places[0])?.timeZone ?? 'Europe/Paris';
    return shortDay(dayOf(usedAt, zone), language, '');
  };
  return (
    <section>
      <h2>{words.debtsTitle}</h2>
      <p>{words.debtsLead}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls is reached by keyboard. */}
      <section class="panel table-scroll" tabIndex={0} aria-label={words.debtsTitle}>
        <table class="attendance ledger">
          <caption class="hidden">{words.debtsTitle}</caption>
          <thead>
            <tr>
              <th scope="col">{words.debtOf}</th>
              <th scope="col" class="amount">
                {words.debtUnits}
              </th>
              <th scope="col">
                <span class="hidden">{words.debtSettle}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {debts.map((debt) => (
              <tr>
                <th scope="row">
                  {debt.name}
                  {debt.email !== null && <small>{debt.email}</small>}
                  <small>{words.debtUsed(dayAt(debt))}</small>
                  {placeOf(debt.placeId) && <small>{placeOf(debt.placeId)?.name}</small>}
                </th>
                <td class="amount">{amountText(debt.units, language)}</td>
                <td>
                  <a
                    class="button"
                    href={`/debts/${encodeURIComponent(debt.id)}/settlement`}
                    aria-label={words.debtSettleOf(debt.name)}
                    data-dialog
                  >
                    {words.debtSettleShort}
                  </a>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
