import { expect, test } from '@jest/globals';
import { createHealth } from '../../device/health.ts';
import { createPlaceState } from '../../device/place-state.ts';
import { createWhoIsInside } from '../../device/who-is-inside.ts';
import type { Direction } from '../../shared/domain/access-point.ts';
import type { Person } from '../../shared/domain/punch.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { encode } from '../../shared/wire/codec.ts';
import { card, demoConfig, wholeList } from '../contract/demo-place.ts';
import { manualTime } from '../fakes/manual-time.ts';
import { memoryAccessStore } from '../fakes/memory-access-store.ts';

const minuteMs = 60_000;

async function device() {
  const time = manualTime();
  const access = memoryAccessStore();
  access.applyConfig(demoConfig());
  const named = (n: number, name: string) => card(n, { memberRef: `m_${n}`, name });
  await access.applyList(wholeList(1, [named(1, 'Zoé Petit'), named(2, 'Ana Roy')]));
  const link = { online: true };
  const state = createPlaceState({
    access,
    watch: { state: () => 'synced' },
    clock: time,
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
  const tell = () =>
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
        }),
      ),
      false,
    );
  let seq = 0;
  const punch = (person: Person, direction: Direction) => {
    seq += 1;
    const accessPoint = { area: 'demo', counts: true, direction };
    state.punched({ person, accessPoint }, { at: time.now(), epoch: 'ab'.repeat(16), seq });
  };
  const names = () => who().people.map(({ name, card }) => name ?? card);
  return { time, link, state, who, tell, punch, names, enteredAt };
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
  expect(who()).toEqual({ people: [], toldMsAgo: null, isFresh: false });
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
  expect(who()).toEqual({ people: [], toldMsAgo: null, isFresh: false });
});
