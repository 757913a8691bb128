import { passKinds } from '../../../shared/domain/pass.ts';
import type { LocalDate } from '../../../shared/domain/schedule.ts';
import type { CarnetLine, DayWithoutPass, UsedPass } from '../../ports/passes.ts';
import type { Member } from '../../ports/registry.ts';
import { dayOf, longDay, shortDay } from '../format.ts';
import { Back } from '../pages/back.tsx';
import { Field, Select } from '../pages/fields.tsx';
import { type FieldErrors, Form, Said } from '../pages/form.tsx';
import type { PageContext } from '../pages/page-context.ts';
import { leftText } from './left.ts';

export interface TypedPasses {
  readonly key: string;
  readonly kind: string;
  readonly passes: string;
  readonly place: string;
  readonly from: string;
  readonly until: string;
  readonly why: string;
}

export interface MemberPassesProps {
  readonly context: PageContext;
  readonly member: Member;
  readonly carnets: readonly CarnetLine[];
  readonly used: readonly UsedPass[];
  readonly without: readonly DayWithoutPass[];
  readonly today: LocalDate;
  readonly typed: TypedPasses;
  readonly errors: FieldErrors;
  readonly said: string;
  /** Who gave a carnet, by what is written down. */
  readonly by: (madeBy: string | null) => string;
}

/** What passes somebody holds, which days took one, and giving some. */
export function MemberPasses(props: MemberPassesProps) {
  const { context, member, carnets, today, said } = props;
  const { words, language } = context;
  const left = leftText(carnets, { words, language, today });
  const path = `/members/${encodeURIComponent(member.id)}`;
  return (
    <section class="narrow passes">
      <Back href={path} label={member.name} />
      <h1>{words.passesOf(member.name)}</h1>
      {said === 'given' && <Said>{words.saidPassGiven}</Said>}
      {said === 'back' && <Said>{words.saidPassBack}</Said>}
      <p class="lead">
        {carnets.length === 0
          ? words.passNever
          : left === ''
            ? words.passNoneLeft
            : words.passLeft(left)}
      </p>
      <p class="small">{words.passHow}</p>
      {carnets.length > 0 && (
        <>
          <h2>{words.passCarnets}</h2>
          <ul class="lines">
            {carnets.map((carnet) => (
              <Carnet {...props} path={path} carnet={carnet} />
            ))}
          </ul>
          <h2>{words.passDays}</h2>
          <Days {...props} />
        </>
      )}
      <h2>{words.passGive}</h2>
      <Give {...props} path={path} />
    </section>
  );
}

function Carnet({
  context: { words, language, places },
  carnet,
  today,
  path,
  by,
}: MemberPassesProps & { readonly carnet: CarnetLine; readonly path: string }) {
  const { kind, passes, used, left, from, until, undoneAt, givenAt, placeId } = carnet;
  const place = places.find(({ id }) => id === placeId);
  const timeZone = place?.timeZone ?? 'UTC';
  const day = (text: string) => shortDay(text, language, today);
  const when = [
    from > today && words.passFrom(day(from)),
    until !== null && (until < today ? words.passEnded(day(until)) : words.passUntil(day(until))),
  ].filter((one) => one !== false);
  const given = words.passGivenOn(
    day(dayOf(givenAt, timeZone)),
    by(carnet.madeBy),
    carnet.words ?? '',
  );
  return (
    <li>
      <p class="line-name">
        <b>{words.passCount(passes, kind)}</b>
        {places.length > 1 && place && ` · ${place.name}`}
        <small>
          {undoneAt === null
            ? [words.passCarnetUsed(used, left), ...when].join(', ')
            : words.passTakenBack(day(dayOf(undoneAt, timeZone)))}
        </small>
        <small>{given}</small>
      </p>
      {undoneAt === null && (
        <a class="button" href={`${path}/passes/${carnet.id}/end`} data-dialog>
          {words.passTakeBack}
          <span class="hidden"> {words.passCount(passes, kind)}</span>
        </a>
      )}
    </li>
  );
}

function Days({ context, used, without, today }: MemberPassesProps) {
  const { words, language, places } = context;
  const paid = Map.groupBy(used, ({ day, placeId }) => `${day} ${placeId}`);
  const open = new Map(without.map((one) => [`${one.day} ${one.placeId}`, one]));
  const days = [...new Set([...paid.keys(), ...open.keys()])].toSorted().toReversed();
  if (days.length === 0) return <p>{words.passDaysNone}</p>;
  return (
    <table class="attendance pass-days">
      <caption class="hidden">{words.passDays}</caption>
      <thead>
        <tr>
          <th scope="col">{words.passDay}</th>
          {places.length > 1 && <th scope="col">{words.place}</th>}
          <th scope="col">{words.passWhat}</th>
        </tr>
      </thead>
      <tbody>
        {days.map((key) => {
          const [day = '', placeId] = key.split(' ');
          const parts = (paid.get(key) ?? []).map(({ part }) => part).toReversed();
          const missing = open.get(key);
          return (
            <tr>
              <th scope="row">{longDay(day, language, today)}</th>
              {places.length > 1 && <td>{places.find(({ id }) => id === placeId)?.name}</td>}
              <td>
                {parts
                  .map((part) => (part === 'day' ? words.pass_day : halfText(part, words)))
                  .join(', ')}
                {missing && parts.length > 0 && ', '}
                {missing && <b class="pass-missing">{missingText(missing, words)}</b>}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

type Words = PageContext['words'];
const halfText = (half: 'morning' | 'afternoon', words: Words): string =>
  `${words.pass_halfDay} (${words[`pass_${half}`]})`;

/** `sans pass`, or which half of the day was. */
export const missingText = ({ halves }: Pick<DayWithoutPass, 'halves'>, words: Words): string => {
  const [half, second] = halves;
  return half === undefined || second !== undefined
    ? words.passWithout
    : words.passWithoutHalf(words[`pass_${half}`]);
};

function Give({ context, typed, errors, path }: MemberPassesProps & { readonly path: string }) {
  const { words, places } = context;
  return (
    <Form
      context={context}
      action={`${path}/passes`}
      submit={words.passGiveVerb}
      class="stacked"
      errors={errors}
    >
      <input type="hidden" name="key" value={typed.key} />
      <Select
        name="kind"
        label={words.passKind}
        value={typed.kind}
        options={passKinds.map((kind) => ({ value: kind, label: words[`pass_${kind}`] }))}
      />
      <Field
        name="passes"
        label={words.passHowMany}
        inputmode="numeric"
        maxlength={4}
        value={typed.passes}
        error={errors['passes']}
      />
      {places.length > 1 && (
        <Select
          name="place"
          label={words.place}
          value={typed.place}
          options={places.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      <Field
        name="from"
        type="date"
        label={words.passSince}
        hint={words.passSinceHint}
        value={typed.from}
        error={errors['from']}
      />
      <Field
        name="until"
        type="date"
        label={words.passLast}
        hint={words.passLastHint}
        optional
        value={typed.until}
        error={errors['until']}
      />
      <Field
        name="why"
        label={words.passWhy}
        hint={words.passWhyHint}
        maxlength={300}
        value={typed.why}
        error={errors['why']}
      />
    </Form>
  );
}
