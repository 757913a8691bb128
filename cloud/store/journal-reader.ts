import { type Warning, warnings } from '../../shared/domain/place-rules.ts';
import { isPseudonym } from '../../shared/domain/pseudonym.ts';
import type {
  DeadLetter,
  DeviceState,
  Incident,
  JournalReader,
  PageRequest,
  TapFilter,
  TapRecord,
} from '../ports/journal.ts';
import type { Page } from '../ports/registry.ts';
import { closingOf } from './closings.ts';
import { cursorAfter, cursorParts } from './cursor.ts';
import type { Database } from './database.ts';
import { olderThan } from './older-than.ts';
import type { JournalTables } from './schema/journal.ts';

/** Reads what the devices wrote. Newest first: ids are UUIDv7, so the order of ids is that of recording. */
export function openJournalReader({ db }: Database): JournalReader {
  const tapRows = () =>
    db
      .selectFrom('known_entry as k')
      .innerJoin('journal as e', 'e.key', 'k.key')
      .select([
        'k.kind',
        'k.id',
        'k.device',
        'e.epoch',
        'e.seq',
        'k.place',
        'k.occurred_at',
        'k.estimated',
        'e.received_at',
        'e.body',
      ]);

  return {
    async taps(kind, filter, page) {
      const limit = page.limit;
      const items: TapRecord[] = [];
      let after = cursorOf(page.cursor);
      // What the body says is filtered here, so that no listing needs an index that every punch would pay for.
      for (let rounds = 0; rounds < maxRounds; rounds++) {
        let query = tapRows().where('k.kind', '=', kind);
        const { placeId, device, from, to } = filter;
        if (placeId !== undefined) query = query.where('k.place', '=', placeId);
        if (device !== undefined) query = query.where('k.device', '=', device);
        if (from !== undefined) query = query.where('k.occurred_at', '>=', from);
        if (to !== undefined) query = query.where('k.occurred_at', '<', to);
        if (after) query = query.where(olderThan(after));
        const rows = await query
          .orderBy('k.id', 'desc')
          .orderBy('k.device', 'desc')
          .limit(limit + 1)
          .execute();
        for (const row of rows.slice(0, limit)) {
          const tap = tapOf(row);
          after = [row.id, row.device];
          if (matches(tap, filter)) items.push(tap);
          if (items.length === limit) break;
        }
        const last = after && after[0] === rows.at(-1)?.id && after[1] === rows.at(-1)?.device;
        if (rows.length <= limit && (rows.length === 0 || last)) return { items, nextCursor: null };
        if (items.length === limit) break;
      }
      return { items, nextCursor: after ? cursorAfter(...after) : null };
    },
    async findTap(id) {
      const row = await tapRows()
        .where('k.kind', 'in', ['punch', 'refusal'])
        .where('k.id', '=', id)
        .orderBy('k.device')
        .executeTakeFirst();
      return row ? tapOf(row) : null;
    },
    async warningsOf(punchIds) {
      const warned = new Map<string, readonly Warning[]>();
      for (let from = 0; from < punchIds.length; from += idsAtOnce) {
        const rows = await db
          .selectFrom('known_entry as k')
          .innerJoin('entry as e', 'e.key', 'k.key')
          .select(['k.id', 'e.body'])
          .where('k.kind', '=', 'punch')
          .where('k.id', 'in', punchIds.slice(from, from + idsAtOnce))
          // Hardly any has one: the others are not even read out.
          .where('e.body', 'like', '%"warnings":["%')
          .execute();
        for (const { id, body } of rows) warned.set(id, warningsIn(JSON.parse(body)));
      }
      return warned;
    },
    async deadLetters(page, state) {
      let query = db.selectFrom('dead_letter').selectAll().orderBy('id', 'desc');
      if (state !== undefined)
        query = query.where('closed_at', state === 'open' ? 'is' : 'is not', null);
      if (page.cursor !== null) query = query.where('id', '<', page.cursor);
      return pageOf((await query.limit(page.limit + 1).execute()).map(deadLetterOf), page);
    },
    async findDeadLetter(id) {
      const row = await db
        .selectFrom('dead_letter')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return row ? deadLetterOf(row) : null;
    },
    async incidents(page, state) {
      let query = db.selectFrom('incident').selectAll().orderBy('id', 'desc');
      if (state !== undefined)
        query = query.where('closed_at', state === 'open' ? 'is' : 'is not', null);
      if (page.cursor !== null) query = query.where('id', '<', page.cursor);
      return pageOf((await query.limit(page.limit + 1).execute()).map(incidentOf), page);
    },
    async findIncident(id) {
      const row = await db
        .selectFrom('incident')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return row ? incidentOf(row) : null;
    },
    async deviceStates() {
      const rows = await db.selectFrom('device_state').selectAll().orderBy('device').execute();
      return rows.map(deviceStateOf);
    },
  };
}

/** A filter that matches nothing must not read the journal to its beginning: the cursor goes on instead. */
const maxRounds = 20;

/** As many as one statement names. */
const idsAtOnce = 500;

const cursorOf = (cursor: string | null): readonly [string, string] | null => {
  const [id, device] = cursor === null ? [] : cursorParts(cursor);
  return id === undefined || device === undefined ? null : [id, device];
};

function pageOf<T extends { readonly id: string }>(rows: readonly T[], page: PageRequest): Page<T> {
  const items = rows.slice(0, page.limit);
  return { items, nextCursor: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}

const matches = (tap: TapRecord, { accessPoint, reason }: TapFilter): boolean =>
  (accessPoint === undefined || tap.accessPoint === accessPoint) &&
  (reason === undefined || tap.reason === reason);

type TapRow = Omit<JournalTables['known_entry'], 'key' | 'area' | 'person'> &
  Pick<JournalTables['journal'], 'epoch' | 'seq' | 'received_at' | 'body'>;

export function tapOf(row: TapRow): TapRecord {
  const body = JSON.parse(row.body) as Record<string, unknown>;
  const text = (name: string): string | null => {
    const value = body[name];
    return typeof value === 'string' ? value : null;
  };
  const card = body['card'] as { uid?: string } | undefined;
  return {
    id: row.id,
    kind: row.kind === 'refusal' ? 'refusal' : 'punch',
    device: row.device,
    epoch: row.epoch,
    seq: row.seq,
    occurredAt: row.occurred_at,
    receivedAt: row.received_at,
    estimated: row.estimated !== 0,
    placeId: row.place,
    accessPoint: text('accessPoint') ?? '',
    direction: text('direction') ?? '',
    cardUid: card?.uid === undefined || isPseudonym(card.uid) ? null : card.uid,
    memberRef: text('memberRef'),
    reason: text('reason'),
    door: text('door'),
    item: text('item'),
    pointOfSale: text('pointOfSale'),
    warnings: warningsIn(body),
  };
}

function warningsIn(body: Readonly<Record<string, unknown>>): readonly Warning[] {
  const noted: unknown = body['warnings'];
  return Array.isArray(noted) ? warnings.filter((warning) => noted.includes(warning)) : [];
}

const deadLetterOf = (row: JournalTables['dead_letter']): DeadLetter => ({
  id: row.id,
  device: row.device,
  epoch: row.epoch,
  fromSeq: row.from_seq,
  toSeq: row.to_seq,
  reason: row.reason,
  raw: row.raw,
  receivedAt: row.received_at,
  closed: closingOf(row),
});

const incidentOf = (row: JournalTables['incident']): Incident => ({
  id: row.id,
  kind: row.kind,
  device: row.device,
  placeId: row.place,
  at: row.at,
  details: JSON.parse(row.details) as Incident['details'],
  closed: closingOf(row),
});

const deviceStateOf = (row: JournalTables['device_state']): DeviceState => ({
  device: row.device,
  lastSeenAt: row.last_seen_at,
  online: row.online !== 0,
  accessVersion: row.access_version,
  configVersion: row.config_version,
  unsent: row.unsent,
  hello: row.hello === null ? null : (JSON.parse(row.hello) as DeviceState['hello']),
});
