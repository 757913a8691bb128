import { itemName } from '../../../shared/domain/item.ts';
import type { RateScope } from '../../../shared/domain/rate.ts';
import type { RateRecord } from '../../ports/ledger.ts';
import type { WebDeps } from '../deps.ts';
import type { PageContext } from '../pages/page-context.ts';
import { atPlaces } from '../pages/record-parts.tsx';
import { whoGave } from '../who-gave.ts';
import { conflictsFrom, type HeldRate, type RateConflict } from './rate-conflicts.ts';

/** Something that may have a rate. */
export interface Target {
  readonly scope: RateScope;
  readonly of: string;
  readonly placeId: string;
  readonly name: string;
  readonly timeZone: string;
  /** The newest first. */
  readonly versions: readonly RateRecord[];
  /** What holds now; null: nothing is taken by it. */
  readonly held: HeldRate | null;
  /** Those that are still to come, the next one first. */
  readonly coming: readonly RateRecord[];
}

export interface RatesThere {
  readonly targets: readonly Target[];
  readonly conflicts: readonly RateConflict[];
  /** Who set them, by how they are written down. */
  readonly names: ReadonlyMap<string, string>;
  /** Those that would be, were this one set: now, or once it holds. */
  conflictsWith(draft: HeldRate): readonly RateConflict[];
  nameOf(rate: { readonly scope: RateScope; readonly of: string }): string;
}

/** The rates of the places that are shown, with all that may have one. */
export async function ratesThere(
  deps: Pick<WebDeps, 'registry' | 'rates' | 'accounts' | 'clock'>,
  context: PageContext,
): Promise<RatesThere> {
  const { registry } = deps;
  const places = context.place ? [context.place] : context.places;
  const areas = await atPlaces(registry.areas, context);
  const accessPoints = await atPlaces(registry.accessPoints, context);
  const items = (await atPlaces(registry.items, context)).filter(
    ({ category, state }) => category === 'TIM' && state === 'active',
  );
  const versions = await deps.rates.list(places.map(({ id }) => id));
  const now = deps.clock.now();
  const target = (scope: RateScope, of: string, placeId: string, name: string): Target => {
    const own = versions.filter((rate) => rate.scope === scope && rate.of === of);
    const last = own.filter(({ since }) => since <= now).toSorted(newestFirst)[0];
    const timeZone = places.find(({ id }) => id === placeId)?.timeZone ?? 'Europe/Paris';
    const held = last?.terms ? { ...last, terms: last.terms } : null;
    // Of two of one instant the later word holds.
    const coming = [
      ...Map.groupBy(
        own.filter(({ since }) => since > now).toSorted(newestFirst),
        (one) => one.since,
      ),
    ]
      .flatMap(([, of]) => of.slice(0, 1))
      .toReversed();
    return { scope, of, placeId, name, timeZone, versions: own, held, coming };
  };
  const targets = [
    ...places.map(({ id, name }) => target('area', id, id, name)),
    ...areas.map(({ id, placeId, name }) => target('area', id, placeId, name)),
    ...accessPoints.map(({ id, placeId, name }) => target('accessPoint', id, placeId, name || id)),
    ...items.map((item) => target('item', item.id, item.placeId, itemName(item, context.language))),
  ];
  const devices = await atPlaces(registry.devices, context);
  const pointsOfSale = await atPlaces(registry.pointsOfSale, context);
  const readers = { accessPoints, devices, pointsOfSale };
  return {
    targets,
    conflicts: conflictsFrom(versions, null, now, readers),
    names: await whoGave(
      deps.accounts,
      versions.map(({ madeBy }) => madeBy),
    ),
    conflictsWith: (draft) => conflictsFrom(versions, draft, now, readers),
    nameOf: ({ scope, of }) =>
      targets.find((one) => one.scope === scope && one.of === of)?.name ?? of,
  };
}

const newestFirst = (a: RateRecord, b: RateRecord): number =>
  b.since - a.since || (a.id < b.id ? 1 : -1);
