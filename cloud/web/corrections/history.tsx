import type { RecordedCorrection } from '../../ports/corrections.ts';
import { linkTo } from '../connections/deliveries-view.tsx';
import { timeOf } from '../format.ts';
import type { PageContext } from '../pages/shell.tsx';
import { madeOf, whenOf } from './story.ts';
import type { Subject } from './subject.ts';

interface HistoryProps {
  readonly context: PageContext;
  readonly subject: Subject;
  readonly today: string;
  readonly back: string;
  readonly memberName: (id: string) => string;
}

/** Who corrected what, when and why; whoever may correct may undo. */
export function History(props: HistoryProps) {
  const { context, subject } = props;
  const { words } = context;
  const { taps, history } = subject.around;
  return (
    <div class="two passage-more">
      <section id="history">
        <h2>{words.history}</h2>
        {history.length === 0 && <p class="aside">{words.noHistory}</p>}
        <ul class="lines">
          {history.map((one) => (
            <li class="told">
              <Told {...props} one={one} />
            </li>
          ))}
        </ul>
        <p>
          <a class="alone" href="/corrections">
            {words.seeCorrections}
          </a>
        </p>
      </section>
      <section>
        <h2>{words.tapsNear}</h2>
        <ul class="lines">
          {taps.map((tap) => (
            <li>
              <b class="line-name">
                <a href={linkTo(`/punches/${encodeURIComponent(tap.id)}`, { back: props.back })}>
                  {timeOf(tap.at, subject.row.timeZone)}
                </a>
                <small>{subject.accessPointName(tap.accessPoint)}</small>
                {subject.warnings.get(tap.id)?.map((warning) => (
                  <small>{words[`warned_${warning}`]}</small>
                ))}
                {subject.elsewhere
                  .filter(({ delivery }) => delivery.punchId === tap.id)
                  .map(({ connection, delivery }) => (
                    <small>{`${connection.name}, ${words[`delivery_${delivery.state}`]}`}</small>
                  ))}
              </b>
              <span class="aside">{words[`role_${tap.role}`]}</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function Told({ one, ...props }: HistoryProps & { one: RecordedCorrection }) {
  const { context, subject, today, memberName } = props;
  const { words, language } = context;
  const { timeZone } = subject.row;
  const { correction } = one;
  const punchId = 'punchId' in correction ? correction.punchId : null;
  const tap = subject.around.taps.find(({ id }) => id === punchId);
  const holder = correction.kind === 'assignCard' ? memberName(correction.memberId) : '';
  const what = madeOf(correction, { words, language, timeZone, tapAt: tap?.at ?? null, holder });
  return <CorrectionLine {...{ context, one, what, timeZone, today, back: props.back }} />;
}

/** One correction with who, when, why, and how to undo it. */
export function CorrectionLine(props: {
  context: PageContext;
  one: RecordedCorrection;
  what: string;
  timeZone: string;
  today: string;
  back: string;
}) {
  const { context, one, what, timeZone, today, back } = props;
  const { words, language } = context;
  const { correction, undoneAt } = one;
  const when = (at: number) => whenOf(at, { timeZone, today, language, words });
  const nameOf = (name: string | null, by: string | null) =>
    name ?? (by?.startsWith('token:') ? words.aProgram : words.somebody);
  const by = nameOf(one.madeByName, correction.madeBy);
  const isAddition =
    (correction.kind === 'addExit' || correction.kind === 'addEntry') && !correction.instead;
  // It is undone with the time that staff gave in its place.
  const isPart = correction.kind === 'voidPunch' && correction.replaced === true;
  return (
    <>
      <p class={undoneAt === null ? 'line-name' : 'line-name undone'}>
        <b class="capital">{what}</b> {words.byWhom(by, when(correction.madeAt))}
        <small>{words.reasonWas(correction.reason)}</small>
        {undoneAt !== null && (
          <small>
            {words.undoneBy(nameOf(one.undoneByName, one.undoneBy), when(undoneAt))}{' '}
            {one.undoneReason && words.reasonWas(one.undoneReason)}
          </small>
        )}
      </p>
      {undoneAt === null && !isPart && (
        <form method="post" action={`/corrections/${correction.id}/undo`} class="undo-form">
          {context.csrf && <input type="hidden" name="csrf" value={context.csrf} />}
          <input type="hidden" name="back" value={back} />
          <label class="field">
            <span class="field-label">{words.undoWhy}</span>
            <input name="reason" maxLength={300} autocomplete="off" />
          </label>
          <button class="button" type="submit">
            {isAddition ? words.undoAddition : words.undo}
          </button>
        </form>
      )}
    </>
  );
}
