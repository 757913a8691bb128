import type { createCorrections } from '../../cloud/corrections/correct.ts';
import type { Database } from '../../cloud/store/database.ts';
import type { CorrectionChange } from '../../shared/domain/correction.ts';
import { seedAccessPoint, seedPlace, type TestDevice } from './test-device.ts';

export const start = Date.UTC(2026, 9, 24, 6);
export const minute = 60_000;
export const received = start + 60 * 24 * 60 * minute;

/** The same numbers for the same seed (mulberry32). */
export function dice(seed: number) {
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number) => Math.floor(random() * n);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;
  return { random, below, pick };
}
export type Dice = ReturnType<typeof dice>;

/** Devices with clocks of all kinds write of the same few people over ten days, a clock change among them. */
export function journals(roll: Dice, devices: readonly TestDevice[]) {
  const directions = ['toggle', 'toggle', 'toggle', 'in', 'out', 'presence'] as const;
  for (const device of devices) {
    let at = start + roll.below(60) * minute;
    let boot = 0;
    let bornAt = at - minute;
    let clock: 'synced' | 'unsynced' = 'synced';
    for (let i = 0; i < 60; i++) {
      if (roll.below(12) === 0) {
        boot++;
        bornAt = at;
        clock = roll.below(3) === 0 ? 'unsynced' : 'synced';
      }
      at += roll.below(4) === 0 ? roll.below(6) * 1_000 : roll.below(8 * 60) * minute;
      const person = roll.below(4);
      device.punch({
        at: clock === 'synced' ? at : 1_000 + i,
        clock,
        boot: `${device.id}-${boot}`,
        monoMs: at - bornAt,
        uid: `04A1B2C${person}`,
        memberRef: person === 0 ? null : `m${Math.min(person, 2)}`,
        direction: roll.pick(directions),
        accessPoint: roll.pick([device.accessPoint, `${device.id}-laser`]),
      });
    }
  }
}

/** Sends every journal in pieces: cut anywhere, doubled, one device's between another's, a week late. */
export async function deliver(
  roll: Dice,
  devices: readonly TestDevice[],
  send: (device: TestDevice, payload: Buffer, receivedAt: number) => Promise<unknown>,
  between: () => Promise<void>,
) {
  const at = new Map(devices.map((device) => [device, 0]));
  let now = received;
  while ([...at].some(([device, seq]) => seq < device.entries().length)) {
    const device = roll.pick(devices);
    const mark = at.get(device) ?? 0;
    const last = device.entries().length;
    if (mark === last) continue;
    now += roll.below(10) * minute;
    const from = Math.max(1, mark + 1 - roll.below(5));
    const to = Math.min(last, mark + 1 + roll.below(12));
    // Of the boots that spoke, some are heard of in time and some never.
    const boot = roll.below(2) === 0 ? (device.entries()[to - 1]?.boot ?? 'x') : 'x';
    const monoMs = (device.entries()[to - 1]?.monoMs ?? 0) + roll.below(600) * minute;
    await send(device, device.batch(from, to, { boot, monoMs }), now);
    at.set(device, to);
    if (roll.below(2) === 0) await between();
  }
}

export const derived = async ({ db }: Database) => ({
  passages: await db
    .selectFrom('passage')
    .selectAll()
    .orderBy('place')
    .orderBy('at')
    .orderBy('id')
    .execute(),
  // Not in which run each lies: that follows the order in which they came.
  punches: await db
    .selectFrom('punch')
    .select(['place', 'area', 'person', 'at', 'key', 'id', 'direction', 'access_point'])
    .select(['card_uid', 'estimated', 'role', 'passage_id'])
    .orderBy('place')
    .orderBy('area')
    .orderBy('person')
    .orderBy('at')
    .orderBy('key')
    .execute(),
  known: await db.selectFrom('known_entry').selectAll().orderBy('id').execute(),
});

export async function correctSomething(
  roll: Dice,
  { db }: Database,
  corrections: ReturnType<typeof createCorrections>,
  made: string[],
) {
  const punches = await db.selectFrom('punch').select(['id', 'at']).orderBy('id').execute();
  if (punches.length === 0) return;
  const { id: punchId, at } = roll.pick(punches);
  const change = roll.pick<CorrectionChange>([
    { kind: 'addExit', punchId, at: at + (1 + roll.below(900)) * minute },
    { kind: 'addEntry', punchId, at: at - (1 + roll.below(900)) * minute },
    { kind: 'voidPunch', punchId },
    { kind: 'setDirection', punchId, direction: roll.pick(['in', 'out', 'toggle'] as const) },
    {
      kind: 'assignCard',
      uid: `04A1B2C${roll.below(4)}`,
      memberId: `m${roll.below(3)}`,
      from: roll.below(2) === 0 ? null : at,
      to: null,
    },
  ]);
  const author = { madeBy: 'staff:1', madeAt: received + made.length, reason: 'test' };
  if (made.length > 0 && roll.below(3) === 0) await corrections.undo(roll.pick(made), author);
  else made.push((await corrections.record(change, author)).id);
}

/** The place of these devices: each has a reader at the door and one at a laser cutter, an area of its own. */
export async function seedWorkshop(
  database: Database,
  devices: readonly TestDevice[],
  policy: Parameters<typeof seedPlace>[2],
  missingExit: 'closeAtPlaceExit' | null,
): Promise<void> {
  await seedPlace(database, devices, policy);
  await database.db
    .insertInto('area')
    .values({
      id: 'laser',
      place_id: 'demo',
      name: 'Laser',
      max_visit_minutes: 90,
      closes_at: null,
      debounce_seconds: null,
      missing_exit: missingExit,
      purpose: null,
    })
    .execute();
  await database.db
    .insertInto('member')
    .values(['m0', 'm1', 'm2'].map((id) => ({ id, name: id, email: null, created_at: 0 })))
    .execute();
  for (const device of devices)
    await seedAccessPoint(database, device, `${device.id}-laser`, { area_id: 'laser' });
}
