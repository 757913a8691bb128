import { openCommandStore } from '../../cloud/store/commands.ts';
import type { Database } from '../../cloud/store/database.ts';
import { testNow } from '../cloud/web/fixture.ts';
import { writeJournal } from '../parts/door-journal.ts';
import { helloOf } from '../parts/hello-of.ts';

/** A door that can be unlocked from afar, and what came of it when somebody did. */
export async function seedDoors(database: Database): Promise<void> {
  await database.db
    .updateTable('access_point')
    .set({ door_id: 'bloc-door' })
    .where('id', '=', 'ap-2')
    .execute();
  const device = 'pi-1';
  await database.db
    .insertInto('device_state')
    .values({
      ...{ device, last_seen_at: testNow, online: 1, connection: 1, boot: 'boot-1' },
      ...{ access_version: 1, config_version: 1, unsent: 0 },
      hello: JSON.stringify(helloOf(testNow)),
    })
    .execute();
  const store = openCommandStore(database);
  const asked = { kind: 'unlock', device, door: 'bloc-door', placeId: 'filature' } as const;
  const by = 'staff:staff_zoe';
  for (const [minutes, reason, id] of [
    [2_000, 'Livraison de magnésie', 'cmd_none'],
    [90, 'Carte oubliée à la maison', 'cmd_done'],
    [45, 'Cours du soir, trente enfants sur le trottoir et une seule carte', 'cmd_failed'],
    [0, 'Le plombier est là', 'cmd_waits'],
  ] as const) {
    const givenAt = testNow - minutes * 60_000;
    const { command } = await store.add(
      { ...asked, by, reason, givenAt, answerBy: givenAt + 15_000 },
      givenAt,
    );
    await database.db
      .updateTable('given_command')
      .set({ id })
      .where('id', '=', command.id)
      .execute();
  }
  const at = testNow - 90 * 60_000;
  await store.answer(device, { id: 'cmd_done', outcome: 'granted', seq: 12 }, at);
  const failed = { id: 'cmd_failed', outcome: 'failed', reason: 'lineUnusable', seq: 13 } as const;
  await store.answer(device, failed, at + 60_000 * 45);
  const door = 'bloc-door';
  const ago = (minutes: number) => testNow - minutes * 60_000;
  const ofDoor = (minutes: number, event: string, cause: object | null = null) =>
    ({ kind: 'door', at: ago(minutes), body: { door, event, cause } }) as const;
  const ofDevice = (minutes: number, event: string, details: object) =>
    ({ kind: 'device', at: ago(minutes), body: { event, details } }) as const;
  await writeJournal(database, device, [
    { kind: 'punch', at: ago(300), body: { door } },
    ofDoor(300, 'opened', { seq: 1 }),
    ofDoor(299, 'secured', { seq: 1 }),
    ofDoor(298, 'heldOpen', { seq: 1 }),
    ofDoor(297, 'closed', { seq: 1 }),
    ofDoor(200, 'forced'),
    ofDoor(199, 'closed'),
    ofDoor(180, 'exitButton'),
    ofDoor(180, 'unlocked'),
    ofDevice(150, 'emergencyCodeWrong', { tries: 3 }),
    ofDevice(149, 'emergencySignedIn', { sheet: 'A1B2C3D4', code: 3, left: 5 }),
    ofDevice(148, 'emergencyUnlock', { door, sheet: 'A1B2C3D4', code: 3 }),
    ofDoor(148, 'unlocked', { seq: 12 }),
    ofDevice(147, 'emergencyExport', { sheet: 'A1B2C3D4', code: 3 }),
    ofDoor(90, 'unlocked', { command: 'cmd_done' }),
    ofDoor(45, 'unlocked', { command: 'cmd_failed' }),
    ofDevice(45, 'doorNotUnlocked', { door, seq: 16, code: 'lineUnusable', command: 'cmd_failed' }),
    ofDevice(20, 'lockAnswered', { door, outcome: 'refused', why: 'wrongPassword', seq: 1 }),
    ofDoor(2, 'fire'),
  ]);
}
