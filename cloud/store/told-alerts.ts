import { asOf } from '../../shared/domain/passage-as-of.ts';
import type { Alert, KeptAlertSettings } from '../ports/alerts.ts';
import type { Told, ToldLine } from '../ports/letters.ts';
import { openAlertSettings } from './alert-settings.ts';
import { alertOf } from './alerts.ts';
import { readBalance } from './balances.ts';
import type { Database } from './database.ts';
import { passageOf } from './passages.ts';
import { findPassage } from './report.ts';
import { unitOf } from './rows.ts';
import { readProposedRules } from './visit-rules.ts';

/** As it stands now, by the names of now; null: it is settled meanwhile, or nothing of it is kept. */
export async function readTold(
  database: Database,
  { kind, placeId, memberId, about, at }: Alert,
  now: number,
): Promise<Told | null> {
  const text = (name: string) => String(about[name] ?? '');
  const number = (name: string) => Number(about[name] ?? 0);
  switch (kind) {
    case 'forgottenExit': {
      const entryAt = await stillLacksExit(database, placeId, text('passageId'), now);
      if (entryAt === null) return null;
      return { kind, name: await nameOf(database, memberId), entryAt };
    }
    case 'doorAlarm': {
      const event = text('event') as 'forced' | 'heldOpen' | 'fire';
      const door = await database.db
        .selectFrom('door')
        .select('name')
        .where('id', '=', text('door'))
        .executeTakeFirst();
      return { kind, event, door: door?.name || text('door'), at: number('at') };
    }
    case 'silentDevice': {
      const device = await database.db
        .selectFrom('device')
        .select('name')
        .where('id', '=', text('device'))
        .executeTakeFirst();
      return { kind, device: device?.name || text('device'), since: number('since') };
    }
    case 'lowBalance': {
      const name = await nameOf(database, memberId);
      const units = await readBalance(database.db, `member:${memberId}`);
      return name === null || units === null ? null : { kind, name, units };
    }
    case 'capacity': {
      const area = await database.db
        .selectFrom('place')
        .select('name')
        .where('id', '=', placeId)
        .executeTakeFirst();
      const { inside, capacity } = { inside: number('inside'), capacity: number('capacity') };
      return { kind, area: area?.name ?? placeId, inside, capacity };
    }
    case 'incident':
      return { kind, at };
  }
}

/** When it began; null: staff know by now when it ended, or it is gone. */
async function stillLacksExit(
  database: Database,
  placeId: string,
  passageId: string,
  now: number,
): Promise<number | null> {
  const row = await findPassage(database, passageId);
  if (row?.place !== placeId) return null;
  const rules = await readProposedRules(unitOf(database, database.db), placeId, {});
  const passage = asOf(passageOf(row), now, rules(row.area));
  const isGuess = passage.status === 'auto_closed' && passage.exit?.by !== 'staff';
  return passage.status === 'missing_exit' || isGuess ? (passage.entry?.at ?? null) : null;
}

async function nameOf({ db }: Database, memberId: string | null): Promise<string | null> {
  if (memberId === null) return null;
  const member = await db
    .selectFrom('member')
    .select('name')
    .where('id', '=', memberId)
    .executeTakeFirst();
  return member?.name ?? null;
}

/** Of one day of a place: what staff want to read once a day. */
export async function digestLines(
  database: Database,
  placeId: string,
  { from, to }: { readonly from: number; readonly to: number },
  publicUrl: string | null,
  now: number,
): Promise<readonly ToldLine[]> {
  const settings = await openAlertSettings(database).find(placeId);
  const alerts = await alertsOfDay(database, settings, { from, to });
  const lines: ToldLine[] = [];
  for (const alert of alerts) {
    const told = await readTold(database, alert, now);
    if (told !== null) lines.push({ told, url: urlOf(publicUrl, pathOf(alert)) });
  }
  return lines;
}

/** The oldest first. */
async function alertsOfDay(
  { db }: Database,
  { placeId, kinds }: KeptAlertSettings,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<readonly Alert[]> {
  const rows = await db
    .selectFrom('alert')
    .selectAll()
    .where('place', '=', placeId)
    .where('at', '>=', from)
    .where('at', '<', to)
    .orderBy('at')
    .orderBy('id')
    .limit(1_000)
    .execute();
  return rows.filter(({ kind }) => kinds[kind].staff === 'daily').map(alertOf);
}

/** The page that shows it. */
export function pathOf({ kind, about, memberId }: Alert): string {
  switch (kind) {
    case 'forgottenExit':
      return `/passages/${encodeURIComponent(String(about['passageId']))}`;
    case 'doorAlarm':
      return '/door-events';
    case 'silentDevice':
      return '/devices';
    case 'lowBalance':
      return `/members/${encodeURIComponent(memberId ?? '')}`;
    case 'capacity':
      return '/';
    case 'incident':
      return '/incidents';
  }
}

export const urlOf = (publicUrl: string | null, path: string): string | null =>
  publicUrl === null ? null : `${publicUrl.replace(/\/$/, '')}${path}`;
