import { describe, expect, test } from '@jest/globals';
import { createHealth } from '../../device/health.ts';
import { createPlaceState, type HeldPunch } from '../../device/place-state.ts';
import { createWhoIsInside } from '../../device/who-is-inside.ts';
import type { Direction } from '../../shared/domain/access-point.ts';
import type { ClockState } from '../../shared/domain/clock.ts';
import type { Person } from '../../shared/domain/punch.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { encode } from '../../shared/wire/codec.ts';
import type { StateMessage } from '../../shared/wire/messages.ts';
import { card, demoConfig, wholeList } from '../contract/demo-place.ts';
import { manualTime } from '../fakes/manual-time.ts';
import { memoryAccessStore } from '../fakes/memory-access-store.ts';

const minuteMs = 60_000;

const epoch = 'ab'.repeat(16);

async function device({ time = manualTime(), access = memoryAccessStore() } = {}) {
  if (access.config() === null) {
    access.applyConfig(demoConfig());
    const named = (n: number, name: string) => card(n, { memberRef: `m_${n}`, name });
    await access.applyList(wholeList(1, [named(1, 'Zoé Petit'), named(2, 'Ana Roy')]));
  }
  const link = { online: true };
  const watch: { state: ClockState; boot: string } = { state: 'synced', boot: 'boot-1' };
  const state = createPlaceState({
    access,
    watch: { state: () => watch.state, boot: () => watch.boot },
    clock: time,
    timers: time,
    health: createHealth(time, silentLogger),
    logger: silentLogger,
  });
  const who = createWhoIsInside({ access, state, isOnline: () => link.online });
  const iso = (ms: number) => new Date(ms).toISOString();
  const enteredAt = time.now() - 10 * minuteMs;
  const row = (area: string | null) => ({
    day: iso(time.now()).slice(0, 10),
    in: area === null ? [] : [area],
    todaySeconds: 0,
    balance: null,
    ...(area !== null && { entered: { [area]: iso(enteredAt) } }),
  });
  const tell = (more: Partial<StateMessage> = {}) =>
    state.take(
      Buffer.from(
        encode({
          v: 1,
          place: 'demo',
          asOf: iso(time.now()),
          whole: true,
          part: 1,
          parts: 1,
          members: [
            { memberRef: 'm_1', ...row('demo') },
            { memberRef: 'm_2', ...row(null) },
            { memberRef: 'm_gone', ...row('workshop') },
          ],
          cards: [{ uid: '04A1B2C3D4E5F6', ...row('demo') }],
          inside: { demo: 2, workshop: 1 },
          upTo: {},
          ...more,
        }),
      ),
      false,
    );
  let seq = 0;
  const punch = (person: Person, direction: Direction) => {
    seq += 1;
    const accessPoint = { area: 'demo', counts: true, direction };
    const now = { at: time.now(), monoMs: time.monotonicNow(), boot: watch.boot };
    state.punched({ person, accessPoint }, { ...now, epoch, seq });
  };
  const names = () => who().people.map(({ name, card }) => name ?? card);
  return { time, access, link, watch, state, who, tell, punch, names, enteredAt };
}

test('by name, whichever area they are in; a card without a member by the end of its number', async () => {
  const { tell, who, names, enteredAt } = await device();
  tell();
  expect(names()).toEqual(['Zoé Petit', null, 'E5F6']);
  expect(who().people[0]).toMatchObject({ enteredAt, isSure: true });
  expect(who()).toMatchObject({ toldMsAgo: 0, isFresh: true });
});

test('offline it stays, older by the minute, with what this device heard later', async () => {
  const { tell, who, names, punch, link, state, time } = await device();
  tell();
  link.online = false;
  state.interrupted();
  time.advance(83 * minuteMs);
  punch('member:m_1', 'out');
  punch('member:m_2', 'in');
  expect(names()).toEqual(['Ana Roy', null, 'E5F6']);
  expect(who()).toMatchObject({ toldMsAgo: 83 * minuteMs, isFresh: false });
  expect(who().people[0]).toMatchObject({ enteredAt: time.now() });
});

test('nothing told since the start: who tapped here, and who went nobody knows which way', async () => {
  const { who, names, punch } = await device();
  expect(who()).toEqual({ people: [], toldAt: null, toldMsAgo: null, isFresh: false });
  punch('member:m_1', 'toggle');
  punch('member:m_2', 'in');
  expect(names()).toEqual(['Ana Roy', 'Zoé Petit']);
  expect(who().people.map(({ isSure }) => isSure)).toEqual([true, false]);
});

test('nobody is taken to be inside for longer than a passage lasts', async () => {
  const { who, tell, state, time } = await device();
  tell();
  state.interrupted();
  time.advance(13 * 60 * minuteMs);
  expect(who()).toEqual({ people: [], toldAt: null, toldMsAgo: null, isFresh: false });
});

describe('after a restart without a network', () => {
  const held = (person: Person, direction: Direction, at: number, seq: number): HeldPunch => ({
    person,
    accessPoint: { area: 'demo', counts: true, direction },
    punch: { at, monoMs: 0, boot: `boot of ${seq}`, epoch, seq },
  });

  test('it stays as it was told, as old as it is, and carried on by what the journal holds', async () => {
    const before = await device();
    before.tell();
    before.time.advance(31_000);
    const { time, access } = before;
    const after = await device({ time, access });
    after.link.online = false;
    const at = time.now();
    after.state.recall([held('member:m_1', 'out', at, 1), held('member:m_2', 'in', at, 2)]);
    time.advance(9_000);
    expect(after.names()).toEqual(['Ana Roy', null, 'E5F6']);
    const told = { toldAt: at - 31_000, toldMsAgo: 40_000, isFresh: false };
    expect(after.who()).toMatchObject(told);
    expect(after.who().people[0]).toMatchObject({ enteredAt: at, isSure: true });
  });

  test('punches the cloud counted already are not counted again', async () => {
    const before = await device();
    before.tell({ upTo: { [epoch]: 2 } });
    before.state.keep();
    const { time, access } = before;
    const after = await device({ time, access });
    const at = time.now() - 60_000;
    after.state.recall([held('member:m_1', 'out', at, 1), held('member:m_2', 'in', at, 2)]);
    expect(after.names()).toEqual(['Zoé Petit', null, 'E5F6']);
  });

  test('a machine that was off and lost the time says when it was told, and not how long ago', async () => {
    const before = await device();
    before.tell();
    before.state.keep();
    const { time, access } = before;
    const toldAt = time.now();
    const after = await device({ time: manualTime(toldAt + 3_600_000, 5_000), access });
    after.watch.boot = 'boot-2';
    after.watch.state = 'unsynced';
    after.state.recall([]);
    expect(after.names()).toEqual(['Zoé Petit', null, 'E5F6']);
    expect(after.who()).toMatchObject({ toldAt, toldMsAgo: null, isFresh: false });
    // Once somebody vouches for the clock it is known.
    after.watch.state = 'synced';
    expect(after.who()).toMatchObject({ toldAt, toldMsAgo: 3_600_000 });
  });

  test('who was told too long ago is forgotten, on the disk too', async () => {
    const before = await device();
    before.tell();
    before.state.keep();
    const { time, access } = before;
    time.advance(13 * 60 * minuteMs);
    const after = await device({ time, access });
    after.state.recall([]);
    expect(after.who()).toEqual({ people: [], toldAt: null, toldMsAgo: null, isFresh: false });
    expect(access.told()).toEqual({ about: null, rows: [] });
  });

  test('what another place told is not of this one', async () => {
    const before = await device();
    before.tell();
    before.state.keep();
    const { time, access } = before;
    const config = demoConfig();
    access.applyConfig({ ...config, place: { ...config.place, id: 'elsewhere' } });
    const after = await device({ time, access });
    after.state.recall([]);
    expect(after.names()).toEqual([]);
    expect(access.told().about).toBeNull();
  });
});
