import type { ComponentChildren } from 'preact';
import type { DeadLetter, Incident, MishapState } from '../../ports/journal.ts';
import type { AccessPointRecord, DeviceRecord } from '../../ports/registry.ts';
import { mayOpen } from '../access.ts';
import { dayOf } from '../format.ts';
import type { MishapAt } from '../journal-scope.ts';
import {
  type Happened,
  happenedIn,
  happenedInLetter,
  type Told,
  tellIncident,
  tellReason,
} from '../mishap-words.ts';
import { momentOf } from '../report/view.ts';
import { Field } from './fields.tsx';
import { Alert, Form } from './form.tsx';
import type { PageContext } from './shell.tsx';

/** What the last thing somebody tried left to be said, beside the one it was about. */
export interface Wrong {
  readonly id: string;
  readonly error?: string;
  /** The note is what is missing. */
  readonly isNote?: boolean;
  /** What the journal says of a retry that changed nothing. */
  readonly stillWrong?: string;
}

export interface IncidentsProps {
  readonly context: PageContext;
  readonly state: MishapState;
  readonly incidents: readonly Incident[];
  /** Where the next page begins; null: there is none. */
  readonly older: string | null;
  /** Null: not for them to put back, or not on this page. */
  readonly letters: readonly DeadLetter[] | null;
  readonly devices: readonly DeviceRecord[];
  readonly points: readonly AccessPointRecord[];
  /** Of those who closed something. */
  readonly names: ReadonlyMap<string, string>;
  /** Whose card an incident is about, by its id, as a sentence. */
  readonly cards: ReadonlyMap<string, string>;
  readonly wrong: Wrong | null;
  readonly said: string;
  readonly now: number;
}

export function IncidentLine({ incident, ...props }: IncidentsProps & { incident: Incident }) {
  const { words } = props.context;
  const { entry, ...details } = incident.details;
  const said = entry === undefined ? null : saidOf(happenedIn(entry), incident, props);
  return (
    <Line
      {...{ ...props, one: incident, at: incident.at, told: tellIncident(incident, words) }}
      happened={said ? words.incidentOther(said.text) : (props.cards.get(incident.id) ?? null)}
      happenedAt={said?.at ?? incident.at}
      technical={`${incident.kind} ${JSON.stringify(details)}`}
      closes={`/incidents/${incident.id}/close`}
    />
  );
}

export function LetterLine({ letter, ...props }: IncidentsProps & { letter: DeadLetter }) {
  const { context, wrong } = props;
  const { words } = context;
  const told = tellReason(letter.reason, words);
  const said = saidOf(happenedInLetter(letter), letter, props);
  const still = wrong?.id === letter.id ? wrong.stillWrong : undefined;
  return (
    <Line
      {...{ ...props, one: letter, at: letter.receivedAt, told }}
      happened={said && words.letterSays(said.text)}
      happenedAt={said?.at ?? letter.receivedAt}
      technical={`${letter.reason} (${letter.epoch.slice(0, 8)}, ${letter.fromSeq})`}
      still={still === undefined ? null : tellReason(still, words)}
      closes={`/dead-letters/${letter.id}/close`}
    >
      <Form
        context={context}
        action={`/dead-letters/${letter.id}/retry`}
        submit={words.retryLetter}
        kind={told.isMendable ? 'primary' : 'plain'}
      />
    </Line>
  );
}

interface LineProps extends IncidentsProps {
  readonly one: Incident | DeadLetter;
  /** When we heard of it, epoch ms. */
  readonly at: number;
  readonly told: Told;
  /** When and where it happened, in a sentence. */
  readonly happened: string | null;
  readonly happenedAt: number;
  readonly technical: string;
  /** What a retry left to be said. */
  readonly still?: Told | null;
  /** Where a note closes it. */
  readonly closes: string;
  readonly children?: ComponentChildren;
}

function Line(props: LineProps) {
  const { context, one, told, wrong, still, names } = props;
  const { words, principal } = context;
  const { name, view, device, place } = whereOf(one, props);
  const day = dayOf(props.happenedAt, view.timeZone);
  const { closed } = one;
  const isWrong = wrong?.id === one.id;
  return (
    <li class="told" id={one.id}>
      <div class="line-name">
        <b>{told.what}.</b>
        <small>{[name, momentOf(props.at, view)].filter(Boolean).join(', ')}</small>
        <p>
          {told.safe} {props.happened}
        </p>
        {closed === null && <p>{told.todo}</p>}
        {closed && (
          <p>
            {words.closedBy(
              names.get(closed.by) ??
                (closed.by.startsWith('token:') ? words.aProgram : words.somebody),
              momentOf(closed.at, view),
            )}
            . {closed.note}
          </p>
        )}
        <p class="mishap-ways">
          {place && (
            <a
              href={`/rapport/badgeuse/?from=${day}&to=${day}&place=${encodeURIComponent(place.id)}`}
            >
              {words.seePassages}
            </a>
          )}
          {device && principal && mayOpen(principal, '/devices/:id') && (
            <a href={`/devices/${encodeURIComponent(device.id)}`}>{words.incidentDevice}</a>
          )}
        </p>
        <details>
          <summary>{words.technical}</summary>
          <code>{props.technical}</code>
        </details>
      </div>
      {isWrong && wrong.error && !wrong.isNote && <Alert>{wrong.error}</Alert>}
      {still && (
        <Alert>
          {words.stillWrong} {still.what}. {still.todo}
        </Alert>
      )}
      {closed === null && (
        <div class="mishap-acts">
          {props.children}
          <Form context={context} action={props.closes} submit={words.closeMishap} kind="plain">
            <Field
              name="note"
              id={`note-${one.id}`}
              label={words.closeNote}
              error={isWrong && wrong.isNote ? wrong.error : undefined}
              maxlength={300}
            />
          </Form>
        </div>
      )}
    </li>
  );
}

/** Its device or place by name, and how that place tells the time. */
function whereOf({ device: id, placeId }: MishapAt, props: IncidentsProps) {
  const { context, devices, now } = props;
  const { places, words, language } = context;
  const device = devices.find((one) => one.id === id);
  const place = places.find((one) => one.id === (placeId ?? device?.placeId));
  const timeZone = place?.timeZone ?? places[0]?.timeZone ?? 'Europe/Paris';
  const points = props.points.filter(({ deviceId }) => deviceId === id);
  const told =
    points.map((point) => point.name).join(', ') || (device?.name ?? words.deviceNobodyKnows);
  // No device told of what has an empty one.
  const name = [id === '' ? '' : told, place?.name].filter(Boolean).join(', ');
  return {
    ...{ device, place, name },
    view: { timeZone, today: dayOf(now, timeZone), language },
  };
}

/** Null: nobody can read when. */
function saidOf({ at, accessPoint }: Happened, one: MishapAt, props: IncidentsProps) {
  if (at === null) return null;
  const point = props.points.find(({ id }) => id === accessPoint);
  const where = point?.name ?? accessPoint;
  const when = momentOf(at, whereOf(one, props).view);
  return { at, text: where === null ? when : `${when}, ${where}` };
}
