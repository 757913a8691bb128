import { deafSince } from '../../shared/domain/trouble.ts';
import type { HelloMessage } from '../../shared/wire/messages.ts';
import type { Completeness, ReportFilter } from '../ports/report.ts';
import type { Database } from './database.ts';
import { placesToPair } from './pairing-due.ts';

/** A reader that said nothing for this many hellos is silent. */
const missedHellos = 3;

/** Until when the readers that the report counts have told everything: the oldest word decides. */
export async function readCompleteness(
  { db }: Database,
  filter: ReportFilter,
  now: number,
): Promise<Completeness> {
  let query = db
    .selectFrom('access_point as a')
    .innerJoin('device as d', 'd.id', 'a.device_id')
    .innerJoin('place as p', 'p.id', 'a.place_id')
    .leftJoin('device_state as s', 's.device', 'a.device_id')
    .select(['a.id', 'a.name', 's.last_seen_at', 's.complete_until', 's.hello', 'p.hello_seconds'])
    .where('a.counts', '=', 1)
    .where('d.state', '=', 'active');
  const { place, area, accessPoint } = filter;
  if (place !== null) query = query.where('a.place_id', '=', place);
  if (accessPoint !== null) query = query.where('a.id', '=', accessPoint);
  if (area !== null)
    query = query.where((where) =>
      where.or([
        where('a.area_id', '=', area),
        where.and([where('a.area_id', 'is', null), where('a.place_id', '=', area)]),
      ]),
    );
  const readers = await query.orderBy('a.id').execute();
  const silent = readers.filter(
    ({ last_seen_at: seen, hello_seconds: every }) =>
      seen === null || now - seen > missedHellos * every * 1_000,
  );
  const unread = readers.flatMap((reader) => {
    const since = silent.includes(reader) ? null : deafSinceHello(reader.hello, reader.id);
    return since === null ? [] : [{ accessPoint: reader.id, name: reader.name, since }];
  });
  const deafSinceOf = new Map(unread.map(({ accessPoint, since }) => [accessPoint, since]));
  // A device that sent everything it recorded knows nothing of who passed a reader that was not there.
  const untils = readers.map(({ id, complete_until: until }) =>
    until === null ? null : Math.min(until, deafSinceOf.get(id) ?? until),
  );
  const due = await placesToPair(db);
  const known = untils.filter((until): until is number => until !== null);
  return {
    completeUntil: known.length === untils.length && known.length > 0 ? Math.min(...known) : null,
    silent: silent.map(({ id, name, last_seen_at: since }) => ({ accessPoint: id, name, since })),
    unread,
    pairingAnew: place === null ? due.length > 0 : due.includes(place),
  };
}

/** Notes were checked as they came; the clock they are told by is the device's own. */
function deafSinceHello(hello: string | null, accessPoint: string): number | null {
  if (hello === null) return null;
  const { health } = JSON.parse(hello) as HelloMessage;
  return deafSince(health, accessPoint);
}
