import type { Group, Member } from '../../ports/registry.ts';
import { Choice, Field, type FieldErrors, Form } from '../pages/form.tsx';
import type { PageContext } from '../pages/page-context.ts';

interface EditProps {
  readonly context: PageContext;
  readonly member: Member;
  readonly groups: readonly Group[];
  readonly form: {
    readonly typed: Omit<Member, 'id'>;
    readonly chosen: readonly string[];
    readonly errors: FieldErrors;
  };
}

export function EditMember({ context, member, groups, form }: EditProps) {
  const { words } = context;
  const { typed, chosen, errors } = form;
  const path = `/members/${member.id}`;
  return (
    <section class="narrow padded-form">
      <h1>{words.editMember(member.name)}</h1>
      <Form context={context} action={path} submit={words.save} back={path} errors={errors}>
        <Field name="name" label={words.name} value={typed.name} error={errors['name']} />
        <Field
          name="email"
          label={words.memberEmailOptional}
          value={typed.email ?? ''}
          error={errors['email']}
          inputmode="email"
          optional
        />
        <Field
          name="validFrom"
          type="date"
          label={words.validFrom}
          hint={words.validHint}
          value={typed.validFrom ?? ''}
          error={errors['validFrom']}
        />
        <Field
          name="validUntil"
          type="date"
          label={words.validUntil}
          hint={words.validHint}
          value={typed.validUntil ?? ''}
          error={errors['validUntil']}
        />
        {groups.length > 0 && (
          <Choice
            name="groups"
            type="checkbox"
            label={words.groups}
            chosen={chosen}
            options={groups.map(({ id, name }) => ({ value: id, label: name }))}
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
