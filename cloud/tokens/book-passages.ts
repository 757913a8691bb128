import { chargeOf } from '../../shared/domain/charge.ts';
import {
  type ChargedPassage,
  isLookedAt,
  type LedgerEntry,
  post,
} from '../../shared/domain/ledger.ts';
import { passageAt } from '../../shared/domain/pair.ts';
import type { Passage } from '../../shared/domain/passage.ts';
import type { Person } from '../../shared/domain/punch.ts';
import type { RateVersion } from '../../shared/domain/rate.ts';
import { appendEntries, readEntriesOf } from '../store/ledger-entries.ts';
import type { PassageKey, PassageOf } from '../store/passages.ts';
import { readItems, readRates } from '../store/rates.ts';
import type { Unit } from '../store/rows.ts';
import { asShown } from './as-shown.ts';
import { bookPasses, type Passes, type Touched } from './book-passes.ts';

/** What became of passages in this transaction. */
export interface PassagesChanged {
  readonly gonePassages: readonly PassageKey[];
  readonly passages: readonly PassageOf[];
  /** Places where something has, or had, a rate, or where passes were given; passages of others cost nothing. */
  readonly rated: ReadonlySet<string>;
  /** Whose passes changed, from when on. */
  readonly holders?: readonly Touched[];
  /** They are as they were: what they cost changed, and not which passes their days take. */
  readonly stand?: boolean;
  /** They have just come, or their taps have: what follows may come in the same minute. */
  readonly arriving?: boolean;
  readonly now: number;
}

interface Booked {
  readonly of: ChargedPassage;
  /** Null: it is no more. */
  readonly passage: Passage | null;
}

/**
 * Takes, in the transaction that changes passages, what they cost now: a debit for one that closed, and for one that
 * was put right the reversal of what stood and a new debit. Doing it again changes nothing. Answers how many entries
 * are new.
 */
export async function bookPassages(unit: Unit, changed: PassagesChanged): Promise<number> {
  const all = passagesIn(changed);
  const touched = [...touchedBy(changed), ...(changed.holders ?? [])];
  if (touched.length === 0) return 0;
  const passes = await bookPasses(unit, touched, { now: changed.now, stand: !!changed.stand });
  for (const { key, passage } of passes.again) addTo(all, { ...key, passage: passage.id }, passage);
  const stored = [...all.values()];
  if (stored.length === 0) return 0;
  const versions = await readRates(unit, new Set(stored.map(({ of }) => of.place)));
  const entries = await readEntriesOf(
    unit,
    stored.map(({ of }) => of),
  );
  const booked = await asTaken(unit, stored, entries, changed);
  const price = await pricing(unit, booked, versions, passes);
  return appendEntries(
    unit,
    booked.flatMap(({ of, passage }, i) =>
      post(entries[i] ?? [], of, passage && price(of, passage), {
        at: changed.now,
        begunAt: passage ? passageAt(passage) : changed.now,
        usedAt: (passage?.exit ?? passage?.entry)?.at ?? changed.now,
      }),
    ),
  );
}

/** A stay that nobody ended is taken for as it is shown now; its exit is on disk or under way where it just came. */
async function asTaken(
  unit: Unit,
  stored: readonly Booked[],
  entries: readonly (readonly LedgerEntry[])[],
  { arriving = false, now }: PassagesChanged,
): Promise<readonly Booked[]> {
  const looked = stored.flatMap(({ of, passage }, i) =>
    passage && isLookedAt(passage, entries[i] ?? [], arriving) ? [{ of, passage }] : [],
  );
  const shown = await asShown(unit, looked, now);
  const of = new Map(looked.map(({ passage }, i) => [passage, shown[i]]));
  return stored.map((one) => ({
    ...one,
    passage: one.passage && (of.get(one.passage) ?? one.passage),
  }));
}

/** Once each, however often it was moved: what goes may come again at another time. */
function passagesIn({ gonePassages, passages, rated }: PassagesChanged): Map<string, Booked> {
  const all = new Map<string, Booked>();
  const add = (of: ChargedPassage, passage: Passage | null) =>
    rated.has(of.place) && addTo(all, of, passage);
  for (const { place, area, person, id } of gonePassages)
    add({ place, area, person: person as Person, passage: id }, null);
  for (const {
    key: { place, area, person },
    passage,
  } of passages)
    add({ place, area, person, passage: passage.id }, passage);
  return all;
}

const addTo = (
  all: Map<string, Booked>,
  { place, area, person, passage: id }: ChargedPassage,
  passage: Passage | null,
) => {
  const of = { place, area, person, passage: id };
  all.set(JSON.stringify(of), { of, passage });
};

/** Where a passage goes from, and where it comes to: either day may take other passes. */
const touchedBy = ({ gonePassages, passages, rated }: PassagesChanged): readonly Touched[] =>
  [
    ...gonePassages.map(({ place, person, at }) => ({ place, person: person as Person, at })),
    ...passages.map(({ key: { place, person }, passage }) => ({
      ...{ place, person, at: passageAt(passage) },
    })),
  ].filter(({ place }) => rated.has(place));

/** What passages cost, by these rules, by what was tapped for and by what passes pay of them. */
export async function pricing(
  unit: Unit,
  booked: readonly { readonly passage: Passage | null }[],
  versions: readonly RateVersion[],
  passes: Pick<Passes, 'coverOf'>,
) {
  // Only where an item has a price does it matter which one it was.
  const matters = versions.some(({ scope }) => scope === 'item');
  const punches = matters ? booked.flatMap(({ passage }) => (passage ? punchOf(passage) : [])) : [];
  const items = await readItems(unit, punches);
  return ({ place, area, person }: Omit<ChargedPassage, 'passage'>, passage: Passage) => {
    const [punch = ''] = punchOf(passage);
    const accessPoint = (passage.entry?.accessPoint ?? passage.exit?.accessPoint) || null;
    const item = items.get(punch) ?? null;
    const cover = passes.coverOf({ place, person }, passage);
    return chargeOf(passage, { place, area, accessPoint, item }, versions, cover);
  };
}

/** The tap that says what it was for: the entry's, else the exit's. */
const punchOf = ({ entry, exit }: Passage): readonly string[] => {
  const punch = entry?.punchId ?? exit?.punchId;
  return punch ? [punch] : [];
};
