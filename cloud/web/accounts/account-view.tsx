import type { Session } from '../../ports/identity.ts';
import { Field } from '../pages/fields.tsx';
import { type FieldErrors, Form, Said, Token } from '../pages/form.tsx';
import type { PageContext } from '../pages/page-context.ts';
import type { Principal } from '../principal.ts';
import { browserName } from './browser-name.ts';
import { dutyText } from './duty-fields.tsx';

export interface AccountState {
  readonly said?: string | null;
  readonly errors?: FieldErrors;
  /** Shown this once. */
  readonly recovery?: readonly string[];
}

interface AccountProps {
  readonly context: PageContext;
  readonly me: Extract<Principal, { kind: 'staff' }>;
  readonly needsCode: boolean;
  readonly pending: { readonly secret: string; readonly square: string } | null;
  readonly sessions: readonly Session[];
  readonly state: AccountState;
  readonly moment: (atMs: number) => string;
}

export function AccountView(props: AccountProps) {
  const { context, me, state } = props;
  const { words } = context;
  return (
    <>
      <div class="page-head">
        <div>
          <h1>{me.name}</h1>
          <p class="lead">
            {dutyText(context, me)}
            {me.role !== 'admin' && me.rights.map((right) => `, ${words[`right_${right}`]}`)}
          </p>
        </div>
      </div>
      {state.said === 'password' && <Said>{words.saidPassword}</Said>}
      {state.said === 'sessions' && <Said>{words.saidSaved}</Said>}
      {state.said === 'code' && <Said>{words.saidCodeEnded}</Said>}
      {state.recovery && <Recovery {...props} codes={state.recovery} />}
      <div class="two">
        <section>
          <h2>{words.sessionsTitle}</h2>
          <Sessions {...props} />
        </section>
        <div class="side">
          <section class="panel padded">
            <h2>{words.changePassword}</h2>
            <Password {...props} />
          </section>
          <section class="panel padded" id="code">
            <h2>{words.codeTitle}</h2>
            <Code {...props} />
          </section>
        </div>
      </div>
    </>
  );
}

function Sessions({ context, me, sessions, moment }: AccountProps) {
  const { words } = context;
  return (
    <>
      <ul class="lines">
        {sessions.map(({ id, browser, signedInAt, seenAt }) => (
          <li>
            <span class="line-name">
              <b>{browserName(browser) ?? words.unknownBrowser}</b>
              <small>
                {words.sessionSince(moment(signedInAt))}, {words.lastSeen(moment(seenAt))}
              </small>
            </span>
            {id === me.sessionId ? (
              <span class="aside">{words.sessionHere}</span>
            ) : (
              <form method="post" action="/account/sessions">
                <Token context={context} />
                <input type="hidden" name="session" value={id} />
                <button class="button" type="submit">
                  {words.endSession}
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <Form
          context={context}
          action="/account/sessions"
          submit={words.endOtherSessions}
          kind="plain"
        />
      )}
    </>
  );
}

function Password({ context, state }: AccountProps) {
  const { words } = context;
  const { current, password } = state.errors ?? {};
  return (
    <Form
      context={context}
      action="/account/password"
      submit={words.changePassword}
      errors={{ current, password }}
    >
      <Field
        name="current"
        type="password"
        label={words.currentPassword}
        error={current}
        autocomplete="current-password"
      />
      <Field
        name="password"
        type="password"
        label={words.newPassword}
        hint={words.newPasswordHint}
        error={password}
        autocomplete="new-password"
      />
    </Form>
  );
}

function Code({ context, needsCode, pending, state }: AccountProps) {
  const { words } = context;
  const { code, codeEnd } = state.errors ?? {};
  if (needsCode) {
    return (
      <>
        <p>{words.codeOnMore}</p>
        <Form
          context={context}
          action="/account/code/end"
          submit={words.codeEnd}
          kind="plain"
          errors={{ codeEnd }}
        >
          <Field
            name="current"
            id="field-codeEnd"
            type="password"
            label={words.currentPassword}
            error={codeEnd}
            autocomplete="current-password"
          />
        </Form>
      </>
    );
  }
  if (pending === null) {
    return (
      <>
        <p>{words.codeOffMore}</p>
        <Form context={context} action="/account/code" submit={words.codeBegin} kind="plain" />
      </>
    );
  }
  return (
    <>
      <p>{words.codeScan}</p>
      <p>
        <img class="square" src={pending.square} width="200" height="200" alt={words.codeScan} />
      </p>
      <p class="small">{words.codeByHand}</p>
      <p class="code-text">{pending.secret.replace(/(.{4})/g, '$1 ')}</p>
      <Form
        context={context}
        action="/account/code/confirm"
        submit={words.codeConfirm}
        errors={{ code }}
      >
        <Field
          name="code"
          label={words.codeField}
          error={code}
          inputmode="numeric"
          autocomplete="one-time-code"
        />
      </Form>
    </>
  );
}

function Recovery({ context, codes }: AccountProps & { codes: readonly string[] }) {
  const { words } = context;
  return (
    <section class="panel padded once" role="status">
      <h2>{words.recoveryTitle}</h2>
      <p>{words.recoveryMore}</p>
      <ul class="recovery">
        {codes.map((one) => (
          <li class="code-text">{one}</li>
        ))}
      </ul>
      <p>
        <a class="button" href="/account">
          {words.recoveryDone}
        </a>
      </p>
    </section>
  );
}
