import type { Person } from '../../shared/domain/punch.ts';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import { encode } from '../../shared/wire/codec.ts';
import { maxMessageBytes, maxStateParts } from '../../shared/wire/limits.ts';
import type { StateMessage } from '../../shared/wire/messages.ts';
import type { PersonNow } from './people-now.ts';

/** More rows than a message may name. */
const rowsMost = 2_000;
/** Of a row's field name and comma. */
const aroundRow = 64;

type Rows = Pick<StateMessage, 'members'> & { readonly cards: NonNullable<StateMessage['cards']> };

/**
 * As many messages as it takes: a whole one at least one, also where nobody is there. Beyond the parts there may be
 * (some eighty thousand people) those who are in come first: who is left out is out, and only lacks the time of today.
 */
export function stateMessages(
  {
    isRated,
    ...around
  }: Pick<StateMessage, 'place' | 'asOf' | 'whole' | 'inside'> & {
    readonly upTo: NonNullable<StateMessage['upTo']>;
    readonly isRated: boolean;
  },
  people: Iterable<readonly [Person, PersonNow]>,
): readonly string[] {
  const bare = { v: 1 as const, ...around, part: 1, parts: 1, members: [] };
  let isAll = true;
  const room = maxMessageBytes - Buffer.byteLength(canonicalJson(bare)) - aroundRow;
  const parts: Rows[] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const [person, now] of whoIsInFirst(people)) {
    const bytes = Buffer.byteLength(canonicalJson(now)) + person.length + aroundRow;
    const last = parts.at(-1);
    const count = last ? last.members.length + last.cards.length : rowsMost;
    if (!last || used + bytes > room || count >= rowsMost) {
      isAll = parts.length < maxStateParts;
      if (!isAll) break;
      parts.push({ members: [], cards: [] });
      used = 0;
    }
    used += bytes;
    addTo(parts.at(-1), person, now);
  }
  if (parts.length === 0) parts.push({ members: [], cards: [] });
  return parts.map((rows, n) => {
    const { members, cards } = rows;
    const counted = { part: around.whole ? n + 1 : 1, parts: around.whole ? parts.length : 1 };
    return encode({
      ...bare,
      ...counted,
      members,
      ...(isRated && isAll && { accounts: true as const }),
      ...(cards.length > 0 && { cards }),
    });
  });
}

const whoIsInFirst = (people: Iterable<readonly [Person, PersonNow]>) =>
  [...people].sort(([, a], [, b]) => Number(b.in.length > 0) - Number(a.in.length > 0));

function addTo(part: Rows | undefined, person: Person, now: PersonNow): void {
  if (person.startsWith('member:')) part?.members.push({ memberRef: person.slice(7), ...now });
  else part?.cards.push({ uid: person.slice(5), ...now });
}
