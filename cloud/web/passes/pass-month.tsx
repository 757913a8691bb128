import type { LocalDate, LocalTime } from '../../../shared/domain/schedule.ts';
import type { DayWithoutPass, UsedPass } from '../../ports/passes.ts';
import type { Place } from '../../ports/registry.ts';
import { longDay, monthLong } from '../format.ts';
import { Back } from '../pages/back.tsx';
import { Field } from '../pages/fields.tsx';
import { Form, Said } from '../pages/form.tsx';
import { Icon } from '../pages/icon.tsx';
import { MonthChoice } from '../pages/month-choice.tsx';
import type { PageContext } from '../pages/page-context.ts';
import { missingText } from './member-passes.tsx';

interface PassMonthProps {
  readonly context: PageContext;
  readonly month: string;
  readonly thisMonth: string;
  readonly today: LocalDate;
  readonly used: readonly UsedPass[];
  readonly without: readonly DayWithoutPass[];
  /** Of members, by id. */
  readonly names: ReadonlyMap<string, string>;
  readonly place: Place | null;
  readonly split: LocalTime;
  readonly maySplit: boolean;
  readonly said: boolean;
  /** Of the time that was typed, and why it is none. */
  readonly typed: { readonly split: string; readonly error: string } | undefined;
}

/** What passes paid in a month, and whom to speak to: those who came when none was left. */
export function PassMonth(props: PassMonthProps) {
  const { context, month, thisMonth, used, without, said } = props;
  const { words, language } = context;
  const days = used.filter(({ part }) => part === 'day').length;
  return (
    <section class="passes">
      <Back href="/settings" label={words.settings} />
      <div class="page-head">
        <div>
          <h1>{words.settingsPasses}</h1>
          <p class="lead">{words.passMonthLead}</p>
        </div>
        <div class="actions">
          <a class="button" href={`/passes.csv?month=${month}`}>
            <Icon name="download" />
            <span>{words.csvPeople}</span>
          </a>
        </div>
      </div>
      {said && <Said>{words.saidPassSplit}</Said>}
      <MonthChoice {...{ context, month, thisMonth }} action="/passes" />
      <p>{words.passMonthUsed(monthLong(month, language), days, used.length - days)}</p>
      <h2>{words.passOverUse}</h2>
      {without.length === 0 ? (
        <p>{words.passOverUseNone}</p>
      ) : (
        <>
          <p>{words.passOverUseLead}</p>
          <OverUse {...props} />
        </>
      )}
      <h2>{words.passSplit}</h2>
      {props.place ? <Split {...props} place={props.place} /> : <p>{words.passSplitChoose}</p>}
    </section>
  );
}

function OverUse({ context, without, names, today }: PassMonthProps) {
  const { words, language, places } = context;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
    <section class="panel table-scroll" tabIndex={0} aria-label={words.passOverUse}>
      <table class="attendance pass-days">
        <thead>
          <tr>
            <th scope="col">{words.passDay}</th>
            <th scope="col">{words.passMember}</th>
            {places.length > 1 && <th scope="col">{words.place}</th>}
            <th scope="col">{words.passWhat}</th>
          </tr>
        </thead>
        <tbody>
          {without.map((one) => (
            <tr>
              <th scope="row">{longDay(one.day, language, today)}</th>
              <td>
                <a href={`/members/${encodeURIComponent(one.memberId)}/passes`}>
                  {names.get(one.memberId)}
                </a>
              </td>
              {places.length > 1 && <td>{places.find(({ id }) => id === one.placeId)?.name}</td>}
              <td>
                <b class="pass-missing">{missingText(one, words)}</b>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Split({
  context,
  place,
  split,
  maySplit,
  month,
  typed,
}: PassMonthProps & { readonly place: Place }) {
  const { words } = context;
  return (
    <>
      <p>{words.passSplitNow(place.name, split)}</p>
      {maySplit && (
        <Form
          context={context}
          action={`/passes?month=${month}`}
          submit={words.passSplitVerb}
          kind="plain"
          class="stacked narrow"
          errors={typed === undefined ? {} : { split: typed.error }}
        >
          <Field
            name="split"
            type="time"
            label={words.passSplitLabel}
            value={typed?.split ?? split}
            error={typed?.error}
          />
        </Form>
      )}
    </>
  );
}
