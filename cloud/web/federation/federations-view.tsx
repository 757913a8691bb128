import type { Partner } from '../../ports/federation.ts';
import type { Asset, Place } from '../../ports/registry.ts';
import { number } from '../format.ts';
import type { Words } from '../language.ts';
import { Back } from '../pages/back.tsx';
import { Field, Select, Tick } from '../pages/fields.tsx';
import { type FieldErrors, Form, Said } from '../pages/form.tsx';
import type { PageContext } from '../pages/page-context.ts';
import { ToCopy } from '../pages/to-copy.tsx';

export interface FederationsState {
  readonly invitation?: string;
  readonly said?: 'done' | 'left' | null;
  readonly errors?: FieldErrors;
  /** What was typed into the answer. */
  readonly pasted?: string;
  readonly assetId?: string;
  readonly letsMembersEnter?: boolean;
}

interface ViewProps {
  readonly context: PageContext;
  readonly partners: readonly Partner[];
  /** Time clocks that may be shared. */
  readonly assets: readonly Asset[];
  readonly places: readonly Place[];
  readonly state: FederationsState;
  readonly moment: (at: number) => string;
}

export const federationsPath = '/federations';

const told = [
  'federationUnreachable',
  'federationAddressRefused',
  'federationStrange',
  'federationSaysNo',
  'federationTaken',
  'invitationUnheard',
  'invitationWrong',
  'invitationOver',
] as const;

/** In the language of the page, where it is one of those that are expected. */
export function troubleOf(
  { code, message }: { readonly code: string; readonly message: string },
  words: Words,
): string {
  const known = told.find((one) => one === code);
  if (!known) return message;
  return known === 'federationSaysNo' ? words.poolSaysNo(message) : words[`pool_${known}`];
}

/** Other venues that this one pools with, how they are, and two ways to a new one. */
export function FederationsView(props: ViewProps) {
  const { context, partners, state } = props;
  const { words } = context;
  return (
    <section class="narrow">
      <Back href="/settings" label={words.settings} />
      <h1>{words.poolTitle}</h1>
      {state.said && <Said>{state.said === 'left' ? words.poolSaidLeft : words.poolSaid}</Said>}
      <p class="lead">{words.poolLead}</p>
      {state.invitation && (
        <div class="panel padded" role="status">
          <p>{words.poolMade}</p>
          <ToCopy
            {...{ words, name: 'line', label: words.poolLine }}
            value={state.invitation}
            first
          />
        </div>
      )}
      {partners.length === 0 && <p>{words.poolNone}</p>}
      {partners.length > 0 && (
        <div class="partners">
          {partners.map((partner) => (
            <PartnerPanel {...props} partner={partner} />
          ))}
        </div>
      )}
      <NewPartner {...props} />
    </section>
  );
}

function PartnerPanel({ context, partner, moment }: ViewProps & { readonly partner: Partner }) {
  const { words, language } = context;
  const { id, state, counts, problem, fingerprint, letsMembersEnter } = partner;
  const at = `${federationsPath}/${id}`;
  const name = partner.name ?? words.poolNameless;
  const titleId = `title-${id}`;
  const isGoing = state === 'pooled' || state === 'waiting';
  return (
    <section class="panel padded" aria-labelledby={titleId}>
      <h2 id={titleId}>{name}</h2>
      <p>
        <strong>{words[`poolState_${state}`]}</strong>
      </p>
      {state === 'invited' && partner.invitedUntil !== null && (
        <p>{words.poolUntil(moment(partner.invitedUntil))}</p>
      )}
      {state !== 'left' && fingerprint && <p>{words.poolCompare(fingerprint)}</p>}
      {isGoing && (
        <p>
          {partner.succeededAt === null
            ? words.poolNever
            : words.poolLast(moment(partner.succeededAt))}
        </p>
      )}
      {problem && <p class="waiting-note">{words.poolTrouble(troubleOf(problem, words))}</p>}
      {state === 'pooled' && (
        <ul>
          <li>{words.poolCards(counts.cards, number(counts.cards, language))}</li>
          <li>{words.poolPassages(counts.passages, number(counts.passages, language))}</li>
          <li>{words.poolMembers(counts.members, number(counts.members, language))}</li>
          <li>{letsMembersEnter ? words.poolWeLet : words.poolWeLetNot}</li>
        </ul>
      )}
      {state !== 'left' && (
        <div class="actions">
          {state === 'answered' && (
            <Form context={context} action={`${at}/accept`} submit={words.poolAccept} />
          )}
          {isGoing && (
            <Form context={context} action={`${at}/look`} submit={words.poolLook} kind="plain" />
          )}
          {state === 'pooled' && (
            <Form
              context={context}
              action={at}
              submit={letsMembersEnter ? words.poolLetNoMore : words.poolLet}
              kind="plain"
            >
              <input type="hidden" name="lets" value={letsMembersEnter ? '' : 'on'} />
            </Form>
          )}
          {partner.groupId && (
            <a class="button" href="/grants/new">
              {words.poolGrant}
            </a>
          )}
          <a class="button" href={`${at}/leave`} data-dialog>
            {state === 'invited' ? words.poolWithdraw : words.poolLeave}
          </a>
        </div>
      )}
    </section>
  );
}

function NewPartner({ context, assets, places, state }: ViewProps) {
  const { words, language } = context;
  if (assets.length === 0) return <p>{words.poolNoAsset}</p>;
  const { errors = {}, pasted, assetId, letsMembersEnter } = state;
  const options = assets.map(({ id, name, nameEn, placeId }) => {
    const place = places.find((one) => one.id === placeId)?.name ?? placeId;
    return { value: id, label: `${place}, ${language === 'en' ? (nameEn ?? name) : name}` };
  });
  const shared = (
    where: string,
    typed: { assetId?: string | undefined; lets?: boolean | undefined } = {},
  ) => (
    <>
      <Select
        {...{ id: `${where}-asset`, name: 'assetId', label: words.poolAsset, options }}
        value={typed.assetId}
      />
      <Tick
        {...{ id: `${where}-lets`, name: 'lets', label: words.poolLets, hint: words.poolLetsHint }}
        checked={typed.lets}
      />
    </>
  );
  return (
    <>
      <h2 class="again">{words.poolInvite}</h2>
      <p>{words.poolInviteMore}</p>
      <Form context={context} action={federationsPath} submit={words.poolMake} class="stacked">
        {shared('invite')}
        <Tick name="initials" label={words.poolInitials} hint={words.poolInitialsHint} />
      </Form>
      <h2 class="again">{words.poolJoin}</h2>
      <Form
        context={context}
        action={`${federationsPath}/join`}
        submit={words.poolSend}
        errors={errors}
        class="stacked"
      >
        <Field
          name="invitation"
          label={words.poolPasted}
          hint={words.poolPastedHint}
          value={pasted}
          error={errors['invitation']}
        />
        {shared('join', { assetId, lets: letsMembersEnter })}
      </Form>
    </>
  );
}
