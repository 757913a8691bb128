import { pairPunches } from '../../shared/domain/pair.ts';
import type { PlaceExit } from '../../shared/domain/place-exit.ts';
import { openAmong, placeExitOf } from '../../shared/domain/place-exits.ts';
import type { SequenceKey } from '../../shared/domain/punch.ts';
import { breathe } from '../../shared/runtime/breathe.ts';
import { moveCorrections, readSequenceCorrections } from '../store/corrections.ts';
import type { Database } from '../store/database.ts';
import { moveEntries } from '../store/entries.ts';
import { entryIn } from '../store/entry-key.ts';
import { pointsReader } from '../store/journal.ts';
import { retime } from '../store/journal-retime.ts';
import { anchorOf, occurredAt, readBoots, readUntimed } from '../store/journal-time.ts';
import { endPairingDue } from '../store/pairing-due.ts';
import { writePassages } from '../store/passages.ts';
import { joinAllRuns, readFrom, writeCardSequences, writePunches } from '../store/punches.ts';
import {
  correctedPunches,
  dropDerived,
  entryChunks,
  knownPunchChunks,
  placeIds,
  sequenceKeys,
  silentDevices,
} from '../store/rebuild-rows.ts';
import { type Unit, unitOf } from '../store/rows.ts';
import { readRules } from '../store/visit-rules.ts';
import { lockPlaces, type Pairing } from './pair-passages.ts';
import { isBoundToPlace } from './place-exits.ts';
import { isPunch, placeEntries, type Relocation, sequencePunch } from './relocate.ts';

export interface Rebuilt {
  readonly punches: number;
  readonly sequences: number;
}

/** Called now and then while it goes on: how far it came, in a few words. */
export type TellProgress = (progress: string) => void;

/** Drops everything derived and derives it again from the journal, its receipts and the corrections. */
export const rebuildAll = (
  database: Database,
  pairing: Pairing,
  tell: TellProgress = () => undefined,
): Promise<Rebuilt> =>
  inTransaction(database, pairing, async (unit) => {
    const places = await placeIds(unit);
    await lockPlaces(unit, places);
    for (const place of places) await endPairingDue(unit.tx, place);
    await dropDerived(unit);
    await timeEverything(unit, tell);
    return derive(unit, places, tell);
  });

async function inTransaction<T>(
  database: Database,
  pairing: Pairing,
  work: (unit: Unit) => Promise<T>,
): Promise<T> {
  try {
    return await database.inTransaction((tx) => work(unitOf(database, tx)));
  } finally {
    pairing.forget();
  }
}

/** Where each id is and when it happened, from the entries and the anchors of their boots. */
async function timeEverything(unit: Unit, tell: TellProgress): Promise<void> {
  const pointsOf = pointsReader(unit);
  let read = 0;
  for await (const chunk of entryChunks(unit)) {
    const boots = new Map<string, Awaited<ReturnType<typeof readBoots>>>();
    const timed: Relocation[] = [];
    for (const { device, epoch, received_at: receivedAt, ...stored } of chunk) {
      const entry = entryIn(stored);
      let known = boots.get(`${device} ${entry.boot}`);
      if (!known) {
        known = await readBoots(unit, device, [entry.boot]);
        boots.set(`${device} ${entry.boot}`, known);
      }
      const boot = known.get(entry.boot);
      const at = boot ? occurredAt(entry, boot) : null;
      const estimated = at === null;
      timed.push({ device, epoch, entry, occurredAt: at ?? receivedAt, estimated });
    }
    await moveEntries(unit, await placeEntries(unit, timed, pointsOf));
    read += chunk.length;
    tell(`${read} entries read`);
    await breathe();
  }
  for (const device of await silentDevices(unit)) {
    for (const span of await readUntimed(unit, device)) {
      const boot = (await readBoots(unit, device, [span.boot])).get(span.boot);
      if (!boot || anchorOf(boot) !== null) continue;
      const moved = await retime(unit, boot, span);
      await moveEntries(unit, await placeEntries(unit, moved, pointsOf));
    }
  }
}

async function derive(unit: Unit, places: readonly string[], tell: TellProgress): Promise<Rebuilt> {
  const pointsOf = pointsReader(unit);
  let punches = 0;
  let sequences = 0;
  for (const place of places) {
    for await (const chunk of knownPunchChunks(unit, place)) {
      const known = chunk.map((row) => ({
        device: row.device,
        epoch: row.epoch,
        entry: entryIn(row),
        occurredAt: row.occurred_at,
        estimated: row.estimated !== 0,
      }));
      const placed = await placeEntries(unit, known, pointsOf);
      await moveEntries(unit, placed);
      const counted = placed.flatMap((one) =>
        one.key && isPunch(one.entry)
          ? [{ key: one.key, punch: sequencePunch(one, one.entry), role: 'void', passageId: null }]
          : [],
      ) as Parameters<typeof writePunches>[1];
      punches += counted.length;
      await writePunches(unit, counted);
      await writeCardSequences(
        unit,
        distinct(counted.map(({ key, punch }) => ({ uid: punch.cardUid, key }))),
      );
      await breathe();
    }
    await joinAllRuns(unit, place);
    for (const { punchId, key } of await correctedPunches(unit, place))
      await moveCorrections(unit, punchId, key);
    for await (const key of sequenceKeys(unit, place)) {
      await pairSequence(unit, key);
      if (++sequences % 100 > 0) continue;
      tell(`${punches} punches counted, ${sequences} sequences paired`);
      await breathe();
    }
  }
  return { punches, sequences };
}

const distinct = <T>(all: readonly T[]): readonly T[] => [
  ...new Map(all.map((one) => [JSON.stringify(one), one])).values(),
];

async function pairSequence(unit: Unit, key: SequenceKey): Promise<void> {
  const all = { key, at: Number.MIN_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER };
  const [stored = []] = await readFrom(unit, [all]);
  const [corrections = []] = await readSequenceCorrections(unit, [key]);
  const [at] = await readRules(unit, [key]);
  if (!at) return;
  const recorded = new Map(stored.map(({ punch }) => [punch.id, punch]));
  const placeExit = isBoundToPlace(key, at.rules) ? await placeExitFor(unit, key) : undefined;
  const paired = pairPunches([...recorded.values()], corrections, at.rules, placeExit);
  await writePunches(
    unit,
    paired.taps.map(({ event, role, passageId }) => {
      const punch = recorded.get(event.punch.id) ?? event.punch;
      return { key, punch, role, passageId };
    }),
  );
  await writePassages(
    unit,
    paired.passages.map((passage) => ({ key, passage })),
  );
}

/** From the place's own punches alone: whether its passages are written yet does not matter. */
async function placeExitFor(unit: Unit, { place, person }: SequenceKey): Promise<PlaceExit> {
  const key = { place, area: place, person };
  const all = { key, at: Number.MIN_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER };
  const [stored = []] = await readFrom(unit, [all]);
  const [corrections = []] = await readSequenceCorrections(unit, [key]);
  const [at] = await readRules(unit, [key]);
  if (!at) return () => null;
  const punches = stored.map(({ punch }) => punch);
  const { passages } = pairPunches(punches, corrections, at.rules);
  return placeExitOf((instant) => openAmong(passages, instant), at.rules);
}
