import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { AccessStore } from '../../../device/ports.ts';
import { openAccessStore, openSoundAccessStore } from '../../../device/store/access-store.ts';
import { listDigest } from '../../../shared/wire/access-digest.ts';
import { accessStoreContract } from '../../contract/access-store.ts';
import { card, demoConfig, wholeList } from '../../contract/demo-place.ts';
import { memoryAccessStore } from '../../fakes/memory-access-store.ts';

const opened: AccessStore[] = [];
const newPath = () => join(mkdtempSync(join(tmpdir(), 'badgeuse-access-')), 'access.db');
const track = (store: AccessStore): AccessStore => {
  opened.push(store);
  return store;
};
afterAll(() => {
  for (const store of opened) store.close();
});

accessStoreContract('SQLite', () => track(openAccessStore(newPath())));
accessStoreContract('memory', memoryAccessStore);

test('list, confirmation, config and facts outlive a restart, and a difference still fits', () => {
  const path = newPath();
  const first = openAccessStore(path);
  const cards = Array.from({ length: 600 }, (_, n) => card(n));
  first.applyList(wholeList(5, cards));
  first.applyConfig(demoConfig());
  const state = first.state();
  first.close();
  const { store, damaged } = openSoundAccessStore(path, '2026-11-21T08:00:00.000Z');
  track(store);
  expect(damaged).toBe(false);
  expect(store.state()).toEqual(state);
  expect(store.config()).toEqual(demoConfig());
  const digest = listDigest([...cards, card(1000)]);
  store.applyList({ ...wholeList(6, [card(1000)]), base: 5, digest });
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
