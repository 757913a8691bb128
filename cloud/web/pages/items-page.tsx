import type { FastifyInstance } from 'fastify';
import { itemName, priceText } from '../../../shared/domain/item.ts';
import type { Connection } from '../../ports/connections.ts';
import type { Asset, ItemRecord } from '../../ports/registry.ts';
import { fields } from '../api/schemas.ts';
import type { WebDeps } from '../deps.ts';
import { Field, Select } from './fields.tsx';
import { Icon } from './icon.tsx';
import { placeName } from './place-field.tsx';
import { recordPages } from './record-pages.tsx';
import { activeAtPlaces } from './record-parts.tsx';

interface Around {
  readonly assets: readonly Asset[];
  /** Where taps for an item can be told. */
  readonly fedows: readonly Connection[];
}

/** Items: what a card is tapped for, and what an hour of it costs in tokens. */
export function itemsPage(app: FastifyInstance, deps: WebDeps): void {
  recordPages<ItemRecord, Around>(app, deps, {
    path: '/items',
    section: 'pointsOfSale',
    repository: (registry) => registry.items,
    schema: fields.items,
    from: (words) => ({ href: '/points-of-sale', label: words.posTitle }),
    titles: (words) => ({
      list: words.itemsTitle,
      lead: words.itemsLead,
      add: words.itemsAdd,
      none: words.itemsNone,
    }),
    name: (item, _around, { language }) => itemName(item, language),
    load: async ({ registry, connections }, context) => ({
      assets: await activeAtPlaces(registry.assets, context),
      fedows: (await connections.list(context.places.map(({ id }) => id))).filter(
        ({ kind }) => kind === 'fedow',
      ),
    }),
    list: ({ registry }, context) => activeAtPlaces(registry.items, context),
    line: ({ context, record, data }) => {
      const { language } = context;
      const asset = data.assets.find(({ id }) => id === record.assetId);
      return (
        <>
          <span>{priceText(record.hundredthsPerHour, language)}</span>
          <span class="aside">
            {[asset && itemName(asset, language), placeName(context, record.placeId)]
              .filter((said) => said)
              .join(', ')}
          </span>
        </>
      );
    },
    above: ({ context: { words } }) => (
      <p>
        <a class="button" href="/items/assets">
          <Icon name="tag" />
          <span>{words.assetsTitle}</span>
        </a>
      </p>
    ),
    fresh: ({ assets }) => ({ name: '', assetId: assets[0]?.id ?? '', hundredthsPerHour: 0 }),
    fields: ({ context, values, errors, given, data, isNew }) => {
      const { words, language } = context;
      return (
        <>
          <Field {...given('name')} label={words.nameLabel} hint={words.itemNameHint} />
          <Field {...given('nameEn')} optional label={words.nameEnLabel} hint={words.nameEnHint} />
          {isNew && (
            <Select
              {...given('assetId')}
              label={words.itemAsset}
              options={data.assets.map((asset) => ({
                value: asset.id,
                label: `${itemName(asset, language)} (${words[`category_${asset.category}`]})`,
              }))}
            />
          )}
          <Field
            name="hundredthsPerHour"
            type="number"
            min={0}
            step={0.01}
            label={words.itemPrice}
            hint={words.itemPriceHint}
            value={tokensOf(values.hundredthsPerHour)}
            error={errors['hundredthsPerHour']}
          />
          {data.fedows
            .filter(({ placeId }) => placeId === values.placeId && !isNew)
            .map(({ id, name }) => (
              <p>
                <a class="alone" href={`/connections/${id}/fedow?item=${values.id}`}>
                  {words.fedowForItem(name)}
                </a>
              </p>
            ))}
        </>
      );
    },
    read: (form, _data, before) => {
      const tokens = form.number('hundredthsPerHour');
      return {
        ...(before ? {} : { assetId: form.text('assetId') }),
        name: form.text('name'),
        nameEn: form.textOrNull('nameEn'),
        hundredthsPerHour: (typeof tokens === 'number'
          ? Math.round(tokens * 100)
          : tokens) as number,
      };
    },
    ending: ({ context: { words }, record }) => ({
      title: words.itemEndTitle(record.name),
      text: words.itemEndText,
      verb: words.itemEndVerb,
    }),
  });
}

const tokensOf = (hundredths: number | undefined): string =>
  typeof hundredths === 'number' ? String(hundredths / 100) : String(hundredths ?? '');
