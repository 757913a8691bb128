import { expect, test } from '@jest/globals';
import { listAgeMs } from '../../../shared/domain/list-age.ts';

const synced = { wallMs: 1_000_000, monoMs: 5_000, boot: 'a', clock: 'synced' } as const;
const unsynced = { ...synced, clock: 'unsynced' } as const;

test.each([
  ['wall time while synced', synced, { ...synced, wallMs: 1_700_000, monoMs: 6_000 }, 700_000],
  ['also over a restart', synced, { ...synced, wallMs: 1_700_000, boot: 'b' }, 700_000],
  ['never negative', synced, { ...synced, wallMs: 0 }, 0],
  ['running time while unsynced', synced, { ...unsynced, wallMs: 0, monoMs: 9_000 }, 4_000],
  ['running time since an unsynced confirmation', unsynced, { ...synced, monoMs: 9_000 }, 4_000],
  ['nor is running time', synced, { ...unsynced, monoMs: 1 }, 0],
  ['at the floor, of a later boot: all of it', synced, { ...unsynced, monoMs: 42, boot: 'b' }, 42],
])('%s', (_name, confirmed, now, age) => expect(listAgeMs(confirmed, now)).toBe(age));
