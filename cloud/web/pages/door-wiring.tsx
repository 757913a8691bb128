import type { DoorInput, DoorRecord, ScheduleRecord } from '../../ports/registry.ts';
import type { Words } from '../language.ts';
import { Field, Select, Tick } from './fields.tsx';
import type { FieldErrors } from './form.tsx';
import type { FormValues } from './form-values.ts';

/** What staff are asked of a door beside its relay, and what the form says of it. */
type Wiring = Pick<
  DoorRecord,
  'contact' | 'exitButton' | 'exitButtonOpens' | 'fire' | 'heldOpenSeconds' | 'openingScheduleId'
>;

/** Of a new door: a reed contact to ground reads high while the door is open, a button to ground low when pressed. */
export const freshWiring = {
  contact: null,
  exitButton: null,
  exitButtonOpens: true,
  fire: null,
  heldOpenSeconds: 0,
  openingScheduleId: null,
} as const satisfies Wiring;

interface WiringProps {
  readonly words: Words;
  readonly values: Partial<Wiring>;
  readonly errors: FieldErrors;
  readonly schedules: readonly ScheduleRecord[];
}

export const DoorWiring = ({ words, values, errors, schedules }: WiringProps) => (
  <>
    <Select
      name="openingScheduleId"
      label={words.openingScheduleLabel}
      hint={words.openingScheduleHint}
      error={errors['openingScheduleId']}
      value={values.openingScheduleId ?? ''}
      options={[
        { value: '', label: words.openingScheduleNone },
        ...schedules.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
    <h2>{words.doorListens}</h2>
    <p class="small">{words.doorListensHint}</p>
    <Line
      name="contact"
      label={words.contactLabel}
      hint={words.contactHint}
      low={words.contactLowLabel}
      value={values.contact}
      error={errors['contact']}
    />
    <Field
      name="heldOpenSeconds"
      type="number"
      min={0}
      label={words.heldOpenLabel}
      hint={words.heldOpenHint}
      value={String(values.heldOpenSeconds ?? '')}
      error={errors['heldOpenSeconds']}
    />
    <Line
      name="exitButton"
      label={words.exitLabel}
      hint={words.exitHint}
      low={words.exitLowLabel}
      value={values.exitButton}
      error={errors['exitButton']}
      usuallyLow
    />
    <Tick
      name="exitButtonOpens"
      label={words.exitOpensLabel}
      hint={words.exitOpensHint}
      checked={values.exitButtonOpens}
    />
    <Line
      name="fire"
      label={words.fireLabel}
      hint={words.fireHint}
      low={words.fireLowLabel}
      value={values.fire}
      error={errors['fire']}
    />
  </>
);

const Line = (props: {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly low: string;
  readonly value: DoorInput | null | undefined;
  readonly error: string | undefined;
  readonly usuallyLow?: boolean;
}) => (
  <>
    <Field
      name={props.name}
      type="number"
      min={0}
      optional
      label={props.label}
      hint={props.hint}
      value={String(props.value?.line ?? '')}
      error={props.error}
    />
    <Tick
      name={`${props.name}Low`}
      label={props.low}
      checked={props.value?.activeLow ?? props.usuallyLow}
    />
  </>
);

export const readWiring = (form: FormValues): Wiring => ({
  contact: inputOf(form, 'contact'),
  exitButton: inputOf(form, 'exitButton'),
  exitButtonOpens: form.has('exitButtonOpens'),
  fire: inputOf(form, 'fire'),
  // What is no number stays text, so that its check refuses it.
  heldOpenSeconds: form.number('heldOpenSeconds') as number,
  openingScheduleId: form.textOrNull('openingScheduleId'),
});

const inputOf = (form: FormValues, name: string): DoorInput | null => {
  const line = form.number(name);
  return line === '' ? null : { line: line as number, activeLow: form.has(`${name}Low`) };
};
