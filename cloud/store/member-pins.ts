import { failure } from '../../shared/runtime/errors.ts';
import { hashPin } from '../../shared/wire/pin-hash.ts';
import type { MemberPins } from '../ports/member-pins.ts';
import type { RegistryChange } from '../ports/registry.ts';
import { appendAudit } from './audit-log.ts';
import type { Database, Db, Tx } from './database.ts';

/** PINs lie beside their members; `announce` tells the readers that ask for them. */
export function openMemberPins(
  database: Database,
  around: {
    readonly now: () => number;
    readonly announce: (changes: readonly RegistryChange[]) => void;
  },
): MemberPins {
  const { db } = database;

  const change = async (
    memberId: string,
    by: string,
    write: (tx: Tx, now: number) => Promise<unknown>,
  ) => {
    await database.inTransaction(async (tx) => {
      const now = around.now();
      const had = (await setAtOf(tx, memberId)) !== null;
      await write(tx, now);
      const has = (await setAtOf(tx, memberId)) !== null;
      if (!had && !has) return;
      const about = { kind: 'member', id: memberId, placeId: null, memberId } as const;
      const details = {
        before: { pin: had ? 'set' : 'none' },
        after: { pin: has ? 'set' : 'none' },
      };
      await appendAudit(tx, by, { verb: 'changed', ...about, ...details }, now);
    });
    around.announce([{ kind: 'access', placeIds: '*', memberIds: [memberId] }]);
  };

  return {
    setAt: (memberId) => setAtOf(db, memberId),
    async set(memberId, pin, by) {
      const hash = await hashPin(pin);
      await change(memberId, by, (tx, now) => {
        const set = { hash, set_at: now, set_by: by };
        return tx
          .insertInto('member_pin')
          .values({ member_id: memberId, ...set })
          .onConflict((taken) => taken.column('member_id').doUpdateSet(set))
          .execute();
      });
    },
    clear: (memberId, by) =>
      change(memberId, by, (tx) =>
        tx.deleteFrom('member_pin').where('member_id', '=', memberId).execute(),
      ),
  };
}

async function setAtOf(db: Db, memberId: string): Promise<number | null> {
  const row = await db
    .selectFrom('member')
    .leftJoin('member_pin', 'member_pin.member_id', 'member.id')
    .select('member_pin.set_at')
    .where('member.id', '=', memberId)
    .executeTakeFirst();
  if (!row) throw failure('notFound', { what: 'member', id: memberId });
  return row.set_at === null ? null : Number(row.set_at);
}
