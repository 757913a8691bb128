import type { Correction } from '../../shared/domain/correction.ts';
import { byTime, passageAt } from '../../shared/domain/pair.ts';
import type { Passage } from '../../shared/domain/passage.ts';
import { asOf } from '../../shared/domain/passage-as-of.ts';
import { placeExitOf } from '../../shared/domain/place-exits.ts';
import type { SequenceKey } from '../../shared/domain/punch.ts';
import { isStale, type VisitRules } from '../../shared/domain/visit-rules.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { isBoundToPlace, withPlaceExit } from '../pairing/place-exits.ts';
import { repairSequence, type SequenceChange } from '../pairing/repair-sequence.ts';
import type { CorrectionPreview } from '../ports/corrections.ts';
import { readSequenceCorrections } from '../store/corrections.ts';
import { readPassageOf, readPassages } from '../store/passage-of-punch.ts';
import { passageOf } from '../store/passages.ts';
import { readPlacePassage } from '../store/place-passages.ts';
import { findPunch, readCardPunches } from '../store/punches.ts';
import type { Unit } from '../store/rows.ts';
import { readRules } from '../store/visit-rules.ts';

/** `key`: whose passages they are, and where; null for a card that moves. */
type WithoutTokens = Omit<CorrectionPreview, 'tokens'> & { readonly key: SequenceKey | null };

/**
 * What a correction would do: the repair that recording it would make, and nothing of it written.
 *
 * @param others recorded with it, of the same passage.
 * @param ended in force by now, and no more with it.
 */
export async function previewCorrection(
  unit: Unit,
  made: Correction,
  others: readonly Correction[] = [],
  ended: ReadonlySet<string> = new Set(),
): Promise<WithoutTokens> {
  if (made.kind === 'assignCard') return previewAssignment(unit, made);
  const tap = await findPunch(unit, made.punchId, null);
  if (!tap) throw failure('notFound', { what: 'punch', id: made.punchId });
  const { key } = tap;
  const [was = []] = await readSequenceCorrections(unit, [key]);
  const now = [...was.filter(({ id }) => !ended.has(id)), ...others, made];
  const change = { key, arrive: [], leave: [], corrections: { was, now } };
  const [own, place] = await readRules(unit, [key, { ...key, area: key.place }]);
  if (!own || !place) throw failure('notFound', { what: 'place', id: key.place });
  const repaired = await repairOf(unit, change, own.rules, place.rules);

  const before = new Map<string, Passage>();
  const around = tap.passageId === null ? null : await readPassageOf(unit, key, tap.passageId);
  const touched = [...(repaired?.write ?? []).map(listedAt), ...(repaired?.erase ?? [])];
  const stored = await readPassages(
    unit,
    touched.map((listed) => ({ ...key, ...listed })),
  );
  for (const row of [...(around ? [around] : []), ...stored]) before.set(row.id, passageOf(row));
  const after = new Map(before);
  for (const { id } of repaired?.erase ?? []) after.delete(id);
  for (const passage of repaired?.write ?? []) after.set(passage.id, passage);
  for (const [id, passage] of before) {
    if (id === tap.passageId || JSON.stringify(after.get(id)) !== JSON.stringify(passage)) continue;
    before.delete(id);
    after.delete(id);
  }
  const shown = async (passages: Iterable<Passage>) => {
    const all: Passage[] = [];
    for (const passage of passages)
      all.push(await asOfNow(unit, key, passage, made.madeAt, own.rules, place.rules));
    return all.toSorted(byTime);
  };
  return {
    before: await shown(before.values()),
    after: await shown(after.values()),
    moved: null,
    key,
  };
}

const listedAt = (passage: Passage) => ({ id: passage.id, at: passageAt(passage) });

const repairOf = (unit: Unit, change: SequenceChange, own: VisitRules, place: VisitRules) =>
  isBoundToPlace(change.key, own)
    ? withPlaceExit(unit, change, [change], place, (exit) =>
        repairSequence(unit, change, null, own, exit),
      )
    : repairSequence(unit, change, null, own);

/** As the report shows it: what is open too long has another status. */
async function asOfNow(
  unit: Unit,
  key: SequenceKey,
  passage: Passage,
  now: number,
  own: VisitRules,
  place: VisitRules,
): Promise<Passage> {
  const { status, entry } = passage;
  if (status !== 'open' || !entry || !isBoundToPlace(key, own) || !isStale(own, entry.at, now))
    return asOf(passage, now, own);
  const found = await readPlacePassage(unit, key, entry.at);
  return asOf(
    passage,
    now,
    own,
    placeExitOf(() => found, place),
  );
}

async function previewAssignment(
  unit: Unit,
  { uid, from, to }: Extract<Correction, { kind: 'assignCard' }>,
): Promise<WithoutTokens> {
  const moved = (await readCardPunches(unit, uid)).filter(
    ({ punch: { occurredAt: at } }) => (from === null || from <= at) && (to === null || at < to),
  );
  const passages = new Set(moved.flatMap(({ passageId }) => passageId ?? [])).size;
  return { before: [], after: [], moved: { punches: moved.length, passages }, key: null };
}
