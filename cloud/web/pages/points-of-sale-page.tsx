import type { FastifyInstance } from 'fastify';
import { itemName, priceText } from '../../../shared/domain/item.ts';
import type { ItemRecord, Place, PointOfSaleRecord } from '../../ports/registry.ts';
import { mayOpen } from '../access.ts';
import { whoAsks } from '../api/resource.ts';
import { fields } from '../api/schemas.ts';
import type { WebDeps } from '../deps.ts';
import { nameOf } from '../principal.ts';
import { Field, Select, Tick } from './fields.tsx';
import { Said } from './form.tsx';
import { formOf, html } from './forms.ts';
import { Icon } from './icon.tsx';
import { PlaceField, placeName } from './place-field.tsx';
import { type PointOfSaleLine, PointsOfSaleTable } from './points-of-sale-table.tsx';
import { PrimaryCards, type PrimaryHolder, primaryHolders } from './primary-cards.tsx';
import { recordPages } from './record-pages.tsx';
import { activeAtPlaces, atPlaces, inSight, placeOf, SaidAfter } from './record-parts.tsx';
import { contextOf, type PageContext, pageOf } from './shell.tsx';
import { Switch, switchOf } from './time-clock-page.tsx';

const hidden = { schema: { hide: true } };

interface Around {
  readonly items: readonly ItemRecord[];
  readonly places: readonly Place[];
  readonly holders: ReadonlyMap<string, readonly PrimaryHolder[]>;
  readonly devices: ReadonlyMap<string, readonly string[]>;
}

/** Points of sale: their items in order, who opens them, whether prices show; above them the switch. */
export function pointsOfSalePage(app: FastifyInstance, deps: WebDeps): void {
  const { registry } = deps;

  app.get('/points-of-sale', hidden, async (request, reply) => {
    const context = contextOf(request);
    const { words } = context;
    const mayWrite = mayOpen(whoAsks(request.principal), '/points-of-sale/new');
    const shown = context.place ? [context.place] : context.places;
    const switches = await Promise.all(shown.map((place) => switchOf(deps, context, place)));
    const isOn = shown.some(({ timeClock }) => timeClock);
    const { said } = request.query as { said?: string };
    return html(
      reply,
      pageOf({
        context,
        title: words.posTitle,
        section: 'pointsOfSale',
        children: (
          <>
            <div class="page-head">
              <div>
                <h1>{words.posTitle}</h1>
                <p class="lead">{words.posLead}</p>
              </div>
              <div class="actions">
                <a class="button" href="/items">
                  <Icon name="tag" />
                  <span>{words.itemsTitle}</span>
                </a>
                {mayWrite && isOn && (
                  <a class="button primary" href="/points-of-sale/new">
                    <Icon name="plus" />
                    <span>{words.posAdd}</span>
                  </a>
                )}
              </div>
            </div>
            <SaidAfter request={request} words={words} />
            {said === 'off' && <Said>{words.saidSwitchedOff}</Said>}
            {switches.map((one) => (
              <Switch context={context} {...one} mayWrite={mayWrite} back="/points-of-sale" />
            ))}
            {isOn ? (
              <PointsOfSaleTable
                context={context}
                lines={await linesOf(context)}
                mayWrite={mayWrite}
              />
            ) : (
              <p class="none">{words.posOffText}</p>
            )}
          </>
        ),
      }),
    );
  });

  app.post('/points-of-sale/:id/prices', hidden, async (request, reply) => {
    const pos = await registry.pointsOfSale.get((request.params as { id: string }).id);
    inSight(contextOf(request), pos);
    const { show } = formOf(request, 'show');
    const by = nameOf(whoAsks(request.principal));
    await registry.pointsOfSale.patch(pos.id, { showPrices: show === 'yes' }, by);
    return reply.redirect('/points-of-sale?said=saved', 303);
  });

  recordPages<PointOfSaleRecord, Around>(app, deps, {
    path: '/points-of-sale',
    section: 'pointsOfSale',
    ownList: true,
    repository: () => registry.pointsOfSale,
    schema: fields.pointsOfSale,
    titles: (words) => ({
      list: words.posTitle,
      lead: words.posLead,
      add: words.posAdd,
      none: words.posNone,
    }),
    name: (pos) => pos.name,
    load: (_deps, context) => around(context),
    list: (_deps, context) => atPlaces(registry.pointsOfSale, context),
    line: () => null,
    fresh: ({ items, places }, context) => {
      const place = places.find(({ id }) => id === placeOf(context));
      const clock = items.find(({ id }) => id === place?.timeClockItemId);
      return {
        placeId: placeOf(context),
        name: '',
        showPrices: true,
        items: clock ? [clock.id] : [],
      };
    },
    fields: ({ context, values, given, data, isNew }) => {
      const { words, language } = context;
      const offered = data.items.filter(
        ({ placeId }) => context.places.length === 1 || placeId === values.placeId || isNew,
      );
      return (
        <>
          <Field {...given('name')} label={words.nameLabel} />
          {isNew && <PlaceField context={context} value={values.placeId} />}
          <fieldset class="choice positions" id="field-items" tabIndex={-1}>
            <legend>{words.itemsOrder}</legend>
            {offered
              .toSorted((a, b) => orderOf(values.items, a.id) - orderOf(values.items, b.id))
              .map((item) => (
                <Select
                  name={`position-${item.id}`}
                  label={[
                    itemName(item, language),
                    isNew ? placeName(context, item.placeId) : null,
                    priceText(item.hundredthsPerHour, language),
                  ]
                    .filter((said) => said)
                    .join(', ')}
                  value={positionOf(values.items, item.id)}
                  options={[
                    { value: '', label: words.notOffered },
                    ...offered.map((_, i) => ({ value: String(i + 1), label: String(i + 1) })),
                  ]}
                />
              ))}
          </fieldset>
          <Tick
            name="showPrices"
            label={words.showPricesLabel}
            hint={words.showPricesHint}
            checked={values.showPrices}
          />
        </>
      );
    },
    read: (form, { items }, before) => ({
      ...(before ? {} : { placeId: form.text('placeId') }),
      name: form.text('name'),
      showPrices: form.has('showPrices'),
      items: items
        .map(({ id }) => ({ id, at: form.number(`position-${id}`) }))
        .filter(({ at }) => typeof at === 'number')
        .sort((a, b) => Number(a.at) - Number(b.at))
        .map(({ id }) => id),
    }),
    beside: ({ context, record, data }) => (
      <PrimaryCards
        context={context}
        pos={record}
        holders={data.holders.get(record.id) ?? []}
        devices={data.devices.get(record.id) ?? []}
      />
    ),
    ending: ({ context: { words }, record }) => ({
      title: words.posEndTitle(record.name),
      text: words.posEndText,
      verb: words.posEndVerb,
    }),
  });

  async function around(context: PageContext): Promise<Around> {
    const items = await activeAtPlaces(registry.items, context);
    const devices = await activeAtPlaces(registry.devices, context);
    const running = new Map<string, string[]>();
    for (const device of devices) {
      for (const id of device.pointsOfSale) {
        running.set(id, [...(running.get(id) ?? []), device.name]);
      }
    }
    return {
      items,
      places: context.places,
      holders: await primaryHolders(deps, context),
      devices: running,
    };
  }

  async function linesOf(context: PageContext): Promise<readonly PointOfSaleLine[]> {
    const { items, holders, devices, places } = await around(context);
    const all = await atPlaces(registry.pointsOfSale, context);
    return all
      .filter(({ state }) => state === 'active')
      .sort((a, b) => a.name.localeCompare(b.name, context.language))
      .map((pos) => ({
        pos,
        place:
          places.length > 1 ? (places.find(({ id }) => id === pos.placeId)?.name ?? null) : null,
        items: pos.items.flatMap((id) => items.find((item) => item.id === id) ?? []),
        isClockOnly:
          pos.items.length === 1 && places.some((place) => place.timeClockItemId === pos.items[0]),
        holders: holders.get(pos.id) ?? [],
        devices: devices.get(pos.id) ?? [],
      }));
  }
}

/** What is offered first, in its order; then the rest. */
const orderOf = (items: readonly string[] | undefined, id: string): number => {
  const at = items?.indexOf(id) ?? -1;
  return at < 0 ? 1000 : at;
};

const positionOf = (items: readonly string[] | undefined, id: string): string => {
  const at = items?.indexOf(id) ?? -1;
  return at < 0 ? '' : String(at + 1);
};
