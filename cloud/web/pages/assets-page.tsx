import type { FastifyInstance } from 'fastify';
import { assetCategories, itemName } from '../../../shared/domain/item.ts';
import type { Asset, ItemRecord } from '../../ports/registry.ts';
import { fields } from '../api/schemas.ts';
import type { WebDeps } from '../deps.ts';
import { Choice, Field } from './fields.tsx';
import { PlaceField, placeName } from './place-field.tsx';
import { recordPages } from './record-pages.tsx';
import { activeAtPlaces, atPlaces, placeOf } from './record-parts.tsx';

/** Assets: the time clock, and time tokens. */
export function assetsPage(app: FastifyInstance, deps: WebDeps): void {
  recordPages<Asset, readonly ItemRecord[]>(app, deps, {
    path: '/items/assets',
    section: 'pointsOfSale',
    repository: (registry) => registry.assets,
    schema: fields.assets,
    from: (words) => ({ href: '/items', label: words.itemsTitle }),
    titles: (words) => ({
      list: words.assetsTitle,
      lead: words.assetsLead,
      add: words.assetsAdd,
      none: words.assetsNone,
    }),
    name: (asset, _data, { language }) => itemName(asset, language),
    load: ({ registry }, context) => atPlaces(registry.items, context),
    list: ({ registry }, context) => activeAtPlaces(registry.assets, context),
    line: ({ context, record, data }) => (
      <>
        <span>{context.words[`category_${record.category}`]}</span>
        <span class="aside">
          {context.words.nItems(
            data.filter(({ assetId, state }) => assetId === record.id && state === 'active').length,
          )}
        </span>
        <span class="aside">
          {context.language === 'en' && record.nameEn
            ? itemName(record, 'en')
            : placeName(context, record.placeId)}
        </span>
      </>
    ),
    fresh: (_data, context) => ({ placeId: placeOf(context), name: '', category: 'TIM' }),
    fields: ({ context, values, errors, given, isNew }) => {
      const { words } = context;
      return (
        <>
          <Field {...given('name')} label={words.nameLabel} />
          <Field {...given('nameEn')} optional label={words.nameEnLabel} hint={words.nameEnHint} />
          {isNew && (
            <Choice
              type="radio"
              name="category"
              label={words.assetCategory}
              error={errors['category']}
              chosen={[values.category ?? 'TIM']}
              options={assetCategories.map((one) => ({
                value: one,
                label: words[`category_${one}`],
              }))}
            />
          )}
          {isNew && <PlaceField context={context} value={values.placeId} />}
        </>
      );
    },
    read: (form, _data, before) => ({
      ...(before
        ? {}
        : {
            placeId: form.text('placeId'),
            category: form.text('category') as Asset['category'],
          }),
      name: form.text('name'),
      nameEn: form.textOrNull('nameEn'),
    }),
    ending: ({ context: { words }, record }) => ({
      title: words.assetEndTitle(record.name),
      text: words.assetEndText,
      verb: words.assetEndVerb,
    }),
  });
}
