import { expect, test } from '@jest/globals';
import {
  deletePunches,
  findPunch,
  readBefore,
  readFrom,
  readLastEntryAt,
  writeNewPunches,
  writePunches,
} from '../../../cloud/store/punches.ts';
import { unitOf } from '../../../cloud/store/rows.ts';
import type { SequenceKey } from '../../../shared/domain/punch.ts';
import { eachStore } from '../each-store.ts';

const dayMs = 86_400_000;
const noon = (day: number) => day * dayMs + dayMs / 2;

const keyOf = (person: SequenceKey['person']): SequenceKey => ({
  place: 'demo',
  area: 'demo',
  person,
});
const often = keyOf('member:often');
const seldom = keyOf('member:seldom');

let seq = 0;
const tap = (key: SequenceKey, at: number, role: 'entry' | 'exit') => ({
  key,
  punch: {
    id: `${key.person} ${at}`,
    device: 'reader',
    epoch: 'e',
    seq: ++seq,
    occurredAt: at,
    direction: 'toggle' as const,
    accessPoint: 'door',
    cardUid: '04A1B2C3',
    estimated: false,
  },
  role,
  passageId: null,
});

eachStore('punches in their sequence', (store) => {
  test('one taken for new that is there changes its role, among others that are new', async () => {
    const database = await store.open();
    await database.inTransaction(async (tx) => {
      const unit = unitOf(database, tx);
      const taps = Array.from({ length: 12 }, (_, day) => tap(often, noon(20_000 + day), 'entry'));
      await writeNewPunches(unit, taps.slice(3, 5));
      await writeNewPunches(
        unit,
        taps.map((one) => ({ ...one, role: 'exit' as const })),
      );
      const [found = []] = await readFrom(unit, [{ key: often, at: 0, most: 99 }]);
      expect(found.map(({ role }) => role)).toEqual(taps.map(() => 'exit'));
    });
  });

  test('are found in order across days on which others came, and days on which nobody did', async () => {
    const database = await store.open();
    const days = Array.from({ length: 400 }, (_, i) => 20_000 + i * (i % 7 === 0 ? 2 : 1));
    await database.inTransaction(async (tx) => {
      const unit = unitOf(database, tx);
      const rare = [-1, 3, 20_001, 20_380].map((day, i) =>
        tap(seldom, noon(day), i % 2 === 0 ? 'entry' : 'exit'),
      );
      await writePunches(unit, [...days.map((day) => tap(often, noon(day), 'entry')), ...rare]);
      const atOf = (found: Awaited<ReturnType<typeof readFrom>>) =>
        found.map((rows) => rows.map(({ punch }) => punch.occurredAt));
      const look = (at: number, most: number) => [{ key: seldom, at, most }];

      const at = noon(20_380);
      expect(atOf(await readBefore(unit, look(at, 2)))).toEqual([[noon(20_001), noon(3)]]);
      expect(atOf(await readBefore(unit, look(at + 1, 9)))).toEqual([
        [at, noon(20_001), noon(3), noon(-1)],
      ]);
      expect(atOf(await readFrom(unit, look(noon(-1), 9)))).toEqual([
        [noon(-1), noon(3), noon(20_001), at],
      ]);
      expect(atOf(await readFrom(unit, look(noon(3) + 1, 1)))).toEqual([[noon(20_001)]]);
      expect(await readLastEntryAt(unit, seldom, at)).toBe(noon(20_001));
      expect(await readLastEntryAt(unit, seldom, noon(-1) - 1)).toBeNull();

      await deletePunches(unit, rare.slice(2));
      expect(atOf(await readFrom(unit, look(noon(-1), 9)))).toEqual([[noon(-1), noon(3)]]);
      expect(await findPunch(unit, 'nobody', null)).toBeNull();
    });
  });

  test('of one instant are in the order of their devices and epochs, not of who was met first', async () => {
    const database = await store.open();
    await database.inTransaction(async (tx) => {
      const unit = unitOf(database, tx);
      const at = noon(20_001);
      const names = [
        { device: 'b', epoch: '2', seq: 1 },
        { device: 'a', epoch: '9', seq: 4 },
        { device: 'b', epoch: '1', seq: 8 },
        { device: 'b', epoch: '1', seq: 7 },
      ];
      const taps = names.map((name) => {
        const made = tap(often, at, 'exit');
        return { ...made, punch: { ...made.punch, ...name } };
      });
      for (const made of taps) await writePunches(unit, [made]);
      const namesOf = (found: Awaited<ReturnType<typeof readFrom>>) =>
        found[0]?.map(({ punch: { device, epoch, seq: of } }) => `${device} ${epoch} ${of}`);
      const look = { key: often, at };
      const inOrder = ['a 9 4', 'b 1 7', 'b 1 8', 'b 2 1'];
      expect(namesOf(await readFrom(unit, [{ ...look, most: 9 }]))).toEqual(inOrder);
      expect(namesOf(await readFrom(unit, [{ ...look, most: 2 }]))).toEqual(inOrder.slice(0, 2));
      const before = { key: often, at: at + 1, most: 2 };
      expect(namesOf(await readBefore(unit, [before]))).toEqual(['b 2 1', 'b 1 8']);
    });
  });

  test('keep which passage they are in, their own or another one', async () => {
    const database = await store.open();
    await database.inTransaction(async (tx) => {
      const unit = unitOf(database, tx);
      const entry = tap(often, noon(1), 'entry');
      const exit = tap(often, noon(1) + 1, 'exit');
      const nothing = { ...tap(often, noon(1) + 2, 'exit'), role: 'void' as const };
      await writePunches(unit, [
        { ...entry, passageId: entry.punch.id },
        { ...exit, passageId: entry.punch.id },
        nothing,
      ]);
      const [found = []] = await readFrom(unit, [{ key: often, at: noon(1), most: 9 }]);
      expect(found.map(({ passageId }) => passageId)).toEqual([
        entry.punch.id,
        entry.punch.id,
        null,
      ]);
    });
  });
});
