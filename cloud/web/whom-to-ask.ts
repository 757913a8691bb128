import type { StaffAccounts } from '../ports/identity.ts';
import type { Principal } from './principal.ts';

/**
 * Who can help somebody whose role does not suffice: the administrators of their places, by name; of everything where
 * there is none. At most three, so that it stays a sentence.
 */
export async function whomToAsk(
  accounts: StaffAccounts,
  principal: Pick<Principal, 'places'>,
): Promise<readonly string[]> {
  const admins = (await accounts.list()).filter(
    ({ role, endedAt }) => role === 'admin' && endedAt === null,
  );
  const { places } = principal;
  const near = admins.filter(
    (admin) =>
      admin.places !== '*' && places !== '*' && admin.places.some((one) => places.includes(one)),
  );
  const everywhere = admins.filter((admin) => admin.places === '*');
  return (near.length > 0 ? near : everywhere).slice(0, 3).map(({ name }) => name);
}
