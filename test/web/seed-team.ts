import type { Database } from '../../cloud/store/database.ts';
import { testNow } from '../cloud/web/fixture.ts';

const dayMs = 86_400_000;

/** Who works at the seeded venue, with ids that a path can name; their passwords fit nothing. */
export async function seedTeam({ db }: Database): Promise<void> {
  const staff = (id: string, name: string, role: 'staff' | 'viewer', ended: number | null) => ({
    ...{ id, name, role, name_key: name.toLowerCase(), password_hash: 'none' },
    ...{ created_at: testNow - 90 * dayMs, ended_at: ended, places: '["filature"]' },
  });
  await db
    .insertInto('staff')
    .values([
      staff('staff_zoe', 'Zoé Lambert', 'staff', null),
      staff('staff_ousmane', 'Ousmane Diallo', 'viewer', null),
      staff('staff_former', 'Hélène Grandjean', 'staff', testNow - 9 * dayMs),
    ])
    .execute();
  await db
    .insertInto('invitation')
    .values({
      ...{ id: 'invitation_1', secret_hash: 'none', role: 'staff', name: null },
      expires_at: testNow + 6 * dayMs,
    })
    .execute();
  await db
    .insertInto('api_token')
    .values([
      {
        ...{ id: 'token_books', secret_hash: 'a', role: 'staff', name: 'Compta', places: null },
        ...{ scopes: '["read","hours:read"]', created_at: testNow - 40 * dayMs },
        ...{ expires_at: testNow + 325 * dayMs, used_at: testNow - 3_600_000 },
        made_by: 'staff:staff_zoe',
      },
      {
        ...{ id: 'token_old', secret_hash: 'b', role: 'admin', name: null, places: null },
        ...{ scopes: '["*"]', created_at: testNow - 80 * dayMs, revoked_at: testNow - 30 * dayMs },
      },
    ])
    .execute();
}
