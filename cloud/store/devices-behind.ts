import type { HelloMessage } from '../../shared/wire/messages.ts';
import type { Database } from './database.ts';

/** A device that is connected, and what it said last. */
export interface DeviceBehind {
  readonly device: string;
  readonly hello: HelloMessage;
}

/** Connected devices whose last word names another list or config than the store holds for them. */
export async function devicesBehind({ db }: Database): Promise<readonly DeviceBehind[]> {
  const rows = await db
    .selectFrom('device_state as s')
    .innerJoin('device as d', 'd.id', 's.device')
    .leftJoin('access_list as l', 'l.list', 'd.place_id')
    .leftJoin('device_config as c', 'c.device', 'd.id')
    .select(['s.device', 's.hello'])
    .where('d.state', '=', 'active')
    .where('s.online', '=', 1)
    .where('s.hello', 'is not', null)
    .where((where) =>
      where.or([
        where('l.version', 'is', null),
        where('c.version', 'is', null),
        where('l.version', '<>', where.ref('s.access_version')),
        where('c.version', '<>', where.ref('s.config_version')),
      ]),
    )
    .orderBy('s.device')
    .execute();
  return rows.flatMap(({ device, hello }) =>
    hello === null ? [] : [{ device, hello: JSON.parse(hello) as HelloMessage }],
  );
}
