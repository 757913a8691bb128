import type { Anomaly, PassageEnd } from '../../shared/domain/passage.ts';
import type { SequenceKey } from '../../shared/domain/punch.ts';
import type { RowHolder, RowSetting } from '../../shared/domain/report.ts';
import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import type { Database } from './database.ts';
import { rulesOfVenue, venuesAfar } from './fedow-venues.ts';
import { placesAfar, rulesAfar } from './places-afar.ts';
import type { Common, PassageTuple } from './report-rows.ts';
import { askRows, keptStatement, type Row, type Unit, unitOf } from './rows.ts';
import { type RulesAt, readRules } from './visit-rules.ts';

/** Who a passage is of, as of now. */
export interface Holder extends RowHolder {
  readonly person: SequenceKey['person'];
}

/** What many rows have in common, with its names. */
export interface Setting extends RowSetting {
  readonly rules: RulesAt['rules'];
  readonly entryAccessPoint: string | null;
  /** 1: tapped, and then the passage has the punch's id. */
  readonly entryTapped: 0 | 1;
  readonly entryBy: PassageEnd['by'] | null;
  readonly exitAccessPoint: string | null;
  readonly exitBy: PassageEnd['by'] | null;
}

/** What a report knows of its rows: read once for the first of many that need it. */
export interface KnownToReport {
  /** Undefined until the row was learnt. */
  holderOf(row: PassageTuple): Holder | undefined;
  settingOf(row: PassageTuple): Setting | undefined;
  /** Reads what these rows need. What was known before may be forgotten, so that memory stays bounded. */
  learn(rows: readonly PassageTuple[]): Promise<void>;
  pointName(id: string | null): string | null;
}

interface NamesOf {
  readonly name: string | null;
  readonly number: string | null;
}
const namesOf = {
  parameters: { member: 'text', uid: 'text' },
  sql: `SELECT (SELECT name FROM member WHERE id = @member) AS name,
    (SELECT number FROM card WHERE uid = @uid) AS number`,
} as const;

/** The same on SQLite, of many in one question: to ask one by one costs three times as much as to look them up. */
const memberNames = { one: 'SELECT name FROM member WHERE id = asked.value' } as const;
const cardNumbers = { one: 'SELECT number FROM card WHERE uid = asked.value' } as const;

function lookUp(
  sqlite: SqliteDatabase,
  what: { readonly one: string },
  asked: readonly (string | null)[],
): readonly (string | null)[] {
  const statement = keptStatement(
    sqlite,
    what,
    () => `SELECT json_group_array((${what.one})) AS found FROM json_each(?) AS asked`,
  );
  const { found } = statement.get(JSON.stringify(asked)) as { found: string };
  return JSON.parse(found) as readonly (string | null)[];
}

async function readNames(
  unit: Unit,
  asked: readonly { readonly memberId: string | null; readonly cardUid: string }[],
): Promise<readonly (NamesOf | undefined)[]> {
  if (!unit.sqlite) {
    const rows = asked.map(({ memberId, cardUid }): Row => [memberId, cardUid]);
    return (await askRows<NamesOf>(unit, namesOf, rows)).map(([names]) => names);
  }
  const members = asked.map(({ memberId }) => memberId);
  const cards = asked.map(({ cardUid }) => cardUid);
  const numbers = lookUp(unit.sqlite, cardNumbers, cards);
  return lookUp(unit.sqlite, memberNames, members).map((name, i) => ({
    name,
    number: numbers[i] ?? null,
  }));
}

/** More kinds of rows, and more people, than nearly any report has. */
const mostSettings = 10_000;
const mostHolders = 50_000;

/** Names are read once and kept for one report: a join for each row would cost as much as the rows. */
export async function knownToReport(database: Database): Promise<KnownToReport> {
  const { db } = database;
  const unit = unitOf(database, db);
  const points = await db.selectFrom('access_point').select(['id', 'name']).execute();
  const afar = await placesAfar(db, null);
  const venues = await venuesAfar(db, null);
  const pointNames = new Map([...points, ...afar, ...venues].map(({ id, name }) => [id, name]));
  const holders = new Map<string, Holder>();
  const settings = new Map<string, Setting>();
  const rules = new Map<string, RulesAt>([
    ...afar.map((place) => [place.id, rulesAfar(place)] as const),
    ...venues.map((venue) => [venue.id, rulesOfVenue(venue)] as const),
  ]);

  const pointName = (id: string | null): string | null =>
    id === null ? null : (pointNames.get(id) ?? id);

  async function learnHolders(texts: readonly string[]): Promise<void> {
    const parts = texts.map(partsOf);
    const found = await readNames(unit, parts);
    for (const [i, text] of texts.entries()) {
      const part = parts[i];
      const names = found[i];
      if (!part || !names) continue;
      holders.set(text, { ...part, memberName: names.name, cardNumber: names.number });
    }
  }

  async function learnSettings(texts: readonly string[]): Promise<void> {
    const commons = texts.map((text) => [text, JSON.parse(text) as Common] as const);
    const areas = new Map(commons.map(([, [place, area]]) => [area, { place, area }]));
    for (const area of rules.keys()) areas.delete(area);
    const found = await readRules(unit, [...areas.values()]);
    for (const [i, area] of [...areas.keys()].entries()) {
      const at = found[i];
      if (at) rules.set(area, at);
    }
    for (const [text, common] of commons) {
      const at = rules.get(common[1]);
      if (at) settings.set(text, settingOf(common, at));
    }
  }

  function settingOf(common: Common, at: RulesAt): Setting {
    const [place, area, status, anomalies, corrected, entryAccessPoint, entryBy] = common;
    const [, , , , , , , entryTapped, exitAccessPoint, exitBy] = common;
    return {
      place,
      area,
      timeZone: at.timeZone,
      rules: at.rules,
      status,
      anomalies: anomalies === '' ? [] : (anomalies.split('|') as Anomaly[]),
      corrected: corrected !== 0,
      entryAccessPoint,
      entryAccessPointName: pointName(entryAccessPoint),
      entryTapped,
      entryBy,
      exitAccessPoint,
      exitAccessPointName: pointName(exitAccessPoint),
      exitBy,
    };
  }

  return {
    holderOf: (row) => holders.get(row[1]),
    settingOf: (row) => settings.get(row[5]),
    async learn(rows) {
      if (holders.size > mostHolders) holders.clear();
      if (settings.size > mostSettings) settings.clear();
      await learnHolders(unknown(rows, 1, holders));
      await learnSettings(unknown(rows, 5, settings));
    },
    pointName,
  };
}

function partsOf(holder: string) {
  const end = holder.lastIndexOf(' ');
  const person = holder.slice(0, end) as SequenceKey['person'];
  const memberId = person.startsWith('member:') ? person.slice('member:'.length) : null;
  return { person, memberId, cardUid: holder.slice(end + 1) };
}

const unknown = (
  rows: readonly PassageTuple[],
  column: 1 | 5,
  known: ReadonlyMap<string, unknown>,
): readonly string[] => [
  ...new Set(rows.flatMap((row) => (known.has(row[column]) ? [] : [row[column]]))),
];
