import type { AccessEntry } from '../../shared/domain/access-list.ts';
import { defaultPlaceRules } from '../../shared/domain/place-rules.ts';
import { listDigest } from '../../shared/wire/access-digest.ts';
import type { SignedConfig } from '../../shared/wire/signed.ts';

/** Card `n` of the demo place, with a member who may enter everywhere at any time. */
export const card = (n: number, more: Partial<AccessEntry> = {}): AccessEntry => ({
  uid: `04${n.toString(16).toUpperCase().padStart(12, '0')}`,
  memberRef: `m_${n}`,
  name: `Member ${n}`,
  state: 'active',
  validFrom: null,
  validUntil: null,
  grants: [{ accessPoints: '*', schedule: null }],
  primary: null,
  ...more,
});

/** The demo place: a toggle access point at one door. */
export const demoConfig = (more: Partial<SignedConfig> = {}): SignedConfig => ({
  v: 1,
  version: 1,
  device: 'demo-1',
  place: {
    id: 'demo',
    name: 'Demo',
    timeZone: 'Europe/Paris',
    unsyncedSchedules: 'lastKnown',
    listMaxAgeDays: 30,
    journalKeepDays: 35,
    stateMaxAgeMinutes: 10,
    language: 'fr',
    ...defaultPlaceRules,
  },
  list: 'demo',
  accessPoints: [
    {
      id: 'entree',
      name: 'Entrée',
      direction: 'toggle',
      door: 'front',
      reader: null,
      item: 'badger',
      area: 'demo',
      counts: true,
      pin: null,
    },
  ],
  doors: [
    { id: 'front', name: 'Porte', line: null, activeLow: false, unlockMs: 3000, capMs: 10000 },
  ],
  schedules: [],
  pointsOfSale: [],
  items: [],
  helloSeconds: 30,
  mqttUrls: [],
  ...more,
});

/** As `down/access` brings it, `base` 0. */
export const wholeList = (version: number, upserts: readonly AccessEntry[]) => ({
  list: 'demo',
  base: 0,
  version,
  digest: listDigest(upserts),
  upserts,
  removes: [],
});
