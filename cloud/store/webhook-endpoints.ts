import { failure } from '../../shared/runtime/errors.ts';
import type { Page } from '../ports/registry.ts';
import type {
  Attempt,
  EventType,
  WantedEndpoint,
  WebhookEndpoint,
} from '../ports/webhook-endpoints.ts';
import type { Database, Db } from './database.ts';
import { newId } from './registry-repository.ts';
import type { WebhookTables } from './schema/webhooks.ts';
import type { Seal } from './seal.ts';

export type EndpointRow = WebhookTables['webhook_endpoint'];

/** How endpoints are kept. Secrets come in as they are, and lie closed. */
export interface KeptEndpoints {
  list(placeIds: readonly string[] | '*'): Promise<readonly WebhookEndpoint[]>;
  find(id: string): Promise<WebhookEndpoint | null>;
  insert(wanted: WantedEndpoint, secret: string, now: number): Promise<string>;
  /** Throws `notFound`. */
  write(id: string, fields: Partial<EndpointRow>): Promise<void>;
  /** What is written of another secret; the one of now goes on until `formerUntil`. Throws `notFound`. */
  rotate(id: string, secret: string, formerUntil: number): Promise<void>;
  remove(id: string): Promise<void>;
  attempts(
    id: string,
    page: { readonly limit: number; readonly cursor: string | null },
  ): Promise<Page<Attempt>>;
  addAttempt(endpoint: string, attempt: Attempt): Promise<void>;
}

/** The ones that sign now, the newest first; empty: closed with a key that is gone. */
export function secretsOf(row: EndpointRow, seal: Seal, now: number): readonly string[] {
  const former = row.former_until !== null && row.former_until > now ? row.former_secret : null;
  return [row.secret, former].flatMap((closed) => (closed && seal.open(row.id, closed)) || []);
}

export function openKeptEndpoints(
  { db }: Database,
  seal: Seal,
  publicKeyOf: (secret: string) => string | null,
): KeptEndpoints {
  const absent = (id: string) => failure('notFound', { what: 'webhook', id });
  const shownOf = async (rows: readonly EndpointRow[]): Promise<readonly WebhookEndpoint[]> => {
    const counts = await waitingOf(db);
    return rows.map((row) => {
      const secret = row.algorithm === 'v1a' ? seal.open(row.id, row.secret) : null;
      return {
        ...{ id: row.id, placeId: row.place, url: row.url, description: row.description },
        types: typesOf(row),
        ...{ algorithm: row.algorithm, publicKey: secret && publicKeyOf(secret) },
        ...{ state: row.state, why: row.why, formerUntil: row.former_until },
        ...{ failingSince: row.failing_since, succeededAt: row.succeeded_at },
        ...{ madeAt: row.made_at, waiting: counts.get(row.id) ?? 0 },
      };
    });
  };
  return {
    async list(placeIds) {
      let query = db.selectFrom('webhook_endpoint').selectAll();
      if (placeIds !== '*') query = query.where('place', 'in', ['', ...placeIds]);
      return shownOf(await query.orderBy('made_at').orderBy('id').execute());
    },
    async find(id) {
      const row = await rowOf(db, id);
      return row ? ((await shownOf([row]))[0] ?? null) : null;
    },
    async insert({ placeId, types, ...said }, secret, now) {
      const id = newId('wh');
      const row = {
        ...{ id, place: placeId, ...said, secret: seal.close(id, secret) },
        state: 'enabled' as const,
        types: types === '*' ? types : JSON.stringify(types),
        ...{ former_secret: null, former_until: null, why: null, failing_since: null },
        ...{ held_until: 0, succeeded_at: null, made_at: now },
      };
      await db.insertInto('webhook_endpoint').values(row).execute();
      return id;
    },
    async write(id, fields) {
      const done = await db
        .updateTable('webhook_endpoint')
        .set(fields)
        .where('id', '=', id)
        .returning('id')
        .executeTakeFirst();
      if (!done) throw absent(id);
    },
    async rotate(id, secret, formerUntil) {
      const done = await db
        .updateTable('webhook_endpoint')
        .set((column) => ({
          former_secret: column.ref('secret'),
          former_until: formerUntil,
          secret: seal.close(id, secret),
        }))
        .where('id', '=', id)
        .returning('id')
        .executeTakeFirst();
      if (!done) throw absent(id);
    },
    async remove(id) {
      await db.deleteFrom('webhook_endpoint').where('id', '=', id).execute();
    },
    async attempts(id, { limit, cursor }) {
      let query = db.selectFrom('webhook_attempt').selectAll().where('endpoint', '=', id);
      if (cursor !== null) query = query.where('id', '<', cursor);
      const rows = await query
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute();
      const items = rows.slice(0, limit).map((row) => ({
        ...{ id: row.id, eventId: row.event, type: row.type, at: row.at, tookMs: row.took_ms },
        ...{ status: row.status, why: row.why, said: row.said },
      }));
      return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
    addAttempt: (endpoint, attempt) => insertAttempt(db, endpoint, attempt),
  };
}

export const rowOf = (db: Db, id: string): Promise<EndpointRow | undefined> =>
  db.selectFrom('webhook_endpoint').selectAll().where('id', '=', id).executeTakeFirst();

export const typesOf = ({ types }: Pick<EndpointRow, 'types'>): readonly EventType[] | '*' =>
  types === '*' ? types : (JSON.parse(types) as readonly EventType[]);

export async function insertAttempt(db: Db, endpoint: string, attempt: Attempt): Promise<void> {
  const { id, eventId: event, type, at, tookMs: took_ms, status, why, said } = attempt;
  await db
    .insertInto('webhook_attempt')
    .values({ id, endpoint, event, type, at, took_ms, status, why, said })
    .execute();
}

async function waitingOf(db: Db): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('webhook_delivery')
    .select(({ fn }) => ['endpoint', fn.countAll().as('n')])
    .where('state', '=', 'pending')
    .groupBy('endpoint')
    .execute();
  return new Map(rows.map(({ endpoint, n }) => [endpoint, Number(n)]));
}
