import {
  type Duty,
  type Places,
  type Role,
  rights,
  roles,
  type TokenLimits,
  type TokenReach,
} from '../ports/identity.ts';
import type { Db, Tx } from './database.ts';
import { dutyOf, placesOf } from './duty.ts';

/**
 * What the person behind a token may do now; a token that a token made is of the same person. `command`: the command
 * made it, nobody's access limits it. Null: their access ended, or nobody knows them.
 */
export async function dutyOfMaker(db: Db, madeBy: string | null): Promise<Duty | 'command' | null> {
  let maker = madeBy;
  while (maker?.startsWith('token:')) {
    const token = await db
      .selectFrom('api_token')
      .select('made_by')
      .where('id', '=', maker.slice('token:'.length))
      .executeTakeFirst();
    if (!token) return null;
    maker = token.made_by;
  }
  if (maker === null) return 'command';
  if (!maker.startsWith('staff:')) return null;
  const staff = await db
    .selectFrom('staff')
    .select(['role', 'places', 'rights'])
    .where('id', '=', maker.slice('staff:'.length))
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return staff ? dutyOf(staff) : null;
}

/** For good: somebody who comes back makes new ones, as with their password. Those their tokens made end too. */
export async function endTokensOf(tx: Tx, staffId: string, now: number): Promise<void> {
  let makers = [`staff:${staffId}`];
  while (makers.length > 0) {
    const made = await tx
      .selectFrom('api_token')
      .select('id')
      .where('made_by', 'in', makers)
      .execute();
    const ids = made.map(({ id }) => id);
    if (ids.length > 0) {
      await tx
        .updateTable('api_token')
        .set({ revoked_at: now })
        .where('id', 'in', ids)
        .where('revoked_at', 'is', null)
        .execute();
    }
    makers = ids.map((id) => `token:${id}`);
  }
}

/** What is left of what was given: never more than they may now. */
export function reachOf(
  given: { readonly role: Role; readonly places: string | null; readonly scopes: string },
  may: Duty | 'command',
): TokenReach {
  const scopes = JSON.parse(given.scopes) as TokenLimits['scopes'];
  const { role } = given;
  if (may === 'command') return { role, places: placesOf(given.places), scopes };
  const isHeld = (right: string) => may.role === 'admin' || may.rights.some((one) => one === right);
  return {
    role: roles.indexOf(role) < roles.indexOf(may.role) ? role : may.role,
    places: placesOfBoth(given.places, may.places),
    scopes: scopes.filter((one) => !rights.some((right) => right === one) || isHeld(one)),
  };
}

/** The places both have. */
function placesOfBoth(stored: string | null, theirs: Places): Places {
  const places = placesOf(stored);
  if (places === '*') return theirs;
  return theirs === '*' ? places : places.filter((place) => theirs.includes(place));
}
