import { expect, test } from '@jest/globals';
import { touchedBy } from '../../../cloud/replication/touched-by.ts';

const devices = [
  { device: 'd1', place: 'a' },
  { device: 'd2', place: 'b' },
];
const registry = {
  places: async () => ['a', 'b'],
  cardsOf: async (memberIds: readonly string[], groupIds: readonly string[]) =>
    groupIds.includes('huge') ? null : [...memberIds, ...groupIds].map((id) => `card of ${id}`),
  devicesOf: async (places: readonly string[] | '*') =>
    devices.filter(({ place }) => places === '*' || places.includes(place)),
};

test('each list and each config once, whatever touched it', async () => {
  const touched = await touchedBy(
    [
      { kind: 'access', placeIds: '*', uids: ['04A1B2C3'] },
      { kind: 'access', placeIds: ['b'], uids: ['A24B043F', '04A1B2C3'] },
      { kind: 'config', placeIds: ['a'] },
      { kind: 'config', placeIds: '*' },
      { kind: 'device', deviceId: 'd3' },
      { kind: 'pairing', placeIds: '*' },
    ],
    registry,
  );
  expect(touched.lists).toEqual(
    new Map([
      ['a', new Set(['04A1B2C3'])],
      ['b', new Set(['04A1B2C3', 'A24B043F'])],
    ]),
  );
  expect(touched.configs).toEqual(['d1', 'd2', 'd3']);
});

test('a change that names no cards is about all of them, before and after', async () => {
  const named = { kind: 'access', placeIds: ['a'], uids: ['04A1B2C3'] } as const;
  const any = { kind: 'access', placeIds: ['a'] } as const;
  for (const changes of [
    [named, any],
    [any, named],
  ]) {
    expect((await touchedBy(changes, registry)).lists).toEqual(new Map([['a', null]]));
  }
});

test('members and groups stand for their cards; too many of them for all', async () => {
  const ana = { kind: 'access', placeIds: ['a'], memberIds: ['ana'], groupIds: ['band'] } as const;
  expect((await touchedBy([ana], registry)).lists).toEqual(
    new Map([['a', new Set(['card of ana', 'card of band'])]]),
  );
  const huge = { kind: 'access', placeIds: ['a'], groupIds: ['huge'] } as const;
  expect((await touchedBy([ana, huge], registry)).lists).toEqual(new Map([['a', null]]));
});
