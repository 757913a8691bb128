import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { createPinCheck } from '../../device/pin-check.ts';
import { createPinTries } from '../../device/pin-tries.ts';
import type { AccessStore, Tap } from '../../device/ports.ts';
import { openAccessStore } from '../../device/store/access-store.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { hashPin, isPin, pinFits } from '../../shared/wire/pin-hash.ts';
import { card, demoConfig, wholeList } from '../contract/demo-place.ts';
import { manualTime } from '../fakes/manual-time.ts';
import { memoryAccessStore } from '../fakes/memory-access-store.ts';

const minuteMs = 60_000;
let pinHash = '';
beforeAll(async () => {
  pinHash = await hashPin('4711');
});

const config = (pin: { schedule: string | null } | null) => {
  const [point] = demoConfig().accessPoints;
  return demoConfig({ accessPoints: point ? [{ ...point, pin }] : [] });
};

async function terminal(
  pin: { schedule: string | null } | null = { schedule: null },
  access: AccessStore = memoryAccessStore(),
) {
  const time = manualTime();
  access.applyConfig(config(pin));
  const list = [card(1, { pinHash }), card(2), card(3, { pinHash, state: 'lost' })];
  await access.applyList(wholeList(1, list)).catch(() => undefined);
  const watch = { decisionTime: () => time.now(), state: () => 'synced' as const };
  const open = () => createPinTries({ access, watch });
  const parts = { access, watch, logger: silentLogger };
  const tries = open();
  const check = createPinCheck({ ...parts, tries });
  const tap = (n: number): Tap => ({
    uid: card(n).uid,
    level: 'uid',
    reader: 'any',
    accessPoint: null,
    heardAtMonoMs: 0,
  });
  const gives = async (text: string, n = 1) => (await check(tap(n), text)).pin ?? 'none';
  return { time, tries, open, gives, check, tap };
}

test('a PIN is four to eight digits, and its hash names its parameters', async () => {
  expect(['123', '123456789', '12a4', '１２３４', ''].filter(isPin)).toEqual([]);
  expect(['1234', '12345678'].filter(isPin)).toHaveLength(2);
  expect(pinHash).toMatch(/^scrypt\$14\$8\$1\$/);
  expect(pinHash).not.toContain('4711');
  expect(await hashPin('4711')).not.toBe(pinHash);
  expect(await pinFits('4711', pinHash)).toBe(true);
  expect(await pinFits('4712', pinHash)).toBe(false);
});

test.each([
  ['nothing', ''],
  ['another kind', 'argon2id$v=19$m=65536'],
  ['one that would take all memory', 'scrypt$24$8$1$'],
  ['one of no cost', 'scrypt$0$8$1$'],
  ['one of no blocks', 'scrypt$14$0$1$'],
])('a hash that is %s fits nothing', async (_name, start) => {
  const hash = start.startsWith('scrypt') ? start + pinHash.split('$').slice(4).join('$') : start;
  expect(await pinFits('4711', hash)).toBe(false);
});

test('right and wrong are told; who has no PIN has no right one', async () => {
  const { gives } = await terminal();
  expect(await gives('4711')).toBe('right');
  expect(await gives('4712')).toBe('wrong');
  expect(await gives('4711', 2)).toBe('wrong');
});

test('where none is asked, or the card opens nothing anyway, it is not looked at', async () => {
  expect(await (await terminal(null)).gives('4712')).toBe('none');
  const { gives, check, tap, tries } = await terminal();
  expect(await gives('4712', 3)).toBe('none');
  expect(await gives('4712', 9)).toBe('none');
  expect(await check({ ...tap(1), accessPoint: 'elsewhere' }, '4711')).not.toHaveProperty('pin');
  expect(tries.isLocked(card(3).uid)).toBe(false);
});

test('after three wrong ones the card waits five minutes, and no PIN is looked at meanwhile', async () => {
  const { time, tries, gives } = await terminal();
  await gives('0000');
  await gives('0001');
  expect(tries.isLocked(card(1).uid)).toBe(false);
  time.advance(4 * minuteMs);
  await gives('0002');
  expect(tries.isLocked(card(1).uid)).toBe(true);
  expect(tries.isLocked(card(2).uid)).toBe(false);
  expect(await gives('4711')).toBe('none');
  time.advance(5 * minuteMs - 1);
  expect(tries.isLocked(card(1).uid)).toBe(true);
  time.advance(1);
  expect(tries.isLocked(card(1).uid)).toBe(false);
  expect(await gives('0003')).toBe('wrong');
  expect(tries.isLocked(card(1).uid)).toBe(false);
  expect(await gives('4711')).toBe('right');
});

test('wrong ones far apart, or before a right one, are forgotten', async () => {
  const { time, tries, gives } = await terminal();
  for (const pin of ['0000', '0001', '4711', '0002', '0003']) await gives(pin);
  expect(tries.isLocked(card(1).uid)).toBe(false);
  time.advance(5 * minuteMs);
  await gives('0004');
  expect(tries.isLocked(card(1).uid)).toBe(false);
});

test('asked for many at once they are looked at one after the other', async () => {
  const { gives } = await terminal();
  const answers = await Promise.all(['0', '1', '2', '3', '4'].map((n) => gives(`000${n}`)));
  expect(answers).toEqual(['wrong', 'wrong', 'wrong', 'none', 'none']);
  expect(await gives('4711')).toBe('none');
});

test('a restart gives no more tries, and a clock that went back keeps nobody out for long', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pin-'));
  const path = join(folder, 'access.db');
  const first = openAccessStore(path);
  const { gives } = await terminal({ schedule: null }, first);
  for (const pin of ['0000', '0001', '0002']) await gives(pin);
  first.close();
  const again = openAccessStore(path);
  const { tries, time } = await terminal({ schedule: null }, again);
  expect(tries.isLocked(card(1).uid)).toBe(true);
  const watch = { decisionTime: () => time.now() - 1e9 };
  const late = createPinTries({ access: again, watch });
  expect(late.isLocked(card(1).uid)).toBe(true);
  time.advance(5 * minuteMs);
  expect(late.isLocked(card(1).uid)).toBe(false);
  again.close();
  rmSync(folder, { recursive: true });
});

test('a disk that is full changes no answer', async () => {
  const access = memoryAccessStore();
  const broken: AccessStore = {
    ...access,
    writeFact: () => {
      throw failure('diskFull', { path: 'access.db' });
    },
  };
  const { gives, tries } = await terminal({ schedule: null }, broken);
  for (const pin of ['0000', '0001', '0002']) expect(await gives(pin)).toBe('wrong');
  expect(tries.isLocked(card(1).uid)).toBe(true);
});
