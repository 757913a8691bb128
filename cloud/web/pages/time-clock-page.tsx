import type { FastifyInstance } from 'fastify';
import { itemName } from '../../../shared/domain/item.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import type { Place } from '../../ports/registry.ts';
import { mayOpen } from '../access.ts';
import { whoAsks } from '../api/resource.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf, shortDay } from '../format.ts';
import { nameOf } from '../principal.ts';
import { readersOf } from '../readers.ts';
import { Said, Token } from './form.tsx';
import { formOf, html } from './forms.ts';
import { Icon } from './icon.tsx';
import { atPlaces, BackToSettings } from './record-parts.tsx';
import { contextOf, type PageContext, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };

/** The switch, what it made, and where one taps. */
export function timeClockPage(app: FastifyInstance, deps: WebDeps): void {
  const { registry } = deps;

  app.get('/time-clock', hidden, async (request, reply) => {
    const context = contextOf(request);
    const { words } = context;
    const mayWrite = mayOpen(whoAsks(request.principal), '/points-of-sale/new');
    const { said } = request.query as { said?: string };
    const shown = context.place ? [context.place] : context.places;
    const switches = await Promise.all(shown.map((place) => switchOf(deps, context, place)));
    return html(
      reply,
      pageOf({
        context,
        title: words.timeClock,
        section: 'settings',
        children: (
          <>
            <BackToSettings context={context} section="settings" />
            <div class="page-head">
              <h1>{words.timeClock}</h1>
            </div>
            {said === 'on' && <Said>{words.saidSwitchedOn}</Said>}
            {said === 'off' && <Said>{words.saidSwitchedOff}</Said>}
            {switches.map((one) => (
              <>
                <Switch context={context} {...one} mayWrite={mayWrite} back="/time-clock" />
                {one.place.timeClock && <WhereOneTaps context={context} {...one} />}
              </>
            ))}
          </>
        ),
      }),
    );
  });

  app.post('/time-clock', hidden, async (request, reply) => {
    const { placeId, on, back } = formOf(request, 'placeId', 'on', 'back');
    const { places } = contextOf(request);
    if (!places.some(({ id }) => id === placeId)) {
      throw failure('notFound', { what: 'place', id: placeId });
    }
    const timeClock = on === 'yes';
    await registry.places.patch(placeId, { timeClock }, nameOf(whoAsks(request.principal)));
    // Switched on, it ends with where one taps; that page says so.
    const to = timeClock || back !== '/points-of-sale' ? '/time-clock' : back;
    return reply.redirect(`${to}?said=${timeClock ? 'on' : 'off'}`, 303);
  });
}

export interface SwitchOf {
  readonly place: Place;
  readonly since: string | null;
  readonly asset: { readonly name: string; readonly category: string } | null;
  readonly item: string | null;
  readonly taps: readonly { readonly id: string; readonly name: string; readonly more: string }[];
  readonly screens: readonly {
    readonly id: string;
    readonly name: string;
    readonly runs: string;
  }[];
}

/** What the switch of a place made, and where one taps there. */
export async function switchOf(
  deps: WebDeps,
  context: PageContext,
  place: Place,
): Promise<SwitchOf> {
  const { registry, clock } = deps;
  const { words, language } = context;
  const here = { ...context, place };
  const items = await atPlaces(registry.items, here);
  const made = items.find(({ id }) => id === place.timeClockItemId);
  const asset = made ? await registry.assets.find(made.assetId) : null;
  const points = await atPlaces(registry.accessPoints, here);
  const listening = await readersOf(deps, clock.now());
  const sold = await atPlaces(registry.pointsOfSale, here);
  const devices = (await atPlaces(registry.devices, here)).filter(
    ({ state, pointsOfSale }) => state === 'active' && pointsOfSale.length > 0,
  );
  const today = dayOf(clock.now(), place.timeZone);
  const since = place.timeClockSince;
  return {
    place,
    since: since === null ? null : shortDay(dayOf(since, place.timeZone), language, today),
    asset: asset && { name: itemName(asset, language), category: asset.category },
    item: made ? itemName(made, language) : null,
    taps: listening
      .filter(({ placeId }) => placeId === place.id)
      .map(({ id, name, direction }) => {
        const point = points.find((one) => one.id === id);
        const item = items.find((one) => one.id === point?.itemId);
        const purpose = item ? `, ${words.tapsFor(itemName(item, language))}` : '';
        return { id, name, more: `${words[`direction_${direction}`]}${purpose}` };
      }),
    screens: devices.map(({ id, name, pointsOfSale }) => ({
      id,
      name,
      runs: sold
        .filter((pos) => pointsOfSale.includes(pos.id))
        .map((pos) => pos.name)
        .join(', '),
    })),
  };
}

/** The switch itself: a tick inside, a word beside; what it made below. */
export function Switch({
  context,
  place,
  since,
  asset,
  item,
  mayWrite,
  back,
}: SwitchOf & {
  readonly context: PageContext;
  readonly mayWrite: boolean;
  readonly back: string;
}) {
  const { words, places } = context;
  const isOn = place.timeClock;
  return (
    <section class="panel switch-panel">
      <div class="switch-head">
        {mayWrite ? (
          <form method="post" action="/time-clock">
            <Token context={context} />
            <input type="hidden" name="placeId" value={place.id} />
            <input type="hidden" name="back" value={back} />
            <button
              class={isOn ? 'toggle on' : 'toggle'}
              type="submit"
              role="switch"
              aria-checked={isOn ? 'true' : 'false'}
              name="on"
              value={isOn ? 'no' : 'yes'}
              aria-label={isOn ? words.switchOff : words.switchOn}
            >
              <span class="knob">{isOn && <Icon name="check" size={16} />}</span>
            </button>
          </form>
        ) : (
          <Icon name={isOn ? 'check' : 'x'} size={24} />
        )}
        <div class="switch-words">
          <h2>{places.length > 1 ? `${words.timeClock}, ${place.name}` : words.timeClock}</h2>
          <p>{words.timeClockWhat}</p>
        </div>
        {isOn ? (
          <span class="chip chip-yes">
            <Icon name="check" size={16} />
            <span>{words.isOnSince(since ?? '')}</span>
          </span>
        ) : (
          <span class="chip">{words.isOff}</span>
        )}
      </div>
      {isOn && asset && (
        <div class="switch-made">
          <div>
            <p class="small">
              <b>{words.assetMade}</b>
            </p>
            <p class="made">
              <b>{asset.name}</b> {words.categoryOf(asset.category)}
            </p>
          </div>
          <div>
            <p class="small">
              <b>{words.itemMade}</b>
            </p>
            <p class="made">
              <b>{item}</b>
            </p>
            <p class="small">{words.itemPlaceIt}</p>
          </div>
        </div>
      )}
    </section>
  );
}

function WhereOneTaps({ context, taps, screens }: SwitchOf & { readonly context: PageContext }) {
  const { words, principal } = context;
  return (
    <section class="where">
      <h2>{words.whereTitle}</h2>
      {taps.length === 0 ? (
        <>
          <p>{words.whereNone}</p>
          {principal && mayOpen(principal, '/devices') && (
            <p>
              <a class="button primary" href="/devices">
                {words.whereNoneMore}
              </a>
            </p>
          )}
        </>
      ) : (
        <>
          <p>{words.whereText}</p>
          <ul class="lines records">
            {taps.map(({ name, more }) => (
              <li>
                <b class="line-name">{name}</b>
                <span>{more}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {screens.length > 0 && (
        <>
          <p>{words.whereScreens}</p>
          <ul class="lines records">
            {screens.map(({ name, runs }) => (
              <li>
                <b class="line-name">{name}</b>
                <span>{words.runsPointsOfSale(runs)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
