import { amountText, changeText } from '../../../shared/domain/item.ts';
import { monthAfter } from '../../../shared/domain/month.ts';
import { dayOf, monthLong, shortDay, timeOf } from '../format.ts';
import { Icon } from '../pages/icon.tsx';
import { MonthChoice } from '../pages/month-choice.tsx';
import type { PageContext } from '../pages/page-context.ts';
import { kindText, moreText } from './line-words.ts';
import type { MemberStatement, ShownLine } from './statement.ts';
import { ends } from './statement-paper.ts';

interface StatementProps {
  readonly context: PageContext;
  readonly statement: MemberStatement;
  /** Of this page; its files are beside it. */
  readonly path: string;
  /** Whether the passages behind the lines can be opened. */
  readonly isStaff: boolean;
}

/** What somebody held, and what moved since, to the last line. */
export function StatementView({ context, statement, path, isStaff }: StatementProps) {
  const { words, language } = context;
  const { month, thisMonth, lines } = statement;
  const { lead, opening, closing } = ends(statement, language, words);
  const other = (months: number) => `${path}?month=${monthAfter(month, months)}`;
  const title = `${words.statementTitle}, ${monthLong(month, language)}`;
  return (
    <>
      <div class="page-head">
        <div>
          <h1>{title}</h1>
          <p class="lead">
            {isStaff && `${statement.member.name}. `}
            {lead}
          </p>
        </div>
        <div class="actions">
          <a class="button primary" href={`${path}.pdf?month=${month}`}>
            <Icon name="download" />
            <span>{words.statementPdf}</span>
          </a>
          <a class="button" href={`${path}.csv?month=${month}`} data-key="c">
            <Icon name="download" />
            <span>{words.csvPeople}</span>
          </a>
          {isStaff && (
            <a class="button wide-only" href={`${path}.csv?month=${month}&for=machine`}>
              <Icon name="download" />
              <span>{words.csvMachine}</span>
            </a>
          )}
        </div>
      </div>
      <MonthChoice {...{ context, month, thisMonth }} action={path}>
        <a class="button" href={other(-1)}>
          {words.statementBefore}
        </a>
        {month < thisMonth && (
          <a class="button" href={other(1)}>
            {words.statementAfter}
          </a>
        )}
      </MonthChoice>
      <p class="ledger-end">
        <span>{opening}</span> <b>{amountText(statement.opening, language)}</b>
      </p>
      {lines.length === 0 ? (
        <p>{words.statementNone}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
        <section class="panel table-scroll" tabIndex={0} aria-label={title}>
          <table class="attendance ledger">
            <caption class="hidden">{title}</caption>
            <thead>
              <tr>
                <th scope="col">{words.statementDate}</th>
                <th scope="col">{words.statementWhat}</th>
                <th scope="col" class="amount">
                  {words.statementChange}
                </th>
                <th scope="col" class="amount">
                  {words.statementBalance}
                </th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <Line context={context} statement={statement} line={line} isStaff={isStaff} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      <p class="ledger-end">
        <span>{closing}</span> <b>{amountText(statement.closing, language)}</b>
      </p>
      <p class="small">{words.statementZone(statement.timeZone)}</p>
    </>
  );
}

function Line({
  context: { words, language },
  statement: { timeZone, to },
  line,
  isStaff,
}: Omit<StatementProps, 'path'> & { readonly line: ShownLine }) {
  const more = moreText(line, { language, words, year: to });
  const { passageId, kind } = line;
  // What was undone may be of a passage that is no more.
  const leads = isStaff && passageId !== null && kind !== 'reversal';
  return (
    <tr>
      <td class="booked">
        {shortDay(dayOf(line.at, timeZone), language, to)}{' '}
        <small>{timeOf(line.at, timeZone)}</small>
      </td>
      <th scope="row">
        {leads ? (
          <a href={`/passages/${encodeURIComponent(passageId)}`}>{kindText(line, words)}</a>
        ) : (
          kindText(line, words)
        )}
        {more !== '' && <small>{more}</small>}
      </th>
      <td class="amount">{changeText(line.change, language)}</td>
      <td class="amount">{amountText(line.balance, language)}</td>
    </tr>
  );
}
