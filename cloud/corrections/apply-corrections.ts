import type { Correction } from '../../shared/domain/correction.ts';
import type { SequenceKey } from '../../shared/domain/punch.ts';
import { sequenceId } from '../pairing/arrivals.ts';
import { lockPlaces, type Pairing } from '../pairing/pair-passages.ts';
import { relocate } from '../pairing/relocate.ts';
import { readSequenceCorrections } from '../store/corrections.ts';
import { readEntries } from '../store/entries.ts';
import { pointsReader } from '../store/journal.ts';
import { findPunch, readCardPlaces, readCardPunches } from '../store/punches.ts';
import type { Unit } from '../store/rows.ts';

/** Where the punch of a correction is counted; null: a card's correction, or nowhere any more. */
type KeyOf = (made: Correction) => SequenceKey | null;

/**
 * Writes corrections behind their places' locks, and pairs with what staff said before and say now: several that were
 * made together change what follows from them once.
 */
export async function applyCorrections(
  unit: Unit,
  pairing: Pairing,
  made: readonly Correction[],
  write: (keyOf: KeyOf) => Promise<void>,
): Promise<void> {
  const [first] = made;
  if (first?.kind === 'assignCard') {
    await lockPlaces(unit, await readCardPlaces(unit, first.uid));
    await write(() => null);
    await assign(unit, pairing, first);
    return;
  }
  await lockPlaces(
    unit,
    [...(await keysOf(unit, made)).values()].map(({ place }) => place),
  );
  // Any may have moved while another transaction held the place.
  const of = await keysOf(unit, made);
  const keys = [...new Map([...of.values()].map((key) => [sequenceId(key), key])).values()];
  const was = await readSequenceCorrections(unit, keys);
  await write((one) => of.get(one.id) ?? null);
  const now = await readSequenceCorrections(unit, keys);
  const changes = keys.map((key, i) => ({
    ...{ key, arrive: [], leave: [] },
    corrections: { was: was[i] ?? [], now: now[i] ?? [] },
  }));
  if (changes.length > 0) await pairing.change(unit, changes);
}

/** By the correction's id. One whose punch counts nowhere, for its access point counts nothing now, is left out. */
async function keysOf(
  unit: Unit,
  made: readonly Correction[],
): Promise<ReadonlyMap<string, SequenceKey>> {
  const keys = new Map<string, SequenceKey>();
  for (const one of made) {
    const found = one.kind === 'assignCard' ? null : await findPunch(unit, one.punchId, null);
    if (found) keys.set(one.id, found.key);
  }
  return keys;
}

/** Moves the card's punches to whom the card now belonged at each of them. */
async function assign(
  unit: Unit,
  pairing: Pairing,
  { uid, from, to }: Extract<Correction, { kind: 'assignCard' }>,
): Promise<void> {
  const punches = (await readCardPunches(unit, uid)).filter(
    ({ punch: { occurredAt: at } }) => (from === null || from <= at) && (to === null || at < to),
  );
  const entries = await readEntries(
    unit,
    punches.map(({ punch }) => punch),
  );
  const moves = punches.flatMap(({ punch }, i) => {
    const entry = entries[i];
    const { device, epoch, occurredAt, estimated } = punch;
    return entry ? [{ device, epoch, entry, occurredAt, estimated }] : [];
  });
  await relocate(unit, pairing, moves, pointsReader(unit));
}
