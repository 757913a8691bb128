import { failure } from '../../shared/runtime/errors.ts';
import type { Enrolment, Enrolments } from '../ports/enrolments.ts';
import type { Database, Tx } from './database.ts';
import { newId } from './registry-repository.ts';
import type { Unit } from './rows.ts';
import type { DeskTables } from './schema/desk.ts';

const dayMs = 86_400_000;

export function openEnrolments(database: Database): Enrolments {
  const { db } = database;
  return {
    begin: (wanted) =>
      database.inTransaction(async (tx) => {
        const { accessPoint, begunBy, begunAt } = wanted;
        // One after the other: on PostgreSQL two could otherwise each find the reader free.
        await tx
          .updateTable('access_point')
          .set({ id: accessPoint })
          .where('id', '=', accessPoint)
          .execute();
        await tx
          .deleteFrom('enrolment')
          .where('ends_at', '<', begunAt - dayMs)
          .execute();
        const busy = await waitingAt(tx, accessPoint, begunAt);
        if (busy && busy.begun_by !== begunBy) {
          throw failure('readerBusy', {
            who: await nameOf(tx, busy.begun_by),
            seconds: Math.ceil((busy.ends_at - begunAt) / 1000),
          });
        }
        if (busy) await ended(tx, busy.id, begunAt);
        const row = {
          id: newId('enrolment'),
          access_point: accessPoint,
          mode: wanted.mode,
          member_id: wanted.memberId,
          begun_by: begunBy,
          begun_at: begunAt,
          ends_at: wanted.endsAt,
          tap_id: null,
          ended_at: null,
        };
        await tx.insertInto('enrolment').values(row).execute();
        return enrolmentOf(row);
      }),
    async get(id, by) {
      const row = await db
        .selectFrom('enrolment')
        .selectAll()
        .where('id', '=', id)
        .where('begun_by', '=', by)
        .executeTakeFirst();
      if (!row) throw failure('notFound', { what: 'enrolment', id });
      return enrolmentOf(row);
    },
    take: (id, tapId) =>
      database.inTransaction(async (tx) => {
        const taken = await tx
          .selectFrom('enrolment')
          .select('id')
          .where('tap_id', '=', tapId)
          .executeTakeFirst();
        if (taken) return false;
        const { numUpdatedRows } = await tx
          .updateTable('enrolment')
          .set({ tap_id: tapId })
          .where('id', '=', id)
          .where('tap_id', 'is', null)
          .where('ended_at', 'is', null)
          .executeTakeFirst();
        return numUpdatedRows === 1n;
      }),
    letGo: async (id, begunAt, endsAt) => {
      await db
        .updateTable('enrolment')
        .set({ tap_id: null, begun_at: begunAt, ends_at: endsAt })
        .where('id', '=', id)
        .execute();
    },
    end: (id, at) => database.inTransaction((tx) => ended(tx, id, at)),
  };
}

/** When staff waited, or wait, for a card at these readers. */
export async function enrolmentsAt({ tx }: Unit, accessPoints: readonly string[]) {
  const rows = await tx
    .selectFrom('enrolment')
    .select(['access_point', 'begun_at', 'ends_at', 'ended_at'])
    .where('access_point', 'in', accessPoints)
    .execute();
  return rows.map((row) => ({
    accessPoint: row.access_point,
    from: row.begun_at,
    until: row.ended_at ?? row.ends_at,
  }));
}

const waitingAt = (tx: Tx, accessPoint: string, now: number) =>
  tx
    .selectFrom('enrolment')
    .selectAll()
    .where('access_point', '=', accessPoint)
    .where('ends_at', '>', now)
    .where('ended_at', 'is', null)
    .executeTakeFirst();

async function ended(tx: Tx, id: string, at: number): Promise<void> {
  await tx.updateTable('enrolment').set({ ended_at: at }).where('id', '=', id).execute();
}

/** Whom to ask whether they still need the reader. */
async function nameOf(tx: Tx, by: string): Promise<string> {
  const [kind, id = ''] = by.split(':');
  if (kind !== 'staff') return 'a program';
  const row = await tx.selectFrom('staff').select('name').where('id', '=', id).executeTakeFirst();
  return row?.name ?? 'somebody';
}

const enrolmentOf = (row: DeskTables['enrolment']): Enrolment => ({
  id: row.id,
  accessPoint: row.access_point,
  mode: row.mode,
  memberId: row.member_id,
  begunBy: row.begun_by,
  begunAt: row.begun_at,
  endsAt: row.ends_at,
  tapId: row.tap_id,
  endedAt: row.ended_at,
});
