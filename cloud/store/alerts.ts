import { v7 as uuidv7 } from 'uuid';
import { quietUntil } from '../../shared/domain/quiet-hours.ts';
import type { Alert, FoundAlert, KeptAlertSettings } from '../ports/alerts.ts';
import type { Database, Db, Tx } from './database.ts';
import type { AlertTables } from './schema/alerts.ts';

export interface AlertsOf {
  readonly settings: KeptAlertSettings;
  readonly timeZone: string;
  /** Whether any mail can be sent. */
  readonly mails: boolean;
}

/**
 * Writes down what is new of what was found, and in the same transaction who is to be told. The keys are unique:
 * whoever finds the same, here or in another aggregator on this store, adds nothing. Answers how many were new.
 */
export async function raiseAlerts(
  database: Database,
  of: AlertsOf,
  found: readonly FoundAlert[],
  now: number,
): Promise<number> {
  if (found.length === 0) return 0;
  const known = await knownKeys(database.db, found);
  const fresh = found.filter(({ key }) => !known.has(key));
  if (fresh.length === 0) return 0;
  return database.inTransaction(async (tx) => {
    let raised = 0;
    for (const one of fresh) {
      if (await isTooSoon(tx, one, now)) continue;
      const id = uuidv7({ msecs: now });
      const { numInsertedOrUpdatedRows: inserted } = await tx
        .insertInto('alert')
        .values({
          ...{ id, key: one.key, kind: one.kind, place: one.placeId, member_id: one.memberId },
          ...{ at: now, about: JSON.stringify(one.about), lasts: one.lasts ? 1 : 0 },
        })
        .onConflict((same) => same.column('key').doNothing())
        .executeTakeFirstOrThrow();
      if (inserted !== 1n) continue;
      raised++;
      await tellOf(tx, of, { ...one, id }, now);
    }
    return raised;
  });
}

/** A clock that was set back makes nothing wait for what it said before. */
async function isTooSoon(
  tx: Tx,
  { kind, placeId, restMs }: FoundAlert,
  now: number,
): Promise<boolean> {
  if (restMs === undefined) return false;
  const last = await tx
    .selectFrom('alert')
    .select('id')
    .where('place', '=', placeId)
    .where('kind', '=', kind)
    .where('at', '>', now - restMs)
    .where('at', '<', now + restMs)
    .limit(1)
    .executeTakeFirst();
  return last !== undefined;
}

async function tellOf(
  tx: Tx,
  { settings, timeZone, mails }: AlertsOf,
  alert: FoundAlert & { readonly id: string },
  now: number,
): Promise<void> {
  const choice = settings.kinds[alert.kind];
  const mailAt = (settings.quiet && quietUntil(now, settings.quiet, timeZone)) ?? now;
  const common = { place: alert.placeId, what: alert.kind, alert_id: alert.id } as const;
  const { id, memberId } = alert;
  const rows: NewDispatch[] = [];
  if (mails && choice.member && memberId !== null && (await mayMail(tx, memberId)))
    rows.push({ ...common, key: `${id} member`, channel: 'mail', member_id: memberId, at: mailAt });
  if (mails && choice.staff === 'atOnce')
    for (const address of settings.addresses)
      rows.push({ ...common, key: `${id} ${address}`, channel: 'mail', address, at: mailAt });
  if (choice.webhook && settings.webhookUrl !== null)
    rows.push({ ...common, key: `${id} webhook`, channel: 'webhook', at: now });
  await insertDispatches(tx, rows, now);
}

async function mayMail(tx: Tx, memberId: string): Promise<boolean> {
  const member = await tx
    .selectFrom('member')
    .leftJoin('mail_stop', 'mail_stop.member_id', 'member.id')
    .select(['member.email', 'mail_stop.at as stopped'])
    .where('member.id', '=', memberId)
    .executeTakeFirst();
  return member !== undefined && member.email !== null && member.stopped === null;
}

export type NewDispatch = Pick<AlertTables['dispatch'], 'key' | 'place' | 'channel' | 'what'> &
  Partial<Pick<AlertTables['dispatch'], 'address' | 'member_id' | 'alert_id'>> &
  Partial<Pick<AlertTables['dispatch'], 'period_from' | 'period_to'>> & {
    /** Not before. */
    readonly at: number;
  };

/** Each key once: what is there already stays as it is. */
export async function insertDispatches(
  tx: Db,
  rows: readonly NewDispatch[],
  now: number,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const { at, ...row } of rows) {
    const id = uuidv7({ msecs: now });
    const none = { address: null, member_id: null, alert_id: null, period_from: null };
    await tx
      .insertInto('dispatch')
      .values({
        ...{ ...none, period_to: null, ...row, id, state: 'pending', said: null, attempts: 0 },
        ...{ made_at: now, next_try_at: at, claimed_until: 0, done_at: null },
      })
      .onConflict((same) => same.column('key').doNothing())
      .execute();
    ids.push(id);
  }
  return ids;
}

/** What lasted at a place and is not found any more is over: found again, it is told again. */
export async function endAlerts(
  { db }: Database,
  placeId: string,
  kind: Alert['kind'],
  lasting: ReadonlySet<string>,
): Promise<void> {
  const rows = await db
    .selectFrom('alert')
    .select(['id', 'key'])
    .where('place', '=', placeId)
    .where('kind', '=', kind)
    .where('lasts', '=', 1)
    .execute();
  for (const { id, key } of rows)
    if (!lasting.has(key))
      await db
        .updateTable('alert')
        .set({ lasts: 0, key: `${key} ${id}` })
        .where('id', '=', id)
        .where('lasts', '=', 1)
        .execute();
}

async function knownKeys(db: Db, found: readonly FoundAlert[]): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  for (let at = 0; at < found.length; at += 400) {
    const keys = found.slice(at, at + 400).map(({ key }) => key);
    const rows = await db.selectFrom('alert').select('key').where('key', 'in', keys).execute();
    for (const { key } of rows) known.add(key);
  }
  return known;
}

export async function readAlert(db: Db, id: string): Promise<Alert | null> {
  const row = await db.selectFrom('alert').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? alertOf(row) : null;
}

export const alertOf = (row: AlertTables['alert']): Alert => ({
  ...{ id: row.id, kind: row.kind, placeId: row.place, at: row.at, memberId: row.member_id },
  about: JSON.parse(row.about) as Alert['about'],
});
