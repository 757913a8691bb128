import { sql } from 'kysely';
import { personOf } from '../../shared/domain/sequence.ts';
import { breathe } from '../../shared/runtime/breathe.ts';
import type { JournalEntry, PunchEntry, RefusalEntry } from '../../shared/wire/entry.ts';
import { type CorrectionRow, correctionOf } from './corrections.ts';
import type { Db } from './database.ts';
import { entryIn } from './entry-key.ts';
import type { JournalTables } from './schema/journal.ts';

/** Whom to look for. */
export interface PersonSought {
  readonly memberId: string;
  /** Their cards, now or ever. */
  readonly uids: readonly string[];
  /** Those that are theirs now: what they did while they were nobody's is theirs too. */
  readonly held: readonly string[];
}

export interface TapOfPerson {
  readonly key: number;
  readonly copy: number;
  readonly device: string;
  readonly epoch: string;
  readonly seq: number;
  readonly receivedAt: number;
  readonly body: string;
  readonly hash: string;
  readonly entry: PunchEntry | RefusalEntry;
  /** Null of a copy whose id is known from elsewhere no more. */
  readonly known: JournalTables['known_entry'] | null;
}

/** So many entries are looked through in one go. */
const entriesAtOnce = 5_000;

/** The cards that are a member's. */
export async function cardsOf(db: Db, memberId: string): Promise<readonly string[]> {
  const held = await db
    .selectFrom('card')
    .select('uid')
    .where('member_id', '=', memberId)
    .where('uid', 'is not', null)
    .execute();
  return held.flatMap(({ uid }) => uid ?? []);
}

/** The cards that are a member's, or were given to them once. */
export async function cardsEverOf(db: Db, memberId: string): Promise<readonly string[]> {
  const given = await db
    .selectFrom('correction')
    .select(['uid', 'change'])
    .where('kind', '=', 'assignCard')
    .where('uid', 'is not', null)
    .execute();
  const uids = [...(await cardsOf(db, memberId))];
  for (const { uid, change } of given)
    if (uid !== null && (JSON.parse(change) as { memberId?: string }).memberId === memberId)
      uids.push(uid);
  return [...new Set(uids)];
}

/**
 * Everything that a member's cards were tapped for, refused or not, from the whole journal: entries have no index by
 * person, which every punch would pay for. What one of their cards did while it was somebody else's is not theirs; what
 * it did while it was nobody's is.
 */
export async function* tapsOfPerson(
  db: Db,
  sought: PersonSought,
): AsyncGenerator<readonly TapOfPerson[]> {
  const assignments = await assignmentsOf(db, sought.uids);
  const named = [
    `"memberRef":${JSON.stringify(sought.memberId)}`,
    ...sought.uids.map((uid) => `"uid":"${uid}"`),
  ];
  for (let after = 0; ; ) {
    const end = await db
      .selectFrom('entry')
      .select('key')
      .where('key', '>', after)
      .orderBy('key')
      .offset(entriesAtOnce - 1)
      .limit(1)
      .executeTakeFirst();
    let query = db
      .selectFrom('journal')
      .selectAll()
      .where('key', '>', after)
      .where((where) => where.or(named.map(bodyHolds)));
    if (end) query = query.where('key', '<=', end.key);
    const found = (await query.orderBy('key').execute()).flatMap((row) => {
      const entry = entryIn(row);
      return isTap(entry) ? [{ row, entry }] : [];
    });
    const known = await knownOf(db, found);
    const theirs = found.flatMap(({ row, entry }): TapOfPerson[] => {
      const at = known.get(nameOf(entry, row.device)) ?? null;
      const { received_at: receivedAt, ...rest } = row;
      const occurredAt = at?.occurred_at ?? receivedAt;
      const person = personOf(
        { cardUid: entry.card.uid, memberRef: entry.memberRef, occurredAt },
        assignments,
      );
      const isTheirs =
        person === `member:${sought.memberId}` ||
        (person === `card:${entry.card.uid}` && sought.held.includes(entry.card.uid));
      return isTheirs ? [{ ...rest, receivedAt, entry, known: at }] : [];
    });
    if (theirs.length > 0) yield theirs;
    if (!end) return;
    after = end.key;
    await breathe();
  }
}

/** `%` and `_` mean themselves. */
const bodyHolds = (text: string) =>
  sql<boolean>`body LIKE ${`%${text.replace(/[\\%_]/g, '\\$&')}%`} ESCAPE '\\'`;

const isTap = (entry: JournalEntry): entry is PunchEntry | RefusalEntry =>
  (entry.kind === 'punch' || entry.kind === 'refusal') && !('erased' in entry);

const nameOf = (entry: Pick<JournalEntry, 'kind' | 'id'>, device: string): string =>
  `${entry.kind} ${entry.id} ${device}`;

async function knownOf(
  db: Db,
  found: readonly { readonly row: { readonly device: string }; readonly entry: JournalEntry }[],
) {
  const known = new Map<string, JournalTables['known_entry']>();
  for (const kind of ['punch', 'refusal'] as const) {
    const ids = found.flatMap(({ entry }) => (entry.kind === kind ? entry.id : []));
    for (let at = 0; at < ids.length; at += 500) {
      const rows = await db
        .selectFrom('known_entry')
        .selectAll()
        .where('kind', '=', kind)
        .where('id', 'in', ids.slice(at, at + 500))
        .execute();
      for (const row of rows) known.set(nameOf(row, row.device), row);
    }
  }
  return known;
}

async function assignmentsOf(db: Db, uids: readonly string[]) {
  if (uids.length === 0) return [];
  const rows: readonly CorrectionRow[] = await db
    .selectFrom('correction')
    .select(['id', 'change', 'made_at', 'made_by', 'reason', 'undone_at'])
    .where('kind', '=', 'assignCard')
    .where('uid', 'in', uids)
    .where('undone_at', 'is', null)
    .execute();
  return rows.map(correctionOf).filter((made) => made.kind === 'assignCard');
}
