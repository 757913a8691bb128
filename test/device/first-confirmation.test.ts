import { afterEach, expect, test } from '@jest/globals';
import { signClaims } from '../../shared/wire/jws.ts';
import type { HelloMessage } from '../../shared/wire/messages.ts';
import { card, wholeList } from '../contract/demo-place.ts';
import { cloudKey, deviceBench } from '../fakes/device-bench.ts';
import { memoryAccessStore } from '../fakes/memory-access-store.ts';
import { memoryJournal } from '../fakes/memory-journal.ts';

let stop: () => Promise<void>;
afterEach(() => stop());

/** A device with a list, and a cloud that has just been reached. */
async function reached() {
  const access = memoryAccessStore();
  await access.applyList(wholeList(70, [card(1)]));
  const bench = deviceBench({ journal: memoryJournal(), access });
  stop = () => bench.sync.stop();
  bench.link.connect();
  const hellos = () => bench.hellos().map(({ payload }) => JSON.parse(payload) as HelloMessage);
  const confirm = async (more: object = {}) => {
    const monoMs = bench.time.monotonicNow();
    const claims = { list: 'demo', version: 70, device: 'demo-1', nonce: bench.nonce, monoMs };
    const key = { kid: 'k1', privateKey: cloudKey.privateKey };
    const jws = await signClaims('badgeuse-confirm', { ...claims, ...more }, key);
    bench.link.say('confirm', Buffer.from(jws), false);
    await bench.sync.settled();
  };
  return { bench, access, hellos, confirm };
}

test('a hello says whether the list was ever confirmed', async () => {
  const { bench, hellos, confirm } = await reached();
  expect(hellos().map(({ listConfirmed }) => listConfirmed)).toEqual([false]);
  await confirm();
  await bench.run(30_000);
  expect(hellos().at(-1)).toMatchObject({ listConfirmed: true, accessVersion: 70 });
});

test('the first confirmation, from which on doors open, is told at once; the others wait for the next hello', async () => {
  const { bench, access, hellos, confirm } = await reached();
  await confirm();
  expect(access.state().confirmed).not.toBeNull();
  expect(hellos().map(({ listConfirmed }) => listConfirmed)).toEqual([false, true]);
  await bench.run(1_000);
  const confirmedAt = access.state().confirmed?.monoMs ?? 0;
  await confirm();
  expect(access.state().confirmed?.monoMs).toBeGreaterThan(confirmedAt);
  expect(hellos()).toHaveLength(2);
});

test.each([
  ['another process of this device', { nonce: 'f'.repeat(32) }],
  ['another device', { device: 'demo-2' }],
])('one for %s confirms nothing, and nothing is told', async (_whose, more) => {
  const { access, hellos, confirm } = await reached();
  await confirm(more);
  expect(access.state().confirmed).toBeNull();
  expect(hellos()).toHaveLength(1);
});
