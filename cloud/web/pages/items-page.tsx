import type { FastifyInstance } from 'fastify';
import { itemName, priceText } from '../../../shared/domain/item.ts';
import type { Asset, ItemRecord } from '../../ports/registry.ts';
import { fields } from '../api/schemas.ts';
import type { WebDeps } from '../deps.ts';
import { Field, Select } from './fields.tsx';
import { Icon } from './icon.tsx';
import { placeName } from './place-field.tsx';
import { recordPages } from './record-pages.tsx';
import { activeAtPlaces } from './record-parts.tsx';

/** Items: what a card is tapped for, and what an hour of it costs in tokens. */
export function itemsPage(app: FastifyInstance, deps: WebDeps): void {
  recordPages<ItemRecord, readonly Asset[]>(app, deps, {
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
    name: (item, _assets, { language }) => itemName(item, language),
    load: ({ registry }, context) => activeAtPlaces(registry.assets, context),
    list: ({ registry }, context) => activeAtPlaces(registry.items, context),
    line: ({ context, record, data }) => {
      const { language } = context;
      const asset = data.find(({ id }) => id === record.assetId);
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
    fresh: (assets) => ({ name: '', assetId: assets[0]?.id ?? '', hundredthsPerHour: 0 }),
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
              options={data.map((asset) => ({
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
