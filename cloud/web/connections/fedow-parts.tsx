import { itemName } from '../../../shared/domain/item.ts';
import type { Connection } from '../../ports/connections.ts';
import type { FedowAssetShown, FedowFederationShown } from '../../ports/fedow.ts';
import type { FedowPool } from '../../ports/fedow-pool.ts';
import type { ItemRecord } from '../../ports/registry.ts';
import { momentsOf } from '../accounts/moments.ts';
import { Field, Select } from '../pages/fields.tsx';
import { Form } from '../pages/form.tsx';
import type { PageContext } from '../pages/page-context.ts';

/** What a Fedow itself says, and what it said before. */
export interface Beside {
  /** Null: it did not say. */
  readonly assets: readonly FedowAssetShown[] | null;
  readonly federations: readonly FedowFederationShown[] | null;
  /** Why one of them could not be read; null: both were. */
  readonly why: string | null;
  /** Asked again it may. */
  readonly mayAnswer: boolean;
  /** What was read back of the bound asset; null: never anything. */
  readonly lastLook: FedowPool | null;
}

interface Parts {
  readonly connection: Connection;
  readonly context: PageContext;
  readonly beside: Beside;
  readonly items: readonly ItemRecord[];
}

/** Whose taps are told, on which asset. */
export function Bound({
  connection: { settings },
  context: { words, language },
  beside,
  items,
}: Parts) {
  const { itemId, asset } = settings;
  if (typeof itemId !== 'string' || typeof asset !== 'string')
    return <p class="lead">{words.connectionNotBound}</p>;
  const item = items.find(({ id }) => id === itemId);
  const { assets, lastLook } = beside;
  const known =
    assets?.find(({ uuid }) => uuid === asset)?.name ??
    (lastLook?.asset === asset ? lastLook.assetName : asset);
  return <p class="lead">{words.fedowBound(item ? itemName(item, language) : itemId, known)}</p>;
}

/** How old what is known is, where it does not answer now. */
export function LastLook({
  context,
  beside: { lastLook },
  now,
}: Pick<Parts, 'context' | 'beside'> & { readonly now: number }) {
  const { words } = context;
  if (lastLook === null) return null;
  const { readAt, problem } = lastLook;
  return (
    <p class="aside">
      {readAt === null ? words.pooledNever : words.pooledReadAt(momentsOf(context, now)(readAt))}{' '}
      {problem !== null && words.pooledProblem}
    </p>
  );
}

/** With whom assets are shared there. */
export function Federations({
  context: { words, language },
  beside: { federations, lastLook },
}: Pick<Parts, 'context' | 'beside'>) {
  const listed = (names: readonly string[]) => new Intl.ListFormat(language).format(names);
  const venues = (lastLook?.venues ?? []).map(({ name }) => name);
  return (
    <>
      <h2>{words.fedowFederations}</h2>
      {federations === null && (
        <p class="aside">
          {words.fedowFederationsUnread}{' '}
          {venues.length > 0 && words.fedowVenuesRead(listed(venues))}
        </p>
      )}
      {federations?.length === 0 && <p class="aside">{words.fedowNoFederations}</p>}
      {federations !== null && federations.length > 0 && (
        <ul class="lines">
          {federations.map(({ name, places }) => (
            <li>
              <div class="line-name">
                <b>{name}</b>
                <p class="small">{words.fedowPlacesIn(listed(places))}</p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Which item, on an asset that is there or a new one. */
export function BindForm({
  connection: { id, settings },
  context,
  beside,
  items,
  chosen,
}: Parts & { readonly chosen: string | null }) {
  const { words, language } = context;
  if (items.length === 0) return <p>{words.fedowNoItem}</p>;
  // Without the list all that could be chosen is a new asset, which nobody means who has one.
  if (beside.assets === null) return <p>{words.fedowBindLater}</p>;
  const counting = beside.assets.filter(({ category }) => category === 'BDG');
  return (
    <>
      <h2>{words.fedowBind}</h2>
      <p>{words.fedowBindMore}</p>
      <Form
        {...{ context, submit: words.fedowBindVerb, class: 'stacked' }}
        action={`/connections/${id}/fedow/binding`}
      >
        <Select
          {...{ name: 'itemId', label: words.fedowItem }}
          value={chosen ?? String(settings['itemId'] ?? '')}
          options={items.map((item) => ({ value: item.id, label: itemName(item, language) }))}
        />
        <Select
          {...{ name: 'asset', label: words.fedowAsset, value: String(settings['asset'] ?? '') }}
          options={[
            { value: '', label: words.fedowNewAsset },
            ...counting.map(({ uuid, name, isOurs }) => ({
              value: uuid,
              label: isOurs ? words.fedowAssetOurs(name) : words.fedowAssetTheirs(name),
            })),
          ]}
        />
      </Form>
    </>
  );
}

/** Lets another venue's place in to the bound asset, or ours in to theirs; nothing before one is bound. */
export function ShareForm({
  connection: { id, settings },
  context,
}: Pick<Parts, 'connection' | 'context'>) {
  const { words } = context;
  if (typeof settings['asset'] !== 'string') return null;
  return (
    <>
      <h2>{words.fedowShare}</h2>
      <p>{words.fedowShareMore}</p>
      <Form
        {...{ context, submit: words.fedowShareVerb, kind: 'plain', class: 'stacked' }}
        action={`/connections/${id}/fedow/federations`}
      >
        <Field {...{ name: 'name', label: words.fedowFederation, maxlength: 100 }} />
        <Field
          {...{ name: 'placeUuid', label: words.fedowPlaceUuid, maxlength: 36 }}
          hint={words.fedowPlaceUuidHint}
          optional
        />
      </Form>
    </>
  );
}
