import type { Anomaly, PassageEnd, PassageStatus } from '../../shared/domain/passage.ts';
import { asOf, durationMs } from '../../shared/domain/passage-as-of.ts';
import type { PlaceExit } from '../../shared/domain/place-exit.ts';
import { placeExitOf } from '../../shared/domain/place-exits.ts';
import type { SequenceKey } from '../../shared/domain/punch.ts';
import type { PassageRow } from '../../shared/domain/report.ts';
import { isStale, type VisitRules } from '../../shared/domain/visit-rules.ts';
import type { Database } from './database.ts';
import { readPlacePassage } from './place-passages.ts';
import type { Common, PassageTuple } from './report-rows.ts';
import { unitOf } from './rows.ts';
import { type RulesAt, readRules } from './visit-rules.ts';

/** Turns stored passages into rows a person reads: names, and the status as of now. */
export interface RowNames {
  name(rows: readonly PassageTuple[], now: number): Promise<PassageRow[]>;
}

/** The holder of a card, as of the passages met so far. */
interface Holder {
  readonly cardUid: string;
  readonly memberId: string | null;
  readonly memberName: string | null;
  readonly cardNumber: string | null;
}

/** What many rows have in common, with its names. */
interface Shared {
  readonly place: string;
  readonly area: string;
  readonly at: RulesAt;
  readonly status: PassageStatus;
  readonly anomalies: readonly Anomaly[];
  readonly corrected: boolean;
  readonly isEntryTapped: boolean;
  readonly entryAccessPoint: string | null;
  readonly entryPointName: string | null;
  readonly entryBy: PassageEnd['by'] | null;
  readonly exitAccessPoint: string | null;
  readonly exitPointName: string | null;
  readonly exitBy: PassageEnd['by'] | null;
}

/** Names are read once and kept for one report: a join for each row would cost as much as the rows. */
export async function reportNames(database: Database): Promise<RowNames> {
  const { db } = database;
  const points = await db.selectFrom('access_point').select(['id', 'name']).execute();
  const pointNames = new Map(points.map(({ id, name }) => [id, name]));
  const memberNames = new Map<string, string | null>();
  const cardNumbers = new Map<string, string | null>();
  const holders = new Map<string, Holder>();
  const shared = new Map<string, Shared>();
  const rules = new Map<string, RulesAt>();

  async function learn(rows: readonly PassageTuple[]): Promise<void> {
    const members = new Set<string>();
    const cards = new Set<string>();
    const areas = new Map<string, { place: string; area: string }>();
    for (const [, holder, , , , text] of rows) {
      const { memberId: member, cardUid } = partsOf(holder);
      if (member !== null && !memberNames.has(member)) members.add(member);
      if (!cardNumbers.has(cardUid)) cards.add(cardUid);
      if (shared.has(text) || areas.has(text)) continue;
      const [place, area] = JSON.parse(text) as Common;
      areas.set(text, { place, area });
    }
    for (const some of inParts([...members])) {
      for (const id of some) memberNames.set(id, null);
      const found = await db
        .selectFrom('member')
        .select(['id', 'name'])
        .where('id', 'in', some)
        .execute();
      for (const { id, name } of found) memberNames.set(id, name);
    }
    for (const some of inParts([...cards])) {
      for (const uid of some) cardNumbers.set(uid, null);
      const found = await db
        .selectFrom('card')
        .select(['uid', 'number'])
        .where('uid', 'in', some)
        .execute();
      for (const { uid, number } of found) if (uid !== null) cardNumbers.set(uid, number);
    }
    const wanted = new Map([...areas.values()].map((of) => [of.area, of]));
    for (const area of rules.keys()) wanted.delete(area);
    const found = await readRules(unitOf(database, db), [...wanted.values()]);
    for (const [i, area] of [...wanted.keys()].entries()) {
      const at = found[i];
      if (at) rules.set(area, at);
    }
    if (shared.size > mostShared) shared.clear();
    for (const text of areas.keys()) {
      const one = sharedOf(JSON.parse(text) as Common);
      if (one) shared.set(text, one);
    }
  }

  const pointName = (id: string | null): string | null =>
    id === null ? null : (pointNames.get(id) ?? id);

  function sharedOf(common: Common): Shared | null {
    const [place, area, status, anomalies, corrected, entryPoint, entryBy, tapped] = common;
    const [, , , , , , , , exitPoint, exitBy] = common;
    const at = rules.get(area);
    if (!at) return null;
    return {
      place,
      area,
      at,
      status,
      anomalies: anomalies === '' ? [] : (anomalies.split('|') as Anomaly[]),
      corrected: corrected !== 0,
      isEntryTapped: tapped === 1,
      entryAccessPoint: entryPoint,
      entryPointName: pointName(entryPoint),
      entryBy,
      exitAccessPoint: exitPoint,
      exitPointName: pointName(exitPoint),
      exitBy,
    };
  }

  function holderOf(text: string): Holder | null {
    const { memberId, cardUid } = partsOf(text);
    const cardNumber = cardNumbers.get(cardUid);
    const memberName = memberId === null ? null : memberNames.get(memberId);
    if (cardNumber === undefined || memberName === undefined) return null;
    const holder = { cardUid, memberId, memberName, cardNumber };
    holders.set(text, holder);
    return holder;
  }

  let lastText = '';
  let last: Shared | undefined;

  /** As stored. Null where a name is not known yet. */
  function named(row: PassageTuple): PassageRow | null {
    const [id, holderText, entryAt, exitAt, exitPunch, text] = row;
    // One after the other is nearly always alike, and to compare costs less than to look up.
    if (text !== lastText || last === undefined) {
      last = shared.get(text);
      lastText = text;
    }
    const holder = holders.get(holderText) ?? holderOf(holderText);
    if (last === undefined || holder === null) return null;
    const { entryBy, exitBy } = last;
    const entry: PassageEnd | null =
      entryAt === null || entryBy === null
        ? null
        : {
            at: entryAt,
            punchId: last.isEntryTapped ? id : null,
            accessPoint: last.entryAccessPoint,
            by: entryBy,
          };
    const exit: PassageEnd | null =
      exitAt === null || exitBy === null
        ? null
        : { at: exitAt, punchId: exitPunch, accessPoint: last.exitAccessPoint, by: exitBy };
    return {
      id,
      place: last.place,
      area: last.area,
      timeZone: last.at.timeZone,
      memberId: holder.memberId,
      memberName: holder.memberName,
      cardUid: holder.cardUid,
      cardNumber: holder.cardNumber,
      entry,
      exit,
      entryAccessPointName: last.entryPointName,
      exitAccessPointName: last.exitPointName,
      status: last.status,
      anomalies: last.anomalies,
      durationMs: entry === null || exit === null ? null : exit.at - entry.at,
      corrected: last.corrected,
    };
  }

  /** An open passage that went stale has another status, and may have an exit. */
  async function asOfNow(row: PassageRow, holder: string, now: number): Promise<PassageRow> {
    const own = rules.get(row.area)?.rules;
    if (!own) return row;
    const placeExit = await placeExitFor(row, holder, own, now);
    const passage = asOf(row, now, own, placeExit);
    const { exit, status, anomalies, corrected } = passage;
    const exitAccessPointName = pointName(exit?.accessPoint ?? null);
    const length = durationMs(passage);
    return { ...row, exit, status, anomalies, corrected, exitAccessPointName, durationMs: length };
  }

  /** Where a forgotten exit is the person's exit from the place. */
  async function placeExitFor(
    { place, area, entry }: PassageRow,
    holder: string,
    own: VisitRules,
    now: number,
  ): Promise<PlaceExit | undefined> {
    if (area === place || own.missingExit !== 'closeAtPlaceExit' || entry === null) return;
    if (!isStale(own, entry.at, now)) return;
    const unit = unitOf(database, db);
    const [at] = await readRules(unit, [{ place, area: place }]);
    if (!at) return;
    const { person } = partsOf(holder);
    const passage = await readPlacePassage(unit, { place, person }, entry.at);
    return placeExitOf(() => passage, at.rules);
  }

  return {
    async name(rows, now) {
      const shown: PassageRow[] = [];
      let isLearnt = false;
      for (const row of rows) {
        let one = named(row);
        if (one === null && !isLearnt) {
          await learn(rows);
          isLearnt = true;
          one = named(row);
        }
        if (one !== null) shown.push(one.status === 'open' ? await asOfNow(one, row[1], now) : one);
      }
      return shown;
    },
  };
}

/** More kinds of rows than any report has; the memory stays bounded all the same. */
const mostShared = 10_000;

function partsOf(holder: string) {
  const end = holder.lastIndexOf(' ');
  const person = holder.slice(0, end) as SequenceKey['person'];
  const memberId = person.startsWith('member:') ? person.slice('member:'.length) : null;
  return { person, memberId, cardUid: holder.slice(end + 1) };
}

function* inParts(ids: readonly string[]): Generator<string[]> {
  for (let i = 0; i < ids.length; i += 500) yield ids.slice(i, i + 500);
}
