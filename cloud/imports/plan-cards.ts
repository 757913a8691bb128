import { isRandomUid, parseTag8, parseUid, tagsOf } from '../../shared/domain/card.ts';
import { errorCodeOf } from '../../shared/runtime/errors.ts';
import { maskUid } from '../../shared/runtime/mask-uids.ts';
import type { ImportLine, ImportNoteCode } from '../ports/imports.ts';
import { type CardRecord, emptyCard, type Member } from '../ports/registry.ts';
import {
  daysIn,
  emailIn,
  type Faults,
  gatherFaults,
  homeIn,
  nameIn,
  numberIn,
  stateIn,
} from './cells.ts';
import type { Row } from './columns.ts';
import { directoryOf } from './directory.ts';
import {
  changeSet,
  differences,
  homesNamed,
  type ImportRules,
  type Known,
  type Plan,
  refused,
} from './plan.ts';

const shownFields = ['number', 'state', 'validFrom', 'validUntil', 'homePlaceId'] as const;

/**
 * Cards from a sheet. One is known again by its uid, else by its printed number, else by a tag that only it has. A tag
 * without a uid makes a card that waits for its first tap; two of a batch may share one.
 */
export function cardPlanner(known: Known, rules: ImportRules) {
  const directory = directoryOf(known.members);
  const byUid = new Map<string, CardRecord>();
  const byNumber = new Map<string, CardRecord>();
  const byTag = new Map<string, Map<string, CardRecord>>();
  const seen = new Map<string, number>();
  const cards = changeSet<CardRecord>();
  const lines: ImportLine[] = [];

  function put(card: CardRecord): void {
    if (card.uid !== null) byUid.set(card.uid, card);
    if (card.number !== null) byNumber.set(card.number.toUpperCase(), card);
    const tags = card.uid === null ? [card.tag8] : new Set([card.tag8, ...tagsOf(card.uid)]);
    for (const tag of tags) {
      const alike = byTag.get(tag) ?? new Map();
      byTag.set(tag, alike.set(card.id, card));
    }
  }
  for (const card of known.cards) put(card);

  function take(row: Row): void {
    const faults = gatherFaults();
    const number = numberIn(row, faults);
    const { uid, tag } = numbersIn(row, faults);
    const about = number ?? (uid === null ? tag : maskUid(uid)) ?? '?';
    if (row.hasTooMany) faults.add('cellsTooMany');
    if (uid === null && tag !== null && number === null) faults.add('numberMissing');
    const wasThere = faults.notes.length > 0 ? null : whichIs(uid, tag, number, faults);
    const holder = holderIn(row, faults);
    const { validFrom, validUntil } = daysIn(row, wasThere, faults);
    const homePlaceId = homeIn(row, wasThere, known.places, faults);
    const state = stateIn(row, faults) ?? wasThere?.state ?? 'active';
    const earlier = wasThere ? seen.get(wasThere.id) : undefined;
    const isOthers = wasThere?.memberId && holder && wasThere.memberId !== holder.id;
    if (earlier !== undefined) faults.add('sameAsLine', String(earlier));
    // A card that is there twice in the file is told by its line: to whom the other line gives it says nothing more.
    else if (isOthers) faults.add('cardOfOther', about);
    if (faults.notes.length > 0) {
      lines.push(refused(row.line, about, faults.notes));
      return;
    }
    const wanted: CardRecord = {
      ...(wasThere ?? { ...emptyCard, id: rules.newId('card'), tag8: tag ?? '' }),
      uid: uid ?? wasThere?.uid ?? null,
      number: number ?? wasThere?.number ?? null,
      memberId: holder?.id ?? wasThere?.memberId ?? null,
      validFrom,
      validUntil,
      state,
      homePlaceId,
    };
    settle(row, about, wasThere, wanted, holder);
  }

  function settle(
    row: Row,
    about: string,
    before: CardRecord | null,
    wanted: CardRecord,
    holder: Member | null,
  ): void {
    const faults = gatherFaults();
    let after: CardRecord;
    try {
      after = rules.settleCard(wanted, before);
    } catch (err) {
      const code = noteOf[errorCodeOf(err) ?? ''];
      if (code === undefined) throw err;
      faults.add(code, about);
      lines.push(refused(row.line, about, faults.notes));
      return;
    }
    const alike = [...(byTag.get(after.tag8)?.values() ?? [])];
    if (after.uid === null && alike.some(({ id, tag8 }) => id !== after.id && tag8 === after.tag8))
      faults.add('tagShared', after.tag8);
    const changes = [...homesNamed(differences(before, after, shownFields), known.places)];
    if (before !== null && holder !== null && before.memberId !== holder.id)
      changes.push({ field: 'member', before: '', after: holder.name });
    const isAdopted = before !== null && before.uid === null && after.uid !== null;
    if (before === null || isAdopted || changes.length > 0) {
      cards.write(before, after);
      put(after);
    }
    seen.set(after.id, row.line);
    const verb =
      before === null ? 'create' : isAdopted ? 'adopt' : changes.length > 0 ? 'change' : 'same';
    lines.push({ line: row.line, verb, about, changes, notes: faults.notes });
  }

  /** Null: a new card. */
  function whichIs(
    uid: string | null,
    tag: string | null,
    number: string | null,
    faults: Faults,
  ): CardRecord | null {
    const numbered = number === null ? undefined : byNumber.get(number.toUpperCase());
    if (uid !== null) {
      const held = byUid.get(uid);
      if (numbered && numbered.id !== held?.id && (held || numbered.uid !== null)) {
        faults.add('numberTaken', number ?? '');
        return null;
      }
      return held ?? numbered ?? null;
    }
    const tagged = [...(byTag.get(tag ?? '')?.values() ?? [])];
    if (numbered) {
      if (tagged.some(({ id }) => id === numbered.id)) return numbered;
      faults.add('numberTaken', number ?? '');
      return null;
    }
    // Enrolled by a tap before its batch was imported: it has no printed number yet.
    const nameless = tagged.filter((card) => card.number === null);
    return tagged.length === 1 ? (nameless[0] ?? null) : null;
  }

  function holderIn(row: Row, faults: Faults): Member | null {
    const id = row.cell('memberId');
    const email = emailIn(row, faults);
    const name = nameIn(row, faults);
    if (id !== '') {
      const member = directory.byId(id);
      if (member === null) faults.add('memberUnknown', id);
      return member;
    }
    const byEmail = email === null ? null : directory.byEmail(email);
    if (byEmail !== null) return byEmail;
    if (name === '') {
      if (email !== null) faults.add('memberUnknown', email);
      return null;
    }
    const alike = directory.byName(name);
    if (alike.length === 0) faults.add('memberUnknown', name);
    if (alike.length > 1) faults.add('memberAmbiguous', name);
    return alike[0] ?? null;
  }

  const plan = (): Plan => ({ lines, members: [], cards: cards.all(), groups: [], joins: [] });
  return { take, plan };
}

/** What the rules refuse, as a note of a line. */
const noteOf: Readonly<Record<string, ImportNoteCode>> = {
  cardNotActive: 'cardNotActive',
  tagMismatch: 'tagMismatch',
  uidFixed: 'numberTaken',
  guestHasMember: 'cardOfOther',
  guestNeedsEnd: 'cardOfOther',
};

function numbersIn(row: Row, faults: Faults): { uid: string | null; tag: string | null } {
  const typed = row.cell('uid');
  const tagged = row.cell('tag8');
  if (typed === '' && tagged === '') {
    faults.add('cardNumbersMissing');
    return { uid: null, tag: null };
  }
  if (typed !== '') {
    const uid = parseUid(typed);
    if (!uid.ok) faults.add('uidInvalid', typed);
    else if (isRandomUid(uid.value)) faults.add('uidRandom', typed);
    return { uid: uid.ok ? uid.value : null, tag: null };
  }
  const tag = parseTag8(tagged);
  if (!tag.ok) {
    const isRandom = isRandomUid(tagged.replace(/[\s:.-]/g, ''));
    faults.add(isRandom ? 'uidRandom' : 'tagInvalid', tagged);
  }
  return { uid: null, tag: tag.ok ? tag.value : null };
}
