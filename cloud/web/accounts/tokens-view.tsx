import type { ApiToken } from '../../ports/identity.ts';
import { Choice, Field, Select } from '../pages/fields.tsx';
import { Alert, type FieldErrors, Form, Said } from '../pages/form.tsx';
import type { PageContext } from '../pages/page-context.ts';
import { BackToSettings } from '../pages/record-parts.tsx';
import type { Principal } from '../principal.ts';
import { rolesToGive, scopesToGive } from './duties.ts';
import { dutyText, PlaceChoice } from './duty-fields.tsx';
import { ShownOnce } from './once.tsx';
import { mayRevoke, type WantedToken } from './token-rules.ts';

export interface TokensState {
  readonly secret?: string;
  readonly wanted?: WantedToken;
  readonly errors?: FieldErrors;
  readonly alert?: string;
  readonly said?: boolean;
}

interface TokensProps {
  readonly context: PageContext;
  readonly principal: Principal;
  readonly tokens: readonly ApiToken[];
  /** Of staff, by `staff:<id>`. */
  readonly names: ReadonlyMap<string, string>;
  readonly state: TokensState;
  readonly now: number;
  readonly moment: (atMs: number) => string;
}

export function TokensView(props: TokensProps) {
  const { context, tokens, state } = props;
  const { words } = context;
  return (
    <>
      <BackToSettings context={context} section="settings" />
      <div class="page-head">
        <div>
          <h1>{words.tokens}</h1>
          <p class="lead">{words.tokensLead}</p>
        </div>
      </div>
      {state.said && <Said>{words.saidTokenRevoked}</Said>}
      <div class="two wide-left">
        <section>
          {state.secret !== undefined && (
            <ShownOnce
              words={words}
              title={words.tokenReady}
              more={words.tokenReadyMore}
              label={words.tokenLabel}
              value={state.secret}
            />
          )}
          {tokens.length === 0 && <p class="none">{words.noTokens}</p>}
          <ul class="lines">
            {tokens.map((token) => (
              <TokenLine {...props} token={token} />
            ))}
          </ul>
        </section>
        <NewToken {...props} />
      </div>
    </>
  );
}

function TokenLine(props: TokensProps & { token: ApiToken }) {
  const { context, principal, token, names, now, moment } = props;
  const { words } = context;
  const isOver = token.revokedAt !== null || (token.expiresAt !== null && token.expiresAt <= now);
  const state =
    token.revokedAt !== null
      ? words.tokenRevoked
      : isOver
        ? words.tokenExpired
        : token.expiresAt === null
          ? words.tokenForGood
          : words.tokenUntil(moment(token.expiresAt));
  const by = token.madeBy === null ? null : (names.get(token.madeBy) ?? token.madeBy);
  return (
    <li>
      <span class="line-name">
        <b>{token.name ?? words.tokenNameless}</b>
        <small>
          {dutyText(context, token)}, {by === null ? words.tokenByCommand : words.tokenBy(by)}
        </small>
        <small>{scopesText(words, token.scopes)}</small>
        {!isOver && <Narrowed context={context} token={token} by={by} />}
      </span>
      <span class="aside">
        {state}
        <br />
        {token.usedAt === null ? words.tokenUnused : words.tokenUsed(moment(token.usedAt))}
      </span>
      {!isOver && mayRevoke(principal, token) && (
        <a class="button" href={`/tokens/${token.id}/revoke`} data-dialog>
          {words.revoke}
        </a>
      )}
    </li>
  );
}

/** What it was given is one thing; whoever made it may less today, and so may it. */
function Narrowed({
  context,
  token,
  by,
}: {
  readonly context: PageContext;
  readonly token: ApiToken;
  readonly by: string | null;
}) {
  const { words } = context;
  const { mayNow } = token;
  if (mayNow === null) return <small class="token-less">{words.tokenNothingNow}</small>;
  const duty = dutyText(context, mayNow);
  const isWhole = duty === dutyText(context, token) && mayNow.scopes.length === token.scopes.length;
  if (isWhole) return null;
  const isNowhere = mayNow.places !== '*' && mayNow.places.length === 0;
  return (
    <small class="token-less">
      {isNowhere || mayNow.scopes.length === 0
        ? words.tokenNothingNow
        : words.tokenLessNow(`${duty}; ${scopesText(words, mayNow.scopes)}`, by ?? '')}
    </small>
  );
}

const scopesText = (words: PageContext['words'], scopes: ApiToken['scopes']): string =>
  scopes.map((scope) => words[`scope_${scope}`]).join(', ');

function NewToken({ context, principal, state }: TokensProps) {
  const { words } = context;
  const { wanted, errors = {} } = state;
  return (
    <section class="panel padded">
      <h2>{words.addToken}</h2>
      {state.alert && <Alert>{state.alert}</Alert>}
      <Form context={context} action="/tokens" submit={words.makeToken} errors={errors}>
        <Field
          name="name"
          label={words.tokenName}
          value={wanted?.name ?? undefined}
          error={errors['name']}
        />
        <Select
          name="role"
          label={words.roleLabel}
          value={wanted?.role ?? 'viewer'}
          options={rolesToGive(principal).map((role) => ({
            value: role,
            label: words[`role_${role}`],
          }))}
        />
        <Choice
          type="checkbox"
          name="scopes"
          label={words.scopesLabel}
          chosen={wanted?.scopes ?? ['read']}
          error={errors['scopes']}
          options={scopesToGive(principal).map((scope) => ({
            value: scope,
            label: words[`scope_${scope}`],
          }))}
        />
        <PlaceChoice
          context={context}
          principal={principal}
          chosen={wanted?.places ?? principal.places}
          error={errors['places']}
        />
        <Select
          name="expires"
          label={words.expiresLabel}
          value="365"
          options={[
            { value: '30', label: words.expires_30 },
            { value: '365', label: words.expires_365 },
            { value: '0', label: words.expires_never },
          ]}
        />
      </Form>
    </section>
  );
}
