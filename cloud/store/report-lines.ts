import { csvLine, type PassageCsv } from '../../shared/domain/csv.ts';
import { type LocalClock, localClock } from '../../shared/domain/local-clock.ts';
import type { RowsShown } from '../../shared/domain/report.ts';
import type { Database } from './database.ts';
import { type Holder, knownToReport, type Setting } from './report-known.ts';
import { rowAsOf } from './report-names.ts';
import { type PassageTuple, tupleAt } from './report-rows.ts';
import { unitOf } from './rows.ts';
import { textNumbers } from './text-numbers.ts';

/** Writes stored passages as lines of CSV. */
export interface RowLines {
  write(rows: readonly PassageTuple[], now: number): Promise<string>;
}

interface SettingCells {
  readonly setting: Setting;
  readonly isShown: boolean;
  readonly showsHours: boolean;
  readonly clock: LocalClock;
  readonly where: string;
  readonly what: string;
}

interface HolderCells {
  readonly holder: Holder;
  readonly isShown: ReturnType<RowsShown['holder']>;
  /** Null: as where it was. */
  readonly showsHours: boolean | null;
  /** Written when it is first shown: cards without a number are numbered in the order of the lines. */
  who: string | null;
  /** Where and who in one text, of where they were last met. */
  lead: string;
  leadWhere: string | null;
}

const mostCells = 50_000;

/**
 * Straight from the packed rows to the lines, without a `PassageRow` in between: what rows have in common is
 * judged, looked up, put in words and quoted once. Only an open passage, which is not what it was when it was stored,
 * takes the way of the rows.
 */
export async function reportLines(
  database: Database,
  csv: PassageCsv,
  shown: RowsShown,
): Promise<RowLines> {
  const known = await knownToReport(database);
  const unit = unitOf(database, database.db);
  const settings = new Map<string, SettingCells>();
  let holders = textNumbers();
  let cellsOf: HolderCells[] = [];

  function newSetting(row: PassageTuple): SettingCells | undefined {
    const setting = known.settingOf(row);
    if (!setting) return;
    const cells = {
      setting,
      isShown: shown.setting(setting),
      showsHours: shown.hoursThere(setting),
      clock: localClock(setting.timeZone),
      where: csv.where(setting),
      what: csv.what(setting),
    };
    settings.set(row[5], cells);
    return cells;
  }

  const holderOf = (row: PassageTuple): HolderCells | undefined => {
    const number = holders.numberOf(row[1]);
    return number === null ? undefined : cellsOf[number];
  };

  function newHolder(row: PassageTuple): HolderCells | undefined {
    const holder = known.holderOf(row);
    if (!holder) return;
    const cells = {
      holder,
      isShown: shown.holder(holder),
      showsHours: shown.hoursOf(holder),
      ...{ who: null, lead: '', leadWhere: null },
    };
    cellsOf[holders.add(row[1])] = cells;
    return cells;
  }

  /** Between windows: whatever a window needs stays until its end. */
  function forgetMany(): void {
    if (settings.size > mostCells) settings.clear();
    if (holders.size <= mostCells) return;
    holders = textNumbers();
    cellsOf = [];
  }

  function leadOf(holder: HolderCells, { where }: SettingCells): string {
    if (holder.leadWhere !== where) {
      holder.who ??= csv.who(holder.holder);
      holder.leadWhere = where;
      holder.lead = [where, holder.who].join('');
    }
    return holder.lead;
  }

  async function openLine(row: PassageTuple, holder: Holder, setting: Setting, now: number) {
    const asOfNow = await rowAsOf(row, holder, setting, { known, unit, now });
    return shown.setting(asOfNow) ? csvLine(csv, asOfNow) : '';
  }

  return {
    async write(rows, now) {
      forgetMany();
      const parts: string[] = [];
      let isLearnt = false;
      let lastCommon = '';
      let last: SettingCells | undefined;
      for (const row of rows) {
        const [id, , entryAt, exitAt, , common] = row;
        // One after the other is nearly always alike, and to compare costs less than to look up.
        if (common !== lastCommon || last === undefined) {
          last = settings.get(common);
          lastCommon = common;
        }
        let holder = holderOf(row);
        if (!last || !holder) {
          if (!isLearnt) await known.learn(rows.filter((r) => !settings.has(r[5]) || !holderOf(r)));
          isLearnt = true;
          last ??= newSetting(row);
          holder ??= newHolder(row);
        }
        if (!last || !holder?.isShown) continue;
        if (typeof holder.isShown === 'function' && !holder.isShown(tupleAt(row))) continue;
        if (!(holder.showsHours ?? last.showsHours)) continue;
        if (last.setting.status === 'open') {
          parts.push(await openLine(row, holder.holder, last.setting, now));
        } else if (last.isShown) {
          const durationMs = entryAt === null || exitAt === null ? null : exitAt - entryAt;
          const when = csv.when(last.clock, entryAt, exitAt, durationMs);
          parts.push(csv.id(id), leadOf(holder, last), when, last.what);
        }
      }
      return parts.join('');
    },
  };
}
