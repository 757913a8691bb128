import { defaultPlaceRules } from '../../shared/domain/place-rules.ts';
import { defaultVisitPolicy } from '../../shared/domain/visit-policy.ts';
import {
  type AccessPointRecord,
  type Area,
  type CardRecord,
  type DeviceRecord,
  type DoorRecord,
  emptyCard,
  type Grant,
  type Group,
  type Member,
  type Place,
  type ScheduleRecord,
} from '../ports/registry.ts';
import { flag, json, type Mapping, plain } from './registry-mapping.ts';

const policy = {
  maxVisitMinutes: plain('max_visit_minutes'),
  closesAt: plain('closes_at'),
  debounceSeconds: plain('debounce_seconds'),
  missingExit: plain('missing_exit'),
  purpose: plain('purpose'),
};

export const places: Mapping<Place> = {
  what: 'place',
  kind: 'place',
  table: 'place',
  prefix: 'p',
  stamped: true,
  columns: {
    id: plain('id'),
    name: plain('name'),
    timeZone: plain('time_zone'),
    ...policy,
    capacity: plain('capacity'),
    capacityRule: plain('capacity_rule'),
    antiPassback: plain('anti_passback'),
    antiPassbackMinutes: plain('anti_passback_minutes'),
    lockdown: json('lockdown'),
    listMaxAgeDays: plain('list_max_age_days'),
    journalKeepDays: plain('journal_keep_days'),
    unsyncedSchedules: plain('unsynced_schedules'),
    language: plain('language'),
    helloSeconds: plain('hello_seconds'),
    timeClock: flag('time_clock'),
    timeClockSince: plain('time_clock_since'),
    timeClockItemId: plain('time_clock_item'),
  },
  defaults: {
    name: '',
    timeZone: 'Europe/Paris',
    ...defaultVisitPolicy,
    capacity: null,
    capacityRule: defaultPlaceRules.capacity.when,
    antiPassback: defaultPlaceRules.antiPassback.kind,
    antiPassbackMinutes: defaultPlaceRules.antiPassback.minutes,
    lockdown: null,
    listMaxAgeDays: 30,
    journalKeepDays: 35,
    unsyncedSchedules: 'lastKnown',
    language: 'fr',
    helloSeconds: 30,
    timeClock: false,
    timeClockSince: null,
    timeClockItemId: null,
  },
};

export const areas: Mapping<Area> = {
  what: 'area',
  kind: 'area',
  table: 'area',
  prefix: 'a',
  stamped: false,
  columns: { id: plain('id'), placeId: plain('place_id'), name: plain('name'), ...policy },
  defaults: {
    placeId: '',
    name: '',
    maxVisitMinutes: null,
    closesAt: null,
    debounceSeconds: null,
    missingExit: null,
    purpose: null,
  },
};

export const doors: Mapping<DoorRecord> = {
  what: 'door',
  kind: 'door',
  table: 'door',
  prefix: 'door',
  stamped: false,
  columns: {
    id: plain('id'),
    placeId: plain('place_id'),
    name: plain('name'),
    line: plain('line'),
    activeLow: flag('active_low'),
    unlockMs: plain('unlock_ms'),
    capMs: plain('cap_ms'),
  },
  defaults: {
    placeId: '',
    name: '',
    line: null,
    activeLow: false,
    unlockMs: 3000,
    capMs: 10_000,
  },
};

export const devices: Mapping<DeviceRecord> = {
  what: 'device',
  kind: 'device',
  table: 'device',
  prefix: 'device',
  stamped: true,
  columns: {
    id: plain('id'),
    placeId: plain('place_id'),
    name: plain('name'),
    publicKey: plain('public_key'),
    state: plain('state'),
    pointsOfSale: json('points_of_sale'),
  },
  defaults: { placeId: '', name: '', publicKey: '', state: 'active', pointsOfSale: [] },
};

export const accessPoints: Mapping<AccessPointRecord> = {
  what: 'access point',
  kind: 'accessPoint',
  table: 'access_point',
  prefix: 'ap',
  stamped: false,
  columns: {
    id: plain('id'),
    placeId: plain('place_id'),
    deviceId: plain('device_id'),
    doorId: plain('door_id'),
    area: plain('area_id'),
    name: plain('name'),
    direction: plain('direction'),
    counts: flag('counts'),
    itemId: plain('item_id'),
    reader: plain('reader'),
    asksPin: flag('asks_pin'),
    pinScheduleId: plain('pin_schedule_id'),
  },
  defaults: {
    placeId: '',
    deviceId: '',
    doorId: null,
    area: null,
    name: '',
    direction: 'toggle',
    counts: true,
    itemId: null,
    reader: null,
    asksPin: false,
    pinScheduleId: null,
  },
};

export const members: Mapping<Member> = {
  what: 'member',
  kind: 'member',
  table: 'member',
  prefix: 'm',
  stamped: true,
  columns: {
    id: plain('id'),
    name: plain('name'),
    email: plain('email'),
    validFrom: plain('valid_from'),
    validUntil: plain('valid_until'),
  },
  defaults: { name: '', email: null, validFrom: null, validUntil: null },
};

export const cards: Mapping<CardRecord> = {
  what: 'card',
  kind: 'card',
  table: 'card',
  prefix: 'c',
  stamped: true,
  columns: {
    id: plain('id'),
    uid: plain('uid'),
    tag8: plain('tag8'),
    number: plain('number'),
    memberId: plain('member_id'),
    state: plain('state'),
    stateSince: plain('state_since'),
    validFrom: plain('valid_from'),
    validUntil: plain('valid_until'),
    sponsorId: plain('sponsor_id'),
    guestName: plain('guest_name'),
  },
  defaults: emptyCard,
};

/** Who belongs to a group lies in a table beside it (`registry-groups.ts`). */
export const groups: Mapping<Group> = {
  what: 'group',
  kind: 'group',
  table: 'member_group',
  prefix: 'g',
  stamped: true,
  columns: { id: plain('id'), name: plain('name') },
  defaults: { name: '', memberIds: [] },
};

export const schedules: Mapping<ScheduleRecord> = {
  what: 'schedule',
  kind: 'schedule',
  table: 'schedule',
  prefix: 's',
  stamped: false,
  columns: {
    id: plain('id'),
    name: plain('name'),
    placeId: plain('place_id'),
    weekly: json('weekly'),
    closures: json('closures'),
    specialHours: json('special_hours'),
  },
  defaults: { name: '', placeId: null, weekly: [], closures: [], specialHours: [] },
};

export const grants: Mapping<Grant> = {
  what: 'grant',
  kind: 'grant',
  table: 'access_grant',
  prefix: 'grant',
  stamped: true,
  columns: {
    id: plain('id'),
    placeId: plain('place_id'),
    memberId: plain('member_id'),
    groupId: plain('group_id'),
    accessPoints: json('access_points'),
    scheduleId: plain('schedule_id'),
  },
  defaults: {
    placeId: '',
    memberId: null,
    groupId: null,
    accessPoints: '*',
    scheduleId: null,
  },
};
