import { countingDay, type Pseudonym } from '../../shared/domain/pseudonym.ts';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import type { JournalEntry, PunchEntry, RefusalEntry } from '../../shared/wire/entry.ts';
import type { SpeltEntry } from '../../shared/wire/parse-entry.ts';
import { pseudonymsOf } from '../store/counting-keys.ts';
import { enrolmentsAt } from '../store/enrolments.ts';
import type { AccessPointFacts, DeviceFacts } from '../store/journal.ts';
import type { Unit } from '../store/rows.ts';

type Facts = Pick<DeviceFacts, 'accessPoints'>;
type Timed = SpeltEntry & { readonly occurredAt: number };

/**
 * Where a place counts without names, what is stored of a tap says neither card nor member: a pseudonym of that day and
 * place stands there, made before anything is written. Number, times and hash stay, so that the chain still verifies;
 * the salt goes, so that nobody can try cards until one fits the hash.
 *
 * An unknown card that staff wait for, to give it to somebody, is no visitor: its refusal stays as it was sent.
 */
export async function withoutNames<T extends Timed>(
  unit: Unit,
  timed: readonly T[],
  facts: Facts,
): Promise<readonly T[]> {
  const taps = timed.filter(({ entry }) => isNamelessTap(entry, facts));
  if (taps.length === 0) return timed;
  const points = taps.flatMap(({ entry }) => (isTap(entry) ? entry.accessPoint : []));
  const awaited = await enrolmentsAt(unit, [...new Set(points)]);
  const dayOf = (one: Timed, point: AccessPointFacts) => ({
    place: point.place,
    day: countingDay(one.occurredAt, point.timeZone),
  });
  const days = taps.flatMap((one) => {
    const point = pointOf(one.entry, facts);
    return point ? [dayOf(one, point)] : [];
  });
  const pseudonymOf = await pseudonymsOf(unit, days);
  return timed.map((one) => {
    const { entry } = one;
    const point = pointOf(one.entry, facts);
    if (!point || !isTap(entry)) return one;
    const isAwaited =
      entry.kind === 'refusal' &&
      entry.reason === 'unknownCard' &&
      awaited.some(
        ({ accessPoint, from, until }) =>
          accessPoint === entry.accessPoint && one.occurredAt >= from && one.occurredAt <= until,
      );
    return isAwaited
      ? one
      : { ...one, ...nameless(entry, pseudonymOf(dayOf(one, point), entry.card.uid)) };
  });
}

function nameless(entry: PunchEntry | RefusalEntry, pseudonym: Pseudonym): SpeltEntry {
  const { salt: _, ...kept } = entry;
  const stored = { ...kept, card: { uid: pseudonym, level: entry.card.level }, memberRef: null };
  const { hash: __, ...body } = stored;
  // It is no entry of the wire any more: nobody sends it, and nobody checks its text against its hash.
  return { entry: stored as unknown as JournalEntry, text: canonicalJson(body) };
}

/** Whether it is a tap where nobody is named. */
export const isNamelessTap = (
  entry: JournalEntry,
  facts: Facts,
): entry is PunchEntry | RefusalEntry => pointOf(entry, facts) !== null;

function pointOf(entry: JournalEntry, { accessPoints }: Facts): AccessPointFacts | null {
  const point = isTap(entry) ? accessPoints.get(entry.accessPoint) : undefined;
  return point?.nameless ? point : null;
}

const isTap = (entry: JournalEntry): entry is PunchEntry | RefusalEntry =>
  (entry.kind === 'punch' || entry.kind === 'refusal') && !('erased' in entry);
