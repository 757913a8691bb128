import type { Database } from '../../../cloud/store/database.ts';
import type { FederationRow } from '../../../cloud/store/federations.ts';

/** A federation as it lies in the store; its keys open nothing. */
export const seedFederation = async (
  { db }: Database,
  id: string,
  fields: Partial<FederationRow> = {},
): Promise<void> => {
  await db
    .insertInto('federation')
    .values({
      ...{ id, state: 'pooled', asset_id: 'asset', place_id: 'p', url: null, name: id },
      ...{ their_key: null, sign_key: '', card_key: '', secret_hash: null, secret_until: null },
      ...{ initials: 0, lets_members_enter: 0, about: null, group_id: null, read_after: '{}' },
      ...{ made_at: 0, since: 0, succeeded_at: null, problem: null },
      ...fields,
    })
    .execute();
};
