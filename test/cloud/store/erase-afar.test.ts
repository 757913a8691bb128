import { expect, test } from '@jest/globals';
import { openConnections } from '../../../cloud/store/connections.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { eraseAfar } from '../../../cloud/store/erase-afar.ts';
import { eachStore } from '../each-store.ts';
import { seedPlace } from '../test-device.ts';
import { testSeal } from '../test-seal.ts';

/** Cards of whoever is erased, the first two, and of somebody who stays. */
const [hers, herOther, his] = ['04A1B2C3D4E5F6', '04112233', '04FFEEDDCCBBAA'] as const;

const told = (federation: string, feed: string, key: string, seq: number, body: object | null) => ({
  ...{ federation, feed, key, seq, body: body && JSON.stringify(body), at: null },
});
const heldBy: readonly (readonly [id: string, person: string, cardUid: string])[] = [
  ['by-name', 'member:ada', '04999999'],
  ['by-card', `card:${hers}`, hers],
  ['by-other-card', `card:${herOther}`, herOther],
  ['by-tag', 'card:04A1B2C3', '04A1B2C3'],
  ['his', 'member:bo', his],
  ['namesake', 'member:ada2', '04A1B2C4'],
];

async function seed(database: Database): Promise<void> {
  const { db } = database;
  await seedPlace(database, []);
  const made = {
    kind: 'fedow',
    placeId: 'demo',
    name: 'FEDOW',
    settings: {},
    secrets: {},
  } as const;
  const { id: connection } = await openConnections(database, testSeal).add(made, 1);
  const card = { ref: 'r', known: 1, their_home: 0 };
  await db
    .insertInto('federation_card')
    .values(
      (
        [
          ['fed-a', hers],
          ['fed-b', herOther],
          ['fed-a', his],
        ] as const
      ).map(([federation, uid]) => ({ federation, uid, blinded: `b-${uid}`, ...card })),
    )
    .execute();
  const member = { initials: 'A.', valid_from: null, valid_until: null };
  await db
    .insertInto('federation_member')
    .values([
      { federation: 'fed-a', key: 'm1', uid: hers, ...member },
      { federation: 'fed-b', key: 'm2', uid: his, ...member },
    ])
    .execute();
  await db
    .insertInto('federation_told')
    .values([
      told('fed-a', 'members', 'k1', 1, { uid: hers }),
      told('fed-a', 'members', 'k2', 2, { uid: his }),
      told('fed-a', 'members', 'k3', 6, null),
      told('fed-a', 'members', 'k4', 5, { uid: herOther }),
      told('fed-a', 'cards', 'k1', 1, { card: 'x' }),
      told('fed-b', 'members', 'k1', 4, { uid: hers }),
      told('fed-b', 'passages', 'k9', 90, { card: 'y' }),
    ])
    .execute();
  const end = { entry_at: 1, entry_punch: null, entry_access_point: 'fed-a', entry_by: 'card' };
  const open = { exit_at: null, exit_punch: null, exit_access_point: null, exit_by: null };
  const rest = { status: 'open', anomalies: '', corrected: 0 } as const;
  await db
    .insertInto('passage_afar')
    .values(
      heldBy.map(([id, person, card_uid]) => ({
        ...{ place: 'fed-a', area: 'fed-a', at: 1, id, person: person as 'card:x', card_uid },
        ...{ ...end, entry_by: 'card' as const, ...open, ...rest },
      })),
    )
    .execute();
  await db
    .insertInto('fedow_punch')
    .values(
      heldBy.map(([uuid, person, card_uid]) => ({
        ...{ connection, uuid, venue: 'v', person: person as 'card:x', card_uid },
        ...{ at: 1, received_at: 1, estimated: 0, direction: 'toggle' as const },
      })),
    )
    .execute();
}

eachStore('a person taken out of what venues exchange', (store) => {
  test('nothing of theirs stays, each venue that was told hears it by its next number, and nobody else goes', async () => {
    const database = await store.open();
    const { db } = database;
    await seed(database);
    await database.inTransaction((tx) => eraseAfar(tx, 'ada', [hers, herOther]));

    const passages = await db.selectFrom('passage_afar').select('id').orderBy('id').execute();
    expect(passages.map(({ id }) => id)).toEqual(['his', 'namesake']);
    const punches = await db.selectFrom('fedow_punch').select('uuid').orderBy('uuid').execute();
    expect(punches.map(({ uuid }) => uuid)).toEqual(['his', 'namesake']);
    for (const table of ['federation_card', 'federation_member'] as const) {
      const rows = await db.selectFrom(table).select('uid').execute();
      expect(rows).toEqual([{ uid: his }]);
    }
    const rows = await db
      .selectFrom('federation_told')
      .selectAll()
      .orderBy('federation')
      .orderBy('feed')
      .orderBy('key')
      .execute();
    expect(rows).toEqual([
      told('fed-a', 'cards', 'k1', 1, { card: 'x' }),
      told('fed-a', 'members', 'k1', 7, null),
      told('fed-a', 'members', 'k2', 2, { uid: his }),
      told('fed-a', 'members', 'k3', 6, null),
      told('fed-a', 'members', 'k4', 8, null),
      told('fed-b', 'members', 'k1', 5, null),
      told('fed-b', 'passages', 'k9', 90, { card: 'y' }),
    ]);
  });
});
