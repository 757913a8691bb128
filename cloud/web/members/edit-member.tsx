import type { Group, Member } from '../../ports/registry.ts';
import { Choice, Field } from '../pages/fields.tsx';
import { type FieldErrors, Form, givenFrom } from '../pages/form.tsx';
import type { PageContext } from '../pages/page-context.ts';
import { HomeField } from './home-field.tsx';
import { NameAndEmail } from './person-fields.tsx';

interface EditProps {
  readonly context: PageContext;
  readonly member: Member;
  readonly groups: readonly (Group & {
    /** False: it opens doors at places that are not theirs, and is shown as it is. */
    readonly mayChange: boolean;
  })[];
  readonly askElsewhere: string;
  /** There are several places, theirs or not. */
  readonly several: boolean;
  readonly homeSaid: string;
  readonly form: {
    readonly homeWasWrong: boolean;
    readonly typed: Omit<Member, 'id'>;
    readonly chosen: readonly string[];
    readonly errors: FieldErrors;
  };
}

export function EditMember(props: EditProps) {
  const { context, member, groups, askElsewhere, form } = props;
  const { words } = context;
  const { typed, chosen, errors } = form;
  const given = givenFrom(typed, errors);
  const path = `/members/${member.id}`;
  return (
    <section class="narrow padded-form">
      <h1>{words.editMember(member.name)}</h1>
      <Form context={context} action={path} submit={words.save} back={path} errors={errors}>
        <NameAndEmail words={words} given={given} />
        <Field {...given('validFrom')} type="date" label={words.validFrom} hint={words.validHint} />
        <Field
          {...given('validUntil')}
          type="date"
          label={words.validUntil}
          hint={words.validHint}
        />
        <HomeField
          context={context}
          given={given('homePlaceId')}
          before={member.homePlaceId}
          said={props.homeSaid}
          wasWrong={form.homeWasWrong}
          isFirst={member.homePlaceId === null && props.homeSaid === ''}
          none={words.homeNone}
          isAsked={props.several}
        />
        {groups.length > 0 && (
          <Choice
            name="groups"
            type="checkbox"
            label={words.groups}
            chosen={chosen}
            options={groups.map(({ id, name, mayChange }) => ({
              value: id,
              label: name,
              ...(!mayChange && { fixed: true, hint: words.groupElsewhere(askElsewhere) }),
            }))}
          />
        )}
      </Form>
      <p class="actions end-acts">
        <a class="button" href={`${path}/end`} data-dialog>
          {words.endMember}
        </a>
        <a class="button" href={`${path}/end?how=remove`} data-dialog>
          {words.removeMember}
        </a>
      </p>
    </section>
  );
}
