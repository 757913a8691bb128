import type { Warning } from '../../../shared/domain/place-rules.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import type { AroundPassage } from '../../ports/corrections.ts';
import type { PassageRow } from '../../ports/report.ts';
import { type ToldElsewhere, toldElsewhere } from '../connections/their-deliveries.ts';
import type { WebDeps } from '../deps.ts';
import { zoned } from '../format.ts';
import type { Principal } from '../principal.ts';
import { hoursFilter } from '../worktime.ts';

/** A passage somebody wants to look at closely, with all the page tells of it. */
export interface Subject {
  readonly row: PassageRow;
  readonly around: AroundPassage;
  /** `HH:MM` of the area, else of its place. */
  readonly closesAt: string | null;
  /** `HH:MM`, the middle of the person's earlier exits; null: too few to say. */
  readonly usualExit: string | null;
  readonly accessPointName: (id: string) => string;
  /** By tap, what it was let in in spite of. */
  readonly warnings: ReadonlyMap<string, readonly Warning[]>;
  /** Of its taps, at other systems. */
  readonly elsewhere: readonly ToldElsewhere[];
}

/** Throws `notFound`, also where this one may not see it. */
export async function subjectOf(
  deps: WebDeps,
  principal: Principal,
  id: string,
  now: number,
): Promise<Subject> {
  const row = await deps.passages.find(id, now);
  const may = await hoursFilter(deps.registry, principal);
  const around = row && may(row) ? await deps.corrections.around(id) : null;
  if (!row || !around) throw failure('notFound', { what: 'passage', id });
  const place = await deps.registry.places.find(row.place);
  const area = row.area === row.place ? null : await deps.registry.areas.find(row.area);
  const all = { limit: 1000, cursor: null };
  const points = await deps.registry.accessPoints.list(all, { placeId: row.place });
  const names = new Map(points.items.map((point) => [point.id, point.name]));
  const elsewhere = await toldElsewhere(
    deps,
    principal,
    around.taps.map((tap) => tap.id),
  );
  const taps = await Promise.all(around.taps.map((tap) => deps.journal.findTap(tap.id)));
  return {
    row,
    around,
    elsewhere,
    closesAt: area?.closesAt ?? place?.closesAt ?? null,
    usualExit: middleTime(around.earlierExits, row.timeZone),
    accessPointName: (point) => names.get(point) ?? point,
    warnings: new Map(taps.flatMap((tap) => (tap ? [[tap.id, tap.warnings] as const] : []))),
  };
}

const fewest = 3;

/** Of three or more, the middle one's time of the day. */
function middleTime(instants: readonly number[], timeZone: string): string | null {
  if (instants.length < fewest) return null;
  const minutes = instants
    .map((at) => zoned(at, timeZone))
    .map(({ hour, minute }) => hour * 60 + minute)
    .sort((a, b) => a - b);
  const middle = minutes[Math.floor(minutes.length / 2)] ?? 0;
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(middle / 60))}:${two(middle % 60)}`;
}
