import { sql } from 'kysely';
import { breathe } from '../../shared/runtime/breathe.ts';
import { sampleDeviceId, sampleMemberPrefix, samplePlaceId } from '../ports/sample.ts';
import { appendAudit } from './audit-log.ts';
import type { Database, Tx } from './database.ts';
import { entryIn, entryKey } from './entry-key.ts';

const perStep = 500;

/** The sample year's side of the store; `forget` is told once its punches are gone. */
export function openSampleStore(
  database: Database,
  around: { now(): number; forget(): void },
): { taps(): Promise<number>; erase(by: string): Promise<void> } {
  return {
    async taps() {
      const marks = await database.db
        .selectFrom('mark')
        .select('up_to')
        .where('device', '=', sampleDeviceId)
        .execute();
      return marks.reduce((sum, { up_to }) => sum + up_to, 0);
    },
    async erase(by) {
      await database.inTransaction(async (tx) => {
        await eraseJournal(tx);
        if (database.engine === 'sqlite') {
          await tx.deleteFrom('punch_run').where('place', '=', samplePlaceId).execute();
          // Counted on, for another sample may lie on the same days.
          const more = { changes: sql<number>`changes + 1` };
          await tx
            .updateTable('passage_day')
            .set(more)
            .where('place', '=', samplePlaceId)
            .execute();
        }
        await eraseRecords(tx);
        const about = { kind: 'place', id: samplePlaceId, placeId: null } as const;
        await appendAudit(tx, by, { verb: 'ended', ...about }, around.now());
      });
      around.forget();
    },
  };
}

/** What its reader wrote, and what was made of it. Entries are found by their keys: no other device is looked at. */
async function eraseJournal(tx: Tx): Promise<void> {
  const marks = await tx
    .selectFrom('mark')
    .select(['journal', 'up_to'])
    .where('device', '=', sampleDeviceId)
    .execute();
  for (const { journal, up_to: upTo } of marks) {
    for (let from = 1; from <= upTo; from += perStep) {
      const low = entryKey(journal, from);
      const high = entryKey(journal, Math.min(upTo, from + perStep - 1));
      const rows = await tx
        .selectFrom('entry')
        .select(['hash', 'body'])
        .where('key', '>=', low)
        .where('key', '<=', high)
        .execute();
      const entries = rows.map(entryIn);
      for (const kind of new Set(entries.map((entry) => entry.kind))) {
        const ids = entries.filter((entry) => entry.kind === kind).map((entry) => entry.id);
        await tx
          .deleteFrom('known_entry')
          .where('kind', '=', kind)
          .where('id', 'in', ids)
          .where('device', '=', sampleDeviceId)
          .execute();
      }
      await tx.deleteFrom('entry').where('key', '>=', low).where('key', '<=', high).execute();
      await breathe();
    }
  }
  for (const table of ['mark', 'lost', 'boot', 'untimed', 'dead_letter', 'device_state'] as const) {
    await tx.deleteFrom(table).where('device', '=', sampleDeviceId).execute();
  }
  await tx.deleteFrom('incident').where('device', '=', sampleDeviceId).execute();
  for (const table of ['punch', 'passage', 'card_sequence', 'correction', 'pairing_due'] as const) {
    await tx.deleteFrom(table).where('place', '=', samplePlaceId).execute();
  }
}

/** The place and what is at it; a real card that somebody gave to an invented member stays, with nobody. */
async function eraseRecords(tx: Tx): Promise<void> {
  const invented = `${sampleMemberPrefix}%`;
  await tx.deleteFrom('card').where('id', 'like', 'sample_c_%').execute();
  await tx
    .updateTable('card')
    .set({ member_id: null })
    .where('member_id', 'like', invented)
    .execute();
  await tx
    .updateTable('card')
    .set({ sponsor_id: null, guest_name: null, state: 'returned' })
    .where('sponsor_id', 'like', invented)
    .execute();
  await tx.deleteFrom('member').where('id', 'like', invented).execute();
  const points = tx.selectFrom('access_point').select('id').where('place_id', '=', samplePlaceId);
  await tx.deleteFrom('access_point_device').where('access_point_id', 'in', points).execute();
  await tx.deleteFrom('enrolment').where('access_point', 'in', points).execute();
  await tx.deleteFrom('device_config').where('device', '=', sampleDeviceId).execute();
  for (const table of [
    'access_grant',
    'access_point',
    'device',
    'door',
    'area',
    'schedule',
    'point_of_sale',
    'item',
    'asset',
  ] as const) {
    await tx.deleteFrom(table).where('place_id', '=', samplePlaceId).execute();
  }
  for (const table of ['access_list', 'access_list_card', 'access_list_version'] as const) {
    await tx.deleteFrom(table).where('list', '=', samplePlaceId).execute();
  }
  await tx.deleteFrom('place').where('id', '=', samplePlaceId).execute();
}
