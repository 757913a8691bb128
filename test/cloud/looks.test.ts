import { expect, test } from '@jest/globals';
import { watchLooks } from '../../cloud/looks.ts';
import { manualTime } from '../fakes/manual-time.ts';

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
