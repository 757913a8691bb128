import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Right } from '../../../cloud/ports/identity.ts';
import type { Principal } from '../../../cloud/web/principal.ts';
import { hoursFilter, hoursShown } from '../../../cloud/web/worktime.ts';
import { judgesEachPassage } from '../../../shared/domain/report-shown.ts';
import type { Purpose } from '../../../shared/domain/visit-policy.ts';
import { type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
beforeEach(async () => {
  web = await webFixture();
  const { registry } = web.deps;
  const timeZone = 'Europe/Paris';
  await registry.places.create({ id: 'club', name: 'Club', timeZone });
  await registry.places.create({ id: 'workshop', name: 'Workshop', timeZone });
  await registry.places.create({ id: 'office', name: 'Office', timeZone, purpose: 'worktime' });
  await registry.areas.create({
    ...{ id: 'bench', placeId: 'workshop', name: 'Bench', purpose: 'worktime' },
  });
  await registry.areas.create({ id: 'kitchen', placeId: 'workshop', name: 'Kitchen' });
  await registry.areas.create({
    ...{ id: 'canteen', placeId: 'office', name: 'Canteen', purpose: 'usage' },
  });
});
afterEach(() => web.close());

const person = (...rights: readonly Right[]): Principal => ({
  ...{ kind: 'staff', id: 's', name: 'Zoé', session: 'x', confirmedAt: 0, sessionId: 'x' },
  ...{ role: 'staff', places: '*', rights },
});

test.each([
  ['a place of usage', { place: 'club', area: 'club' }, true],
  ['a place of working time', { place: 'office', area: 'office' }, false],
  ['an area that says otherwise than its place', { place: 'office', area: 'canteen' }, true],
  ['an area of working time', { place: 'workshop', area: 'bench' }, false],
  ['an area that says nothing', { place: 'workshop', area: 'kitchen' }, true],
  [
    'an area that is gone, where some count working time',
    { place: 'workshop', area: 'old' },
    false,
  ],
  ['an access point that is gone, there', { place: 'workshop', area: null }, false],
  ['one that is gone where nothing counts working time', { place: 'club', area: null }, true],
])('without the right to working time: %s', async (_what, row, isSeen) => {
  const { registry } = web.deps;
  expect((await hoursFilter(registry, person()))(row)).toBe(isSeen);
  expect((await hoursFilter(registry, person('hours:read')))(row)).toBe(true);
});

test('a group’s word stands before all others, then the reader’s; of several groups, working time', async () => {
  const { registry } = web.deps;
  for (const id of ['zoe', 'ali', 'noa']) await registry.members.create({ id, name: id });
  const group = (name: string, purpose: Purpose, ...memberIds: readonly string[]) =>
    registry.groups.create({ name, purpose, memberIds });
  await group('Team', 'worktime', 'zoe');
  await group('Choir', 'usage', 'zoe', 'ali');
  await registry.devices.create({ id: 'pi', placeId: 'club', publicKey: 'P'.repeat(43) });
  const point = { deviceId: 'pi', direction: 'toggle' } as const;
  await registry.accessPoints.create({ ...point, id: 'depot', purpose: 'worktime' });
  await registry.accessPoints.create({ ...point, id: 'bar', purpose: 'usage' });

  const row = (place: string, memberId: string | null, accessPoint: string | null = null) => ({
    ...{ place, area: place, memberId, entry: null, exit: { accessPoint } },
  });
  const may = await hoursFilter(registry, person());
  expect(may(row('club', 'zoe', 'bar'))).toBe(false);
  expect(may(row('office', 'ali'))).toBe(true);
  expect(may(row('club', 'noa', 'depot'))).toBe(false);
  expect(may(row('club', null, 'depot'))).toBe(false);
  expect(may(row('office', 'noa', 'bar'))).toBe(true);
  expect(may(row('office', 'noa'))).toBe(false);
  const all = await hoursFilter(registry, person('hours:read'));
  expect(all(row('club', 'zoe', 'depot'))).toBe(true);
  // What is added up by day says nothing of persons: then the rows have to be read.
  expect(judgesEachPassage(await hoursShown(registry, person()))).toBe(true);
  expect(judgesEachPassage(await hoursShown(registry, person('hours:read')))).toBe(false);
});
