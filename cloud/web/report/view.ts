import { isPseudonym, pseudonymShown } from '../../../shared/domain/pseudonym.ts';
import type { PassageRow } from '../../../shared/domain/report.ts';
import { statusWords } from '../../../shared/domain/status-words.ts';
import type { FedowPool, ListedPool } from '../../ports/fedow-pool.ts';
import type { Place } from '../../ports/registry.ts';
import type { Completeness } from '../../ports/report.ts';
import { dayOf, longDay, shortDay, timeOf } from '../format.ts';
import type { Language, Words } from '../language.ts';
import type { ReportQuery } from '../report-filter.ts';
import type { Summary } from './summary.ts';
import type { WarningsByPassage } from './warned.tsx';

type Named = readonly { readonly id: string; readonly name: string }[];
export interface FilterChoices {
  readonly groups: Named;
  readonly accessPoints: Named;
  readonly areas: Named;
  /** Where people may be at home; empty: there is one place only. */
  readonly homes: Named;
}

/** All that one report page shows. */
export interface ReportView {
  readonly language: Language;
  readonly words: Words;
  readonly query: ReportQuery;
  /** Local days shown, both included. */
  readonly from: string;
  readonly to: string;
  readonly today: string;
  readonly now: number;
  readonly timeZone: string;
  readonly places: readonly Place[];
  /** What their places share with other venues, and which of it is shown; null: their own places. */
  readonly pools: readonly ListedPool[];
  readonly pool: FedowPool | null;
  /** They may see numbers of cards. */
  readonly uids: boolean;
  readonly summary: Summary;
  readonly completeness: Completeness;
  /** By access point: what its device holds and has not sent yet. */
  readonly unsent: ReadonlyMap<string, number>;
  readonly choices: FilterChoices;
  /** Of the member asked for by id. */
  readonly memberName: string | null;
  readonly mayCorrect: boolean;
  /** There are several venues, and they may see what these settle. */
  readonly maySettle: boolean;
  /** Of the rows on the page. */
  readonly warnings: WarningsByPassage;
}

/** Those that one may narrow the list to. */
export const placesShown = ({ places, pool }: Pick<ReportView, 'places' | 'pool'>): Named => [
  ...places,
  ...(pool?.venues ?? []),
];

export function periodOf(
  view: Pick<ReportView, 'from' | 'to' | 'today' | 'language' | 'words'>,
): string {
  const { from, to, today, language, words } = view;
  if (from === to) return words.periodOneDay(longDay(from, language, today));
  const last = shortDay(to, language, today);
  const sameMonth = from.slice(0, 7) === to.slice(0, 7);
  // The month is said once: "du 1er au 12 mars", "1 to 12 March".
  const first = shortDay(from, language, today);
  return words.periodDays(sameMonth ? (first.split(' ')[0] ?? first) : first, last);
}

/** The same question, with something else asked. */
export function linkTo(
  path: string,
  view: Pick<ReportView, 'query' | 'from' | 'to'>,
  changed: Partial<Record<string, string>>,
): string {
  const asked = { ...view.query, from: view.from, to: view.to, ...changed };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) if (value) query.set(name, String(value));
  return `${path}?${query}`;
}
export const reportPath = '/rapport/badgeuse/';
export const totalsPath = '/rapport/totals';

/** What the list was narrowed to beside its days, in words: `La Filature, Sortie oubliée`; empty: nothing. */
export function narrowedTo(
  view: Pick<ReportView, 'query' | 'words' | 'language'> & {
    readonly places: Named;
    readonly choices: FilterChoices;
    readonly memberName: string | null;
    readonly pool: FedowPool | null;
  },
): string {
  const { query, words, places, choices } = view;
  const named = (of: Named, id: string | undefined) => of.find((one) => one.id === id)?.name;
  const status =
    query.status === 'to_check'
      ? words.chipToCheck
      : query.status && statusWords[view.language][query.status];
  return [
    view.pool && words.pooledOf(view.pool.assetName),
    named(places, query.place) ?? named(view.pool?.venues ?? [], query.place),
    view.memberName ?? query.member,
    named(choices.groups, query.group),
    homeAsked(choices, query, words),
    named(choices.accessPoints, query.accessPoint),
    named(choices.areas, query.area),
    status,
  ]
    .filter((said) => said)
    .join(', ');
}

/** `Lieu de référence : La Filature` */
function homeAsked(
  { homes }: FilterChoices,
  { home }: ReportQuery,
  words: Words,
): string | undefined {
  if (!home) return;
  const name = homes.find(({ id }) => id === home)?.name;
  return name === undefined ? words.settleNoHome : words.homeAsked(name);
}

/** The page that corrects a passage, and comes back to this one. */
export const correctionLink = (row: PassageRow, view: ReportView): string =>
  `/passages/${row.id}?${new URLSearchParams({ back: linkTo(reportPath, view, {}) })}`;

/** The first that needs a hand, oldest first; null: none that may be mended here. */
export const nextToCheck = (view: ReportView): string | null =>
  view.mayCorrect && view.summary.firstToCheck
    ? correctionLink(view.summary.firstToCheck, view)
    : null;

export const csvLink = (view: ReportView, reader: 'people' | 'machine') =>
  linkTo('/rapport/badgeuse.csv', view, { for: reader });

export const nameOfRow = (row: PassageRow, words: Words): string =>
  row.memberName ??
  (row.cardNumber
    ? words.cardNumber(row.cardNumber)
    : isPseudonym(row.cardUid)
      ? words.visitor(pseudonymShown(row.cardUid))
      : words.cardNameless);

/** `17:10`, or with its day when that was not today. */
export function momentOf(
  atMs: number,
  view: { timeZone: string; today: string; language: Language },
): string {
  const day = dayOf(atMs, view.timeZone);
  const time = timeOf(atMs, view.timeZone);
  return day === view.today ? time : `${shortDay(day, view.language, view.today)} ${time}`;
}

/** A card that nobody holds; where names are not kept there is nothing to say of that. */
export const lacksMember = ({ memberName, cardUid }: PassageRow): boolean =>
  memberName === null && !isPseudonym(cardUid);
