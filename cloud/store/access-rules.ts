import type { AccessEntry } from '../../shared/domain/access-list.ts';
import type { AccessRules } from '../ports/access-rules.ts';
import { lookAt } from './access-wanted.ts';
import type { Database } from './database.ts';
import { schedulesOf } from './device-config.ts';

/** Reads what replication tells the devices, by the same queries. */
export const openAccessRules = ({ db }: Database): AccessRules => ({
  async entry(placeId, uid) {
    const look = await lookAt(db, placeId);
    const body = (await look.at([uid])).get(uid);
    return body === undefined ? null : (JSON.parse(body) as AccessEntry);
  },
  schedules: (placeId) => schedulesOf(db, placeId),
});
