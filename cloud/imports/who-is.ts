import { parseUid } from '../../shared/domain/card.ts';
import type { Member } from '../ports/registry.ts';
import type { Faults } from './cells.ts';
import type { Row } from './columns.ts';
import { directoryOf } from './directory.ts';
import type { Known } from './plan.ts';

/** Whom a line is about: by id, else by e-mail, else by a card, else by a name that only one has. Null is a fault. */
export function whoIsBy(
  known: Pick<Known, 'members' | 'cards'>,
): (row: Row, name: string, faults: Faults) => Member | null {
  const directory = directoryOf(known.members);
  const holders = new Map(
    known.cards.flatMap(({ uid, number, memberId }) =>
      [uid, number?.toUpperCase()].flatMap((name) => (name && memberId ? [[name, memberId]] : [])),
    ) as [string, string][],
  );
  return (row, name, faults) => {
    const id = row.cell('memberId') || row.cell('id');
    const email = row.cell('email');
    const card = row.cell('uid') || row.cell('number');
    if (id !== '') {
      const member = directory.byId(id);
      if (member === null) faults.add('idUnknown', id);
      return member;
    }
    if (email === '' && card === '') {
      const [only, other] = directory.byName(name);
      if (other) faults.add('memberAmbiguous', name);
      else if (!only) faults.add('memberUnknown', name);
      return other ? null : (only ?? null);
    }
    const uid = parseUid(card);
    const holder = holders.get(uid.ok ? uid.value : '') ?? holders.get(card.toUpperCase()) ?? '';
    const member = email === '' ? directory.byId(holder) : directory.byEmail(email);
    if (member === null) faults.add('memberUnknown', email || name || card);
    return member;
  };
}
