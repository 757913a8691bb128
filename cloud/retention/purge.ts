import { placeTime } from '../../shared/domain/place-time.ts';
import type { SequenceKey } from '../../shared/domain/punch.ts';
import { frenchRetention, keptFrom as keptSince } from '../../shared/domain/retention.ts';
import { addToSums, type DatedSum } from '../../shared/domain/sealed-sums.ts';
import { breathe } from '../../shared/runtime/breathe.ts';
import { lockPlaces, type Pairing } from '../pairing/pair-passages.ts';
import type { Seal, SealCounts } from '../ports/retention.ts';
import { purgeCertificates, purgeSessions } from '../store/certificates.ts';
import { forgetOldKeys } from '../store/counting-keys.ts';
import type { Database } from '../store/database.ts';
import { oldAtVenues, purgeAtVenue, purgeBlocks } from '../store/fedow-purge.ts';
import { purgeHomesBefore } from '../store/homes-before.ts';
import { purgeMishaps } from '../store/journal-mishaps.ts';
import { type LooseEntry, looseEntries } from '../store/loose-entries.ts';
import { oldSequences } from '../store/old-sequences.ts';
import { placesToPair } from '../store/pairing-due.ts';
import { type AfarCursor, afarBeginning, purgeAfar } from '../store/purge-afar.ts';
import { forgetEntries } from '../store/purged-rows.ts';
import { type KeptAt, readKeptAt } from '../store/retention-rules.ts';
import { type Unit, unitOf } from '../store/rows.ts';
import { type OpenSeal, readSeal, sealMore } from '../store/seals.ts';
import { takeBeginning } from './purge-sequences.ts';

/** One transaction takes so many sequences, and keeps devices waiting no longer than that. */
const sequencesAtOnce = 20;
const afarAtOnce = 500;

/** Takes away what is kept no longer, place after place; answers what went. Safe at any time, twice, and cut short. */
export async function purge(
  database: Database,
  pairing: Pairing,
  now: number,
  goesOn: () => boolean = () => true,
): Promise<readonly Seal[]> {
  const work = <T>(run: (unit: Unit) => Promise<T>): Promise<T> =>
    database
      .inTransaction((tx) => run(unitOf(database, tx)))
      // Its punches were taken behind its back.
      .finally(() => pairing.forget());
  const { db } = database;
  const busy = new Set(await placesToPair(db));
  const places = await db.selectFrom('place').select(['id', 'time_zone']).orderBy('id').execute();
  const seals = new Map<string, OpenSeal>();
  /** By place, the first day of which anything may still be kept. */
  const oldestDays = new Map<string, string>();
  // What is freed is overwritten: it must not be found in the file either.
  database.sqlite?.pragma('secure_delete = ON');
  try {
    for (const { id: place } of places) {
      // While it is being paired anew its passages are of two minds.
      if (busy.has(place)) continue;
      const kept = await work((unit) => readKeptAt(unit, place, now));
      if (!kept) continue;
      const oldest = Math.min(...Object.values(kept.keptFrom));
      oldestDays.set(place, placeTime(oldest, kept.timeZone).date);
      const seal = { place, at: now, why: 'retention', keptFrom: kept.keptFrom, number: null };
      seals.set(place, seal as OpenSeal);
      const old = await oldSequences(database, place, kept.latest);
      for (let at = 0; at < old.length && goesOn(); at += sequencesAtOnce) {
        const some = old.slice(at, at + sequencesAtOnce);
        await work((unit) => takeSequences(unit, some, seal as OpenSeal));
        await breathe();
      }
    }
    for (const seal of seals.values()) if (goesOn()) await takeAfar(work, seal, goesOn);
    for (const seal of seals.values()) if (goesOn()) await takeVenues(database, work, seal, goesOn);
    for (const { id: place, time_zone: timeZone } of places)
      await work((unit) => forgetOldKeys(unit, { place, timeZone, now }));
    if (goesOn()) await takeLoose(database, work, seals, now);
    for (const seal of seals.values()) await work((unit) => takeMishaps(unit, seal));
    for (const seal of seals.values())
      await work((unit) => takeSessions(unit, seal, oldestDays.get(seal.place) ?? ''));
    const [oldest] = [...oldestDays].toSorted(([, a], [, b]) => (a < b ? -1 : 1));
    const last = oldest && seals.get(oldest[0]);
    // They do not say whose they are: they wait until every place was looked at.
    if (last && oldestDays.size === places.length) {
      await work((unit) => takeCertificates(unit, last, oldest[1]));
      const kept = [...seals.values()].flatMap(({ keptFrom }) => Object.values(keptFrom));
      // Cut short, something older is there still.
      if (goesOn()) await work(({ tx }) => purgeHomesBefore(tx, Math.min(...kept)));
    }
  } finally {
    database.sqlite?.pragma('secure_delete = OFF');
  }
  const made: Seal[] = [];
  for (const { place, number } of seals.values())
    if (number !== null) made.push(await readSeal(db, place, number));
  return made;
}

type Work = <T>(run: (unit: Unit) => Promise<T>) => Promise<T>;

async function takeSequences(
  unit: Unit,
  keys: readonly SequenceKey[],
  seal: OpenSeal,
): Promise<void> {
  await lockPlaces(unit, [seal.place]);
  const kept = await readKeptAt(unit, seal.place, seal.at);
  if (!kept) return;
  let counts: Partial<SealCounts> = {};
  let months: readonly DatedSum[] = [];
  for (const key of keys) {
    const ofAccessPoint = (accessPoint: string | null) => kept.passage({ ...key, accessPoint });
    const went = await takeBeginning(unit, key, seal.at, {
      passage: ({ entry, exit }) => ofAccessPoint((entry ?? exit)?.accessPoint ?? null),
      loose: ofAccessPoint(null),
    });
    if (!went) continue;
    counts = addedUp(counts, went.counts);
    months = addToSums(months, went.months);
  }
  if (Object.keys(counts).length > 0) await sealMore(unit, seal, counts, months);
}

/** What other venues told this place of its people there; their totals are those venues' own. */
async function takeAfar(work: Work, seal: OpenSeal, goesOn: () => boolean): Promise<void> {
  for (let after: AfarCursor | null = afarBeginning; after && goesOn(); await breathe()) {
    const from: AfarCursor = after;
    after = await work(async (unit) => {
      await lockPlaces(unit, [seal.place]);
      const kept = await readKeptAt(unit, seal.place, seal.at);
      if (!kept) return null;
      const { went, next } = await purgeAfar(unit, kept, from, afarAtOnce);
      if (went > 0) await sealMore(unit, seal, { passagesAfar: went }, []);
      return next;
    });
  }
}

/** What a Fedow told this place of others. */
async function takeVenues(
  { db }: Database,
  work: Work,
  seal: OpenSeal,
  goesOn: () => boolean,
): Promise<void> {
  const kept = await work((unit) => readKeptAt(unit, seal.place, seal.at));
  if (!kept) return;
  const old = await oldAtVenues(db, kept);
  for (let at = 0; at < old.length && goesOn(); at += sequencesAtOnce) {
    await work(async (unit) => {
      await lockPlaces(unit, [seal.place]);
      let passagesAfar = 0;
      for (const one of old.slice(at, at + sequencesAtOnce))
        passagesAfar += await purgeAtVenue(unit.tx, one, kept);
      if (passagesAfar > 0) await sealMore(unit, seal, { passagesAfar }, []);
    });
    await breathe();
  }
  await work((unit) => purgeBlocks(unit.tx, kept));
}

/** What is in no sequence is a movement: it goes with them, unless its access point says otherwise. */
async function takeLoose(
  database: Database,
  work: Work,
  seals: ReadonlyMap<string, OpenSeal>,
  now: number,
): Promise<void> {
  const kept = new Map<string, KeptAt>();
  for (const place of seals.keys()) {
    const at = await work((unit) => readKeptAt(unit, place, now));
    if (at) kept.set(place, at);
  }
  const devices = await database.db.selectFrom('device').select(['id', 'place_id']).execute();
  const placeOf = new Map(devices.map(({ id, place_id: place }) => [id, place]));
  const usual = keptSince(now, frenchRetention.access, 'UTC');
  const latest = Math.max(usual, ...[...kept.values()].map((one) => one.latest));
  for await (const found of looseEntries(database.db, latest)) {
    const byPlace = Map.groupBy(found, (one) => one.place ?? placeOf.get(one.device) ?? '');
    for (const [place, entries] of byPlace) {
      const at = kept.get(place);
      const seal = seals.get(place);
      if (!at || !seal) continue;
      const old = entries.filter((one) => one.at < at.tap(one.accessPoint));
      if (old.length > 0) await work((unit) => takeEntries(unit, old, seal));
    }
    await breathe();
  }
}

async function takeEntries(
  unit: Unit,
  entries: readonly LooseEntry[],
  seal: OpenSeal,
): Promise<void> {
  await lockPlaces(unit, [seal.place]);
  await forgetEntries(unit, entries);
  const counts: Record<string, number> = {};
  for (const { kind } of entries) counts[countOf[kind]] = (counts[countOf[kind]] ?? 0) + 1;
  await sealMore(unit, seal, counts, []);
}

const countOf = {
  punch: 'punches',
  refusal: 'refusals',
  door: 'doorEvents',
  device: 'deviceEvents',
} as const satisfies Record<LooseEntry['kind'], keyof SealCounts>;

async function takeMishaps(unit: Unit, seal: OpenSeal): Promise<void> {
  await lockPlaces(unit, [seal.place]);
  const { access = 0, usage = access, worktime = access } = seal.keptFrom;
  const mishaps = await purgeMishaps(unit, seal.place, {
    closedBefore: access,
    before: Math.min(access, usage, worktime),
  });
  if (mishaps > 0) await sealMore(unit, seal, { mishaps }, []);
}

async function takeSessions(unit: Unit, seal: OpenSeal, before: string): Promise<void> {
  await lockPlaces(unit, [seal.place]);
  const sessions = await purgeSessions(unit.tx, seal.place, before);
  if (sessions > 0) await sealMore(unit, seal, { sessions }, []);
}

/** Sealed by the place that keeps longest: theirs is the day they waited for. */
async function takeCertificates(unit: Unit, seal: OpenSeal, before: string): Promise<void> {
  await lockPlaces(unit, [seal.place]);
  const certificates = await purgeCertificates(unit.tx, before);
  if (certificates > 0) await sealMore(unit, seal, { certificates }, []);
}

function addedUp(a: Partial<SealCounts>, b: Partial<SealCounts>): Partial<SealCounts> {
  const sum: Record<string, number> = { ...a };
  for (const [name, n] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + n;
  return sum;
}
