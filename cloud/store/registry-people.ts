import type { CardState } from '../../shared/domain/access-list.ts';
import { isRandomUid, parseTag8, parseUid, tag8, tagsOf } from '../../shared/domain/card.ts';
import { folded } from '../../shared/domain/folded.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { CardRecord, Member, RegistryChange } from '../ports/registry.ts';
import type { Tx } from './database.ts';
import { cardMoved, keepHomesBefore, memberMoved } from './homes-before.ts';
import { mustExist } from './registry-references.ts';
import type { Rules } from './registry-repository.ts';
import type { RegistryHooks } from './registry-rules.ts';

/** What a member must be, whoever writes it: a form, the API or an import. Throws what is wrong. */
export function settledMember(member: Member): Member {
  inOrder(member);
  return { ...member, name: member.name.trim() };
}

/** What a card must be, given what it was. Says nothing of what it names: that is looked up where it is written. */
export function settledCard(card: CardRecord, before: CardRecord | null, now: number): CardRecord {
  inOrder(card);
  const known = withNumbers(card, before);
  if (card.sponsorId === null && card.guestName !== null) throw failure('guestNeedsSponsor');
  if (card.sponsorId !== null) {
    if (card.validUntil === null) throw failure('guestNeedsEnd');
    if (card.memberId !== null) throw failure('guestHasMember');
  }
  const isGiven = card.memberId !== (before?.memberId ?? null) && card.memberId !== null;
  if (before !== null && isGiven && card.state !== 'active') {
    throw failure('cardNotActive', { state: stateWords[card.state] });
  }
  const stateSince = before?.state === card.state ? before.stateSince : now;
  return { ...known, stateSince };
}

const stateWords: Readonly<Record<CardState, string>> = {
  active: 'active',
  lost: 'reported lost',
  returned: 'returned',
  destroyed: 'destroyed',
};

/** Its uid for good once it has one; until then the tag alone. */
function withNumbers(card: CardRecord, before: CardRecord | null): CardRecord {
  if (card.uid === null) {
    if (before !== null && before.uid !== null) throw failure('uidFixed');
    const tag = parseTag8(card.tag8);
    if (!tag.ok) throw failure('badRequest', { detail: tag.problem.message });
    return { ...card, tag8: tag.value };
  }
  const uid = parseUid(card.uid);
  if (!uid.ok) throw failure('badRequest', { detail: uid.problem.message });
  if (isRandomUid(uid.value)) throw failure('uidRandom');
  if (before !== null && before.uid !== null && before.uid !== uid.value) throw failure('uidFixed');
  const registered = before?.tag8 ?? card.tag8;
  const fits = tagsOf(uid.value).includes(registered.toUpperCase());
  if (!fits && (before !== null || registered !== '')) throw failure('tagMismatch');
  return { ...card, uid: uid.value, tag8: fits ? registered.toUpperCase() : tag8(uid.value) };
}

interface AtHome {
  readonly homePlaceId: string | null;
}

/** Both venues settle something else afterwards. */
export const rehomed = (before: AtHome | null, after: AtHome): readonly string[] => {
  const [from = null, to] = [before?.homePlaceId, after.homePlaceId];
  return from === to ? [] : [from, to].filter((place) => place !== null);
};

function inOrder({
  validFrom,
  validUntil,
}: {
  validFrom: string | null;
  validUntil: string | null;
}) {
  if (validFrom !== null && validUntil !== null && validFrom > validUntil) {
    throw failure('badRequest', { detail: 'validFrom is after validUntil' });
  }
}

/** Who has it again would be erased at the next start, and their taps as they come. */
async function mustNotBeErased(tx: Tx, id: string): Promise<void> {
  const erased = await tx
    .selectFrom('erasure')
    .select('member_id')
    .where('member_id', '=', id)
    .executeTakeFirst();
  if (erased) throw failure('conflict', { detail: 'This id is of somebody who was erased.' });
}

export const memberRules = (now: () => number): Rules<Member> => ({
  async settle(tx, member, before) {
    if (before === null) await mustNotBeErased(tx, member.id);
    if (member.homePlaceId !== null) await mustExist(tx, 'place', member.homePlaceId);
    return settledMember(member);
  },
  rehomed,
  keepBefore: (tx, before, after) => keepHomesBefore(tx, memberMoved(before, after, now())),
  async afterWrite(tx, member) {
    await tx
      .updateTable('member')
      .set({ folded: folded(member.name) })
      .where('id', '=', member.id)
      .execute();
  },
  async beforeRemove(tx, member) {
    await tx
      .updateTable('card')
      .set({ member_id: null })
      .where('member_id', '=', member.id)
      .execute();
    // Nobody answers for their guests any more.
    await tx
      .updateTable('card')
      .set({ sponsor_id: null, guest_name: null, state: 'returned' })
      .where('sponsor_id', '=', member.id)
      .execute();
    return 'remove';
  },
  // A new member holds no card yet: nothing changes at a door.
  changes(before, after): readonly RegistryChange[] {
    if (!before) return [];
    const same = (['name', 'validFrom', 'validUntil'] as const).every(
      (field) => before[field] === after?.[field],
    );
    if (same) return [];
    // Once it is gone nothing says which cards were its own.
    const named = after ? { memberIds: [after.id] } : {};
    return [{ kind: 'access', placeIds: '*', ...named }];
  },
});

export const cardRules = (hooks: RegistryHooks, now: () => number): Rules<CardRecord> => ({
  async settle(tx, card, before) {
    const settled = settledCard(card, before, now());
    if (settled.memberId !== null) await mustExist(tx, 'member', settled.memberId);
    if (settled.sponsorId !== null) await mustExist(tx, 'member', settled.sponsorId);
    if (settled.homePlaceId !== null) await mustExist(tx, 'place', settled.homePlaceId);
    return settled;
  },
  rehomed,
  keepBefore: (tx, before, after) => keepHomesBefore(tx, cardMoved(before, after, now())),
  async afterWrite(tx, card, before, by) {
    const { uid, memberId } = card;
    if (!before || uid === null || memberId === null) return;
    // What it punched before it was this member's stays what it was.
    if (memberId === before.memberId && before.uid !== null) return;
    await hooks.cardGiven(tx, { uid, memberId, from: now(), by });
  },
  changes(before, after) {
    const uids = [before?.uid, after?.uid].filter((uid) => typeof uid === 'string');
    return uids.length === 0 ? [] : [{ kind: 'access', placeIds: '*', uids: [...new Set(uids)] }];
  },
});
