import type { Database } from '../../cloud/store/database.ts';
import { venueId } from '../../cloud/store/fedow-venues.ts';
import { testNow } from '../cloud/web/fixture.ts';
import type { MemoryPassages } from '../fakes/records.ts';

export const pooledConnection = 'connection_fedow';

/** An asset that is shared through FEDOW, and what two other venues told of it. */
export async function seedPooled(database: Database, passages: MemoryPassages): Promise<void> {
  const [ruche, moulin] = ['La Ruche', 'Le Moulin'].map((name) => ({
    ...{ id: venueId(pooledConnection, 'a', name), connection: pooledConnection, name },
    asset: 'a',
  }));
  if (!ruche || !moulin) return;
  const none = { checked_at: null, check_said: null, check_about: null, paused_why: null };
  await database.inTransaction(async (tx) => {
    await tx
      .insertInto('connection')
      .values({
        ...{ id: pooledConnection, kind: 'fedow', place: 'filature', name: 'FEDOW, La Filature' },
        ...{ settings: '{}', secrets: '', secrets_set: '[]', is_on: 0, since: testNow },
        ...{ ...none, succeeded_at: null, paused_until: 0, paused_about: null, failures: 0 },
        created_at: testNow,
      })
      .execute();
    await tx
      .insertInto('fedow_reading')
      .values({
        ...{ connection: pooledConnection, asset: 'a', asset_name: 'Badge des tiers-lieux' },
        ...{ origin_name: 'La Filature', is_origin: 1, read_until: testNow, problem: null },
        read_at: testNow - 180_000,
      })
      .execute();
    await tx.insertInto('fedow_venue').values([ruche, moulin]).execute();
    const block = { connection: pooledConnection, asset: 'a', at: testNow, hash: '' } as const;
    await tx
      .insertInto('fedow_block')
      .values(
        ['a', 'b', 'c'].map((uuid) => ({
          ...{ ...block, uuid, previous: '0', verdict: uuid === 'c' ? 'altered' : 'whole' },
        })),
      )
      .execute();
  });
  const hour = 3_600_000;
  const stranger = { memberId: null, memberName: null, cardNumber: null };
  const ada = { ...stranger, memberId: 'member-4', memberName: 'Inès Ouédraogo' };
  const told = [
    { at: ruche, who: ada, uid: '04A1B2C3D4E580', from: 8, to: 5, isGuessed: true },
    { at: ruche, who: stranger, uid: '52BE6543', from: 7, to: null, isGuessed: true },
    { at: moulin, who: stranger, uid: 'A24B043F', from: 30, to: 26, isGuessed: false },
    { at: moulin, who: stranger, uid: 'wallet-00000000', from: 6, to: 4, isGuessed: true },
  ];
  for (const [n, { at, who, uid, from, to, isGuessed }] of told.entries()) {
    const end = (hours: number) => ({
      ...{ at: testNow - hours * hour, punchId: null, accessPoint: at.id, by: 'card' as const },
    });
    passages.rows.push({
      ...{ ...who, id: `pooled-${n}`, place: at.id, area: at.id, timeZone: 'Europe/Paris' },
      ...{ cardUid: uid, entry: end(from), exit: to === null ? null : end(to) },
      ...{ entryAccessPointName: at.name, exitAccessPointName: to === null ? null : at.name },
      ...{ status: to === null ? 'open' : 'closed', corrected: false },
      anomalies: isGuessed ? ['untrusted_clock'] : [],
      durationMs: to === null ? null : (from - to) * hour,
    });
  }
}
