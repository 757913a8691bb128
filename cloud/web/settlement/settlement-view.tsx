import { monthAfter } from '../../../shared/domain/month.ts';
import type { SettledCell } from '../../../shared/domain/settlement-rate.ts';
import { mayOpen } from '../access.ts';
import { duration, monthLong, number } from '../format.ts';
import { Back } from '../pages/back.tsx';
import { Icon } from '../pages/icon.tsx';
import { MonthChoice } from '../pages/month-choice.tsx';
import type { PageContext } from '../pages/page-context.ts';
import { mayAt } from '../principal.ts';
import { CompletenessLine } from '../report/completeness-line.tsx';
import { type ReportView, reportPath } from '../report/view.ts';
import { amountText } from './amount.ts';
import { passagesLink, settlementPath } from './links.ts';
import { Pairs } from './pairs-view.tsx';
import type { MonthSettled } from './read.ts';

export const settlementFigures = ['days', 'hours', 'passages', 'owed'] as const;
export type SettlementFigure = (typeof settlementFigures)[number];

interface ViewProps {
  readonly context: PageContext;
  readonly found: MonthSettled;
  readonly show: SettlementFigure;
  readonly thisMonth: string;
  readonly completeness: Pick<
    ReportView,
    'completeness' | 'unsent' | 'today' | 'timeZone' | 'language' | 'words'
  >;
}

/** Whose people were where, and who owes whom? */
export function SettlementView({ context, found, show, thisMonth, completeness }: ViewProps) {
  const { words, language, principal } = context;
  const { month } = found;
  const at = (changed: Record<string, string>) =>
    `${settlementPath}?${new URLSearchParams({ month, show, ...changed })}`;
  const link = (path: string, more: Record<string, string>) =>
    `${path}?${new URLSearchParams({ month, ...more })}`;
  const next = monthAfter(month, 1);
  return (
    <>
      <Back href={reportPath} label={words.passages} />
      <div class="page-head">
        <h1>{words.settleTitle(monthLong(month, language))}</h1>
        <div class="actions">
          <a class="button wide-only" href={link('/rapport/settlement.csv', { for: 'machine' })}>
            <Icon name="download" />
            <span>{words.csvMachine}</span>
          </a>
          <a
            class="button primary"
            href={link('/rapport/settlement.csv', { for: 'people' })}
            data-key="c"
          >
            <Icon name="download" />
            <span>{words.csvPeople}</span>
          </a>
        </div>
      </div>
      {found.names.size < 2 && (
        <>
          <p class="lead">{words.settleOnePlace}</p>
          {principal?.places === '*' && mayOpen(principal, '/federations') && (
            <p>
              <a class="alone" href="/federations">
                {words.settlePool}
              </a>
            </p>
          )}
        </>
      )}
      <CompletenessLine view={completeness} />
      <MonthChoice {...{ context, month, thisMonth }} action={settlementPath}>
        <input type="hidden" name="show" value={show} />
        <a class="button" href={at({ month: monthAfter(month, -1) })}>
          {words.statementBefore}
        </a>
        {next <= thisMonth && (
          <a class="button" href={at({ month: next })}>
            {words.statementAfter}
          </a>
        )}
      </MonthChoice>
      {found.hidesWorktime && <p class="alert">{words.settleHidesWorktime}</p>}
      {found.cells.length === 0 ? (
        <p class="lead">{words.settleNothing}</p>
      ) : (
        <>
          <nav class="chips settlement-shown" aria-label={words.settleFigures}>
            {settlementFigures.map((one) => (
              <a
                class="pill"
                href={at({ show: one })}
                aria-current={one === show ? 'true' : undefined}
              >
                {words[`settleShow_${one}`]}
              </a>
            ))}
          </nav>
          <Matrix context={context} found={found} show={show} />
          <Unconfirmed context={context} found={found} />
          <p class="small">{words.settleHowDays}</p>
        </>
      )}
      {found.sealed.map(({ visited, passages }) => (
        <p class="small">
          {words.settleGone(passages, number(passages, language), nameIn(found, visited))}
        </p>
      ))}
      <Pairs context={context} found={found} />
    </>
  );
}

/** Nothing to show there. */
const none = '–';

const nameIn = ({ names }: MonthSettled, id: string): string => names.get(id) ?? id;

/** Homes down, venues across: it scrolls by itself, and the homes stay in sight. */
function Matrix({ context, found, show }: Pick<ViewProps, 'context' | 'found' | 'show'>) {
  const { words } = context;
  const { cells, places } = found;
  const homes = [...places, ...(cells.some(({ home }) => home === null) ? [null] : [])];
  const visited = places.filter((id) => cells.some((cell) => cell.visited === id));
  const cellAt = (home: string | null, at: string) =>
    cells.find((cell) => cell.home === home && cell.visited === at);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
    <section class="panel table-scroll" tabIndex={0} aria-label={words.settleMatrix}>
      <table class="settlement">
        <caption class="hidden">{words.settleMatrix}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="settlement-from">{words.settleHome}</span>{' '}
              <span>{words.settleVisited}</span>
            </th>
            {visited.map((id) => (
              <th scope="col">{nameIn(found, id)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {homes
            .filter((home) => visited.some((id) => cellAt(home, id)))
            .map((home) => (
              <tr>
                <th scope="row">{home === null ? words.settleNoHome : nameIn(found, home)}</th>
                {visited.map((id) => {
                  const cell = cellAt(home, id);
                  return (
                    <td class={home === id ? 'settlement-own' : undefined}>
                      {cell ? <Figure {...{ context, found, cell, show }} /> : none}
                    </td>
                  );
                })}
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  );
}

interface FigureProps extends Pick<ViewProps, 'context' | 'found' | 'show'> {
  readonly cell: SettledCell;
}

/** A figure, and the way to the passages behind it for those who may see them. */
function Figure({ context, found, cell, show }: FigureProps) {
  const text = figureText(cell, show, context);
  const { principal } = context;
  if (text === none || !principal || !mayAt(principal, cell.visited)) return <>{text}</>;
  return <a href={passagesLink(found.month, cell)}>{text}</a>;
}

function figureText(
  cell: SettledCell,
  show: SettlementFigure,
  { words, language }: PageContext,
): string {
  switch (show) {
    case 'days':
      return number(cell.days + cell.halfDays / 2, language);
    case 'hours':
      return duration(cell.ms, language, words);
    case 'passages':
      return number(cell.passages, language);
    case 'owed':
      return cell.rate && cell.owed !== null
        ? amountText(cell.owed, cell.rate.unit, language)
        : none;
  }
}

/** In the figures, and said. */
function Unconfirmed({ context, found }: Pick<ViewProps, 'context' | 'found'>) {
  const { words, language } = context;
  const n = found.cells.reduce((sum, cell) => sum + cell.unconfirmed, 0);
  const ms = found.cells.reduce((sum, cell) => sum + cell.unconfirmedMs, 0);
  if (n === 0) return null;
  const time = duration(ms, language, words);
  return <p class="small">{words.settleNUnconfirmed(n, number(n, language), time)}</p>;
}
