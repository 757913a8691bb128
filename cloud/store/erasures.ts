import type { Erasure, ErasureAtDevice } from '../ports/erasures.ts';
import type { Database, Db, Tx } from './database.ts';
import { partnersAsked } from './erasures-afar.ts';
import type { Unit } from './rows.ts';

/** One that is not over, with what it takes to go on. */
export interface Erased extends Erasure {
  readonly uids: readonly string[];
  readonly held: readonly string[];
}

export interface NewErasure extends Pick<Erasure, 'memberId' | 'askedAt' | 'askedBy'> {
  /** Their cards, now or ever; and those of them that were theirs at last. */
  readonly uids: readonly string[];
  readonly held: readonly string[];
}

export function openErasureStore({ db }: Database) {
  return {
    /** With every device there is. */
    async add(tx: Tx, { memberId, askedAt, askedBy, uids, held }: NewErasure): Promise<void> {
      const row = {
        member_id: memberId,
        asked_at: askedAt,
        asked_by: askedBy,
        uids: JSON.stringify({ uids, held }),
        done_at: null,
      };
      await tx
        .insertInto('erasure')
        .values(row)
        .onConflict((again) => again.column('member_id').doUpdateSet(row))
        .execute();
      await tx.deleteFrom('erasure_device').where('member_id', '=', memberId).execute();
      const devices = await tx.selectFrom('device').select(['id', 'state']).execute();
      for (const { id, state } of devices)
        await tx
          .insertInto('erasure_device')
          .values({
            member_id: memberId,
            device: id,
            state: state === 'active' ? 'waiting' : 'gone',
            why: null,
            at: askedAt,
          })
          .execute();
    },
    async say(memberId: string, device: string, said: Omit<ErasureAtDevice, 'device'>) {
      await db
        .updateTable('erasure_device')
        .set(said)
        .where('member_id', '=', memberId)
        .where('device', '=', device)
        .execute();
    },
    async finish(memberId: string, at: number): Promise<void> {
      await db
        .updateTable('erasure')
        .set({ done_at: at })
        .where('member_id', '=', memberId)
        .execute();
    },
    async unfinished(): Promise<readonly Erased[]> {
      const rows = await db
        .selectFrom('erasure')
        .selectAll()
        .where('done_at', 'is', null)
        .orderBy('asked_at')
        .execute();
      const whole = await withDevices(db, rows);
      return whole.map((one, i) => ({
        ...one,
        ...(JSON.parse(rows[i]?.uids ?? '{"uids":[],"held":[]}') as Pick<Erased, 'uids' | 'held'>),
      }));
    },
    async find(memberId: string): Promise<Erasure | null> {
      const rows = await db
        .selectFrom('erasure')
        .selectAll()
        .where('member_id', '=', memberId)
        .execute();
      return (await withDevices(db, rows))[0] ?? null;
    },
    async list(limit: number): Promise<readonly Erasure[]> {
      const rows = await db
        .selectFrom('erasure')
        .selectAll()
        .orderBy('asked_at', 'desc')
        .orderBy('member_id')
        .limit(limit)
        .execute();
      return withDevices(db, rows);
    },
  };
}

/** An old image of a device was put back: who was erased there is on its disk again. */
export async function eraseThereAgain({ tx }: Unit, device: string, at: number): Promise<void> {
  const done = await tx
    .updateTable('erasure_device')
    .set({ state: 'waiting', why: 'oldImage', at })
    .where('device', '=', device)
    .where('state', '=', 'done')
    .returning('member_id')
    .execute();
  for (const { member_id } of done)
    await tx
      .updateTable('erasure')
      .set({ done_at: null })
      .where('member_id', '=', member_id)
      .execute();
}

interface Row {
  readonly member_id: string;
  readonly asked_at: number;
  readonly asked_by: string;
  readonly done_at: number | null;
}

async function withDevices(db: Db, rows: readonly Row[]): Promise<readonly Erasure[]> {
  const devices = await db.selectFrom('erasure_device').selectAll().orderBy('device').execute();
  const of = Map.groupBy(devices, ({ member_id }) => member_id);
  const partners = await partnersAsked(db);
  const venues = await db.selectFrom('federation').select(['id', 'name']).execute();
  const names = new Map(venues.map(({ id, name }) => [`federation:${id}`, name ?? id]));
  return rows.map((row) => ({
    memberId: row.member_id,
    askedAt: row.asked_at,
    askedBy: row.asked_by,
    doneAt: row.done_at,
    devices: (of.get(row.member_id) ?? []).map(({ device, state, why, at }) => ({
      ...{ device, state, why, at },
    })),
    partners: partners.get(row.member_id) ?? [],
    askedFor: names.get(row.asked_by) ?? null,
  }));
}
