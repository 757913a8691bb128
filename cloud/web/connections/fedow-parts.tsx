import { itemName } from '../../../shared/domain/item.ts';
import type { Connection } from '../../ports/connections.ts';
import type { FedowAssetShown, FedowFederationShown } from '../../ports/fedow.ts';
import type { ItemRecord } from '../../ports/registry.ts';
import { Field, Select } from '../pages/fields.tsx';
import { Form } from '../pages/form.tsx';
import type { PageContext } from '../pages/page-context.ts';

/** What a Fedow itself says. */
export interface Beside {
  readonly assets: readonly FedowAssetShown[];
  readonly federations: readonly FedowFederationShown[];
  /** Why they could not be read; null: they were. */
  readonly why: string | null;
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
  const known = beside.assets.find(({ uuid }) => uuid === asset);
  return (
    <p class="lead">
      {words.fedowBound(item ? itemName(item, language) : itemId, known?.name ?? asset)}
    </p>
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
  const counting = beside.assets.filter(({ category }) => category === 'BDG');
  if (items.length === 0) return <p>{words.fedowNoItem}</p>;
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
