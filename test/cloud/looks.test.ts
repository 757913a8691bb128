import { expect, test } from '@jest/globals';
import { watchLooks } from '../../cloud/looks.ts';
import { buildWeb } from '../../cloud/web/server.ts';
import { manualTime } from '../fakes/manual-time.ts';
import { webDeps } from './web/fixture.ts';

test('somebody looks from a page on, as long as they may read it', () => {
  const time = manualTime();
  const looks = watchLooks(time);
  expect(looks.areTaken()).toBe(false);
  looks.asked();
  time.advance(59_999);
  expect(looks.areTaken()).toBe(true);
  time.advance(1);
  expect(looks.areTaken()).toBe(false);
});

test.each([
  ['a page', '/sign-in', 1],
  ['a program that watches', '/healthz', 0],
  ['a program that asks', '/api/v1/places', 0],
])('%s', async (_who, url, looks) => {
  const { deps, database } = await webDeps(null);
  let asked = 0;
  const app = await buildWeb(deps, () => asked++);
  await app.inject({ method: 'GET', url });
  await app.close();
  await database.close();
  expect(asked).toBe(looks);
});
