import { eventText } from '../../../shared/domain/event-words.ts';
import { doorEventKindNames } from '../../ports/door-events.ts';
import type { DoorRecord } from '../../ports/registry.ts';
import type { ToldAtDoor } from '../door-events.ts';
import { dayOf } from '../format.ts';
import type { Words } from '../language.ts';
import { momentOf } from '../report/view.ts';
import { Back } from './back.tsx';
import { Field, Select } from './fields.tsx';
import { Icon } from './icon.tsx';
import type { PageContext } from './page-context.ts';
import { placeName } from './place-field.tsx';
import { whyText } from './unlock-view.tsx';

interface DoorEventsProps {
  readonly context: PageContext;
  readonly doors: readonly DoorRecord[];
  readonly events: readonly ToldAtDoor[];
  readonly query: Readonly<Record<string, string | undefined>>;
  /** The page of older ones; null: there are none. */
  readonly older: string | null;
  readonly isFirst: boolean;
  readonly now: number;
}

export function DoorEventsView(props: DoorEventsProps) {
  const { context, events, older, query } = props;
  const { words } = context;
  return (
    <>
      <Back href="/" label={words.today} />
      <div class="page-head">
        <div>
          <h1>{words.doorEvents}</h1>
          <p class="lead">{words.doorEventsLead}</p>
        </div>
      </div>
      <Filters {...props} />
      {events.length === 0 && (
        <p class="empty-sentence">
          {older !== null
            ? words.doorEventsNoneYet
            : Object.values(query).some(Boolean) || !props.isFirst
              ? words.doorEventsNone
              : words.doorEventsNever}
        </p>
      )}
      {events.length > 0 && (
        <table class="history door-events">
          <thead>
            <tr>
              <th scope="col">{words.doorEventWhen}</th>
              <th scope="col">{words.doorEventDoor}</th>
              <th scope="col">{words.doorEventWhat}</th>
              <th scope="col">{words.doorEventHow}</th>
            </tr>
          </thead>
          <tbody>
            {events.map((event) => (
              <Line {...props} event={event} />
            ))}
          </tbody>
        </table>
      )}
      {older !== null && (
        <p>
          <a class="button" href={older}>
            {words.doorEventsOlder}
          </a>
        </p>
      )}
    </>
  );
}

function Filters({ context, doors, query }: DoorEventsProps) {
  const { words, place } = context;
  const nameOf = (door: DoorRecord) =>
    place === null ? `${door.name}, ${placeName(context, door.placeId)}` : door.name;
  return (
    <form class="filters" method="get" action="/door-events">
      <Select
        name="door"
        label={words.doorEventDoor}
        value={query['door']}
        options={[
          { value: '', label: words.doorEventsEveryDoor },
          ...doors.map((door) => ({ value: door.id, label: nameOf(door) })),
        ]}
      />
      <Select
        name="kind"
        label={words.doorEventWhat}
        value={query['kind']}
        options={[
          { value: '', label: words.anything },
          ...doorEventKindNames.map((kind) => ({ value: kind, label: words[`doorKind_${kind}`] })),
        ]}
      />
      <Field name="from" type="date" label={words.from} value={query['from']} />
      <Field name="to" type="date" label={words.toIncluded} value={query['to']} />
      <button class="button" type="submit">
        {words.show}
      </button>
    </form>
  );
}

const alarms: ReadonlySet<string> = new Set([
  ...['forced', 'heldOpen', 'fire', 'doorNotUnlocked', 'lockNotSecured', 'emergencyCodeWrong'],
]);

function Line({ context, event, now }: DoorEventsProps & { readonly event: ToldAtDoor }) {
  const { words, language, places } = context;
  const place = places.find(({ id }) => id === event.placeId);
  const timeZone = (place ?? places[0])?.timeZone ?? 'Europe/Paris';
  const view = { timeZone, today: dayOf(now, timeZone), language };
  const isBad = alarms.has(event.event) || isUnanswered(event);
  const where = event.doorRecord?.name ?? event.door ?? event.deviceName;
  return (
    <tr data-row>
      <td class="moment">
        {momentOf(event.occurredAt, view)}
        {event.estimated && <small>{words.doorEventEstimated}</small>}
      </td>
      <td>
        {where}
        {context.place === null && place && <small>{place.name}</small>}
      </td>
      <td class={isBad ? 'needs-look' : undefined}>
        {isBad && <Icon name="triangle-alert" />}
        <b>{isOnlyMeant(event) ? words.doorCommanded : eventText(event.event, language)}</b>
      </td>
      <td>{howOf(event, words) || <span class="nothing">–</span>}</td>
    </tr>
  );
}

/** The journal has the intent of a command before anything moves: what came of it, the answer says. */
const isOnlyMeant = ({ event, command }: ToldAtDoor): boolean =>
  event === 'commanded' ||
  (event === 'unlocked' && command !== null && command.state !== 'granted');

const isUnanswered = ({ event, command, details }: ToldAtDoor): boolean =>
  event === 'lockAnswered'
    ? details['outcome'] !== 'granted'
    : command?.state === 'failed' || command?.state === 'refused';

/** By whom, why, and what came of it. */
function howOf({ cause, command, event, details }: ToldAtDoor, words: Words) {
  if (event === 'lockAnswered' && command === null) return lockText(details, words);
  if (command) {
    const { who, reason, state, why } = command;
    const named = who.startsWith('token:')
      ? words.aProgram
      : who.startsWith('staff:')
        ? words.somebody
        : who;
    // What a lock answered, or that it did not move, is what its own row is about.
    const answer = event === 'lockAnswered' ? lockText(details, words) : null;
    return (
      <>
        {words.doorFromAfar(named, reason)}
        {(event === 'unlocked' || event === 'commanded') && (
          <small>
            {words.doorOutcome(words[`unlockState_${state}`])} {whyText(why, words)}
          </small>
        )}
        {answer && <small>{answer}</small>}
      </>
    );
  }
  const { sheet, code, left, tries, why } = details;
  if (typeof sheet === 'string') {
    return (
      <>
        {words.doorCode(String(code), sheet)}
        {typeof left === 'number' && <small>{words.doorCodesLeft(left)}</small>}
      </>
    );
  }
  if (typeof tries === 'number') return words.doorWrongTries(tries);
  if (cause?.by === 'card') return words.doorByCard;
  if (cause?.by === 'emergency') return words.doorByEmergency;
  if (event === 'unlocked') return words.doorByButton;
  return whyText(typeof why === 'string' ? why : null, words);
}

const outcomes = ['granted', 'refused', 'failed', 'unknown'] as const;

function lockText({ outcome, why }: ToldAtDoor['details'], words: Words): string {
  const said = outcomes.find((one) => one === outcome);
  const text = said ? words.doorOutcome(words[`unlockState_${said}`]) : '–';
  return `${text} ${whyText(typeof why === 'string' ? why : null, words)}`.trim();
}
