import { failure } from '../../shared/runtime/errors.ts';
import type { Because, Connection, Connections } from '../ports/connections.ts';
import type { Database } from './database.ts';
import { newId } from './registry-repository.ts';
import type { ConnectionTables } from './schema/connections.ts';
import type { Seal } from './seal.ts';

type Secrets = Readonly<Record<string, string>>;

export function openConnections(database: Database, seal: Seal): Connections {
  const { db } = database;
  const closed = (id: string, secrets: Secrets) => ({
    secrets: seal.close(id, JSON.stringify(secrets)),
    secrets_set: JSON.stringify(Object.keys(secrets)),
  });
  const opened = (row: ConnectionTables['connection']): Secrets | null => {
    const text = seal.open(row.id, row.secrets);
    return text === null ? null : (JSON.parse(text) as Secrets);
  };
  const notFound = (id: string) => failure('notFound', { what: 'connection', id });
  const rowOf = (id: string) =>
    db.selectFrom('connection').selectAll().where('id', '=', id).executeTakeFirst();

  return {
    async list(placeIds) {
      let query = db.selectFrom('connection').selectAll();
      if (placeIds !== '*') query = query.where('place', 'in', ['', ...placeIds]);
      const rows = await query.orderBy('place').orderBy('name').orderBy('id').execute();
      return rows.map(connectionOf);
    },
    async find(id) {
      const row = await rowOf(id);
      return row ? connectionOf(row) : null;
    },
    add: ({ kind, placeId, name, settings, secrets }, now) =>
      database.inTransaction(async (tx) => {
        const place = await tx
          .selectFrom('place')
          .select('id')
          .where('id', '=', placeId)
          .executeTakeFirst();
        if (!place) throw failure('notFound', { what: 'place', id: placeId });
        const id = newId('connection');
        const row = await tx
          .insertInto('connection')
          .values({
            ...{ id, kind, place: placeId, name, settings: JSON.stringify(settings) },
            ...closed(id, secrets),
            ...{ is_on: 0, since: now, created_at: now, paused_until: 0, failures: 0 },
          })
          .returningAll()
          .executeTakeFirstOrThrow();
        return connectionOf(row);
      }),
    change: (id, { name, settings, secrets, isOn }, now) =>
      database.inTransaction(async (tx) => {
        const before = await tx
          .selectFrom('connection')
          .selectAll()
          .where('id', '=', id)
          .executeTakeFirst();
        if (!before) throw notFound(id);
        const kept = Object.entries({ ...opened(before), ...secrets }).filter(
          (one): one is [string, string] => one[1] !== null,
        );
        const row = await tx
          .updateTable('connection')
          .set({
            ...(name !== undefined && { name }),
            ...(settings && { settings: JSON.stringify(settings) }),
            ...(secrets && closed(id, Object.fromEntries(kept))),
            ...(isOn !== undefined && { is_on: isOn ? 1 : 0 }),
            ...(isOn && before.is_on === 0 && { since: now }),
            // Whatever kept it waiting may be what was changed.
            ...{ paused_until: 0, paused_why: null, paused_about: null, failures: 0 },
          })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow();
        return connectionOf(row);
      }),
    remove: (id) =>
      database.inTransaction(async (tx) => {
        const venues = tx.selectFrom('fedow_venue').select('id').where('connection', '=', id);
        await tx.deleteFrom('passage_afar').where('place', 'in', venues).execute();
        for (const table of tablesOf)
          await tx.deleteFrom(table).where('connection', '=', id).execute();
        const gone = await tx.deleteFrom('connection').where('id', '=', id).executeTakeFirst();
        if (gone.numDeletedRows === 0n) throw notFound(id);
      }),
    async secretsOf(id) {
      const row = await rowOf(id);
      return row ? opened(row) : null;
    },
    async sayChecked(id, trouble, now) {
      await db
        .updateTable('connection')
        .set({
          ...{ checked_at: now, check_said: trouble?.why ?? null },
          check_about: trouble?.about ? JSON.stringify(trouble.about) : null,
        })
        .where('id', '=', id)
        .execute();
    },
  };
}

const tablesOf = [
  'delivery',
  'shared_member',
  'fedow_punch',
  'fedow_block',
  'fedow_venue',
  'fedow_reading',
] as const;

export const connectionOf = (row: ConnectionTables['connection']): Connection => ({
  ...{ id: row.id, kind: row.kind, placeId: row.place, name: row.name },
  settings: JSON.parse(row.settings) as Connection['settings'],
  secretsSet: JSON.parse(row.secrets_set) as string[],
  ...{ isOn: row.is_on !== 0, since: row.since, succeededAt: row.succeeded_at },
  checked:
    row.checked_at === null
      ? null
      : { at: row.checked_at, ...becauseOf(row.check_said, row.check_about) },
  paused:
    row.paused_why === null || row.paused_until === 0
      ? null
      : { until: row.paused_until, why: row.paused_why, ...aboutOf(row.paused_about) },
});

const becauseOf = (why: string | null, about: string | null): Partial<Because> =>
  why === null ? {} : { why, ...aboutOf(about) };

const aboutOf = (about: string | null): Pick<Because, 'about'> =>
  about === null ? {} : { about: JSON.parse(about) as Record<string, string> };
