import { asOf, durationMs } from '../../shared/domain/passage-as-of.ts';
import type { PlaceExit } from '../../shared/domain/place-exit.ts';
import { placeExitOf } from '../../shared/domain/place-exits.ts';
import type { SequenceKey } from '../../shared/domain/punch.ts';
import type { PassageRow } from '../../shared/domain/report.ts';
import { isStale } from '../../shared/domain/visit-rules.ts';
import type { Database } from './database.ts';
import { type PassageColumns, passageOf } from './passages.ts';
import { readPlacePassage } from './place-passages.ts';
import { unitOf } from './rows.ts';
import { type RulesAt, readRules } from './visit-rules.ts';

/** Turns stored passages into rows a person reads: names, and the status as of now. */
export interface RowNames {
  name(rows: readonly PassageColumns[], now: number): Promise<PassageRow[]>;
}

/** Names are read once and kept for one report: a join for each row would cost as much as the rows. */
export async function reportNames(database: Database): Promise<RowNames> {
  const { db } = database;
  const points = await db.selectFrom('access_point').select(['id', 'name']).execute();
  const pointNames = new Map(points.map(({ id, name }) => [id, name]));
  const persons = new Map<string, string | null>();
  const memberNames = new Map<string, string | null>();
  const cardNumbers = new Map<string, string | null>();
  const rules = new Map<string, RulesAt>();
  const placeExits = new Map<string, PlaceExit>();

  async function learn(rows: readonly PassageColumns[]): Promise<void> {
    const members = new Set<string>();
    const cards = new Set<string>();
    const areas = new Map<string, PassageColumns>();
    for (const row of rows) {
      if (!persons.has(row.person)) {
        const member = memberOf(row.person);
        persons.set(row.person, member);
        if (member !== null && !memberNames.has(member)) members.add(member);
      }
      if (!cardNumbers.has(row.card_uid)) cards.add(row.card_uid);
      if (!rules.has(row.area)) areas.set(row.area, row);
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
      for (const { uid, number } of found) cardNumbers.set(uid, number);
    }
    if (areas.size === 0) return;
    const wanted = [...areas.values()];
    const found = await readRules(unitOf(database, db), wanted);
    for (const [i, { area }] of wanted.entries()) {
      const at = found[i];
      if (at) rules.set(area, at);
    }
  }

  /** Where a forgotten exit is the person's exit from the place: that passage, for the rows that need it. */
  async function learnPlaceExits(rows: readonly PassageColumns[], now: number): Promise<void> {
    const unit = unitOf(database, db);
    for (const row of rows) {
      const own = rules.get(row.area)?.rules;
      if (row.area === row.place || own?.missingExit !== 'closeAtPlaceExit') continue;
      if (row.entry_at === null || !isStale(own, row.entry_at, now)) continue;
      const [at] = await readRules(unit, [{ place: row.place, area: row.place }]);
      const person = row.person as SequenceKey['person'];
      const passage = await readPlacePassage(unit, { place: row.place, person }, row.entry_at);
      if (at)
        placeExits.set(
          row.id,
          placeExitOf(() => passage, at.rules),
        );
    }
  }

  /** Null where a name is not known yet. */
  function named(row: PassageColumns, now: number): PassageRow | null {
    const memberId = persons.get(row.person);
    const cardNumber = cardNumbers.get(row.card_uid);
    const at = rules.get(row.area);
    if (memberId === undefined || cardNumber === undefined || !at) return null;
    const stored = passageOf(row);
    const passage =
      stored.status === 'open' ? asOf(stored, now, at.rules, placeExits.get(row.id)) : stored;
    const pointName = (id: string | null | undefined) =>
      id === null || id === undefined ? null : (pointNames.get(id) ?? id);
    return {
      id: row.id,
      place: row.place,
      area: row.area,
      timeZone: at.timeZone,
      memberId,
      memberName: memberId === null ? null : (memberNames.get(memberId) ?? null),
      cardUid: row.card_uid,
      cardNumber,
      entry: passage.entry,
      exit: passage.exit,
      entryAccessPointName: pointName(passage.entry?.accessPoint),
      exitAccessPointName: pointName(passage.exit?.accessPoint),
      status: passage.status,
      anomalies: passage.anomalies,
      durationMs: durationMs(passage),
      corrected: passage.corrected,
    };
  }

  return {
    async name(rows, now) {
      const known = rows.map((row) => named(row, now));
      const unknown = rows.filter((_, i) => known[i] === null);
      if (unknown.length > 0) await learn(unknown);
      const open = rows.filter(({ status }) => status === 'open');
      if (open.length > 0) await learnPlaceExits(open, now);
      return rows.flatMap((row, i) => {
        const first = placeExits.has(row.id) ? null : known[i];
        return first ?? named(row, now) ?? [];
      });
    },
  };
}

const memberOf = (person: string): string | null =>
  person.startsWith('member:') ? person.slice('member:'.length) : null;

function* inParts(ids: readonly string[]): Generator<string[]> {
  for (let i = 0; i < ids.length; i += 500) yield ids.slice(i, i + 500);
}
