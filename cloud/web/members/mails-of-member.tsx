import type { Member } from '../../ports/registry.ts';
import { Form } from '../pages/form.tsx';
import type { PageContext } from '../pages/page-context.ts';

/** Whether mails may be sent to somebody, and the button for who says otherwise at the desk. */
export function MailsOfMember(props: {
  readonly context: PageContext;
  readonly member: Member;
  readonly wantsMails: boolean;
}) {
  const { context, member, wantsMails } = props;
  const { words } = context;
  if (member.email === null && wantsMails) return null;
  return (
    <section class="panel padded">
      <h2>{words.mailsTitle}</h2>
      <p>{wantsMails ? words.memberMailsOn : words.memberMailsOff}</p>
      <Form
        context={context}
        action={`/members/${member.id}/mails`}
        submit={wantsMails ? words.memberMailsStop : words.memberMailsStart}
        kind="plain"
      >
        <input type="hidden" name="wants" value={wantsMails ? 'no' : 'yes'} />
      </Form>
    </section>
  );
}
