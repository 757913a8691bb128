import { dayOf } from '../format.ts';
import type { PageContext } from '../pages/page-context.ts';
import { momentOf } from '../report/view.ts';

/** Says moments as the place shown does, else the first of theirs. */
export const momentsOf = (context: PageContext, now: number): ((atMs: number) => string) => {
  const timeZone = (context.place ?? context.places[0])?.timeZone ?? 'Europe/Paris';
  const view = { timeZone, today: dayOf(now, timeZone), language: context.language };
  return (atMs) => momentOf(atMs, view);
};
