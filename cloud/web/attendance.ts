import {
  type AttendanceSheet,
  type Attendee,
  attendanceSheet,
  type SessionTap,
} from '../../shared/domain/attendance.ts';
import { halfDaysOf } from '../../shared/domain/half-days.ts';
import { rowPerson } from '../../shared/domain/report.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { Place } from '../ports/registry.ts';
import { everyPassage, type PassageRow } from '../ports/report.ts';
import type { SessionRecord } from '../ports/sessions.ts';
import type { WebDeps } from './deps.ts';
import { seenBy } from './place-scope.ts';
import type { Principal } from './principal.ts';
import { hoursFilter } from './worktime.ts';

export interface SessionSheet {
  readonly session: SessionRecord;
  readonly place: Place;
  readonly sheet: AttendanceSheet;
  /** False: taps of that day may have gone with their retention or their names, and nobody is called absent for it. */
  readonly isKept: boolean;
}

/**
 * The sheet of a session, from the report's own rows: whatever staff put right there is right here. Only a card says
 * that somebody was there. Throws `notFound`, and `scopeMissing` where these hours are not for whoever asks.
 */
export async function sheetOf(
  deps: WebDeps,
  principal: Principal,
  id: string,
): Promise<SessionSheet> {
  const { registry } = deps;
  const session = await seenBy(registry.sessions, principal).get(id);
  const place = await registry.places.get(session.placeId);
  const may = await hoursFilter(registry, principal);
  const taps: SessionTap[] = [];
  const filter = { ...everyPassage, place: place.id, from: session.date, to: session.date };
  for await (const rows of deps.passages.stream(filter, deps.clock.now()))
    for (const row of rows) {
      if (!isTap(row, session)) continue;
      // A sheet without them would call people absent who were there.
      if (!may(row)) throw failure('scopeMissing', { needed: 'hours:read' });
      taps.push({ ...attendeeOf(row), at: row.entry?.at ?? 0 });
    }
  const sheet = attendanceSheet(
    halfDaysOf(session, place.timeZone),
    await expectedAt(deps, session),
    taps,
  );
  // Where nobody is counted by name, nobody is known to be absent.
  const isKept = !place.nameless && (await deps.seals.isWholeFrom(place, session.date));
  return { session, place, sheet, isKept };
}

const isTap = ({ entry }: PassageRow, { accessPoints }: SessionRecord): boolean =>
  entry?.by === 'card' && accessPoints.includes(entry.accessPoint ?? '');

const attendeeOf = (row: PassageRow): Attendee => ({
  person: rowPerson(row),
  name: row.memberName ?? row.cardNumber ?? '',
});

async function expectedAt(
  { registry }: WebDeps,
  { groupId }: SessionRecord,
): Promise<readonly Attendee[]> {
  const group = groupId === null ? null : await registry.groups.find(groupId);
  const expected: Attendee[] = [];
  for (const id of group?.memberIds ?? []) {
    const member = await registry.members.find(id);
    if (member) expected.push({ person: `member:${id}`, name: member.name });
  }
  return expected.sort((a, b) => a.name.localeCompare(b.name, 'fr'));
}
