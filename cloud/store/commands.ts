import type { Selectable } from 'kysely';
import type { HelloMessage } from '../../shared/wire/messages.ts';
import type { AuditEntry } from '../ports/audit.ts';
import type { CommandStore, GivenCommand, HeardDevice } from '../ports/commands.ts';
import { appendAudit } from './audit-log.ts';
import type { Database, Db } from './database.ts';
import { newId } from './registry-repository.ts';
import type { CommandTables } from './schema/commands.ts';

export function openCommandStore(database: Database): CommandStore {
  const { db } = database;
  return {
    async heard(device) {
      const [found] = await heardDevices(db).where('device.id', '=', device).execute();
      return found ? heardOf(found) : null;
    },
    async devicesAt(doorId) {
      const rows = await heardDevices(db)
        .where('device.id', 'in', (sub) =>
          sub.selectFrom('access_point').select('device_id').where('door_id', '=', doorId),
        )
        .execute();
      return rows.map((row) => ({
        ...heardOf(row),
        device: row.device,
        placeId: row.place,
      }));
    },
    async countBy(by, since) {
      const { count } = await db
        .selectFrom('given_command')
        .select(({ fn }) => fn.countAll().as('count'))
        .where('given_by', '=', by)
        .where('given_at', '>', since)
        .executeTakeFirstOrThrow();
      return Number(count);
    },
    add: (command, atLeast) =>
      database.inTransaction(async (tx) => {
        // One after the other: two aggregators must not give one counter twice.
        await tx
          .updateTable('device')
          .set({ id: command.device })
          .where('id', '=', command.device)
          .execute();
        const last = await tx
          .selectFrom('given_command')
          .select('counter')
          .where('device', '=', command.device)
          .orderBy('counter', 'desc')
          .limit(1)
          .executeTakeFirst();
        const counter = Math.max((last?.counter ?? 0) + 1, atLeast);
        const row = {
          id: newId('cmd'),
          kind: command.kind,
          device: command.device,
          place: command.placeId,
          door: command.door,
          given_by: command.by,
          reason: command.reason,
          counter,
          given_at: command.givenAt,
          answer_by: command.answerBy,
          outcome: null,
          why: null,
          seq: null,
          answered_at: null,
        };
        await tx.insertInto('given_command').values(row).execute();
        const given = commandOf(row);
        const { reason, device } = given;
        await appendAudit(tx, given.by, told(given, { reason, device }), given.givenAt);
        return { command: given, counter };
      }),
    answer: (device, { id, outcome, reason, seq }, at) =>
      database.inTransaction(async (tx) => {
        const row = await tx
          .updateTable('given_command')
          .set({ outcome, why: reason ?? null, seq, answered_at: at })
          .where('id', '=', id)
          .where('device', '=', device)
          .where('outcome', 'is', null)
          .returningAll()
          .executeTakeFirst();
        if (!row) return null;
        const given = commandOf(row);
        const after = { outcome, ...(reason && { why: reason }), ...(seq !== null && { seq }) };
        await appendAudit(tx, given.by, told(given, after), at);
        return given;
      }),
    async find(id) {
      const row = await db
        .selectFrom('given_command')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return row ? commandOf(row) : null;
    },
    async list({ doorId, device }, limit) {
      let query = db.selectFrom('given_command').selectAll();
      if (doorId !== undefined) query = query.where('door', '=', doorId);
      if (device !== undefined) query = query.where('device', '=', device);
      // Counters tell those of one millisecond apart.
      const newest = query.orderBy('given_at', 'desc').orderBy('counter', 'desc').orderBy('id');
      const rows = await newest.limit(limit).execute();
      return rows.map(commandOf);
    },
  };
}

/** Active devices that ever said hello. */
const heardDevices = (db: Db) =>
  db
    .selectFrom('device')
    .innerJoin('device_state as s', 's.device', 'device.id')
    .innerJoin('place as p', 'p.id', 'device.place_id')
    .select(['device.id as device', 'p.id as place', 'p.hello_seconds'])
    .select(['s.hello', 's.last_seen_at', 's.online'])
    .where('device.state', '=', 'active')
    .where('s.hello', 'is not', null);

const heardOf = (row: {
  hello: string | null;
  last_seen_at: number | null;
  online: number;
  hello_seconds: number;
}): HeardDevice => ({
  hello: JSON.parse(row.hello ?? 'null') as HelloMessage,
  heardAt: row.last_seen_at ?? 0,
  online: row.online === 1,
  helloSeconds: row.hello_seconds,
});

const told = (command: GivenCommand, after: object): AuditEntry => ({
  verb: command.kind === 'unlock' ? 'unlocked' : 'commanded',
  kind: command.door === null ? 'device' : 'door',
  id: command.door ?? command.device,
  placeId: command.placeId,
  after: { command: command.id, kind: command.kind, ...after },
});

const commandOf = (row: Selectable<CommandTables['given_command']>): GivenCommand => ({
  id: row.id,
  kind: row.kind,
  device: row.device,
  placeId: row.place,
  door: row.door,
  by: row.given_by,
  reason: row.reason,
  givenAt: row.given_at,
  answerBy: row.answer_by,
  outcome: row.outcome,
  why: row.why,
  seq: row.seq,
  answeredAt: row.answered_at,
});
