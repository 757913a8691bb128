import type { GivenCommand } from '../../ports/commands.ts';
import type { DoorRecord, Place } from '../../ports/registry.ts';
import { dayOf, number } from '../format.ts';
import type { Words } from '../language.ts';
import { byItself } from '../principal.ts';
import { momentOf } from '../report/view.ts';
import { stateOf } from '../unlock-door.ts';
import { Back } from './back.tsx';
import { Field } from './fields.tsx';
import { Alert, Form } from './form.tsx';
import { Icon } from './icon.tsx';
import type { PageContext } from './page-context.ts';

interface AtDoor {
  readonly context: PageContext;
  readonly door: DoorRecord;
  readonly place: Place;
  readonly now: number;
}

/** Asks why, and says what was done before. */
export function UnlockForm({
  back,
  away,
  alert,
  error,
  typed,
  last,
  ...at
}: AtDoor & {
  readonly back: string;
  /** What keeps it from being unlocked now. */
  readonly away: string | null;
  readonly alert: string | null;
  readonly error: string | null;
  readonly typed: string;
  readonly last: readonly (GivenCommand & { readonly who: string })[];
}) {
  const { context, door } = at;
  const { words, language } = context;
  return (
    <section class="narrow">
      <Back href={back} label={back === '/' ? words.today : words.doorsTitle} />
      <h1>{words.unlockTitle(door.name)}</h1>
      {alert && <Alert>{alert}</Alert>}
      {away === null ? (
        <>
          <p class="lead">{words.unlockLead(number(door.unlockMs / 1000, language))}</p>
          <Form
            context={context}
            action={`/doors/${encodeURIComponent(door.id)}/unlock`}
            submit={words.unlockVerb}
            class="stacked"
            back={back}
            errors={error === null ? {} : { reason: error }}
          >
            <Field
              name="reason"
              label={words.unlockReason}
              hint={words.unlockReasonHint}
              value={typed}
              error={error ?? undefined}
            />
          </Form>
        </>
      ) : (
        alert === null && <p class="alert">{away}</p>
      )}
      <h2 class="again">{words.unlockLast}</h2>
      {last.length === 0 && <p>{words.unlockNone}</p>}
      <ul class="lines">
        {last.map((given) => (
          <li>
            <span class="line-name">
              <b>{given.who}</b>
              <small>{given.reason}</small>
            </span>
            <span class="aside time-text">{when(given.givenAt, at)}</span>
            <span>{words[`unlockState_${stateOf(given, at.now)}`]}</span>
          </li>
        ))}
      </ul>
      <p>
        <a href={`/door-events?door=${encodeURIComponent(door.id)}`}>{words.doorEventsSeeOne}</a>
      </p>
    </section>
  );
}

/** What came of it; looks again by itself until it is known. */
export function UnlockOutcome({ given, ...at }: AtDoor & { readonly given: GivenCommand }) {
  const { context, door, now } = at;
  const { words } = context;
  const state = stateOf(given, now);
  const path = `/doors/${encodeURIComponent(door.id)}/unlock`;
  const live =
    state === 'waiting'
      ? {
          'data-live-from': '/live',
          'hx-get': `${path}/${given.id}`,
          'hx-trigger': 'live, every 1s',
          'hx-headers': JSON.stringify(byItself),
          'hx-select': '#unlock',
          'hx-target': '#unlock',
          'hx-swap': 'outerHTML',
        }
      : {};
  return (
    <section class="narrow" id="unlock" aria-live="polite" {...live}>
      <Back href="/" label={words.today} />
      <h1>{door.name}</h1>
      <p class={state === 'granted' ? 'said' : state === 'waiting' ? 'lead' : 'alert'}>
        {state === 'granted' && <Icon name="check" />}
        <span>
          {state === 'granted'
            ? words.unlock_granted(when(given.answeredAt ?? given.givenAt, at))
            : words[`unlock_${state}`]}{' '}
          {state !== 'granted' && whyText(given.why, words)}
        </span>
      </p>
      {state === 'waiting' && (
        <div class="listening">
          <span class="ring" />
        </div>
      )}
      <p class="actions">
        {state === 'waiting' ? (
          <a class="button" href={`${path}/${given.id}`}>
            {words.refresh}
          </a>
        ) : (
          <a class={state === 'granted' ? 'button' : 'button primary'} href={path}>
            {words.unlockAgain}
          </a>
        )}
      </p>
    </section>
  );
}

const when = (atMs: number, { place: { timeZone }, now, context: { language } }: AtDoor): string =>
  momentOf(atMs, { timeZone, today: dayOf(now, timeZone), language });

/** Nothing where it is said in a word that is not known here. */
export const whyText = (why: string | null, words: Words): string => {
  const said = why === null ? undefined : words[`unlockWhy_${why}` as keyof Words];
  return typeof said === 'string' ? said : '';
};
