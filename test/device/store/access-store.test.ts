import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import type { AccessStore } from '../../../device/ports.ts';
import { accessMigrations } from '../../../device/store/access-schema.ts';
import { openAccessStore, openSoundAccessStore } from '../../../device/store/access-store.ts';
import { openDeviceStore } from '../../../device/store/open-store.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import { listDigest } from '../../../shared/wire/access-digest.ts';
import { accessStoreContract } from '../../contract/access-store.ts';
import { card, demoConfig, wholeList } from '../../contract/demo-place.ts';
import { memoryAccessStore } from '../../fakes/memory-access-store.ts';
import { scratchFolder } from '../../parts/scratch-folder.ts';

const opened: AccessStore[] = [];
const newPath = () => join(scratchFolder('access'), 'access.db');
const track = (store: AccessStore): AccessStore => {
  opened.push(store);
  return store;
};
afterAll(() => {
  for (const store of opened) store.close();
});

accessStoreContract('SQLite', () => track(openAccessStore(newPath())));
accessStoreContract('memory', memoryAccessStore);

test('list, confirmation, config and facts outlive a restart, and a difference still fits', async () => {
  const path = newPath();
  const first = openAccessStore(path);
  const cards = Array.from({ length: 600 }, (_, n) => card(n));
  await first.applyList(wholeList(5, cards));
  first.applyConfig(demoConfig());
  const state = first.state();
  first.close();
  const { store, damaged } = openSoundAccessStore(path, '2026-11-21T08:00:00.000Z');
  track(store);
  expect(damaged).toBe(false);
  expect(store.state()).toEqual(state);
  expect(store.config()).toEqual(demoConfig());
  const digest = listDigest([...cards, card(1000)]);
  await store.applyList({ ...wholeList(6, [card(1000)]), base: 5, digest });
  expect(store.state().version).toBe(6);
});

test('a damaged file is put aside and the start goes on without a list', () => {
  const path = newPath();
  writeFileSync(path, 'this is no database, and never was one '.repeat(100));
  const { store, damaged } = openSoundAccessStore(path, '2026-11-21T08:00:00.000Z');
  track(store);
  expect(damaged).toBe(true);
  expect(store.state().version).toBe(0);
  const aside = join(dirname(path), 'quarantine', '2026-11-21T08-00-00-000Z', 'access.db');
  expect(existsSync(aside)).toBe(true);
});

const unreadable = 'substr(%, 1, 20) || CAST(zeroblob(30) AS TEXT)';
test.each([
  ['a card', 'UPDATE card_b SET body = ~', 'body'],
  ['the config', 'UPDATE config SET body = ~', 'body'],
  ['what the place told', 'UPDATE told SET body = ~', 'body'],
  ['when the list was confirmed', 'UPDATE list SET confirmed = ~', 'confirmed'],
  ['a fact', 'UPDATE fact SET value = ~', 'value'],
])('a page of zeros at the end of %s: put aside, too', async (_what, change, column) => {
  const path = newPath();
  const first = openAccessStore(path);
  await first.applyList(wholeList(5, [card(1)]));
  first.applyConfig(demoConfig());
  first.confirm({ wallMs: 1, monoMs: 2, boot: 'b', clock: 'synced' });
  first.writeFact('tries', '["04A1B2C3D4E5F6","04A1B2C3D4E5F7"]');
  first.keepTold([['member:m_1', '{"in":["demo"]}']], '{"asOf":"now"}');
  first.close();
  const db = openDeviceStore(path, accessMigrations);
  const { changes } = db.prepare(change.replace('~', unreadable.replace('%', column))).run();
  expect(changes).toBeGreaterThan(0);
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  db.close();
  const { store, damaged } = openSoundAccessStore(path, '2026-11-21T08:00:00.000Z');
  track(store);
  expect(damaged).toBe(true);
  expect(store.state().version).toBe(0);
});

const many = Array.from({ length: 3_000 }, (_, n) => card(n));
/** A store that holds one card and is taking in 3,000 others. */
async function busyStore() {
  const path = newPath();
  const store = openAccessStore(path);
  await store.applyList(wholeList(1, [card(9_999)]));
  return { path, store };
}
const holdsTheFormer = (store: AccessStore): void => {
  expect(store.state().version).toBe(1);
  expect(store.find(card(9_999).uid)).toEqual(card(9_999));
  expect(store.find(card(0).uid)).toBeNull();
};

test('a long list is taken in between taps, which the list held answers until the other is in force', async () => {
  const { store } = await busyStore();
  track(store);
  let done = false;
  const applied = store.applyList(wholeList(2, many)).then(() => {
    done = true;
  });
  let turns = 0;
  for (; !done; turns++) {
    holdsTheFormer(store);
    await setImmediate();
  }
  await applied;
  // 3,000 cards in slices of at most 250, then 256 buckets to prove.
  expect(turns).toBeGreaterThan(250);
  expect(store.state().version).toBe(2);
  expect(store.find(card(2_999).uid)).toEqual(card(2_999));
  expect(store.find(card(9_999).uid)).toBeNull();
});

test.each([0, 1, 5, 12, 100, 260])(
  'ended after %i turns, the list held stays, and the next attempt succeeds',
  async (turns) => {
    const { path, store } = await busyStore();
    const applied = store.applyList(wholeList(2, many));
    const ended = expect(applied).rejects.toMatchObject({ code: 'conflict' });
    for (let n = 0; n < turns; n++) await setImmediate();
    store.close();
    await ended;
    const again = track(openAccessStore(path));
    holdsTheFormer(again);
    await again.applyList(wholeList(2, many.slice(0, 700)));
    expect(again.find(card(699).uid)).toEqual(card(699));
    expect(again.find(card(700).uid)).toBeNull();
    await again.applyList({
      ...wholeList(3, [card(700)]),
      base: 2,
      digest: listDigest(many.slice(0, 701)),
    });
    expect(again.state().version).toBe(3);
  },
);

test('a list that cannot be read to its end changes nothing', async () => {
  const { store } = await busyStore();
  track(store);
  function* broken() {
    yield* many.slice(0, 1_000);
    throw failure('listFileUnusable', { detail: 'ends in the middle' });
  }
  await expect(store.applyList({ ...wholeList(2, many), upserts: broken() })).rejects.toMatchObject(
    { code: 'listFileUnusable' },
  );
  holdsTheFormer(store);
  await store.applyList(wholeList(2, many));
  expect(store.state().version).toBe(2);
});
