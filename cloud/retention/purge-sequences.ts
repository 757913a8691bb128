import { oldBeginning } from '../../shared/domain/old-beginning.ts';
import { passageAt } from '../../shared/domain/pair.ts';
import type { Passage } from '../../shared/domain/passage.ts';
import { asOf, durationMs } from '../../shared/domain/passage-as-of.ts';
import { placeExitOf } from '../../shared/domain/place-exits.ts';
import type { SequenceKey } from '../../shared/domain/punch.ts';
import { type DatedSum, sumsOf } from '../../shared/domain/sealed-sums.ts';
import { isBoundToPlace } from '../pairing/place-exits.ts';
import type { SealCounts } from '../ports/retention.ts';
import { deletePassages, passageOf } from '../store/passages.ts';
import { readPlacePassage } from '../store/place-passages.ts';
import { deletePunches, readFrom } from '../store/punches.ts';
import { forgetPunches } from '../store/purged-rows.ts';
import type { Unit } from '../store/rows.ts';
import { readRules } from '../store/visit-rules.ts';

export interface WentAway {
  readonly counts: Partial<SealCounts>;
  readonly months: readonly DatedSum[];
}

/** Of one sequence in one go; what is older than that goes the next night. */
const mostTaps = 5_000;

/**
 * Takes the beginning of a sequence that is kept no longer: its passages, their taps, and the entries behind them. What
 * they add to the nameless totals is answered, to be sealed in the same transaction.
 *
 * @param keptFrom from when on a passage, and what is in none, is kept.
 */
export async function takeBeginning(
  unit: Unit,
  key: SequenceKey,
  now: number,
  kept: { passage(passage: Passage): number; readonly loose: number },
): Promise<WentAway | null> {
  const all = { key, at: Number.MIN_SAFE_INTEGER, most: mostTaps };
  const [taps = []] = await readFrom(unit, [all]);
  const horizon =
    taps.length < mostTaps ? Number.POSITIVE_INFINITY : (taps.at(-1)?.punch.occurredAt ?? 0);
  const rows = await unit.tx
    .selectFrom('passage')
    .selectAll()
    .where('place', '=', key.place)
    .where('area', '=', key.area)
    .where('person', '=', key.person)
    .where('at', '<', Math.min(horizon, Number.MAX_SAFE_INTEGER))
    .orderBy('at')
    .orderBy('id')
    .execute();
  const passages = rows.map((row) => {
    const passage = passageOf(row);
    return {
      passage,
      id: passage.id,
      at: passageAt(passage),
      endsAt: Math.max(passage.entry?.at ?? 0, passage.exit?.at ?? 0),
      keptFrom: kept.passage(passage),
    };
  });
  const old = oldBeginning(
    passages,
    taps.map((tap) => ({
      ...tap,
      at: tap.punch.occurredAt,
      passageId: tap.role === 'void' || tap.role === 'repeat' ? null : tap.passageId,
    })),
    Math.min(kept.loose, horizon),
  );
  if (old.passages.length === 0 && old.taps.length === 0) return null;
  const shown = await totalsOfPassages(
    unit,
    key,
    now,
    old.passages.map(({ passage }) => passage),
  );
  await deletePassages(
    unit,
    old.passages.map(({ id, at }) => ({ ...key, id, at })),
  );
  const punches = old.taps.map(({ punch }) => punch);
  await deletePunches(
    unit,
    punches.map((punch) => ({ key, punch })),
  );
  const forgotten = await forgetPunches(
    unit,
    punches,
    old.passages.map(({ id }) => id),
  );
  if (punches.length === taps.length && taps.length < mostTaps) await endSequence(unit, key);
  return {
    counts: { passages: old.passages.length, punches: punches.length, ...forgotten },
    months: shown,
  };
}

/** What the passages add to the totals, as the report counts them: an open one may have ended by a rule. */
export async function totalsOfPassages(
  unit: Unit,
  key: SequenceKey,
  now: number,
  passages: readonly Passage[],
): Promise<readonly DatedSum[]> {
  const [own] = await readRules(unit, [key]);
  const [ofPlace] = await readRules(unit, [{ place: key.place, area: key.place }]);
  if (!own || !ofPlace) return [];
  const rows = [];
  for (const passage of passages) {
    const isOpenBound = passage.status === 'open' && isBoundToPlace(key, own.rules);
    const stay = isOpenBound ? await readPlacePassage(unit, key, passage.entry?.at ?? 0) : null;
    const exit = isOpenBound ? placeExitOf(() => stay, ofPlace.rules) : undefined;
    const shown = asOf(passage, now, own.rules, exit);
    rows.push({
      area: key.area,
      entry: shown.entry,
      exit: shown.exit,
      durationMs: durationMs(shown),
      timeZone: own.timeZone,
    });
  }
  return sumsOf(rows);
}

/** Nobody is known to have been there any more. */
async function endSequence(unit: Unit, { place, area, person }: SequenceKey): Promise<void> {
  await unit.tx
    .deleteFrom('card_sequence')
    .where('place', '=', place)
    .where('area', '=', area)
    .where('person', '=', person)
    .execute();
}
