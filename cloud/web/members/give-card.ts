import { isRandomUid, parseUid } from '../../../shared/domain/card.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import type { CardRecord, Registry, Repositories } from '../../ports/registry.ts';

interface Given {
  /** As a reader said it. */
  readonly uid: string;
  readonly memberId: string | null;
  /** Printed on it, where somebody typed it. */
  readonly number?: string | null;
  /** The card of a batch that staff say it is. */
  readonly adopts?: string | null;
}

/** Gives a card by itself; `giveCardIn` tells what it throws. */
export const giveCard = (registry: Registry, given: Given, by: string): Promise<CardRecord> =>
  registry.together((all) => giveCardIn(all, given, by));

/**
 * Among what else is written for the same wish (`Registry.together`): gives a card that was tapped or typed, be it new,
 * nobody's, or one that waited for its first tap. Throws `cardTaken`, `cardNotActive`, `tagMismatch`, `uidRandom`,
 * `conflict` for a number that is another card's.
 */
export async function giveCardIn(
  registry: Repositories,
  given: Given,
  by: string,
): Promise<CardRecord> {
  const uid = parseUid(given.uid);
  if (!uid.ok) throw failure('badRequest', { detail: uid.problem.message });
  if (isRandomUid(uid.value)) throw failure('uidRandom');
  const holder = given.memberId === null ? {} : { memberId: given.memberId };
  const number = given.number ? { number: given.number } : {};
  const found = await cardOfUid(registry, uid.value);
  if (found) {
    // Read once more, for nobody to give it meanwhile.
    const known = await registry.cards.get(found.id);
    await mustBeFree(registry, known, given.memberId);
    return registry.cards.patch(known.id, { ...holder, ...number }, by);
  }
  if (given.adopts) {
    const waiting = await registry.cards.get(given.adopts);
    await mustBeFree(registry, waiting, given.memberId);
    return registry.cards.patch(waiting.id, { uid: uid.value, ...holder }, by);
  }
  return registry.cards.create({ uid: uid.value, ...holder, ...number }, by);
}

/**
 * A card that somebody holds is never taken from them by giving it. Ask it of a card read with `get` among what
 * is written together: of one that was read before, two people at once each find it free.
 */
export async function mustBeFree(
  registry: Repositories,
  card: CardRecord,
  memberId: string | null,
): Promise<void> {
  const holder = card.memberId ?? card.sponsorId;
  if (holder === null || memberId === null || card.memberId === memberId) return;
  const member = await registry.members.find(holder);
  throw failure('cardTaken', { who: member?.name ?? holder });
}

export async function cardOfUid(registry: Repositories, uid: string): Promise<CardRecord | null> {
  const { items } = await registry.cards.list({ limit: 1, cursor: null }, { uid });
  return items[0] ?? null;
}
