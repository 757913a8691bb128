import type { Registry } from '../ports/registry.ts';
import type { Database } from '../store/database.ts';
import type { FederationRow } from '../store/federations.ts';

/** Their members, as somebody whom grants may name. */
export async function keepGroup(
  { database, registry }: { readonly database: Database; readonly registry: Registry },
  row: FederationRow,
  about: { readonly name: string; readonly letsMembersEnter: boolean },
): Promise<void> {
  const group = await registry.groups.find(row.id);
  const name = about.name.trim().slice(0, 200) || row.id;
  if (!about.letsMembersEnter && !group) return;
  if (!group) await registry.groups.create({ id: row.id, name }, 'system');
  else if (group.name !== name) await registry.groups.patch(row.id, { name }, 'system');
  if (row.group_id !== null && group) return;
  const kept = await database.inTransaction((tx) =>
    tx
      .updateTable('federation')
      .set({ group_id: row.id })
      .where('id', '=', row.id)
      .where('state', '=', 'pooled')
      .executeTakeFirst(),
  );
  // Left meanwhile, by whoever found no group to take away yet.
  if (kept.numUpdatedRows === 0n) await dropGroup(registry, row.id, 'system');
}

export async function dropGroup(
  { groups }: Pick<Registry, 'groups'>,
  id: string,
  by: string,
): Promise<void> {
  if (await groups.find(id)) await groups.remove(id, by);
}
