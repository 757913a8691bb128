import type { AroundPassage, Corrections } from '../../cloud/ports/corrections.ts';
import type {
  CloseMishap,
  DeadLetter,
  DeviceState,
  Incident,
  JournalReader,
  TapRecord,
} from '../../cloud/ports/journal.ts';
import type { Page } from '../../cloud/ports/registry.ts';
import {
  type Completeness,
  everyPassage,
  type PassageReader,
  type PassageRow,
} from '../../cloud/ports/report.ts';
import type { Correction } from '../../shared/domain/correction.ts';
import { csvLine, csvOf } from '../../shared/domain/csv.ts';
import { rowsShown } from '../../shared/domain/report-shown.ts';
import { failure } from '../../shared/runtime/errors.ts';

function pageOf<T>(all: readonly T[], page: { limit: number; cursor: string | null }): Page<T> {
  const from = page.cursor === null ? 0 : Number(page.cursor);
  const to = from + page.limit;
  return { items: all.slice(from, to), nextCursor: to < all.length ? String(to) : null };
}

export interface MemoryJournal extends JournalReader {
  readonly all: TapRecord[];
  readonly states: DeviceState[];
  readonly found: Incident[];
  readonly letters: DeadLetter[];
  readonly close: CloseMishap;
}

export function memoryJournal(): MemoryJournal {
  const all: TapRecord[] = [];
  const states: DeviceState[] = [];
  const found: Incident[] = [];
  const letters: DeadLetter[] = [];
  const fits = (state?: string) => (one: Pick<Incident, 'closed'>) =>
    state === undefined || (state === 'open') === (one.closed === null);
  return {
    all,
    states,
    found,
    letters,
    async close(kind, id, closed) {
      const all: (Incident | DeadLetter)[] = kind === 'incident' ? found : letters;
      const at = all.findIndex((one) => one.id === id);
      const one = all[at];
      if (!one) throw failure('notFound', { what: kind, id });
      if (one.closed !== null) throw failure('conflict', { detail: 'Somebody closed it already.' });
      all[at] = { ...one, closed };
    },
    async taps(kind, filter, page) {
      const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY, ...where } = filter;
      const isAsked = (tap: TapRecord) =>
        tap.kind === kind &&
        tap.occurredAt >= from &&
        tap.occurredAt < to &&
        Object.entries(where).every(([field, value]) => tap[field as keyof TapRecord] === value);
      return pageOf(
        all.filter(isAsked).toSorted((a, b) => b.occurredAt - a.occurredAt),
        page,
      );
    },
    findTap: async (id) => all.find((tap) => tap.id === id) ?? null,
    async warningsOf(punchIds) {
      const warned = all.filter(({ id, warnings }) => punchIds.includes(id) && warnings.length > 0);
      return new Map(warned.map(({ id, warnings }) => [id, warnings]));
    },
    deadLetters: async (page, state) => pageOf(letters.filter(fits(state)), page),
    findDeadLetter: async (id) => letters.find((letter) => letter.id === id) ?? null,
    incidents: async (page, state) => pageOf(found.filter(fits(state)), page),
    findIncident: async (id) => found.find((incident) => incident.id === id) ?? null,
    deviceStates: async () => states,
  };
}

export interface MemoryPassages extends PassageReader {
  readonly rows: PassageRow[];
  complete: Completeness;
}

export function memoryPassages(): MemoryPassages {
  const rows: PassageRow[] = [];
  const atOf = (row: PassageRow) => row.entry?.at ?? row.exit?.at ?? 0;
  const dayOf = (row: PassageRow) =>
    Temporal.Instant.fromEpochMilliseconds(atOf(row))
      .toZonedDateTimeISO(row.timeZone)
      .toPlainDate()
      .toString();
  const fitting = (filter: Parameters<PassageReader['stream']>[0]) =>
    rows
      .filter(
        (row) =>
          (filter.from === null || dayOf(row) >= filter.from) &&
          (filter.to === null || dayOf(row) <= filter.to) &&
          (filter.pool !== undefined || !row.place.startsWith('venue-')) &&
          (filter.place === null || row.place === filter.place) &&
          (filter.area === null || row.area === filter.area) &&
          (filter.member === null || row.memberId === filter.member) &&
          (filter.status === null || row.status === filter.status),
      )
      .toSorted((a, b) => atOf(a) - atOf(b));
  const passages: MemoryPassages = {
    rows,
    complete: { completeUntil: null, silent: [], unread: [], pairingAnew: false },
    async *stream(filter) {
      const all = fitting(filter);
      for (let at = 0; at < all.length; at += 100) yield all.slice(at, at + 100);
    },
    async *lastOf(member, from) {
      yield fitting({ ...everyPassage, member, from }).toReversed();
    },
    async *lines(asked) {
      const [csv, shown] = [csvOf(asked.csv), rowsShown(asked.shown)];
      const showsHours = ({ entry, exit, ...row }: PassageRow) =>
        shown.hoursOf(row) ??
        shown.hoursThere({
          ...row,
          entryAccessPoint: entry?.accessPoint ?? null,
          exitAccessPoint: exit?.accessPoint ?? null,
        });
      const isTheirs = (row: PassageRow) => {
        const holder = shown.holder(row);
        return typeof holder === 'function' ? holder(atOf(row)) : holder;
      };
      const isShown = (row: PassageRow) => shown.setting(row) && isTheirs(row) && showsHours(row);
      for (const row of fitting(asked.filter).filter(isShown)) yield Buffer.from(csvLine(csv, row));
    },
    page: async (filter, _now, page) => pageOf(fitting(filter), page),
    find: async (id) => rows.find((row) => row.id === id) ?? null,
    completeness: async () => passages.complete,
  };
  return passages;
}

export interface MemoryCorrections extends Corrections {
  /** What stands around a passage, by its id. */
  readonly nearby: Map<string, AroundPassage>;
}

export function memoryCorrections(): MemoryCorrections {
  const all: Correction[] = [];
  const nearby = new Map<string, AroundPassage>();
  return {
    nearby,
    async record(change, author) {
      const made: Correction = { ...change, ...author, id: `cor_${all.length + 1}`, undone: false };
      all.unshift(made);
      return made;
    },
    preview: async () => ({ before: [], after: [], moved: null, tokens: null }),
    around: async (passageId) => nearby.get(passageId) ?? null,
    find: async (id) => all.find((correction) => correction.id === id) ?? null,
    list: async (page) => pageOf(all, page),
    async listRecorded(page) {
      const { items, nextCursor } = pageOf(all, page);
      const ended = {
        ...{ undoneAt: null, undoneBy: null, undoneReason: null },
        ...{ madeByName: null, undoneByName: null },
      };
      return { items: items.map((correction) => ({ correction, ...ended })), nextCursor };
    },
    async undo(id) {
      const at = all.findIndex((correction) => correction.id === id);
      const found = all[at];
      if (!found) throw failure('notFound', { what: 'correction', id });
      const undone = { ...found, undone: true };
      all[at] = undone;
      return undone;
    },
  };
}
