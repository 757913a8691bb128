import { newKeys } from '../../cloud/federation/own-keys.ts';
import type { Database } from '../../cloud/store/database.ts';
import { closeKeys } from '../../cloud/store/federations.ts';
import { newKeyPair, rawPublicKey } from '../../shared/wire/keys.ts';
import { testSeal } from '../cloud/test-seal.ts';
import { testNow } from '../cloud/web/fixture.ts';

/** One venue that is joined and was away at the last try, and one that answered. */
export async function seedFederations(database: Database): Promise<void> {
  const row = (id: string, name: string) => ({
    ...{ id, name, asset_id: 'badge', place_id: 'filature', url: 'https://pool.example.org' },
    their_key: rawPublicKey(newKeyPair().publicKey),
    ...closeKeys(testSeal, id, newKeys()),
    ...{ secret_hash: null, secret_until: null, initials: 1, lets_members_enter: 1 },
    ...{ group_id: null, read_after: '{}', made_at: testNow - 86_400_000 },
  });
  const about = {
    ...{ name: 'La Plume à Loup', timeZone: 'Europe/Paris', maxVisitMinutes: 720 },
    ...{ closesAt: null, letsMembersEnter: true },
  };
  const message =
    'pool.example.org does not answer (timeout). Nothing is lost: it is asked again by itself.';
  await database.inTransaction(async (tx) => {
    await tx
      .insertInto('federation')
      .values([
        {
          ...row('fed-00000000000000a1', 'La Plume à Loup'),
          ...{ state: 'pooled', since: testNow - 86_400_000, succeeded_at: testNow - 120_000 },
          about: JSON.stringify(about),
          problem: JSON.stringify({ code: 'federationUnreachable', message }),
        },
        {
          ...row('fed-00000000000000a2', 'La Lisière'),
          ...{ state: 'answered', since: null, succeeded_at: null, about: null, problem: null },
        },
      ])
      .execute();
  });
}
