import { setTimeout as sleep } from 'node:timers/promises';
import { inMs, quantile } from './bench.ts';
import type { VenueCloud } from './venue-cloud.ts';

const dayMs = 86_400_000;
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
const searches = ['martin', 'zoe', 'N-1', 'lefevre 12'];
/** So long a person looks at what came before asking for more. */
const lookMs = 30;

/** What staff look at; the last month of one that is over, and this one. */
const kinds = {
  dashboard: () => ['/', '</html>'],
  search: (i) => [`/members?q=${encodeURIComponent(searches[i % searches.length] ?? '')}`, 'm_'],
  member: (i, { members }) => [`/members/m_${(i * 37) % members}`, '</html>'],
  'month page': (_, { now }) => [month(now), '</html>'],
  'this month': () => ['/rapport/badgeuse/', '</html>'],
  'one day': (i, { now }) => {
    const day = dayOf(now - (2 + (i % 20)) * dayMs);
    return [`/rapport/badgeuse/?from=${day}&to=${day}`, '</html>'];
  },
} as const satisfies Readonly<
  Record<string, (i: number, asked: Asked) => readonly [string, string]>
>;

const month = (now: number) =>
  `/rapport/badgeuse/?from=${dayOf(now - 40 * dayMs)}&to=${dayOf(now - 10 * dayMs)}`;

interface Asked {
  readonly members: number;
  readonly now: number;
}

/** Milliseconds each of some pages took alone, one after the other. */
export async function pagesAlone(
  cloud: VenueCloud,
  asked: Asked,
): Promise<readonly { readonly what: string; readonly taken: readonly number[] }[]> {
  const shown = [
    ['month page of the report', ...kinds['month page'](0, asked)],
    ['member search', '/members?q=martin', 'Martin'],
    ['dashboard', ...kinds.dashboard()],
  ] as const;
  const alone: { what: string; taken: number[] }[] = [];
  for (const [what, path, expected] of shown) {
    const taken: number[] = [];
    for (let i = 0; i < 5; i++) taken.push(await cloud.page(path, expected));
    alone.push({ what, taken });
  }
  return alone;
}

/** How long pages take, kind by kind. */
export type PagesTaken = ReadonlyMap<string, readonly number[]>;

/** The same pages in turns, as somebody looks at them, until it is over. */
export async function look(
  cloud: VenueCloud,
  asked: Asked,
  isOver: () => boolean,
): Promise<PagesTaken> {
  const taken = new Map<string, number[]>(Object.keys(kinds).map((kind) => [kind, []]));
  for (let i = 0; !isOver(); i++) {
    for (const [kind, of] of Object.entries(kinds)) {
      const [path, expected] = of(i, asked);
      taken.get(kind)?.push(await cloud.page(path, expected));
      await sleep(lookMs);
    }
  }
  return taken;
}

const all = (pages: PagesTaken): readonly number[] => [...pages.values()].flat();
export const p99 = (pages: PagesTaken): number => quantile(all(pages), 0.99);

/** One line: how many, and the slowest of each kind. */
export function told(pages: PagesTaken): string {
  const each = [...pages].map(
    ([kind, ms]) => `${kind} ${inMs(quantile(ms, 0.5))} / ${inMs(quantile(ms, 0.99))}`,
  );
  return `${all(pages).length} pages, p99 ${inMs(p99(pages))} (median / p99: ${each.join(', ')})`;
}
