import { itemName, priceText } from '../../../shared/domain/item.ts';
import type { ItemRecord, PointOfSaleRecord } from '../../ports/registry.ts';
import { Token } from './form.tsx';
import { Icon } from './icon.tsx';
import type { PrimaryHolder } from './primary-cards.tsx';
import type { PageContext } from './shell.tsx';

export interface PointOfSaleLine {
  readonly pos: PointOfSaleRecord;
  /** Where several places are in sight. */
  readonly place: string | null;
  readonly items: readonly ItemRecord[];
  /** Nothing to choose: a card is enough. */
  readonly isClockOnly: boolean;
  readonly holders: readonly PrimaryHolder[];
  readonly devices: readonly string[];
}

interface TableProps {
  readonly context: PageContext;
  readonly lines: readonly PointOfSaleLine[];
  readonly mayWrite: boolean;
}

/** What each point of sale holds, who opens it, and whether its prices show. */
export function PointsOfSaleTable({ context, lines, mayWrite }: TableProps) {
  const { words } = context;
  if (lines.length === 0) return <p class="none">{words.posNone}</p>;
  return (
    <div class="panel">
      <table class="pos">
        <thead>
          <tr>
            <th scope="col">{words.columnName}</th>
            <th scope="col">{words.columnItems}</th>
            <th scope="col">{words.columnCards}</th>
            <th scope="col">{words.columnPrices}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Row context={context} line={line} mayWrite={mayWrite} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  context,
  line,
  mayWrite,
}: Omit<TableProps, 'lines'> & { readonly line: PointOfSaleLine }) {
  const { words, language } = context;
  const { pos, items, devices } = line;
  const at = `/points-of-sale/${encodeURIComponent(pos.id)}`;
  return (
    <tr data-row id={pos.id}>
      <th scope="row">
        {mayWrite ? (
          <a class="record-name" href={at}>
            {pos.name}
          </a>
        ) : (
          pos.name
        )}
        <span class="small">
          {[line.place, devices.join(', ') || words.posNoDevice].filter((said) => said).join(', ')}
        </span>
      </th>
      <td>
        <span class="cell-name">{words.columnItems}</span>
        <span class="tags">
          {items.map((item) => (
            <span class={item.category === 'BDG' ? 'tag tag-clock' : 'tag'}>
              {itemName(item, language)}
              {pos.showPrices && (
                <span class="tag-price">{priceText(item.hundredthsPerHour, language)}</span>
              )}
            </span>
          ))}
          {items.length === 0 && (
            <span>
              {words.posNoItem} {mayWrite && <a href={at}>{words.addItems}</a>}
            </span>
          )}
        </span>
        {line.isClockOnly && <span class="small">{words.posOnlyClock}</span>}
      </td>
      <td>
        <span class="cell-name">{words.columnCards}</span>
        <Openers context={context} line={line} at={mayWrite ? at : null} />
      </td>
      <td>
        <span class="cell-name">{words.columnPrices}</span>
        {mayWrite ? (
          <form method="post" action={`${at}/prices`} class="price-switch">
            <Token context={context} />
            <button
              class={pos.showPrices ? 'toggle on' : 'toggle'}
              type="submit"
              role="switch"
              aria-checked={pos.showPrices ? 'true' : 'false'}
              aria-label={words.pricesNow(pos.name, pos.showPrices ? words.yes : words.no)}
              name="show"
              value={pos.showPrices ? 'no' : 'yes'}
            >
              <span class="knob">{pos.showPrices && <Icon name="check" size={16} />}</span>
            </button>
            <span aria-hidden="true">{pos.showPrices ? words.yes : words.no}</span>
          </form>
        ) : pos.showPrices ? (
          words.yes
        ) : (
          words.no
        )}
      </td>
    </tr>
  );
}

function Openers({
  context: { words },
  line: { holders, isClockOnly },
  at,
}: {
  readonly context: PageContext;
  readonly line: PointOfSaleLine;
  readonly at: string | null;
}) {
  if (holders.length > 0) {
    return (
      <span class="cards">
        {holders.map(({ label }) => (
          <span class="card-tag">{label}</span>
        ))}
      </span>
    );
  }
  if (isClockOnly) return <span class="aside">{words.posNoCardNeeded}</span>;
  return (
    <>
      <span class="chip chip-clock">
        <Icon name="triangle-alert" size={16} />
        <span>{words.posNoCard}</span>
      </span>{' '}
      {at && <a href={`${at}#cards`}>{words.chooseCard}</a>}
    </>
  );
}
