import { nameOfRow } from '../report/view.ts';
import {
  type CorrectionProps,
  CountAs,
  Holder,
  When,
  WhichTap,
  Why,
} from './correction-fields.tsx';
import { Effect } from './effect.tsx';
import { clockTime } from './form.ts';
import { asksTime, offeredTo } from './offered.ts';
import { storyOf } from './story.ts';

const questions = {
  addExit: 'askExit',
  addEntry: 'askEntry',
  changeExit: 'askExit',
  changeEntry: 'askEntry',
  voidPunch: 'askVoid',
  setDirection: 'askDirection',
  assignCard: 'askCard',
} as const;
const capital = <T extends string>(text: T) =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}` as Capitalize<T>;

/** The question, what is known, the effect, one verb: on a page of its own, and in a dialog over the report. */
export function CorrectionForm(props: CorrectionProps) {
  const { context, subject, kind, typed, errors, preview, now, today } = props;
  const { words, language, csrf } = context;
  const { row } = subject;
  const path = `/passages/${row.id}`;
  const wrong = Object.values(errors);
  return (
    <section id="correction" class="correction" aria-labelledby="correction-title">
      <h1 id="correction-title">{words[questions[kind]]}</h1>
      <p class="correction-who">
        <b>{nameOfRow(row, words)}</b>, {storyOf(row, words, language, today)}
      </p>
      <nav class="chips" aria-label={words.whichCorrection}>
        {offeredTo(context.principal, row).map((one) => (
          <a
            class="pill"
            href={`${path}?${new URLSearchParams({ what: one, back: typed.back })}`}
            data-correct
            aria-current={one === kind ? 'true' : undefined}
          >
            {words[`do${capital(one)}`]}
          </a>
        ))}
      </nav>
      {props.changed && (
        <p class="alert" role="alert">
          {words.errorChanged}
        </p>
      )}
      {wrong.length > 0 && (
        <div class="alert" role="alert" tabIndex={-1}>
          <span>
            {words.errorSummary}
            {context.language === 'fr' ? '\u00a0: ' : ': '}
            {wrong.join(' ')}
          </span>
        </div>
      )}
      <form method="post" action={`${path}/corrections`} class="correction-form" data-live>
        {csrf && <input type="hidden" name="csrf" value={csrf} />}
        <input type="hidden" name="what" value={kind} />
        <input type="hidden" name="version" value={subject.around.version} />
        <input type="hidden" name="back" value={typed.back} />
        {asksTime(kind) && <When {...props} kind={kind} />}
        {(kind === 'voidPunch' || kind === 'setDirection') && <WhichTap {...props} />}
        {kind === 'setDirection' && <CountAs {...props} />}
        {kind === 'assignCard' && <Holder {...props} />}
        <Why {...props} />
        <Effect
          preview={preview}
          words={words}
          language={language}
          timeZone={row.timeZone}
          now={now}
          isAddition={asksTime(kind)}
        />
        <div class="actions correction-end">
          <a class="button" href={typed.back} data-close>
            {words.cancel}
          </a>
          <button class="button primary" type="submit" name="do" value="save">
            {asksTime(kind)
              ? words[`save${capital(kind)}`](clockTime(typed.time) ?? '')
              : words[`save${capital(kind)}`]}
          </button>
          <button class="button" type="submit" name="do" value="preview" data-preview>
            {words.seeEffect}
          </button>
        </div>
      </form>
    </section>
  );
}
