import { tokensText } from '../../../shared/domain/item.ts';
import { statusWords } from '../../../shared/domain/status-words.ts';
import type { OwnLink, Proposal } from '../../ports/own-page.ts';
import type { CarnetLine } from '../../ports/passes.ts';
import type { Place } from '../../ports/registry.ts';
import type { PassageRow } from '../../ports/report.ts';
import {
  clockTime,
  daysOffered,
  type Errors,
  nothingTyped,
  type Typed,
} from '../corrections/form.ts';
import { offeredFor } from '../corrections/offered.ts';
import { dayOf, duration, longDay, shortDay, timeOf } from '../format.ts';
import { OwnPasses } from '../passes/own-passes.tsx';
import { StatusGlyph } from '../report/glyph.tsx';
import { Warned, type WarningsByPassage } from '../report/warned.tsx';
import { Token } from './form.tsx';
import { type CodeMade, CodeOfOnesOwn } from './own-page-code.tsx';
import type { PageContext } from './shell.tsx';

export const daysShown = 31;

export interface Shown {
  readonly link: OwnLink;
  readonly name: string;
  readonly rows: readonly PassageRow[];
  readonly warnings: WarningsByPassage;
  /** When the short code made here ends; null: there is none. */
  readonly codeUntil: number | null;
  /** Hundredths of a token; null: no token was ever given or taken. */
  readonly balance: number | null;
  /** Passes they were given, and the places those are for. */
  readonly carnets: readonly CarnetLine[];
  readonly places: readonly Pick<Place, 'id' | 'name'>[];
  readonly versions: ReadonlyMap<string, string>;
  readonly proposals: readonly Proposal[];
  readonly from: string;
  readonly to: string;
  readonly today: string;
  readonly timeZone: string;
}

export interface State {
  readonly said?: boolean;
  readonly typed?: Typed & { readonly words: string };
  readonly passage?: string;
  readonly errors?: Errors;
  /** The short code just made, or why none was. */
  readonly code?: CodeMade;
}

/** A forgotten end is what members know better than anybody. */
export const mayPropose = (row: PassageRow): boolean =>
  ['addExit', 'addEntry'].includes(offeredFor(row)[0] ?? '') && row.status !== 'open';

interface OwnProps {
  readonly context: PageContext;
  readonly shown: Shown;
  readonly state: State;
  readonly path: string;
  readonly now: number;
}

export function Own(props: OwnProps) {
  const { context, shown, state, path } = props;
  const { words, language } = context;
  const { rows, today, from, to } = shown;
  const days = Map.groupBy(rows, (row) => dayOf((row.entry ?? row.exit)?.at ?? 0, row.timeZone));
  const totalMs = rows.reduce((sum, row) => sum + (row.durationMs ?? 0), 0);
  const before = Temporal.PlainDate.from(from).subtract({ days: 1 }).toString();
  const after = Temporal.PlainDate.from(to).add({ days: daysShown }).toString();
  return (
    <div class="own">
      <h1>{words.hello(shown.name.split(' ')[0] ?? shown.name)}</h1>
      <p class="lead">{words.ownIntro}</p>
      {shown.balance !== null && (
        <p>
          {words.ownBalance(tokensText(shown.balance, language), shown.balance < 0)}{' '}
          <a href={`${path}/statement`}>{words.statementTitle}</a>
        </p>
      )}
      <OwnPasses {...shown} context={context} />
      {shown.link.codeId === null && (
        <p>
          <a class="alone" href="#code">
            {words.ownCodeElsewhere}
          </a>
        </p>
      )}
      {shown.link.codeId !== null && (
        <form method="post" action={`${path}/close`}>
          <Token context={context} />
          <button class="button" type="submit">
            {words.ownClose}
          </button>
        </form>
      )}
      {state.said && (
        <p class="said" role="status">
          {words.proposedSaid}
        </p>
      )}
      {shown.proposals.length > 0 && <Proposed {...props} />}
      <section>
        <h2>{words.ownPeriod(shortDay(from, language, today), shortDay(to, language, today))}</h2>
        <p class="aside">{words.ownTotal(duration(totalMs, language, words))}</p>
        {rows.length === 0 && <p>{words.ownNone}</p>}
        {[...days].map(([day, of]) => (
          <>
            <h3 class="own-day">{longDay(day, language, today)}</h3>
            <ul class="lines">
              {of.map((row) => (
                <Row {...props} row={row} />
              ))}
            </ul>
          </>
        ))}
      </section>
      <p class="actions">
        <a class="button" href={`${path}?until=${before}`}>
          {words.ownEarlier}
        </a>
        {to < today && (
          <a class="button" href={`${path}?until=${after}`}>
            {words.ownLater}
          </a>
        )}
      </p>
      {shown.link.codeId === null && (
        <CodeOfOnesOwn
          context={context}
          path={path}
          made={state.code}
          until={shown.codeUntil}
          day={(at) => shortDay(dayOf(at, shown.timeZone), language, today)}
        />
      )}
    </div>
  );
}

function Row({ row, ...props }: OwnProps & { row: PassageRow }) {
  const { context, shown, state, path } = props;
  const { words, language } = context;
  const version = shown.versions.get(row.id);
  const waits = shown.proposals.some((one) => one.passageId === row.id && one.state === 'open');
  const [kind] = offeredFor(row);
  return (
    <li>
      <b class="line-name">
        <Time row={row} end={row.entry} words={words} /> –{' '}
        <Time row={row} end={row.exit} words={words} />
        <small>{row.entryAccessPointName ?? row.exitAccessPointName}</small>
      </b>
      <span class={`chip chip-${row.status}`}>
        <StatusGlyph status={row.status} corrected={row.corrected} />
        <span>{statusWords[language][row.status]}</span>
      </span>
      <Warned warnings={shown.warnings.get(row.id)} words={words} />
      <b class="time-text">
        {row.durationMs !== null && duration(row.durationMs, language, words)}
      </b>
      {version &&
        (!waits || state.passage === row.id) &&
        (kind === 'addExit' || kind === 'addEntry') && (
          <details class="own-propose" open={state.passage === row.id}>
            <summary>{words.propose}</summary>
            <form method="post" action={`${path}/proposals`}>
              <Token context={context} />
              <input type="hidden" name="passage" value={row.id} />
              <input type="hidden" name="what" value={kind} />
              <input type="hidden" name="version" value={version} />
              <ProposalFields {...props} row={row} kind={kind} />
              <button class="button primary" type="submit">
                {words.proposeSend}
              </button>
            </form>
          </details>
        )}
    </li>
  );
}

function Time(props: { row: PassageRow; end: PassageRow['entry']; words: PageContext['words'] }) {
  const { row, end, words } = props;
  if (end === null) return <span class="hidden">{words.unknownTime}</span>;
  return <>{timeOf(end.at, row.timeZone)}</>;
}

/** The hour that was forgotten, its day, and why. */
export function ProposalFields(props: {
  readonly context: PageContext;
  readonly shown: Pick<Shown, 'today'>;
  readonly state: State;
  readonly row: PassageRow;
  readonly kind: 'addExit' | 'addEntry';
}) {
  const { context, shown, state, row, kind } = props;
  const { words, language } = context;
  const isThis = state.passage === row.id;
  const typed = isThis && state.typed ? state.typed : { ...nothingTyped, words: '' };
  const errors = isThis ? (state.errors ?? {}) : {};
  const id = (name: string) => `${name}-${row.id}`;
  const wrong = (name: 'time' | 'reason') =>
    errors[name] ? { 'aria-invalid': 'true' as const, 'aria-describedby': id(`${name}-e`) } : {};
  return (
    <>
      <div class="field">
        <label for={id('time')}>
          {kind === 'addExit' ? words.proposeExit : words.proposeEntry}
        </label>
        <input
          id={id('time')}
          name="time"
          inputMode="numeric"
          autocomplete="off"
          maxLength={8}
          placeholder="HH:MM"
          required
          autofocus={errors.time !== undefined}
          value={clockTime(typed.time) ?? typed.time}
          {...wrong('time')}
        />
        {errors.time && (
          <p class="field-error" id={id('time-e')}>
            {errors.time}
          </p>
        )}
      </div>
      <div class="field">
        <label for={id('day')}>{words.onDay}</label>
        <select id={id('day')} name="day">
          {daysOffered(row, kind).map((day) => (
            <option value={day} selected={day === typed.day}>
              {longDay(day, language, shown.today)}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for={id('words')}>{words.proposeWhy}</label>
        <input
          id={id('words')}
          name="words"
          maxLength={300}
          required
          autocomplete="off"
          placeholder={words.proposeWhyHint}
          autofocus={errors.reason !== undefined && errors.time === undefined}
          value={typed.words}
          {...wrong('reason')}
        />
        {errors.reason && (
          <p class="field-error" id={id('reason-e')}>
            {errors.reason}
          </p>
        )}
      </div>
    </>
  );
}

function Proposed({ context, shown }: OwnProps) {
  const { words } = context;
  return (
    <section>
      <h2>{words.ownProposals}</h2>
      <ul class="lines">
        {shown.proposals.map((one) => (
          <li>
            <p class="line-name">
              <b class="capital">{whatOf(one, { words, timeZone: shown.timeZone })}</b>{' '}
              {words.memberSays(one.words)}
              {one.answer && <small>{words.answerWas(one.answer)}</small>}
            </p>
            <span class="aside">{words[`proposal_${one.state}`]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What is proposed, as the button of the correction would say it. */
export function whatOf(
  { change }: Proposal,
  { words, timeZone }: Pick<PageContext, 'words'> & { readonly timeZone: string },
): string {
  const time = 'at' in change ? timeOf(change.at, timeZone) : '';
  return change.kind === 'addEntry' ? words.saveAddEntry(time) : words.saveAddExit(time);
}
