import { directions } from '../../../shared/domain/access-point.ts';
import type { CorrectionPreview } from '../../ports/corrections.ts';
import { longDay, timeOf, zoned } from '../format.ts';
import { Icon } from '../pages/icon.tsx';
import type { PageContext } from '../pages/shell.tsx';
import {
  clockTime,
  dayChosen,
  daysOffered,
  type Errors,
  likelyDirection,
  reasons,
  type Typed,
} from './form.ts';
import { endAsked, type Kind, type TimeKind, tappedEnds } from './offered.ts';
import type { Subject } from './subject.ts';

export interface CorrectionProps {
  readonly context: PageContext;
  readonly subject: Subject;
  readonly kind: Kind;
  readonly typed: Typed;
  readonly errors: Errors;
  readonly preview: CorrectionPreview | null;
  readonly now: number;
  readonly today: string;
  readonly members: readonly string[];
  /** The passage changed under their eyes. */
  readonly changed: boolean;
}

const errorOf = (errors: Errors, name: keyof Typed) =>
  errors[name] === undefined
    ? {}
    : ({ 'aria-invalid': 'true', 'aria-describedby': `${name}-error` } as const);

const FieldError = ({ errors, name }: { errors: Errors; name: keyof Typed }) =>
  errors[name] === undefined ? null : (
    <p class="field-error" id={`${name}-error`}>
      {errors[name]}
    </p>
  );

export function When(props: CorrectionProps & { kind: TimeKind }) {
  const { context, subject, kind, typed, errors, today } = props;
  const { words, language } = context;
  const days = daysOffered(subject.row, kind);
  const chosen = dayChosen(typed, subject.row, kind);
  const isExit = endAsked(kind) === 'exit';
  const marks = !isExit
    ? []
    : [
        subject.usualExit && { time: subject.usualExit, word: words.usualExit },
        subject.closesAt && { time: subject.closesAt, word: words.closing },
      ].filter((mark) => mark !== null && mark !== '');
  return (
    <div class="when">
      <div class="field">
        <label for="time">{isExit ? words.exitTime : words.entryTime}</label>
        <input
          class="time-field"
          id="time"
          name="time"
          // A browser's own time field asks for a.m. or p.m. where its language, not the page's, says so.
          type="text"
          inputMode="numeric"
          autocomplete="off"
          maxLength={8}
          placeholder="HH:MM"
          required
          data-focus
          value={clockTime(typed.time) ?? typed.time}
          {...errorOf(errors, 'time')}
        />
        <FieldError errors={errors} name="time" />
      </div>
      <div class="field">
        <label for="day">{words.onDay}</label>
        <select id="day" name="day">
          {days.map((day) => (
            <option value={day} selected={day === chosen}>
              {longDay(day, language, today)}
            </option>
          ))}
        </select>
      </div>
      {marks.length > 0 && (
        <fieldset class="choices">
          <legend>{words.landmarks}</legend>
          <div class="chips">
            {marks.map(({ time, word }) => (
              <a
                class="pill"
                href={`/passages/${subject.row.id}?${new URLSearchParams({ what: kind, time, back: typed.back })}`}
                data-fill={time}
              >
                {word(time)}
              </a>
            ))}
          </div>
        </fieldset>
      )}
    </div>
  );
}

export function WhichTap({ context, subject, typed }: CorrectionProps) {
  const { words } = context;
  const { row } = subject;
  const taps = tappedEnds(row);
  const names = { entry: words.tapEntry, exit: words.tapExit, presence: words.tapPresence };
  return (
    <fieldset class="choices">
      <legend>{words.whichTap}</legend>
      {taps.map(({ end, punchId, at, accessPointName }, i) => (
        <label class="tap-choice">
          <input
            type="radio"
            name="punchId"
            value={punchId}
            checked={typed.punchId === punchId || (i === 0 && !typed.punchId)}
            data-focus={i === 0 ? '' : undefined}
          />
          {names[end](timeOf(at, row.timeZone), accessPointName)}
        </label>
      ))}
    </fieldset>
  );
}

export function CountAs({ context, subject, typed }: CorrectionProps) {
  const { words } = context;
  const taps = tappedEnds(subject.row);
  const tap = taps.find(({ punchId }) => punchId === typed.punchId) ?? taps[0];
  const chosen = typed.direction || likelyDirection(tap?.end);
  return (
    <div class="field">
      <label for="direction">{words.countAs}</label>
      <select id="direction" name="direction">
        {directions.map((direction) => (
          <option value={direction} selected={direction === chosen}>
            {words[`direction_${direction}`]}
          </option>
        ))}
      </select>
    </div>
  );
}

export function Holder({ context, subject, typed, errors, members }: CorrectionProps) {
  const { words } = context;
  const { row } = subject;
  const first = (row.entry ?? row.exit)?.at ?? 0;
  const last = (row.exit ?? row.entry)?.at ?? first;
  const local = (at: number) =>
    zoned(at, row.timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' });
  const isFresh = typed.do === '';
  return (
    <>
      <div class="field">
        <label for="member">{words.newHolder}</label>
        <input
          id="member"
          name="member"
          list="members"
          required
          data-focus
          autocomplete="off"
          placeholder={words.newHolderHint}
          value={typed.member}
          {...errorOf(errors, 'member')}
        />
        <datalist id="members">
          {members.map((name) => (
            <option value={name} />
          ))}
        </datalist>
        <FieldError errors={errors} name="member" />
      </div>
      <div class="when">
        <div class="field">
          <label for="from">{words.fromMoment}</label>
          <input
            id="from"
            name="from"
            type="datetime-local"
            value={isFresh ? local(first) : typed.from}
          />
        </div>
        <div class="field">
          <label for="to">{words.toMoment}</label>
          <input
            id="to"
            name="to"
            type="datetime-local"
            value={isFresh ? local(last + 60_000) : typed.to}
            {...errorOf(errors, 'to')}
          />
          <FieldError errors={errors} name="to" />
        </div>
      </div>
      <p class="small">{words.boundsHint}</p>
    </>
  );
}

export function Why({ context, typed, errors }: CorrectionProps) {
  const { words } = context;
  return (
    <fieldset class="choices" {...errorOf(errors, 'reason')}>
      <legend>{words.why}</legend>
      <div class="choice-row">
        {reasons.map((one) => (
          <label class="pill why">
            <input
              type="radio"
              name="reason"
              value={one}
              required
              checked={(typed.reason || 'said') === one}
            />
            <Icon name="check" size={16} />
            {words[`reason_${one}`]}
          </label>
        ))}
      </div>
      <div class="field">
        <label for="reasonMore">{words.reasonMore}</label>
        <input
          id="reasonMore"
          name="reasonMore"
          maxLength={300}
          autocomplete="off"
          value={typed.reasonMore}
        />
        <FieldError errors={errors} name="reason" />
      </div>
    </fieldset>
  );
}
