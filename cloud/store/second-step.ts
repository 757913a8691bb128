import { randomBytes } from 'node:crypto';
import type { SecondStep } from '../ports/identity.ts';
import type { Database, Tx } from './database.ts';
import { codeStep, newCodeSecret } from './one-time-code.ts';
import type { SecondStepSeal } from './second-step-seal.ts';
import { newSecret, secretHash } from './secret.ts';

const stepMs = 5 * 60_000;
const mostTries = 5;
const recoveryCodes = 8;

/** Letters that nobody takes for another; `-` and case are how people write it down. */
const plainCode = (typed: string): string => typed.toLowerCase().replace(/[^a-z0-9]/g, '');

function newRecoveryCode(): string {
  const letters = '23456789abcdefghjkmnpqrstvwxyz'.slice(0, 32);
  const random = [...randomBytes(10)].map((byte) => letters[byte % letters.length]).join('');
  return `${random.slice(0, 5)}-${random.slice(5)}`;
}

/** The secret rests closed by `seal`: who has the store alone makes no codes. */
export function openSecondStep(database: Database, seal: SecondStepSeal): SecondStep {
  const { db } = database;
  return {
    async begin(staffId) {
      const secret = newCodeSecret();
      await db
        .updateTable('staff')
        .set({ code_secret: seal.close(staffId, secret) })
        .where('id', '=', staffId)
        .where('code_confirmed', '=', 0)
        .execute();
      return secret;
    },
    async pending(staffId) {
      const row = await db
        .selectFrom('staff')
        .select('code_secret')
        .where('id', '=', staffId)
        .where('code_confirmed', '=', 0)
        .executeTakeFirst();
      return row?.code_secret ? seal.open(staffId, row.code_secret) : null;
    },
    confirm: (staffId, code, now) =>
      database.inTransaction(async (tx) => {
        if (!(await useCode(tx, seal, staffId, code, now, 0))) return null;
        await tx
          .updateTable('staff')
          .set({ code_confirmed: 1 })
          .where('id', '=', staffId)
          .execute();
        await tx.deleteFrom('recovery_code').where('staff_id', '=', staffId).execute();
        const codes = Array.from({ length: recoveryCodes }, newRecoveryCode);
        const rows = codes.map((one) => ({
          staff_id: staffId,
          code_hash: seal.digest(staffId, plainCode(one)),
        }));
        await tx.insertInto('recovery_code').values(rows).execute();
        return codes;
      }),
    end: (staffId) =>
      database.inTransaction(async (tx) => {
        await tx
          .updateTable('staff')
          .set({ code_secret: null, code_confirmed: 0 })
          .where('id', '=', staffId)
          .execute();
        await tx.deleteFrom('recovery_code').where('staff_id', '=', staffId).execute();
      }),
    async ask(staffId, now) {
      const secret = newSecret();
      await db
        .insertInto('sign_in_step')
        .values({ secret_hash: secretHash(secret), staff_id: staffId, expires_at: now + stepMs })
        .execute();
      return secret;
    },
    answer: (secret, code, now) =>
      database.inTransaction(async (tx) => {
        const key = secretHash(secret);
        // Counted before it is judged, and whoever comes second waits: tries cannot be made all at once.
        const step = await tx
          .updateTable('sign_in_step')
          .set((column) => ({ wrong_tries: column('wrong_tries', '+', 1) }))
          .where('secret_hash', '=', key)
          .where('expires_at', '>', now)
          .where('wrong_tries', '<', mostTries)
          .returning('staff_id')
          .executeTakeFirst();
        if (!step) return { is: 'over' };
        const isCode = await useCode(tx, seal, step.staff_id, code, now, 1);
        const byRecovery = !isCode && (await useRecovery(tx, seal, step.staff_id, code));
        if (!isCode && !byRecovery) return { is: 'wrong' };
        await tx.deleteFrom('sign_in_step').where('secret_hash', '=', key).execute();
        return { is: 'right', staffId: step.staff_id, byRecovery };
      }),
  };
}

/** A code counts once: one that somebody read over a shoulder is spent. */
async function useCode(
  tx: Tx,
  seal: SecondStepSeal,
  staffId: string,
  typed: string,
  now: number,
  confirmed: number,
): Promise<boolean> {
  const row = await tx
    .selectFrom('staff')
    .select(['code_secret', 'code_step'])
    .where('id', '=', staffId)
    .where('code_confirmed', '=', confirmed)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  const code = typed.replace(/\s/g, '');
  const secret = row?.code_secret ? seal.open(staffId, row.code_secret) : null;
  if (secret === null || !/^\d{6}$/.test(code)) return false;
  const step = codeStep(secret, code, now);
  if (step === null) return false;
  const used = await tx
    .updateTable('staff')
    .set({ code_step: step })
    .where('id', '=', staffId)
    .where('code_step', '<', step)
    .executeTakeFirst();
  return used.numUpdatedRows === 1n;
}

async function useRecovery(
  tx: Tx,
  seal: SecondStepSeal,
  staffId: string,
  typed: string,
): Promise<boolean> {
  const used = await tx
    .deleteFrom('recovery_code')
    .where('staff_id', '=', staffId)
    .where('code_hash', '=', seal.digest(staffId, plainCode(typed)))
    .executeTakeFirst();
  return used.numDeletedRows === 1n;
}
