import type { LedgerKind } from '../../../shared/domain/ledger.ts';
import { daysOf, isMonth, monthSpan } from '../../../shared/domain/month.ts';
import type { RateTerms } from '../../../shared/domain/rate.ts';
import type { LedgerLine } from '../../ports/ledger.ts';
import type { Member, Place } from '../../ports/registry.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf } from '../format.ts';
import { mayAt, type Principal } from '../principal.ts';
import { whoGave } from '../who-gave.ts';
import { hoursFilter } from '../worktime.ts';

/** A line as its reader may see it; units are hundredths of a token, times epoch ms. */
export interface ShownLine {
  readonly id: string;
  readonly kind: LedgerKind;
  readonly at: number;
  readonly change: number;
  readonly balance: number;
  /** The entry it undoes. */
  readonly reverses: string | null;
  /** False: it moved at a place, or for hours, that whoever reads this does not see: its amount is all there is. */
  readonly isSeen: boolean;
  readonly usedAt: number | null;
  readonly place: Pick<Place, 'id' | 'name' | 'timeZone'> | null;
  /** A room of its own. */
  readonly area: { readonly id: string; readonly name: string } | null;
  readonly passageId: string | null;
  readonly minutes: number | null;
  readonly rate: string | null;
  /** What held; null where it was no passage. */
  readonly terms: RateTerms | null;
  readonly madeBy: string | null;
  /** The name of who gave it; null: a program, or nobody in particular. */
  readonly giver: string | null;
  readonly words: string | null;
}

/** What a member held, and what moved, in one month of a place's calendar. */
export interface MemberStatement {
  readonly member: Member;
  /** At its head, and whose calendar it goes by; null: there is none yet. */
  readonly place: Place | null;
  readonly timeZone: string;
  /** `2026-03` */
  readonly month: string;
  /** Its first and last day. */
  readonly from: string;
  readonly to: string;
  /** The one that goes on now. */
  readonly thisMonth: string;
  readonly opening: number;
  readonly closing: number;
  readonly lines: readonly ShownLine[];
}

type Parts = Pick<WebDeps, 'registry' | 'ledger' | 'rates' | 'accounts' | 'clock'>;
const all = { limit: 1000, cursor: null };

/**
 * A month of somebody's account, by when entries were booked: what was booked once never moves to another month.
 *
 * @param asked `month` that is none: the one that goes on; `placeId`: whose calendar, else that of the first.
 * @param reader null: the member.
 */
export async function statementOf(
  deps: Parts,
  reader: Principal | null,
  asked: {
    readonly memberId: string;
    readonly month: unknown;
    readonly placeId?: string | undefined;
  },
): Promise<MemberStatement> {
  const member = await deps.registry.members.get(asked.memberId);
  const { items: places } = await deps.registry.places.list(all);
  const theirs = places.filter(({ id }) => reader === null || mayAt(reader, id));
  const place = theirs.find(({ id }) => id === asked.placeId) ?? theirs[0] ?? null;
  const timeZone = place?.timeZone ?? 'Europe/Paris';
  const thisMonth = dayOf(deps.clock.now(), timeZone).slice(0, 7);
  const month = isMonth(asked.month) ? asked.month : thisMonth;
  const { from, until } = monthSpan(month, timeZone);
  const { opening, closing, lines } = await deps.ledger.statement(member.id, from, until);
  const names = reader === null ? null : await whoGave(deps.accounts, givers(lines));
  const seen = reader === null ? () => true : await hoursFilter(deps.registry, reader);
  const terms = new Map((await deps.rates.list('*')).map((rate) => [rate.id, rate.terms]));
  const { items: areas } = await deps.registry.areas.list(all);
  return {
    ...{ member, place, timeZone, month, thisMonth, opening, closing },
    ...daysOf(month),
    lines: lines.map((line): ShownLine => {
      const { id, kind, at, change, balance, of, reversed: reverses } = line;
      const where = placeOf(line);
      const counted = { place: where ?? '', area: of?.area ?? null, memberId: member.id };
      const isSeen =
        where === null || of === null
          ? where === null || reader === null || mayAt(reader, where)
          : seen(counted);
      const moved = { id, kind, at, change, balance, reverses };
      if (!isSeen) return { ...moved, ...unseen };
      const area = of && of.area !== of.place ? of.area : null;
      return {
        ...moved,
        isSeen,
        usedAt: of && line.usedAt,
        place: places.find((one) => one.id === where) ?? unknownPlace(where, timeZone),
        area: area === null ? null : (areas.find((one) => one.id === area) ?? unknown(area)),
        passageId: of?.passage ?? null,
        minutes: line.minutes,
        rate: line.rate,
        terms: (line.rate && terms.get(line.rate)) || null,
        // A member reads what was written to them, and that it was staff: not who of them.
        madeBy: reader === null ? null : line.madeBy,
        giver: (line.madeBy && names?.get(line.madeBy)) ?? null,
        words: line.words,
      };
    }),
  };
}

const unseen = {
  ...{ isSeen: false, usedAt: null, place: null, area: null, passageId: null, minutes: null },
  ...{ rate: null, terms: null, madeBy: null, giver: null, words: null },
} as const;

const givers = (lines: readonly LedgerLine[]): readonly string[] =>
  lines.flatMap(({ madeBy }) => madeBy ?? []);

/** Where it moved; null: nowhere in particular. */
export const placeOf = ({ of, from, to }: Pick<LedgerLine, 'of' | 'from' | 'to'>): string | null =>
  of?.place ?? placeIn(from) ?? placeIn(to);
const placeIn = (account: string): string | null =>
  /^(?:issued|used):(.*)$/.exec(account)?.[1] ?? null;

/** What is gone keeps its id for a name. */
const unknown = (id: string) => ({ id, name: id });
const unknownPlace = (id: string | null, timeZone: string) =>
  id === null ? null : { ...unknown(id), timeZone };
