import type { WebDeps } from '../../cloud/web/deps.ts';
import { testNow } from '../cloud/web/fixture.ts';

const uuid = '00000000-0000-4000-8000-000000000001';

/** One of each kind of other system that needs something written down of members; of one member some of it is. */
export async function seedSystems(
  {
    connections,
    sharedMembers,
    registry,
  }: Pick<WebDeps, 'connections' | 'sharedMembers' | 'registry'>,
  memberId = 'member-4',
): Promise<Readonly<Record<'fedow' | 'dokos' | 'frappe', string>>> {
  const [place] = (await registry.places.list({ limit: 1, cursor: null })).items;
  const made = { placeId: place?.id ?? '', secrets: {} };
  const fedow = await connections.add(
    {
      ...{ ...made, kind: 'fedow', name: 'Fedow des tiers-lieux' },
      settings: {
        ...{ server: 'fedow.example.org', placeUuid: uuid, walletUuid: uuid, serviceWallet: null },
        ...{ itemId: null, asset: null, primaryTag: null },
      },
    },
    testNow,
  );
  const dokos = await connections.add(
    {
      ...{ ...made, kind: 'dokos', name: 'Dokos' },
      settings: {
        ...{ address: 'https://lieux.example.org', venueId: 'filature', venueRoles: 'doc' },
        ...{ maxLagSeconds: 60, doubleTapSeconds: 30, itemId: null, homeVenues: [] },
      },
    },
    testNow,
  );
  const frappe = await connections.add(
    {
      ...{ ...made, kind: 'frappe', name: 'ERPNext' },
      settings: {
        ...{ address: 'https://erp.example.org', timeZone: 'Europe/Paris' },
        target: { preset: 'employeeCheckin', by: 'name', is: 'knownAs' },
      },
    },
    testNow,
  );
  for (const { id } of [dokos, frappe]) await connections.change(id, { isOn: true }, testNow);
  const by = { who: 'staff:staff_zoe', now: testNow - 86_400_000 };
  await sharedMembers.change(dokos.id, memberId, { sharesEmail: true }, by);
  await sharedMembers.change(frappe.id, memberId, { knownAs: 'HR-EMP-00042' }, by);
  return { fedow: fedow.id, dokos: dokos.id, frappe: frappe.id };
}
