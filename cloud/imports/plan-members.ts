import { isRandomUid, parseUid } from '../../shared/domain/card.ts';
import { folded } from '../../shared/domain/folded.ts';
import { maskUid } from '../../shared/runtime/mask-uids.ts';
import type { ImportLine } from '../ports/imports.ts';
import { type CardRecord, emptyCard, type Member } from '../ports/registry.ts';
import {
  daysIn,
  emailIn,
  type Faults,
  gatherFaults,
  groupsIn,
  homeIn,
  nameIn,
  numberIn,
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

/** Of a uid of four bytes: a printed number may look like one. */
const shortUidDigits = 8;
const shownFields = ['name', 'email', 'validFrom', 'validUntil', 'homePlaceId'] as const;

/**
 * Members from a sheet. One is known again by id, else by email, else by a name that only one has; an empty cell
 * changes nothing. Groups are joined and never left; a card named in the same line is given.
 */
export function memberPlanner(known: Known, rules: ImportRules) {
  const directory = directoryOf(known.members);
  const groups = new Map(known.groups.map((group) => [folded(group.name), group.id]));
  const belongs = new Map(known.groups.map(({ id, memberIds }) => [id, new Set(memberIds)]));
  const byUid = new Map(known.cards.flatMap((card) => (card.uid ? [[card.uid, card]] : [])));
  const byNumber = new Map(
    known.cards.flatMap((c) => (c.number ? [[c.number.toUpperCase(), c]] : [])),
  );
  const members = changeSet<Member>();
  const cards = changeSet<CardRecord>();
  const groupsMade: { id: string; name: string }[] = [];
  const joins: { groupId: string; memberId: string }[] = [];
  const seen = new Map<string, number>();
  const lines: ImportLine[] = [];

  function take(row: Row): void {
    const faults = gatherFaults();
    const name = nameIn(row, faults);
    const email = emailIn(row, faults);
    const about = name || email || row.cell('id') || '?';
    const before = whoIs(row, name, email, faults);
    if (before === null && name === '') faults.add('nameMissing');
    const { validFrom, validUntil } = daysIn(row, before, faults);
    const homePlaceId = homeIn(row, before, known.places, faults);
    if (row.hasTooMany) faults.add('cellsTooMany');
    const key = before?.id ?? (email ?? folded(name)).toLowerCase();
    const earlier = seen.get(key);
    if (earlier !== undefined && key !== '') faults.add('sameAsLine', String(earlier));
    const card = cardIn(row, before, faults);
    if (faults.notes.length > 0) {
      lines.push(refused(row.line, about, faults.notes));
      return;
    }
    const after = rules.settleMember({
      id: before?.id ?? rules.newId('member'),
      name: nameFor(row, name, before, email),
      email: email ?? before?.email ?? null,
      validFrom,
      validUntil,
      homePlaceId,
    });
    seen.set(key, row.line);
    seen.set(after.id, row.line);
    finish(row, before, after, card);
  }

  function finish(row: Row, before: Member | null, after: Member, card: GivenCard): void {
    const faults = gatherFaults();
    const changes = [...homesNamed(differences(before, after, shownFields), known.places)];
    if (before === null || changes.length > 0) members.write(before, after);
    directory.put(after);
    for (const group of groupsIn(row)) {
      const joined = join(group, after.id, faults);
      if (joined && before !== null) changes.push({ field: 'groups', before: '', after: group });
    }
    if (card.unknown !== null) faults.add('cardUnknown', card.unknown);
    if (card.given !== null) {
      const given = { ...card.given, memberId: after.id };
      cards.write(card.before, given);
      if (given.uid !== null) byUid.set(given.uid, given);
      if (given.number !== null) byNumber.set(given.number.toUpperCase(), given);
      const shown = given.number ?? maskUid(given.uid ?? given.tag8);
      changes.push({ field: 'card', before: '', after: shown });
    }
    const verb = before === null ? 'create' : changes.length > 0 ? 'change' : 'same';
    lines.push({ line: row.line, verb, about: after.name, changes, notes: faults.notes });
  }

  /** Known by the name alone, it stays as it is spelled here: lists in capitals have lost the accents. */
  function nameFor(row: Row, name: string, before: Member | null, email: string | null): string {
    if (before === null) return name;
    const isNamed = row.cell('id') !== '' || (email !== null && before.email !== null);
    return isNamed && name !== '' ? name : before.name;
  }

  /** Null: nobody known, a new member. */
  function whoIs(row: Row, name: string, email: string | null, faults: Faults): Member | null {
    const id = row.cell('id');
    if (id !== '') {
      const member = directory.byId(id);
      if (member === null) faults.add('idUnknown', id);
      return member;
    }
    const byEmail = email === null ? null : directory.byEmail(email);
    if (byEmail !== null || name === '') return byEmail;
    // Somebody of the same name with another address is somebody else.
    const alike = directory.byName(name).filter((one) => email === null || one.email === null);
    if (alike.length > 1) faults.add('memberAmbiguous', name);
    return alike[0] ?? null;
  }

  interface GivenCard {
    readonly before: CardRecord | null;
    readonly given: CardRecord | null;
    readonly unknown: string | null;
  }
  const noCard: GivenCard = { before: null, given: null, unknown: null };

  /** Many sheets call “card” what a reader says of it. Empty: it is the number that is printed on one. */
  function readAs(printed: string): string {
    if (byNumber.has(printed.toUpperCase())) return '';
    const uid = parseUid(printed);
    return uid.ok && (byUid.has(uid.value) || uid.value.length > shortUidDigits) ? printed : '';
  }

  function cardIn(row: Row, holder: Member | null, faults: Faults): GivenCard {
    const printed = numberIn(row, faults);
    const read = row.cell('uid') === '' && printed !== null ? readAs(printed) : '';
    const number = read === '' ? printed : null;
    const typed = row.cell('uid') || read;
    if (typed === '' && number === null) return noCard;
    const uid = typed === '' ? null : parseUid(typed);
    if (uid !== null && !uid.ok) {
      faults.add('uidInvalid', typed);
      return noCard;
    }
    if (uid !== null && isRandomUid(uid.value)) {
      faults.add('uidRandom', typed);
      return noCard;
    }
    const numbered = number === null ? undefined : byNumber.get(number.toUpperCase());
    const before =
      (uid === null ? undefined : byUid.get(uid.value)) ?? (uid === null ? numbered : undefined);
    if (before === undefined) {
      if (uid === null) return { ...noCard, unknown: number };
      if (numbered) {
        faults.add('numberTaken', number ?? '');
        return noCard;
      }
      const made = rules.settleCard(
        { ...emptyCard, id: rules.newId('card'), uid: uid.value, number },
        null,
      );
      return { before: null, given: made, unknown: null };
    }
    if (holder !== null && before.memberId === holder.id) return noCard;
    if (before.memberId !== null || before.sponsorId !== null) {
      faults.add('cardOfOther', number ?? maskUid(before.uid ?? before.tag8));
      return noCard;
    }
    if (before.state !== 'active') {
      faults.add('cardNotActive', number ?? maskUid(before.uid ?? before.tag8));
      return noCard;
    }
    return { before, given: before, unknown: null };
  }

  function join(name: string, memberId: string, faults: Faults): boolean {
    let id = groups.get(folded(name));
    if (id === undefined) {
      id = rules.newId('group');
      groups.set(folded(name), id);
      groupsMade.push({ id, name });
      faults.add('groupNew', name);
    }
    const inIt = belongs.get(id) ?? new Set();
    belongs.set(id, inIt);
    if (inIt.has(memberId)) return false;
    inIt.add(memberId);
    joins.push({ groupId: id, memberId });
    return true;
  }

  const plan = (): Plan => ({
    lines,
    members: members.all(),
    cards: cards.all(),
    groups: groupsMade,
    joins,
  });
  return { take, plan };
}
