import type { Database } from '../../cloud/store/database.ts';
import type { WebDeps } from '../../cloud/web/deps.ts';
import { testNow } from '../cloud/web/fixture.ts';
import type { MemoryJournal } from '../fakes/records.ts';

const minute = 60_000;
const maybe = { maybe_first: testNow, maybe_last: testNow };
const fedowBlock = {
  uuid: 'e3b0c442-98fc-4c14-9afb-f4c8996fb924',
  hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  previous: '2c26b46b-68ff-468f-b453-1d30413413b4',
  datetime: '2026-03-12T16:59:12.000Z',
  verdict: 'whole',
};

const told: readonly (readonly [
  connection: string,
  punch: number,
  state: string,
  more: Readonly<Record<string, string | number>>,
])[] = [
  ['conn-fedow', 1, 'delivered', { receipt: JSON.stringify(fedowBlock), done_at: testNow }],
  ['conn-fedow', 2, 'parked', { reason: 'cardUnknown', tries: 1, done_at: testNow }],
  ['conn-fedow', 3, 'unknown', { reason: 'mayStillArrive', tries: 2, ...maybe }],
  ['conn-fedow', 4, 'pending', { reason: 'fedowTroubled', tries: 3 }],
  ['conn-fedow', 5, 'notShared', { reason: 'holderNotTold', done_at: testNow }],
  ['conn-fedow', 6, 'pending', {}],
  ['conn-fedow', 7, 'parked', { reason: 'cardUnknown', tries: 1, done_at: testNow }],
  ['conn-dokos', 1, 'delivered', { receipt: '{"message":"{\\"ok\\":true}"}', done_at: testNow }],
  ['conn-dokos', 2, 'expired', { reason: 'tooLate', tries: 1, done_at: testNow }],
  ['conn-dokos', 3, 'unknown', { reason: 'sentOnce', tries: 1, done_at: testNow, ...maybe }],
  [
    'conn-dokos',
    4,
    'parked',
    { reason: 'saysNo', about: '{"said":"Aucun contrat"}', tries: 1, done_at: testNow },
  ],
];

const uuid = '4d5e0f5c-6f0a-4f0e-9a53-1f3c8a1b2c3d';
const settingsOf = {
  'conn-fedow': {
    ...{ server: 'fedow.example.org', placeUuid: uuid, walletUuid: uuid, serviceWallet: uuid },
    ...{ itemId: 'badger', asset: uuid, primaryTag: '04A1B2C3' },
  },
  'conn-dokos': {
    ...{ address: 'https://federation.example.org', venueId: 'VEN-0042', venueRoles: 'doc' },
    ...{ maxLagSeconds: 120, doubleTapSeconds: 5, itemId: null, homeVenues: [] },
  },
  'conn-frappe': {
    ...{ address: 'https://erp.example.org', timeZone: 'Europe/Paris' },
    target: {
      ...{ preset: 'own', doctype: 'Door Log' },
      lookUp: { doctype: 'Employee', by: 'attendance_device_id', is: 'card' },
      fields: [
        { theirs: 'person', is: 'found', text: 'user_id' },
        { theirs: 'at', is: 'time', text: '' },
        { theirs: 'source', is: 'constant', text: 'Badgeuse' },
      ],
    },
  },
};
const secretsOf = {
  'conn-fedow': ['apiKey', 'placeKey', 'walletKey'],
  'conn-dokos': ['key'],
  'conn-frappe': ['apiKey', 'apiSecret'],
};

/** The last is of the passage whose page is looked at. */
const idOf = (n: number) => (n === 7 ? 'punch-9' : `tap-${n}`);
const atOf = (n: number) => testNow - (n === 7 ? 33 * 60 : n * 7) * minute;

/** A Fedow that is left alone for a while, and a Dokos, with a punch in each state; a Frappe of its own records. */
export async function seedDeliveries(
  { journal }: Pick<WebDeps, 'journal'> & { readonly journal: MemoryJournal },
  database: Database,
): Promise<void> {
  for (let n = 1; n <= 7; n++) {
    const id = idOf(n);
    const at = atOf(n);
    journal.all.push({
      ...{ id, kind: 'punch', device: 'pi-1', epoch: 'e'.repeat(32), seq: n, placeId: 'filature' },
      ...{ occurredAt: at, receivedAt: at + 900, estimated: n === 3, accessPoint: 'ap-0' },
      ...{ direction: 'toggle', cardUid: '04A1B2C3D4E511', memberRef: `member-${n}` },
      ...{ reason: null, door: null, item: null, pointOfSale: null, warnings: [] },
    });
    const key = 9_000 + n;
    const body = JSON.stringify({ accessPoint: 'ap-0', kind: 'punch' });
    const entry = { key, copy: 0, hash: '', body, received_at: at + 900 };
    await database.db.insertInto('entry').values(entry).execute();
    await database.db
      .insertInto('known_entry')
      .values({
        ...{ kind: 'punch', id, device: 'pi-1', key, place: 'filature', area: 'filature' },
        ...{ person: n === 6 ? 'card:04A1B2C3D4E511' : `member:member-${n}`, occurred_at: at },
        estimated: 0,
      })
      .execute();
  }
  for (const [id, name] of [
    ['conn-fedow', 'FEDOW, La Filature'],
    ['conn-dokos', 'Fédération Dokos'],
    ['conn-frappe', 'ERPNext, fiches à nous'],
  ] as const)
    await database.db
      .insertInto('connection')
      .values({
        ...{ id, kind: id.replace('conn-', '') as 'dokos', place: 'filature', name },
        ...{ settings: JSON.stringify(settingsOf[id]), secrets: '', is_on: 1, failures: 0 },
        ...{ secrets_set: JSON.stringify(secretsOf[id]), since: testNow - 40 * 24 * 60 * minute },
        ...{ checked_at: null, check_said: null, check_about: null, succeeded_at: testNow },
        ...{ paused_about: null, created_at: 0 },
        ...(id === 'conn-fedow'
          ? { paused_until: testNow + 20 * minute, paused_why: 'fedowTroubled' }
          : { paused_until: 0, paused_why: null }),
      })
      .execute();
  for (const [connection, n, state, more] of told)
    await database.db
      .insertInto('delivery')
      .values({
        ...{ punch: idOf(n), device: 'pi-1', connection, person: `member:member-${n}` },
        ...{ occurred_at: atOf(n), state: state as 'parked', tries: 0 },
        ...{ reason: null, about: null, next_try_at: testNow + 3 * minute, claimed_until: 0 },
        ...{ sending_at: null, maybe_first: null, maybe_last: null, receipt: null },
        ...{ made_at: testNow, done_at: null, ...more },
      })
      .execute();
}
