import {
  type DoorEventFilter,
  type DoorEventKind,
  type DoorEventRecord,
  type DoorEvents,
  doorEventKindNames,
  doorEventKinds,
} from '../ports/door-events.ts';
import type { PageRequest } from '../ports/journal.ts';
import type { Page } from '../ports/registry.ts';
import { cursorAfter, cursorParts } from './cursor.ts';
import type { Database, Db } from './database.ts';
import { causesOf, type Heard } from './door-causes.ts';
import { olderThan } from './older-than.ts';

/**
 * Reads what doors went through out of the journals, and adds the commands that no journal tells of. All three are
 * ordered by when they were recorded: entries by their UUIDv7, commands by one that their time would make.
 */
export function openDoorEvents({ db }: Database): DoorEvents {
  return {
    async list(filter, page) {
      const after = keyIn(page.cursor);
      const looked = await Promise.all([
        lookThrough(after, page, entries(db, 'door', filter)),
        lookThrough(after, page, entries(db, 'device', filter)),
        lookThrough(after, page, commands(db, filter)),
      ]);
      return pageFrom(looked, page.limit, (items) => causesOf(db, items));
    },
  };
}

/** Where a row stands: newer is greater. */
type Key = readonly [id: string, tie: string];
interface Found {
  readonly key: Key;
  /** Null: it is passed over. */
  readonly heard: Heard | null;
}
type Look = (after: Key | null, limit: number) => Promise<readonly Found[]>;

interface Looked {
  readonly found: readonly (Found & { readonly heard: Heard })[];
  /** Nothing before it was looked at; null: all was. */
  readonly until: Key | null;
}

/** What the body says is judged here: no listing has an index that every punch would pay for. */
const maxRounds = 20;

async function lookThrough(start: Key | null, { limit }: PageRequest, look: Look): Promise<Looked> {
  const found: (Found & { heard: Heard })[] = [];
  let after = start;
  for (let rounds = 0; rounds < maxRounds && found.length < limit; rounds++) {
    const rows = await look(after, limit);
    for (const { key, heard } of rows) if (heard) found.push({ key, heard });
    const last = rows.at(-1);
    if (rows.length < limit || !last) return { found, until: null };
    after = last.key;
  }
  return { found, until: after };
}

/** Only what everybody looked at is told; the rest comes with the next page. */
async function pageFrom(
  looked: readonly Looked[],
  limit: number,
  tell: (heard: readonly Heard[]) => Promise<readonly DoorEventRecord[]>,
): Promise<Page<DoorEventRecord>> {
  const horizon = looked
    .flatMap(({ until }) => (until ? [until] : []))
    .reduce<Key | null>((a, b) => (a && isNewer(a, b) ? a : b), null);
  const all = looked
    .flatMap(({ found }) => found)
    .filter(({ key }) => horizon === null || !isNewer(horizon, key))
    .toSorted((a, b) => (isNewer(a.key, b.key) ? -1 : 1));
  const shown = all.slice(0, limit);
  const end = all.length > limit ? (shown.at(-1)?.key ?? null) : horizon;
  const items = await tell(shown.map(({ heard }) => heard));
  return { items, nextCursor: end && cursorAfter(...end) };
}

const isNewer = (a: Key, b: Key): boolean => (a[0] === b[0] ? a[1] > b[1] : a[0] > b[0]);

const keyIn = (cursor: string | null): Key | null => {
  const [id, tie] = cursor === null ? [] : cursorParts(cursor);
  return id === undefined || tie === undefined ? null : [id, tie];
};

const wanted = (filter: DoorEventFilter, of: 'door' | 'device'): ReadonlySet<string> => {
  const kinds: readonly DoorEventKind[] = filter.kind ? [filter.kind] : doorEventKindNames;
  return new Set(kinds.flatMap((kind): readonly string[] => doorEventKinds[kind][of]));
};

function entries(db: Db, kind: 'door' | 'device', filter: DoorEventFilter): Look {
  const events = wanted(filter, kind);
  const { devices, door, from, to } = filter;
  return async (after, limit) => {
    if (events.size === 0 || devices?.length === 0) return [];
    let query = db
      .selectFrom('known_entry as k')
      .innerJoin('entry as e', 'e.key', 'k.key')
      .select(['k.id', 'k.device', 'k.key', 'k.occurred_at', 'k.estimated', 'e.body'])
      .where('k.kind', '=', kind);
    if (devices !== undefined) query = query.where('k.device', 'in', [...devices]);
    if (from !== undefined) query = query.where('k.occurred_at', '>=', from);
    if (to !== undefined) query = query.where('k.occurred_at', '<', to);
    if (after) query = query.where(olderThan(after));
    const rows = await query
      .orderBy('k.id', 'desc')
      .orderBy('k.device', 'desc')
      .limit(limit)
      .execute();
    return rows.map((row): Found => {
      const heard = heardIn(row);
      const isAsked = events.has(heard.event) && (door === undefined || heard.door === door);
      return { key: [row.id, row.device], heard: isAsked ? heard : null };
    });
  };
}

interface EntryRow {
  readonly id: string;
  readonly device: string;
  readonly key: number;
  readonly occurred_at: number;
  readonly estimated: number;
  readonly body: string;
}

function heardIn(row: EntryRow): Heard {
  const body = JSON.parse(row.body) as Record<string, unknown>;
  const details = (body['details'] ?? {}) as Record<string, unknown>;
  const named = body['door'] ?? details['door'];
  const door = typeof named === 'string' ? named : null;
  const { seq, command } = (body['cause'] ?? details) as Record<string, unknown>;
  return {
    ...{ id: row.id, device: row.device, occurredAt: row.occurred_at, door },
    ...{ event: String(body['event']), estimated: row.estimated !== 0, details },
    command: typeof command === 'string' ? command : null,
    // Its journal is this entry's.
    causeKey: typeof seq === 'number' ? row.key - Number(body['seq']) + seq : null,
  };
}

/** Commands of which the device has not said where its journal has them; several may be of one millisecond. */
function commands(db: Db, filter: DoorEventFilter): Look {
  const { devices, door, from, to, kind } = filter;
  return async (after, limit) => {
    if ((kind !== undefined && kind !== 'unlocks') || devices?.length === 0) return [];
    let query = db
      .selectFrom('given_command')
      .select(['id', 'device', 'door', 'given_at', 'counter'])
      .where('kind', '=', 'unlock')
      .where('door', 'is not', null)
      .where('seq', 'is', null);
    if (devices !== undefined) query = query.where('device', 'in', [...devices]);
    if (door !== undefined) query = query.where('door', '=', door);
    if (from !== undefined) query = query.where('given_at', '>=', from);
    if (to !== undefined) query = query.where('given_at', '<', to);
    if (after) {
      const [until, tie] = [msOf(after[0]), after[1]];
      // An entry of that moment comes after every command of it.
      const isOfIt = after[0] === idAt(until);
      query = query.where((where) =>
        where.or([
          where('given_at', '<', until),
          ...(isOfIt ? [where.and([where('given_at', '=', until), where('id', '<', tie)])] : []),
        ]),
      );
    }
    const rows = await query
      .orderBy('given_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(
      (row): Found => ({
        key: [idAt(row.given_at), row.id],
        heard: {
          ...{ id: row.id, event: 'commanded', device: row.device, door: row.door },
          ...{ occurredAt: row.given_at, estimated: false, details: {} },
          ...{ command: row.id, causeKey: null },
        },
      }),
    );
  };
}

/** As a UUIDv7 of that moment would begin: the newest of it. */
const idAt = (ms: number): string => {
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-ffff`;
};
const msOf = (id: string): number => Number.parseInt(id.slice(0, 13).replace('-', ''), 16);
