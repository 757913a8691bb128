import { expect, test } from '@jest/globals';
import { openFirstRun } from '../../../cloud/store/first-run.ts';
import { eachStore } from '../each-store.ts';

eachStore('the first run', (store) => {
  test('is nothing until it begins, and is found again where it was left', async () => {
    const first = openFirstRun(await store.open());
    expect(await first.read()).toBeNull();
    await first.write({ placeId: 'demo' });
    await first.write({ leaving: 'twoReaders', skipped: ['reader'] });
    const again = openFirstRun(await store.openAgain());
    expect(await again.read()).toEqual({
      placeId: 'demo',
      leaving: 'twoReaders',
      skipped: ['reader'],
      waitingSince: null,
      finishedAt: null,
    });
    await again.write({ skipped: [], waitingSince: 1_773_000_000_000, finishedAt: 5 });
    expect(await first.read()).toMatchObject({
      leaving: 'twoReaders',
      skipped: [],
      waitingSince: 1_773_000_000_000,
      finishedAt: 5,
    });
  });
});
