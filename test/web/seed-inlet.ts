import type { Database } from '../../cloud/store/database.ts';
import type { WebDeps } from '../../cloud/web/deps.ts';
import { testNow } from '../cloud/web/fixture.ts';

const doctype = 'Enregistrement dans un lieu';
const told = [
  { member_id: 'member-4', minutesAgo: 12, times: 1, name: 'ENR-00042' },
  { member_id: null, minutesAgo: 95, times: 3, name: 'ENR-00041' },
  { member_id: 'member-7', minutesAgo: 1_700, times: 2, name: 'ENR-00036' },
] as const;

/** What the Dokos of `seed-deliveries.ts` is given, and what it told by it. */
export async function seedInlet(
  { inlets }: Pick<WebDeps, 'inlets'>,
  { db }: Database,
): Promise<void> {
  const connection = 'conn-dokos';
  await inlets.renew(connection, testNow - 9 * 86_400_000);
  for (const { minutesAgo, name, ...whose } of told)
    await db
      .insertInto('told_record')
      .values({
        ...{ id: `told-${name}`, connection, record_key: `${doctype}/${name}`, ...whose },
        ...{ body: JSON.stringify({ doctype, name }), first_at: testNow - minutesAgo * 60_000 },
      })
      .execute();
}
