import { failure } from '../../shared/runtime/errors.ts';
import type { AuditLog, AuditRecord } from '../ports/audit.ts';
import type { TapRecord } from '../ports/journal.ts';
import type { Proposals } from '../ports/own-page.ts';
import type { DeliveryOfPerson, PersonalData, PersonalDataReader } from '../ports/personal-data.ts';
import type { Page } from '../ports/registry.ts';
import { everyPassage, type PassageReader, type PassageRow } from '../ports/report.ts';
import { readBalance, readMoved } from './balances.ts';
import { readCarnetLines, readUsed } from './carnets.ts';
import { readHistoryOfPerson } from './corrections.ts';
import type { Database } from './database.ts';
import { deliveriesOf } from './deliveries.ts';
import { homesBeforeOf } from './homes-before.ts';
import { tapOf } from './journal-reader.ts';
import { codeOf } from './own-codes.ts';
import { linkOf } from './own-links.ts';
import { groupsOf } from './people.ts';
import { recordOf } from './registry-mapping.ts';
import * as mappings from './registry-mappings.ts';
import { unitOf } from './rows.ts';
import { openSharedMembers } from './shared-members.ts';
import { cardsEverOf, cardsOf, tapsOfPerson } from './taps-of-person.ts';
import { exitLinksOf, mailsStoppedAt, toldOf } from './told-of-person.ts';

/** Gathers what is held of one person from everywhere it lies. */
export function openPersonalData(
  database: Database,
  around: {
    readonly passages: Pick<PassageReader, 'stream'>;
    readonly proposals: Pick<Proposals, 'list'>;
    readonly audit: Pick<AuditLog, 'list'>;
  },
): PersonalDataReader {
  const { db } = database;

  async function tapsOf(memberId: string): Promise<readonly TapRecord[]> {
    const uids = await cardsEverOf(db, memberId);
    const held = await cardsOf(db, memberId);
    const taps: TapRecord[] = [];
    for await (const found of tapsOfPerson(db, { memberId, uids, held })) {
      for (const { known, copy, epoch, seq, receivedAt, body } of found)
        if (known && copy === 0)
          taps.push(tapOf({ ...known, epoch, seq, received_at: receivedAt, body }));
    }
    return taps.toSorted((a, b) => a.occurredAt - b.occurredAt);
  }

  const connectionsById = async () => {
    const rows = await db.selectFrom('connection').select(['id', 'name', 'place']).execute();
    return new Map(rows.map((one) => [one.id, one]));
  };

  async function systemsOf(memberId: string): Promise<PersonalData['otherSystems']> {
    const byId = await connectionsById();
    const shared = await openSharedMembers(database).ofMember(memberId);
    return shared.map((one) => ({
      ...one,
      connectionName: byId.get(one.connectionId)?.name ?? '',
    }));
  }

  async function deliveriesOfPunches(
    taps: readonly TapRecord[],
  ): Promise<readonly DeliveryOfPerson[]> {
    const made = await deliveriesOf(
      database,
      taps.flatMap(({ kind, id }) => (kind === 'punch' ? [id] : [])),
    );
    const byId = await connectionsById();
    return made
      .map(({ connectionId, punchId, occurredAt, state, reason, tries, doneAt, receipt }) => ({
        ...{ connectionId, punchId, occurredAt, state, reason, tries, doneAt, receipt },
        connectionName: byId.get(connectionId)?.name ?? '',
        placeId: byId.get(connectionId)?.place ?? '',
      }))
      .toSorted((a, b) => a.occurredAt - b.occurredAt);
  }

  return {
    async of(memberId, now) {
      const member = await db
        .selectFrom('member')
        .selectAll()
        .where('id', '=', memberId)
        .executeTakeFirst();
      if (!member) throw failure('notFound', { what: 'member', id: memberId });
      const cards = (column: 'member_id' | 'sponsor_id') =>
        db.selectFrom('card').selectAll().where(column, '=', memberId).orderBy('id').execute();
      const own = await cards('member_id');
      const uids = own.flatMap(({ uid }) => uid ?? []);
      const passages: PassageRow[] = [];
      const asked = { ...everyPassage, member: memberId, afar: true, pool: '*' } as const;
      for await (const rows of around.passages.stream(asked, now)) passages.push(...rows);
      const taps = await tapsOf(memberId);
      return {
        member: recordOf(mappings.members, { ...member }),
        since: member.created_at > 0 ? member.created_at : null,
        cards: own.map((row) => recordOf(mappings.cards, { ...row })),
        guestCards: (await cards('sponsor_id')).map((row) => ({
          ...recordOf(mappings.cards, { ...row }),
          guestName: null,
        })),
        homesBefore: (await homesBeforeOf(db, memberId, uids)).map(({ kind, id, until, home }) => ({
          ...{ cardUid: kind === 'card' ? id : null, home, until },
        })),
        groups: await groupsOf(db, memberId),
        grants: (
          await db
            .selectFrom('access_grant')
            .selectAll()
            .where('member_id', '=', memberId)
            .orderBy('id')
            .execute()
        ).map((row) => recordOf(mappings.grants, { ...row })),
        passages,
        punches: taps.filter(({ kind }) => kind === 'punch'),
        refusals: taps.filter(({ kind }) => kind === 'refusal'),
        corrections: await database.inTransaction((tx) =>
          readHistoryOfPerson(unitOf(database, tx), `member:${memberId}`),
        ),
        proposals: await every((page) => around.proposals.list({ memberId }, page)),
        ownLinks: (
          await db
            .selectFrom('own_link')
            .selectAll()
            .where('member_id', '=', memberId)
            .orderBy('id')
            .execute()
        ).map(linkOf),
        ownCodes: (
          await db
            .selectFrom('own_code')
            .selectAll()
            .where('member_id', '=', memberId)
            .orderBy('id')
            .execute()
        ).map(codeOf),
        tokens: await readBalance(db, `member:${memberId}`),
        tokensMoved: await readMoved(db, `member:${memberId}`),
        carnets: await every((page) => readCarnetLines(db, { memberId, placeIds: '*' }, page)),
        usedPasses: await readUsed(db, { memberId, placeIds: '*', ...everyDay }),
        mailsStoppedAt: await mailsStoppedAt(db, memberId),
        alerts: await toldOf(db, memberId),
        exitLinks: await exitLinksOf(db, memberId),
        otherSystems: await systemsOf(memberId),
        deliveries: await deliveriesOfPunches(taps),
        audit: await every<AuditRecord>((page) => around.audit.list({ memberId }, page)),
      };
    },
  };
}

const everyDay = { from: '0000-01-01', until: '9999-12-31' } as const;

async function every<T>(
  read: (page: { limit: number; cursor: string | null }) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const all: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await read({ limit: 1000, cursor });
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return all;
}
