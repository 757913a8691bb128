import type { Duty, Invitation, StaffAccount } from '../../ports/identity.ts';
import { Alert, type FieldErrors, Form, Said, Token } from '../pages/form.tsx';
import { Icon } from '../pages/icon.tsx';
import type { PageContext } from '../pages/page-context.ts';
import { BackToSettings } from '../pages/record-parts.tsx';
import type { Principal } from '../principal.ts';
import type { Invited } from './account-rules.ts';
import { DutyFields, dutyText } from './duty-fields.tsx';
import { ShownOnce } from './once.tsx';

export interface StaffListState {
  readonly invited?: Invited;
  readonly duty?: Duty;
  readonly errors?: FieldErrors;
  readonly alert?: string;
  readonly said?: string | null;
}

interface StaffListProps {
  readonly context: PageContext;
  readonly principal: Principal;
  readonly staff: readonly StaffAccount[];
  readonly invitations: readonly Invitation[];
  readonly state: StaffListState;
  readonly moment: (atMs: number) => string;
}

export function StaffListView(props: StaffListProps) {
  const { context, principal, staff, state, moment } = props;
  const { words } = context;
  const active = staff.filter(({ endedAt }) => endedAt === null);
  const former = staff.filter(({ endedAt }) => endedAt !== null);
  return (
    <>
      <BackToSettings context={context} section="settings" />
      <div class="page-head">
        <div>
          <h1>{words.staff}</h1>
          <p class="lead">{words.staffLead}</p>
        </div>
      </div>
      {state.said === 'saved' && <Said>{words.saidSaved}</Said>}
      {state.said === 'ended' && <Said>{words.saidAccessEnded}</Said>}
      {state.said === 'withdrawn' && <Said>{words.saidWithdrawn}</Said>}
      <div class="two wide-left">
        <section>
          {state.invited && <LinkReady context={context} invited={state.invited} moment={moment} />}
          <ul class="lines">
            {active.map((account) => (
              <Line {...props} account={account} />
            ))}
          </ul>
          <Waiting {...props} />
          {former.length > 0 && (
            <details class="former">
              <summary>{words.formerStaff(former.length)}</summary>
              <ul class="lines">
                {former.map((account) => (
                  <Line {...props} account={account} />
                ))}
              </ul>
            </details>
          )}
        </section>
        <section class="panel padded">
          <h2>{words.inviteTitle}</h2>
          {state.alert && <Alert>{state.alert}</Alert>}
          <Form
            context={context}
            action="/staff/invitations"
            submit={words.invite}
            errors={state.errors ?? {}}
          >
            <DutyFields
              context={context}
              principal={principal}
              duty={state.duty ?? { role: 'staff', places: principal.places, rights: [] }}
              errors={state.errors ?? {}}
            />
          </Form>
        </section>
      </div>
    </>
  );
}

function Line({ context, principal, account, moment }: StaffListProps & { account: StaffAccount }) {
  const { words } = context;
  const { id, name, endedAt, lastSeenAt, needsCode } = account;
  return (
    <li data-row>
      <span class="line-name">
        <a class="record-name" href={`/staff/${id}`} data-key="e">
          {name}
        </a>
        <small>
          {dutyText(context, account)}
          {needsCode && `, ${words.withCode}`}
          {id === principal.id && ` (${words.you})`}
        </small>
      </span>
      <span class="aside">
        {endedAt !== null
          ? words.accessEnded
          : lastSeenAt === null
            ? words.neverSeen
            : words.lastSeen(moment(lastSeenAt))}
      </span>
    </li>
  );
}

function Waiting({ context, invitations, moment }: StaffListProps) {
  const { words } = context;
  if (invitations.length === 0) return null;
  return (
    <>
      <h2 class="again">{words.invitations}</h2>
      <ul class="lines">
        {invitations.map((one) => (
          <li>
            <span class="line-name">
              <b>{one.name === null ? words.invitationOpen : words.invitationFor(one.name)}</b>
              <small>
                {dutyText(context, one)}, {words.invitationUntil(moment(one.expiresAt))}
              </small>
            </span>
            <form method="post" action={`/staff/invitations/${one.id}/withdraw`}>
              <Token context={context} />
              <button class="button" type="submit">
                <Icon name="x" />
                <span>{words.withdraw}</span>
              </button>
            </form>
          </li>
        ))}
      </ul>
    </>
  );
}

export const LinkReady = (props: {
  context: PageContext;
  invited: Invited;
  moment: (atMs: number) => string;
}) => {
  const { words } = props.context;
  return (
    <ShownOnce
      words={words}
      title={words.linkReady}
      more={words.linkReadyMore(props.moment(props.invited.invitation.expiresAt))}
      label={words.linkLabel}
      value={props.invited.url}
    />
  );
};
