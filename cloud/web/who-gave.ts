import type { StaffAccounts } from '../ports/identity.ts';

/** Staff by name, of `staff:<id>`; a program by the person who made its token is in the audit log. */
export async function whoGave(
  accounts: Pick<StaffAccounts, 'find'>,
  givers: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const by of new Set(givers)) {
    const [kind, id = ''] = by.split(':');
    const staff = kind === 'staff' ? await accounts.find(id) : null;
    if (staff) names.set(by, staff.name);
  }
  return names;
}
