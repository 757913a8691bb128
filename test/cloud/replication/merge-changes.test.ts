import { expect, test } from '@jest/globals';
import { mergeChanges } from '../../../cloud/replication/merge-changes.ts';

test('nothing comes to nothing', () => expect(mergeChanges([])).toEqual([]));

test('one change of each kind, one a device', () => {
  expect(
    mergeChanges([
      { kind: 'config', placeIds: ['a'] },
      { kind: 'device', deviceId: 'd1' },
      { kind: 'config', placeIds: ['b', 'a'] },
      { kind: 'device', deviceId: 'd1' },
      { kind: 'pairing', placeIds: ['a'] },
      { kind: 'pairing', placeIds: '*' },
      { kind: 'pairing', placeIds: ['b'] },
    ]),
  ).toEqual([
    { kind: 'device', deviceId: 'd1' },
    { kind: 'config', placeIds: ['a', 'b'] },
    { kind: 'pairing', placeIds: '*' },
  ]);
});

test('cards that are named stay named, and come before a look at all of them', () => {
  const one = { kind: 'access', placeIds: '*', uids: ['04A1B2C3'] } as const;
  const two = { kind: 'access', placeIds: '*', uids: ['A24B043F', '04A1B2C3'] } as const;
  const any = { kind: 'access', placeIds: ['a'] } as const;
  expect(mergeChanges([one, two])).toEqual([
    { kind: 'access', placeIds: '*', uids: ['04A1B2C3', 'A24B043F'] },
  ]);
  expect(mergeChanges([any, one, any, two])).toEqual([
    { kind: 'access', placeIds: '*', uids: ['04A1B2C3', 'A24B043F'] },
    { kind: 'access', placeIds: ['a'] },
  ]);
});

test('members and groups stay named beside cards', () => {
  const card = { kind: 'access', placeIds: ['a'], uids: ['04A1B2C3'] } as const;
  const ana = { kind: 'access', placeIds: ['b'], memberIds: ['ana'], groupIds: [] } as const;
  expect(mergeChanges([card, ana])).toEqual([
    { kind: 'access', placeIds: ['a', 'b'], uids: ['04A1B2C3'], memberIds: ['ana'] },
  ]);
  // A change about nobody is not a change about everybody.
  const nobody = { kind: 'access', placeIds: ['a'], memberIds: [] } as const;
  expect(mergeChanges([nobody])).toEqual([{ kind: 'access', placeIds: ['a'], uids: [] }]);
});
