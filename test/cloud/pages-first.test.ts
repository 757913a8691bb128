import { expect, test } from '@jest/globals';
import { ingestAfterPages, pagesFirst } from '../../cloud/pages-first.ts';
import { breathe } from '../../shared/runtime/breathe.ts';
import { manualTime } from '../fakes/manual-time.ts';

const patienceMs = 25;

function started() {
  const time = manualTime();
  const pages = pagesFirst({ clock: time, timers: time });
  const order: string[] = [];
  const ingest = ingestAfterPages(
    {
      async journal({ device }) {
        order.push(device);
        return { v: 1, epoch: '', upTo: 0, hash: '' };
      },
      hello: async () => [],
    },
    pages,
  );
  const take = (device: string) =>
    ingest.journal({ device, payload: Buffer.from(''), receivedAt: 0 });
  /** All that needs no more than turns of the loop. */
  const settle = async () => {
    for (let turns = 0; turns < 5; turns++) await breathe();
  };
  return { time, pages, order, take, settle };
}

test('a batch is taken at once where nobody asks for a page', async () => {
  const { order, take } = started();
  await take('door');
  expect(order).toEqual(['door']);
});

test('a batch waits for a page that is being made, and no longer than that', async () => {
  const { pages, order, take, settle } = started();
  const [first, second] = [pages.asked(), pages.asked()];
  const taken = take('door');
  await settle();
  first();
  first();
  await settle();
  expect(order).toEqual([]);
  second();
  await taken;
  expect(order).toEqual(['door']);
});

test('who asks for page after page starves no reader', async () => {
  const { time, pages, order, take, settle } = started();
  pages.asked();
  const taken = take('door');
  await settle();
  pages.asked();
  time.advance(patienceMs - 1);
  await settle();
  expect(order).toEqual([]);
  time.advance(1);
  await taken;
  expect(order).toEqual(['door']);
});

test('a stream that never ends holds nobody up for ever', async () => {
  const { time, pages, order, take } = started();
  pages.asked();
  time.advance(1_001);
  await take('door');
  expect(order).toEqual(['door']);
});

test('a page asked for while the thread was busy comes before the next batch', async () => {
  const { pages, order, take, settle } = started();
  const taken = take('door');
  const made = pages.asked();
  await settle();
  expect(order).toEqual([]);
  made();
  await taken;
  expect(order).toEqual(['door']);
});

test('pages are looked at until a moment after the last was asked for', () => {
  const { time, pages } = started();
  expect(pages.areLookedAt()).toBe(false);
  pages.asked()();
  expect(pages.areLookedAt()).toBe(true);
  time.advance(2_999);
  expect(pages.areLookedAt()).toBe(true);
  pages.asked()();
  time.advance(2_999);
  expect(pages.areLookedAt()).toBe(true);
  time.advance(1);
  expect(pages.areLookedAt()).toBe(false);
});
