import { expect, test } from '@jest/globals';
import type { DoorEventFilter, DoorEventRecord } from '../../../cloud/ports/door-events.ts';
import { openCommandStore } from '../../../cloud/store/commands.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { openDoorEvents } from '../../../cloud/store/door-events.ts';
import { writeJournal } from '../../parts/door-journal.ts';
import { eachStore } from '../each-store.ts';
import { openTestRegistry } from '../open-test-registry.ts';

const now = Date.UTC(2026, 2, 12, 17, 4);
const minute = 60_000;

eachStore('what happened at doors', (store) => {
  const opened = async () => {
    const database = await store.open();
    const registry = openTestRegistry(database, () => now);
    await registry.places.create({ id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
    for (const [id, key] of [
      ['pi', 'P'],
      ['pi-2', 'Q'],
    ] as const)
      await registry.devices.create({ id, placeId: 'demo', publicKey: key.repeat(43) });
    const given = (at: number, reason: string) => give(database, at, reason);
    return { database, given, events: openDoorEvents(database) };
  };
  const give = (database: Database, givenAt: number, reason: string) =>
    openCommandStore(database).add(
      {
        ...{ kind: 'unlock', device: 'pi', placeId: 'demo', door: 'front', by: 'staff:3' },
        ...{ reason, givenAt, answerBy: givenAt + 15_000 },
      },
      givenAt,
    );
  const everything = { limit: 100, cursor: null };
  const said = ({ event, door, cause }: DoorEventRecord) =>
    [event, door, cause?.by].filter(Boolean).join(' ');

  test('tells each by what it follows from, and a command that no journal tells of by itself', async () => {
    const { database, given, events } = await opened();
    const done = await given(now - 40 * minute, 'delivery');
    await given(now - 5 * minute, 'nobody answered');
    const command = done.command.id;
    const [punchId] = await writeJournal(database, 'pi', [
      { kind: 'punch', at: now - 60 * minute, body: { door: 'front' } },
      {
        ...{ kind: 'door', at: now - 59 * minute },
        body: { door: 'front', event: 'opened', cause: { seq: 1 } },
      },
      { kind: 'device', at: now - 58 * minute, body: { event: 'boot', details: {} } },
      {
        ...{ kind: 'door', at: now - 39 * minute },
        body: { door: 'front', event: 'unlocked', cause: { command } },
      },
      {
        ...{ kind: 'device', at: now - 38 * minute },
        body: {
          event: 'lockAnswered',
          details: { door: 'front', outcome: 'failed', why: 'timeout', seq: 4, command },
        },
      },
      {
        ...{ kind: 'device', at: now - 30 * minute },
        body: { event: 'emergencyUnlock', details: { door: 'back', sheet: 'A1B2C3D4', code: 3 } },
      },
      {
        ...{ kind: 'door', at: now - 29 * minute },
        body: { door: 'back', event: 'unlocked', cause: { seq: 6 } },
      },
      {
        ...{ kind: 'door', at: now - 20 * minute },
        body: { door: 'back', event: 'forced', cause: null },
      },
    ]);
    await openCommandStore(database).answer('pi', { id: command, outcome: 'failed', seq: 4 }, now);

    const { items, nextCursor } = await events.list({}, everything);
    expect(items.map(said)).toEqual([
      'commanded front command',
      'forced back',
      'unlocked back emergency',
      'emergencyUnlock back',
      'lockAnswered front command',
      'unlocked front command',
      'opened front card',
    ]);
    expect(nextCursor).toBeNull();
    expect(items.at(-1)?.cause).toEqual({ by: 'card', punchId });
    expect(items[4]?.details).toMatchObject({ outcome: 'failed', why: 'timeout' });

    const narrowed = async (filter: DoorEventFilter) =>
      (await events.list(filter, everything)).items.map(({ event }) => event);
    expect(await narrowed({ kind: 'alarms' })).toEqual(['forced']);
    expect(await narrowed({ kind: 'emergency' })).toEqual(['emergencyUnlock']);
    expect(await narrowed({ kind: 'locks' })).toEqual(['lockAnswered']);
    expect(await narrowed({ kind: 'openings' })).toEqual(['opened']);
    expect(await narrowed({ kind: 'unlocks', door: 'front' })).toEqual(['commanded', 'unlocked']);
    expect(await narrowed({ door: 'back', to: now - 20 * minute })).toEqual([
      'unlocked',
      'emergencyUnlock',
    ]);
    expect(await narrowed({ from: now - 20 * minute })).toEqual(['commanded', 'forced']);
    expect(await narrowed({ devices: ['pi-2'] })).toEqual([]);
    expect(await narrowed({ devices: [] })).toEqual([]);
  });

  test('page by page each is told once, also where several are of one moment', async () => {
    const { database, given, events } = await opened();
    for (let n = 0; n < 5; n++) await given(now, `command ${n}`);
    const doors = (device: string) =>
      writeJournal(
        database,
        device,
        Array.from({ length: 12 }, (_, n) => ({
          kind: 'door' as const,
          at: now - Math.floor(n / 3) * minute,
          body: { door: 'front', event: n % 2 === 0 ? 'opened' : 'closed', cause: null },
        })),
      );
    await doors('pi');
    await doors('pi-2');
    const whole = (await events.list({}, everything)).items;
    expect(whole).toHaveLength(29);
    for (const kind of [undefined, 'openings'] as const) {
      const filter = kind ? { kind } : {};
      const all = (await events.list(filter, everything)).items;
      const walked: DoorEventRecord[] = [];
      let cursor: string | null = null;
      do {
        const page = await events.list(filter, { limit: 4, cursor });
        walked.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(walked).toEqual(all);
    }
  });

  test('what is rare is found page after page, without reading the journal at once', async () => {
    const { database, events } = await opened();
    await writeJournal(database, 'pi', [
      {
        ...{ kind: 'device', at: now - 62 * minute },
        body: { event: 'doorNotUnlocked', details: { door: 'front' } },
      },
      ...Array.from({ length: 60 }, (_, n) => ({
        kind: 'door' as const,
        at: now - (60 - n) * minute,
        body: { door: 'front', event: n === 0 ? 'unlocked' : 'secured', cause: null },
      })),
    ]);
    const first = await events.list({ kind: 'unlocks' }, { limit: 1, cursor: null });
    // The older one is known already, and waits for those between to be looked at.
    expect(first.items).toEqual([]);
    let cursor = first.nextCursor;
    const found: string[] = [];
    while (cursor !== null) {
      const page = await events.list({ kind: 'unlocks' }, { limit: 1, cursor });
      found.push(...page.items.map(({ event }) => event));
      cursor = page.nextCursor;
    }
    expect(found).toEqual(['unlocked', 'doorNotUnlocked']);
  });
});
