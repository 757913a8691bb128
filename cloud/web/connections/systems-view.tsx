import type { Member } from '../../ports/registry.ts';
import { dayOf, shortDay, timeOf } from '../format.ts';
import { Field } from '../pages/fields.tsx';
import { Form } from '../pages/form.tsx';
import type { PageContext } from '../pages/page-context.ts';
import type { SystemOfMember } from './systems-of-member.ts';

interface SystemsProps {
  readonly context: PageContext;
  readonly member: Pick<Member, 'id' | 'email'>;
  readonly systems: readonly SystemOfMember[];
  readonly now: number;
  /** A name that was refused, as it was typed, and why. */
  readonly wrong?: { readonly knownAs: string; readonly error: string };
}

/** What other systems are told of somebody: what was said to them, what they agreed to, what they are called there. */
export function SystemsOfMember(props: SystemsProps) {
  const { words } = props.context;
  if (props.systems.length === 0) return null;
  return (
    <section class="panel padded">
      <h2>{words.systemsTitle}</h2>
      {props.systems.map((system) => (
        <System {...props} system={system} />
      ))}
    </section>
  );
}

type SystemProps = Omit<SystemsProps, 'systems'> & { readonly system: SystemOfMember };

export function System(props: SystemProps) {
  const { context, system } = props;
  const { connection, facts, place } = system;
  const { words } = context;
  const several = context.places.length > 1;
  return (
    <div class="system" id={`system-${connection.id}`}>
      <h3>{connection.name}</h3>
      {(several || !connection.isOn) && (
        <p class="small">
          {[several && place.name, !connection.isOn && words.systemOff].filter(Boolean).join('. ')}
        </p>
      )}
      {facts.includes('told') && <Told {...props} />}
      {facts.includes('email') && <Email {...props} />}
      {facts.includes('knownAs') && <KnownAs {...props} />}
    </div>
  );
}

/** One button, which writes the answer down. */
const Button = ({
  ...props
}: SystemProps & { what: string; is?: 'no'; submit: string; quiet?: true }) => (
  <Form
    context={props.context}
    action={actionOf(props)}
    submit={props.submit}
    kind={props.quiet ? 'plain' : 'primary'}
  >
    <input type="hidden" name="what" value={props.what} />
    <input type="hidden" name="is" value={props.is ?? 'yes'} />
  </Form>
);

const actionOf = ({ system, member }: SystemProps): string =>
  `/connections/${system.connection.id}/members/${member.id}`;

function Told(props: SystemProps) {
  const { context, system } = props;
  const { words, language } = context;
  const { told } = system.shared;
  const { timeZone } = system.place;
  if (told === null)
    return (
      <>
        <p>{words.systemToldNot}</p>
        <Sentence context={context} text={words.systemToldSentence(system.connection.name)} />
        <Button {...props} what="told" submit={words.systemTell} />
      </>
    );
  const day = shortDay(told.on, language, dayOf(props.now, timeZone));
  return (
    <>
      <p>
        {words.systemTold(day)} <ByWhom {...props} by={told.by} at={told.at} />
      </p>
      {system.connection.kind === 'fedow' && (
        <>
          <p class="small">{words.systemCardsMore}</p>
          <Button {...props} what="cards" submit={words.systemCards} quiet />
        </>
      )}
      <Button {...props} what="told" is="no" submit={words.systemToldTakeBack} quiet />
    </>
  );
}

function Email(props: SystemProps) {
  const { context, system, member } = props;
  const { words, language } = context;
  const { email } = system.shared;
  const { name } = system.connection;
  const noAddress = member.email === null && (
    <p>
      {words.systemNoAddress}{' '}
      <a class="alone" href={`/members/${member.id}/edit`}>
        {words.systemAddAddress}
      </a>
    </p>
  );
  if (email === null)
    return (
      <>
        <p>{words.systemEmailNot}</p>
        {noAddress || (
          <>
            <Sentence context={context} text={words.systemEmailSentence(name)} />
            <Button {...props} what="email" submit={words.systemAgree} />
          </>
        )}
      </>
    );
  const { timeZone } = system.place;
  const day = shortDay(dayOf(email.since, timeZone), language, dayOf(props.now, timeZone));
  return (
    <>
      <p>
        {words.systemEmail(day)} <ByWhom {...props} by={email.by} at={email.since} />
      </p>
      {noAddress}
      <Button {...props} what="email" is="no" submit={words.systemEmailTakeBack} quiet />
    </>
  );
}

const ByWhom = ({ context, system, by, at }: SystemProps & { by: string; at: number }) => (
  <span class="small">
    {context.words.systemBy(
      system.names.get(by) ?? context.words.systemProgram,
      timeOf(at, system.place.timeZone),
    )}
  </span>
);

function KnownAs(props: SystemProps) {
  const { context, system, wrong } = props;
  const { words } = context;
  const { id, name } = system.connection;
  return (
    <>
      <Form
        context={context}
        action={actionOf(props)}
        submit={words.systemSave}
        kind="plain"
        class="stacked"
        errors={wrong ? { [`known-${id}`]: wrong.error } : {}}
      >
        <input type="hidden" name="what" value="knownAs" />
        <Field
          name="knownAs"
          id={`field-known-${id}`}
          label={words.systemKnownAs(name)}
          hint={words.systemKnownAsHint}
          value={wrong?.knownAs ?? system.shared.knownAs ?? ''}
          error={wrong?.error}
          maxlength={140}
          optional
        />
      </Form>
      <p>
        <a class="alone" href={`/import?kind=knownAs&connection=${id}`}>
          {words.importNamesMany}
        </a>
      </p>
    </>
  );
}

/** What staff read to somebody, word by word. */
const Sentence = ({ context, text }: { context: PageContext; text: string }) => (
  <figure class="read-aloud">
    <figcaption>{context.words.systemRead}</figcaption>
    <blockquote>{text}</blockquote>
  </figure>
);
