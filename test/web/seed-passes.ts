import type { Database } from '../../cloud/store/database.ts';
import { writePassages } from '../../cloud/store/passages.ts';
import { unitOf } from '../../cloud/store/rows.ts';
import { createAllowances } from '../../cloud/tokens/allowances.ts';
import { createPasses } from '../../cloud/tokens/passes.ts';
import type { Passage } from '../../shared/domain/passage.ts';

const at = (local: string): number =>
  Temporal.PlainDateTime.from(local).toZonedDateTime('Europe/Paris').epochMilliseconds;

/** Somebody with passes left, somebody who came when theirs were used up, and a group with an allowance. */
export async function seedPasses(database: Database): Promise<void> {
  const stay = (member: string, from: string, until: string) => {
    const end = (local: string) =>
      ({ at: at(local), punchId: null, accessPoint: 'ap-1', by: 'card' }) as const;
    const passage: Passage = {
      ...{ id: `passes-${member}-${from}`, status: 'closed', anomalies: [], cardUid: '04A1' },
      ...{ entry: end(from), exit: end(until), corrected: false },
    };
    const key = { place: 'filature', area: 'filature', person: `member:${member}` } as const;
    return { key, passage };
  };
  await database.inTransaction((tx) =>
    writePassages(unitOf(database, tx), [
      stay('member-4', '2026-03-03T09:00', '2026-03-03T17:00'),
      stay('member-4', '2026-03-04T09:00', '2026-03-04T12:00'),
      stay('member-4', '2026-03-09T09:00', '2026-03-09T17:00'),
      stay('member-7', '2026-03-04T14:00', '2026-03-04T18:00'),
      stay('member-7', '2026-03-05T08:30', '2026-03-05T18:00'),
      stay('member-7', '2026-03-06T08:30', '2026-03-06T11:00'),
    ]),
  );
  const carnets = createPasses(database, {
    now: () => at('2026-03-01T10:00'),
    changed: () => undefined,
  });
  const give = (memberId: string, kind: 'day' | 'halfDay', passes: number, words: string) =>
    carnets.give(
      {
        ...{ key: `${memberId} ${kind}`, memberId, placeId: 'filature', kind, passes, words },
        ...{ from: '2026-03-02', until: kind === 'day' ? '2026-12-31' : null },
      },
      'staff:1',
    );
  await give('member-4', 'day', 10, 'carnet de 10, payé en chèque à l’accueil');
  await give('member-4', 'halfDay', 5, 'carnet de 5');
  await give('member-7', 'halfDay', 2, 'deux pour essayer');
  const { line } = await give('member-7', 'day', 10, 'carnet de 10');
  await carnets.undo(line.id, { words: 'pas payé', by: 'staff:1', places: '*' });
  const group = { id: 'residents', name: 'Résidents', created_at: 0 };
  await database.db.insertInto('member_group').values(group).execute();
  const allowances = createAllowances(database, {
    now: () => at('2026-03-01T10:00'),
    changed: () => undefined,
  });
  const each = { placeId: 'filature', groupId: 'residents' } as const;
  await allowances.set({ ...each, units: 1_000, keeps: false, since: null }, 'staff:1');
  await allowances.set({ ...each, units: 750, keeps: true, since: '2026-04' }, 'staff:1');
}
