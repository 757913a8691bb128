import type { Dispatch } from '../ports/alerts.ts';
import type { Letter, LetterHead, WriteLetter } from '../ports/letters.ts';
import type { Mail } from '../ports/mail.ts';
import { readAlert } from '../store/alerts.ts';
import type { Database } from '../store/database.ts';
import type { MailLinkMaker } from '../store/mail-links.ts';
import { digestLines, pathOf, readTold, urlOf } from '../store/told-alerts.ts';

export interface ComposeParts {
  readonly database: Database;
  readonly links: MailLinkMaker;
  readonly write: WriteLetter;
  /** How browsers reach us; null: mails carry no links. */
  readonly publicUrl: string | null;
}

/**
 * What a dispatch says, by what is known now; null: there is nothing to say any more, or nobody to say it to. Made of
 * what the store holds at each try, so that it keeps no letter.
 */
export async function composeMail(
  parts: ComposeParts,
  dispatch: Dispatch,
  now: number,
): Promise<Mail | null> {
  const { db } = parts.database;
  const place = await db
    .selectFrom('place')
    .select(['name', 'language', 'time_zone'])
    .where('id', '=', dispatch.placeId)
    .executeTakeFirst();
  if (!place) return null;
  const head = { place: place.name, language: place.language, timeZone: place.time_zone };
  const made =
    dispatch.address === null
      ? await toMember(parts, dispatch, now)
      : await toStaff(parts, dispatch, dispatch.address, now);
  return made && mailOf(parts, head, dispatch, made);
}

interface Made {
  readonly to: string;
  readonly letter: Letter;
}

function mailOf({ write }: ComposeParts, head: LetterHead, { id }: Dispatch, made: Made): Mail {
  const { letter, to } = made;
  const stopUrl = letter.to === 'member' ? letter.stopUrl : null;
  return { to, id, stopUrl, ...write(head, letter) };
}

async function toMember(
  { database, links, publicUrl }: ComposeParts,
  dispatch: Dispatch,
  now: number,
): Promise<Made | null> {
  const { memberId, alertId } = dispatch;
  if (memberId === null || alertId === null) return null;
  const member = await database.db
    .selectFrom('member')
    .leftJoin('mail_stop', 'mail_stop.member_id', 'member.id')
    .select(['member.name', 'member.email', 'mail_stop.at as stopped'])
    .where('member.id', '=', memberId)
    .executeTakeFirst();
  const alert = await readAlert(database.db, alertId);
  if (!member || member.email === null || member.stopped !== null || !alert) return null;
  const told = await readTold(database, alert, now);
  if (told === null) return null;
  const to = member.email;
  const stopUrl = urlOf(publicUrl, `/mails/${links.stopFor(memberId)}`);
  const { name } = member;
  if (told.kind === 'lowBalance')
    return { to, letter: { to: 'member', what: 'lowBalance', name, units: told.units, stopUrl } };
  if (told.kind !== 'forgottenExit' || told.entryAt === null) return null;
  const about = { memberId, passageId: String(alert.about['passageId']), placeId: alert.placeId };
  const url =
    publicUrl === null
      ? null
      : urlOf(publicUrl, `/exit/${await links.exitFor(dispatch.id, about, now)}`);
  const { entryAt } = told;
  return { to, letter: { to: 'member', what: 'forgottenExit', name, entryAt, url, stopUrl } };
}

async function toStaff(
  { database, publicUrl }: ComposeParts,
  { what, alertId, period, placeId }: Dispatch,
  to: string,
  now: number,
): Promise<Made | null> {
  if (what === 'digest') {
    if (period === null) return null;
    const lines = await digestLines(database, placeId, period, publicUrl, now);
    return lines.length === 0
      ? null
      : { to, letter: { to: 'staff', what: 'digest', until: period.to, lines } };
  }
  const alert = alertId === null ? null : await readAlert(database.db, alertId);
  const told = alert && (await readTold(database, alert, now));
  if (!alert || told === null) return null;
  const line = { told, url: urlOf(publicUrl, pathOf(alert)) };
  return { to, letter: { to: 'staff', what: 'alert', line } };
}
