import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Right } from '../../../cloud/ports/identity.ts';
import type { Principal } from '../../../cloud/web/principal.ts';
import { hoursFilter } from '../../../cloud/web/worktime.ts';
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
