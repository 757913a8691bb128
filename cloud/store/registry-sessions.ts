import { halfDaysOf, usualSplit } from '../../shared/domain/half-days.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { SessionRecord } from '../ports/sessions.ts';
import { json, type Mapping, plain } from './registry-mapping.ts';
import { mustBeAt, mustExist } from './registry-references.ts';
import type { Rules } from './registry-repository.ts';

export const sessions: Mapping<SessionRecord> = {
  what: 'session',
  kind: 'session',
  table: 'session',
  prefix: 'session',
  stamped: true,
  columns: {
    id: plain('id'),
    placeId: plain('place_id'),
    title: plain('title'),
    trainer: plain('trainer'),
    date: plain('held_on'),
    opensAt: plain('opens_at'),
    splitAt: plain('split_at'),
    closesAt: plain('closes_at'),
    accessPoints: json('access_points'),
    groupId: plain('group_id'),
  },
  defaults: {
    placeId: '',
    title: '',
    trainer: '',
    date: '',
    opensAt: null,
    splitAt: usualSplit,
    closesAt: null,
    accessPoints: [],
    groupId: null,
  },
};

/** Nothing of it reaches a device: readers read cards, and what is made of it is the cloud's. */
export const sessionRules: Rules<SessionRecord> = {
  async settle(tx, session) {
    await mustExist(tx, 'place', session.placeId);
    for (const id of session.accessPoints) await mustBeAt(tx, 'access_point', id, session.placeId);
    if (session.groupId !== null) await mustExist(tx, 'member_group', session.groupId);
    // Any zone will do: what counts is whether it ends after it began.
    if (halfDaysOf(session, 'UTC').length === 0)
      throw failure('badRequest', { detail: 'closesAt is not after opensAt' });
    return session;
  },
  changes: () => [],
};
