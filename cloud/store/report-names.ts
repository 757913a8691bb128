import type { PassageEnd } from '../../shared/domain/passage.ts';
import { asOf, durationMs } from '../../shared/domain/passage-as-of.ts';
import type { PlaceExit } from '../../shared/domain/place-exit.ts';
import { placeExitOf } from '../../shared/domain/place-exits.ts';
import type { PassageRow } from '../../shared/domain/report.ts';
import { isStale } from '../../shared/domain/visit-rules.ts';
import type { Database } from './database.ts';
import { readPlacePassage } from './place-passages.ts';
import { type Holder, type KnownToReport, knownToReport, type Setting } from './report-known.ts';
import type { PassageTuple } from './report-rows.ts';
import { type Unit, unitOf } from './rows.ts';
import { readRules } from './visit-rules.ts';

/** Turns stored passages into rows a person reads: names, and the status as of now. */
export interface RowNames {
  name(rows: readonly PassageTuple[], now: number): Promise<PassageRow[]>;
}

export async function reportNames(database: Database): Promise<RowNames> {
  const known = await knownToReport(database);
  const unit = unitOf(database, database.db);
  return {
    async name(rows, now) {
      const shown: PassageRow[] = [];
      let isLearnt = false;
      for (const row of rows) {
        let holder = known.holderOf(row);
        let setting = known.settingOf(row);
        if (!isLearnt && (!holder || !setting)) {
          await known.learn(rows);
          isLearnt = true;
          holder = known.holderOf(row);
          setting = known.settingOf(row);
        }
        if (!holder || !setting) continue;
        shown.push(
          setting.status === 'open'
            ? await rowAsOf(row, holder, setting, { known, unit, now })
            : rowOf(row, holder, setting),
        );
      }
      return shown;
    },
  };
}

/** A row as it is stored. */
function rowOf(
  [id, , entryAt, exitAt, exitPunch]: PassageTuple,
  holder: Holder,
  setting: Setting,
): PassageRow {
  const { entryBy, exitBy } = setting;
  const entry: PassageEnd | null =
    entryAt === null || entryBy === null
      ? null
      : {
          at: entryAt,
          punchId: setting.entryTapped === 1 ? id : null,
          accessPoint: setting.entryAccessPoint,
          by: entryBy,
        };
  const exit: PassageEnd | null =
    exitAt === null || exitBy === null
      ? null
      : { at: exitAt, punchId: exitPunch, accessPoint: setting.exitAccessPoint, by: exitBy };
  return {
    id,
    place: setting.place,
    area: setting.area,
    timeZone: setting.timeZone,
    memberId: holder.memberId,
    memberName: holder.memberName,
    cardUid: holder.cardUid,
    cardNumber: holder.cardNumber,
    entry,
    exit,
    entryAccessPointName: setting.entryAccessPointName,
    exitAccessPointName: setting.exitAccessPointName,
    status: setting.status,
    anomalies: setting.anomalies,
    durationMs: entry === null || exit === null ? null : exit.at - entry.at,
    corrected: setting.corrected,
  };
}

interface AsOf {
  readonly known: KnownToReport;
  readonly unit: Unit;
  readonly now: number;
}

/** An open passage that went stale has another status, and may have an exit. */
export async function rowAsOf(
  tuple: PassageTuple,
  holder: Holder,
  setting: Setting,
  { known, unit, now }: AsOf,
): Promise<PassageRow> {
  const row = rowOf(tuple, holder, setting);
  const passage = asOf(
    row,
    now,
    setting.rules,
    await placeExitFor(row, holder, setting, unit, now),
  );
  const { exit, status, anomalies, corrected } = passage;
  const exitAccessPointName = known.pointName(exit?.accessPoint ?? null);
  const length = durationMs(passage);
  return { ...row, exit, status, anomalies, corrected, exitAccessPointName, durationMs: length };
}

/** Where a forgotten exit is the person's exit from the place. */
async function placeExitFor(
  { place, area, entry }: PassageRow,
  { person }: Holder,
  { rules }: Setting,
  unit: Unit,
  now: number,
): Promise<PlaceExit | undefined> {
  if (area === place || rules.missingExit !== 'closeAtPlaceExit' || entry === null) return;
  if (!isStale(rules, entry.at, now)) return;
  const [at] = await readRules(unit, [{ place, area: place }]);
  if (!at) return;
  const passage = await readPlacePassage(unit, { place, person }, entry.at);
  return placeExitOf(() => passage, at.rules);
}
