import { expiring, monthsDue, postAmount, termsIn } from '../../shared/domain/allowance.ts';
import type { LedgerEntry } from '../../shared/domain/ledger.ts';
import { monthAfter, monthSpan } from '../../shared/domain/month.ts';
import { placeTime } from '../../shared/domain/place-time.ts';
import type { Person } from '../../shared/domain/punch.ts';
import { readAmounts, readHolders, readUse, type StoredAllowance } from '../store/allowances.ts';
import { appendEntries, type StoredEntry } from '../store/ledger-entries.ts';
import type { Unit } from '../store/rows.ts';

/** Corrections of an older month change no more what expired with it, unless nobody looked since. */
const monthsLooked = 3;

type Amount = LedgerEntry & { readonly words: string | null; readonly place: string };

/** Of an allowance, for a person and a month: the key that is the same however often it is given. */
const amountOf = (
  { id, place, groupName }: StoredAllowance,
  of: { readonly kind: 'allowance' | 'expiry'; readonly month: string; readonly person: Person },
  when: Pick<LedgerEntry, 'at' | 'usedAt' | 'units'>,
): Amount => ({
  ...when,
  kind: of.kind,
  key: [of.kind, id, of.person, of.month].join(' '),
  ...(of.kind === 'allowance'
    ? { from: `issued:${place}` as const, to: of.person }
    : { from: of.person, to: `issued:${place}` as const }),
  ...{ of: null, rate: id, minutes: null, reverses: null, words: groupName, place },
});

/** Gives a group's members what is due at this moment; answers of how many months, and how many entries are new. */
export async function payOne(
  unit: Unit,
  one: StoredAllowance,
  now: number,
): Promise<{ readonly months: number; readonly added: number }> {
  const { date: today } = placeTime(now, one.timeZone);
  const thisMonth = today.slice(0, 7);
  const first = one.versions[0]?.since;
  if (first === undefined) return { months: 0, added: 0 };
  const members = await readHolders(unit.tx, one.group, today);
  const written: Amount[] = [];
  const months = monthsDue(one.paid, first, thisMonth);
  for (const month of months) {
    const { units = 0 } = termsIn(one.versions, month) ?? {};
    const { from, until } = monthSpan(month, one.timeZone);
    const given = byPerson(await readAmounts(unit.tx, one, from, until), 'allowance');
    for (const { member, since } of members) {
      // Of a month that was missed, who came later is given nothing.
      if (since >= until) continue;
      const person = `member:${member}` as const;
      const wanted = amountOf(
        one,
        { kind: 'allowance', month, person },
        { at: now, usedAt: from, units },
      );
      written.push(...inPlace(postAmount(given.get(person) ?? [], wanted), one));
    }
  }
  if (thisMonth >= first && one.paid !== thisMonth)
    await unit.tx
      .updateTable('allowance')
      .set({ paid: thisMonth })
      .where('id', '=', one.id)
      .execute();
  return { months: months.length, added: await appendEntries(unit, written) };
}

/**
 * Lets go what is left of a place's allowances of months that are over; answers how many entries are new.
 *
 * @param missed so many months were given at once.
 */
export async function expireAll(
  unit: Unit,
  all: readonly StoredAllowance[],
  { now, missed }: { readonly now: number; readonly missed: number },
): Promise<number> {
  const [some] = all;
  if (!some) return 0;
  const { timeZone } = some;
  const thisMonth = placeTime(now, timeZone).date.slice(0, 7);
  let added = 0;
  // The oldest first: what went with it is not there to go with the next.
  for (let back = monthsLooked + missed; back > 0; back--) {
    const month = monthAfter(thisMonth, -back);
    const span = monthSpan(month, timeZone);
    const ending = all.filter(({ versions }) => termsIn(versions, month)?.keeps === false);
    const given: ReturnType<typeof byPerson>[] = [];
    for (const one of ending)
      given.push(byPerson(await readAmounts(unit.tx, one, span.from, span.until), 'allowance'));
    const persons = [...new Set(given.flatMap((of) => [...of.keys()]))];
    const uses = await readUse(unit.tx, persons, span);
    const gone: typeof given = [];
    for (const one of all) gone.push(await expiredWith(unit, one, span.until));
    const written: Amount[] = [];
    for (const person of new Set([...persons, ...gone.flatMap((of) => [...of.keys()])])) {
      const { used = 0, held = 0 } = uses.get(person) ?? {};
      const amounts = ending.map((_, i) => unitsOf(given[i]?.get(person) ?? []));
      const expires = expiring(amounts, used, held);
      for (const [i, one] of all.entries()) {
        const units = expires[ending.indexOf(one)] ?? 0;
        const wanted = amountOf(
          one,
          { kind: 'expiry', month, person: person as Person },
          { at: now, usedAt: span.until, units },
        );
        written.push(...inPlace(postAmount(gone[i]?.get(person) ?? [], wanted), one));
      }
    }
    added += await appendEntries(unit, written);
  }
  return added + (await notYet(unit, all, thisMonth, now));
}

/** A clock that was ahead let go what is not over: it comes back. What is years ahead, a clock behind would see so. */
async function notYet(
  unit: Unit,
  all: readonly StoredAllowance[],
  thisMonth: string,
  now: number,
): Promise<number> {
  const written: Amount[] = [];
  for (const one of all) {
    const { from } = monthSpan(thisMonth, one.timeZone);
    const { until } = monthSpan(monthAfter(thisMonth, 1), one.timeZone);
    const ahead = await readAmounts(unit.tx, one, from + 1, until + 1);
    const expired = ahead.filter(isOf('expiry'));
    for (const [month, of] of Map.groupBy(expired, ({ usedAt }) => usedAt))
      for (const [person, before] of byPerson(of, 'expiry')) {
        const none = { at: now, usedAt: month, units: 0 };
        const wanted = amountOf(one, { kind: 'expiry', month: '', person: person as Person }, none);
        written.push(...inPlace(postAmount(before, wanted), one));
      }
  }
  return appendEntries(unit, written);
}

const expiredWith = async (unit: Unit, one: StoredAllowance, until: number) =>
  byPerson(await readAmounts(unit.tx, one, until, until + 1), 'expiry');

/** Reversals go by what they undo: they move the other way. */
const isOf =
  (kind: 'allowance' | 'expiry') =>
  ({ kind: own, from, reverses }: StoredEntry): boolean =>
    own === kind || (reverses !== null && from.startsWith('issued:') === (kind === 'expiry'));

/** Whoever was erased is in none of it: what they were given stays as it is. */
const byPerson = (entries: readonly StoredEntry[], kind: 'allowance' | 'expiry') =>
  Map.groupBy(
    entries.filter(isOf(kind)).filter((one) => personOf(one).startsWith('member:')),
    personOf,
  );

const personOf = ({ from, to }: StoredEntry): string => (from.startsWith('issued:') ? to : from);

/** What stands of it. */
const unitsOf = (entries: readonly StoredEntry[]): number =>
  entries.reduce((sum, { units, reverses }) => sum + (reverses === null ? units : -units), 0);

const inPlace = (
  entries: readonly LedgerEntry[],
  { place, groupName }: StoredAllowance,
): readonly Amount[] => entries.map((entry) => ({ ...entry, place, words: groupName }));
