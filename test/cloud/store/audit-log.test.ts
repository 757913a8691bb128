import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { linkOf } from '../../../cloud/store/audit-chain.ts';
import { openAuditLog } from '../../../cloud/store/audit-log.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { openIdentity } from '../../../cloud/store/identity.ts';
import { eachStore } from '../each-store.ts';
import { openTestRegistry } from '../open-test-registry.ts';

const now = Date.UTC(2026, 10, 21, 8);
const dayMs = 86_400_000;
const first = { limit: 100, cursor: null };

const registryOf = (database: Database) => openTestRegistry(database, () => now);

eachStore('who did what', (store) => {
  test('a change of the registry is written with who, what, where, before and after, the uid masked', async () => {
    const database = await store.open();
    const [registry, log] = [registryOf(database), openAuditLog(database)];
    const identity = openIdentity(database);
    const link = await identity.createInvitation('admin', null, now + 1);
    const ana = await identity.acceptInvitation(link, 'Ana', 'argon', now);
    const by = `staff:${ana.id}`;
    await registry.places.create({ id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' }, by);
    const { id } = await registry.members.create({ name: 'Zoé' }, by);
    const uid = '04A1B2C3D4E5F6';
    const card = await registry.cards.create({ uid, memberId: id }, by);
    await registry.cards.patch(card.id, { state: 'lost' }, by);
    await registry.places.patch('demo', { closesAt: '23:00' }, by);
    await registry.cards.remove(card.id, by);
    const { items } = await log.list({}, first);
    expect(items.map((one) => [one.seq, one.verb, one.kind])).toEqual([
      [6, 'ended', 'card'],
      [5, 'changed', 'place'],
      [4, 'changed', 'card'],
      [3, 'created', 'card'],
      [2, 'created', 'member'],
      [1, 'created', 'place'],
    ]);
    expect(items[2]).toEqual({
      seq: 4,
      at: now,
      who: by,
      whoName: 'Ana',
      verb: 'changed',
      kind: 'card',
      id: card.id,
      placeId: null,
      memberId: id,
      memberName: 'Zoé',
      before: { state: 'active' },
      after: { state: 'lost' },
    });
    expect(items[1]).toMatchObject({ placeId: 'demo', before: { closesAt: null } });
    expect(items[3]?.after).toMatchObject({ uid: '04A1…E5F6', memberId: id });
    const rows = JSON.stringify(await database.db.selectFrom('audit').selectAll().execute());
    expect(rows).not.toContain(uid);
    expect(rows).not.toContain(card.tag8);
  });

  test('what did not happen is not told: the row goes with its transaction', async () => {
    const database = await store.open();
    const [registry, log] = [registryOf(database), openAuditLog(database)];
    await registry.members.create({ id: 'm1', name: 'Zoé' });
    await expect(registry.members.create({ id: 'm1', name: 'Léa' })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect((await log.list({}, first)).items.map(({ after }) => after?.['name'])).toEqual(['Zoé']);
    expect(await log.head()).toMatchObject({ seq: 1 });
    expect(await log.firstBroken()).toBeNull();
  });

  test('nobody changes a row or takes one away, and a forged one shows', async () => {
    const database = await store.open();
    const log = openAuditLog(database);
    for (const id of ['a', 'b', 'c']) {
      await log.record('staff:1', { verb: 'created', kind: 'group', id, after: { id } }, now);
    }
    const { db } = database;
    const refused = /what was written down stays/;
    await expect(db.updateTable('audit').set({ who: 'staff:2' }).execute()).rejects.toThrow(
      refused,
    );
    await expect(db.updateTable('audit').set({ details: '{}' }).execute()).rejects.toThrow(refused);
    await expect(db.deleteFrom('audit').where('seq', '=', 2).execute()).rejects.toThrow(refused);
    expect(await log.firstBroken()).toBeNull();

    if (store.engine === 'sqlite') await sql`DROP TRIGGER audit_unchanged`.execute(db);
    else await sql`ALTER TABLE audit DISABLE TRIGGER ALL`.execute(db);
    await db.updateTable('audit').set({ who: 'staff:2' }).where('seq', '=', 2).execute();
    expect(await log.firstBroken()).toBe(2);
    await db.updateTable('audit').set({ who: 'staff:1' }).where('seq', '=', 2).execute();
    expect(await log.firstBroken()).toBeNull();
    if (store.engine === 'sqlite') await sql`DROP TRIGGER audit_kept`.execute(db);
    await db.deleteFrom('audit').where('seq', '=', 3).execute();
    expect(await log.firstBroken()).toBe(3);
  });

  test('who writes while it is checked breaks nothing; a row written past its head shows', async () => {
    const database = await store.open();
    const log = openAuditLog(database);
    const entry = { verb: 'created', kind: 'group' } as const;
    await log.record('system', entry, now);
    const [found] = await Promise.all([
      log.firstBroken(),
      ...Array.from({ length: 5 }, () => log.record('system', entry, now)),
    ]);
    expect(found).toBeNull();
    const { db } = database;
    const rows = await db.selectFrom('audit').selectAll().orderBy('seq', 'desc').execute();
    const [last] = rows;
    if (!last) throw new Error('no row');
    const beyond = { ...last, seq: Number(last.seq) + 1 };
    const forged = { ...beyond, hash: linkOf(last.hash, beyond) };
    await db.insertInto('audit').values(forged).execute();
    expect(await log.firstBroken()).toBe(forged.seq);
  });

  test('retention takes the oldest, an erasure what is said of one person; the chain holds', async () => {
    const database = await store.open();
    const log = openAuditLog(database);
    const entry = { verb: 'changed', kind: 'member' } as const;
    for (let day = 0; day < 4; day++) {
      const memberId = day % 2 === 0 ? 'm1' : 'm2';
      const at = now + day * dayMs;
      await log.record('staff:1', { ...entry, id: memberId, memberId, after: { day } }, at);
    }
    expect(await log.purge(now + dayMs)).toBe(1);
    await log.blank('m1');
    const { items } = await log.list({}, first);
    expect(items.map(({ seq, after }) => [seq, after])).toEqual([
      [4, { day: 3 }],
      [3, null],
      [2, { day: 1 }],
    ]);
    expect(await log.firstBroken()).toBeNull();
    await expect(database.db.deleteFrom('audit').execute()).rejects.toThrow(/stays/);
  });

  test('a clock that was set back does not make retention break the chain', async () => {
    const database = await store.open();
    const log = openAuditLog(database);
    const entry = { verb: 'created', kind: 'group' } as const;
    for (const day of [0, 5, 0, 6]) await log.record('system', entry, now + day * dayMs);
    expect(await log.purge(now + dayMs)).toBe(1);
    expect(await log.firstBroken()).toBeNull();
    expect(await log.purge(now + 6 * dayMs)).toBe(2);
    expect(await log.firstBroken()).toBeNull();
    expect(await log.purge(now + 7 * dayMs)).toBe(1);
    await log.record('system', entry, now + 8 * dayMs);
    expect([await log.firstBroken(), (await log.head()).seq]).toEqual([null, 5]);
  });

  test('many at once stay in one chain', async () => {
    const database = await store.open();
    const log = openAuditLog(database);
    const entry = { verb: 'created', kind: 'group' } as const;
    await Promise.all(
      Array.from({ length: 12 }, (_, n) => log.record('system', { ...entry, id: `g${n}` }, now)),
    );
    expect(await log.head()).toMatchObject({ seq: 12 });
    expect(await log.firstBroken()).toBeNull();
  });

  test('the same look is told once a quarter of an hour', async () => {
    const log = openAuditLog(await store.open());
    const look = { verb: 'seen', kind: 'passage', after: { from: '2026-03-01' } } as const;
    await log.recordLook('staff:1', look, now);
    await log.recordLook('staff:1', look, now + 14 * 60_000);
    await log.recordLook('staff:2', look, now + 14 * 60_000);
    await log.recordLook('staff:1', { ...look, after: { from: '2026-02-01' } }, now + 14 * 60_000);
    await log.recordLook('staff:1', look, now + 16 * 60_000);
    expect((await log.list({}, first)).items).toHaveLength(4);
  });

  test('it is read by who, whom, what, where and when, a page at a time', async () => {
    const log = openAuditLog(await store.open());
    const at = (n: number) => now + n * 1000;
    await log.record('staff:1', { verb: 'seen', kind: 'member', id: 'm1', memberId: 'm1' }, at(1));
    await log.record('token:1', { verb: 'created', kind: 'card', memberId: 'm1' }, at(2));
    await log.record('staff:1', { verb: 'changed', kind: 'door', placeId: 'a' }, at(3));
    await log.record('staff:2', { verb: 'changed', kind: 'door', placeId: 'b' }, at(4));
    const seqs = async (filter: Parameters<typeof log.list>[0]) =>
      (await log.list(filter, first)).items.map(({ seq }) => seq);
    expect(await seqs({ who: 'staff:1' })).toEqual([3, 1]);
    expect(await seqs({ memberId: 'm1' })).toEqual([2, 1]);
    expect(await seqs({ kind: 'door', verb: 'changed' })).toEqual([4, 3]);
    expect(await seqs({ placeIds: ['a'] })).toEqual([3, 2, 1]);
    expect(await seqs({ placeIds: [] })).toEqual([2, 1]);
    expect(await seqs({ from: at(2), to: at(4) })).toEqual([3, 2]);
    const page = await log.list({}, { limit: 3, cursor: null });
    expect(page.items.map(({ seq }) => seq)).toEqual([4, 3, 2]);
    const rest = await log.list({}, { limit: 3, cursor: page.nextCursor });
    expect([rest.items.map(({ seq }) => seq), rest.nextCursor]).toEqual([[1], null]);
  });
});
