import type { Duty, StaffAccount } from '../../ports/identity.ts';
import { Back } from '../pages/back.tsx';
import { Alert, type FieldErrors, Form, Said } from '../pages/form.tsx';
import { Icon } from '../pages/icon.tsx';
import type { PageContext } from '../pages/page-context.ts';
import type { Principal } from '../principal.ts';
import type { Invited } from './account-rules.ts';
import { DutyFields, dutyText } from './duty-fields.tsx';
import { LinkReady } from './staff-list-view.tsx';

interface StaffMemberProps {
  readonly context: PageContext;
  readonly principal: Principal;
  readonly account: StaffAccount;
  readonly state: {
    readonly duty?: Duty;
    readonly errors?: FieldErrors;
    readonly alert?: string;
    readonly said?: string;
    readonly invited?: Invited;
  };
  readonly moment: (atMs: number) => string;
}

export function StaffMemberView({ context, principal, account, state, moment }: StaffMemberProps) {
  const { words } = context;
  const at = `/staff/${account.id}`;
  return (
    <>
      <Back href="/staff" label={words.staff} />
      <div class="page-head">
        <div>
          <h1>{account.name}</h1>
          <p class="lead">
            {dutyText(context, account)}
            {account.endedAt !== null && `. ${words.accessEnded}`}
          </p>
        </div>
      </div>
      {state.said && <Said>{state.said}</Said>}
      {state.alert && <Alert>{state.alert}</Alert>}
      {state.invited && <LinkReady context={context} invited={state.invited} moment={moment} />}
      <div class="two wide-left">
        {account.endedAt === null ? (
          <section>
            <h2>{words.changeRole}</h2>
            <p class="small">{words.roleChangeHint}</p>
            <Form
              context={context}
              action={at}
              submit={words.save}
              errors={state.errors ?? {}}
              class="stacked"
              back="/staff"
            >
              <DutyFields
                context={context}
                principal={principal}
                duty={state.duty ?? account}
                errors={state.errors ?? {}}
              />
            </Form>
          </section>
        ) : (
          <section />
        )}
        <div class="side">
          <section class="panel padded">
            <h2>{words.newLinkTitle}</h2>
            <p>{words.newLinkMore}</p>
            <Form
              context={context}
              action={`${at}/invitation`}
              submit={words.newLink}
              kind="plain"
            />
          </section>
          {account.endedAt === null && (
            <section class="panel padded">
              <Form
                context={context}
                action={`${at}/sign-out`}
                submit={words.signOutThem}
                kind="plain"
              />
              <p>
                <a class="button" href={`${at}/end`} data-dialog>
                  <Icon name="ban" />
                  <span>{words.endAccess}</span>
                </a>
              </p>
            </section>
          )}
        </div>
      </div>
    </>
  );
}
