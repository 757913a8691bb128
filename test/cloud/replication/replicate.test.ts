import { expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { listFilePath } from '../../../cloud/ports/access.ts';
import { replication } from '../../../cloud/replication/replicate.ts';
import { openAccessLists } from '../../../cloud/store/access-lists.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { errorCodeOf } from '../../../shared/runtime/errors.ts';
import { maxMessageBytes } from '../../../shared/wire/limits.ts';
import { eachStore } from '../each-store.ts';
import {
  catchUp,
  cloudKey,
  demoOn,
  devicePublicKey,
  fetchFrom,
  keyOf,
  kinds,
  start,
} from '../replicated-demo.ts';
import { ReplicatedDevice } from '../replicated-device.ts';

jest.setTimeout(60_000);

eachStore('replication', (store) => {
  test('a new device gets its config and the whole list, then the word that it is current', async () => {
    const { cloud, registry, device } = await demoOn(await store.open());
    const ana = await registry.members.create({ name: 'Ana Béranger' });
    await registry.cards.create({ uid: '04A1B2C3D4E5F6', memberId: ana.id });
    await registry.cards.create({ uid: 'A24B043F', state: 'lost' });
    await cloud.sent();

    const first = await cloud.says(device);
    expect(kinds(first)).toEqual(['config', 'access']);
    await device.take(first);
    expect(device.config).toMatchObject({
      device: 'demo-1',
      list: 'demo',
      place: { id: 'demo', timeZone: 'Europe/Paris' },
      accessPoints: [{ id: 'entree', direction: 'toggle', door: 'front' }],
      doors: [
        {
          id: 'front',
          contact: { line: 5, activeLow: false },
          exitButton: null,
          exitButtonOpens: true,
          fire: null,
          heldOpenSeconds: 45,
          openingHours: { schedule: 'desk' },
        },
      ],
      mqttUrls: ['mqtt://127.0.0.1:1883'],
    });
    expect([...device.entries.values()]).toEqual([
      {
        uid: '04A1B2C3D4E5F6',
        memberRef: ana.id,
        name: 'Ana',
        state: 'active',
        validFrom: null,
        validUntil: null,
        grants: [{ accessPoints: '*', schedule: null }],
        primary: null,
      },
      expect.objectContaining({ uid: 'A24B043F', memberRef: null, state: 'lost', grants: [] }),
    ]);
    expect(await cloud.cloud.expected('demo-1')).toEqual({
      list: 'demo',
      accessVersion: device.version,
      accessDigest: device.digest,
      configVersion: device.config?.version,
    });

    expect(kinds(await cloud.says(device))).toEqual(['confirm']);
  });

  test('blocking one card is one small message, the same bytes for every device of the place', async () => {
    const { cloud, registry, device } = await demoOn(await store.open());
    await registry.devices.create({ id: 'demo-2', placeId: 'demo', publicKey: devicePublicKey });
    const other = new ReplicatedDevice('demo-2', keyOf);
    for (let i = 0; i < 60; i++) {
      await registry.cards.create({ uid: `04A1B2C3D4E5${String(i).padStart(2, '0')}` });
    }
    await cloud.sent();
    await catchUp(cloud, device);
    await catchUp(cloud, other);

    const card = (await registry.cards.list({ limit: 1, cursor: null })).items[0];
    await registry.cards.patch(card?.id ?? '', { state: 'lost' });
    const messages = await cloud.sent();
    expect(messages.map((m) => [m.device, m.kind])).toEqual([
      ['demo-1', 'access'],
      ['demo-2', 'access'],
    ]);
    expect(messages[0]?.payload).toBe(messages[1]?.payload);
    expect(messages[0]?.payload.length).toBeLessThan(1000);
    await device.take(messages);
    await other.take(messages);
    expect(device.entries.get(card?.uid ?? '')?.state).toBe('lost');
    expect(other.digest).toBe(device.digest);
    expect(device.entries.size).toBe(60);
  });

  test('what changes nothing at the doors sends nothing', async () => {
    const { cloud, registry, device } = await demoOn(await store.open());
    const card = await registry.cards.create({ uid: 'A24B043F' });
    await cloud.sent();
    await catchUp(cloud, device);
    await registry.cards.patch(card.id, { number: 'A24B043F' });
    await registry.members.create({ name: 'Noé' });
    await registry.places.patch('demo', { maxVisitMinutes: 600 });
    expect(await cloud.sent()).toEqual([]);
  });

  test('a member without a grant here is known, without a name, and may not enter', async () => {
    const { cloud, registry, device } = await demoOn(await store.open());
    const [everyone] = (await registry.grants.list({ limit: 10, cursor: null })).items;
    await registry.grants.remove(everyone?.id ?? '');
    const ana = await registry.members.create({ name: 'Ana' });
    const loic = await registry.members.create({ name: 'Loïc' });
    await registry.cards.create({ uid: '04A1B2C3D4E5F6', memberId: ana.id });
    await registry.cards.create({ uid: '04A1B2C3D4E5F7', memberId: loic.id });
    const group = await registry.groups.create({ name: 'Band', memberIds: [loic.id] });
    const grants = { placeId: 'demo', accessPoints: ['entree'] };
    await registry.grants.create({ ...grants, groupId: group.id });
    await registry.grants.create({ ...grants, memberId: loic.id });
    await cloud.sent();
    await catchUp(cloud, device);
    expect(device.entries.get('04A1B2C3D4E5F6')).toMatchObject({
      memberRef: ana.id,
      name: null,
      grants: [],
    });
    // Granted twice over, said once.
    expect(device.entries.get('04A1B2C3D4E5F7')).toMatchObject({
      name: 'Loïc',
      grants: [{ accessPoints: ['entree'], schedule: null }],
    });
  });

  test('a name, a group or a grant changes the cards it is about, and no other is looked at', async () => {
    const database = await store.open();
    const { cloud, registry, device } = await demoOn(database);
    const [everyone] = (await registry.grants.list({ limit: 10, cursor: null })).items;
    await registry.grants.remove(everyone?.id ?? '');
    for (const id of ['ana', 'loic', 'zoe']) {
      await registry.members.create({ id, name: id });
      await registry.cards.create({ uid: uidOf[id] ?? '', memberId: id });
    }
    await registry.groups.create({ id: 'band', name: 'Band', memberIds: ['ana', 'loic'] });
    await cloud.sent();
    await catchUp(cloud, device);
    // Nobody told of this one: a look at every card would find it.
    await database.db
      .updateTable('card')
      .set({ state: 'lost' })
      .where('member_id', '=', 'zoe')
      .execute();
    const changed = async (change: Promise<unknown>) => {
      await change;
      const messages = await cloud.sent();
      await device.take(messages);
      const [message] = messages;
      const { upserts } = JSON.parse(message?.payload ?? '{"upserts":[]}') as {
        upserts: { uid: string }[];
      };
      return upserts.map(({ uid }) => Object.keys(uidOf).find((id) => uidOf[id] === uid)).sort();
    };
    const { grants, groups, members } = registry;
    const granted = grants.create({ id: 'g', placeId: 'demo', groupId: 'band', accessPoints: '*' });
    expect(await changed(granted)).toEqual(['ana', 'loic']);
    expect(await changed(members.patch('ana', { name: 'Anaïs' }))).toEqual(['ana']);
    expect(await changed(groups.patch('band', { memberIds: ['ana'] }))).toEqual(['loic']);
    const own = { memberId: 'loic', groupId: null };
    expect(await changed(grants.patch('g', own))).toEqual(['ana', 'loic']);
    expect(await changed(groups.remove('band'))).toEqual([]);
    expect(await changed(grants.remove('g'))).toEqual(['loic']);
    expect(device.entries.get(uidOf['loic'] ?? '')).toMatchObject({ name: null, grants: [] });
  });

  test('nothing is called current while a change is still being worked in', async () => {
    const database = await store.open();
    const { cloud, device } = await demoOn(database);
    const lists = openAccessLists(database);
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const slow = replication({
      lists: { ...lists, differing: (list) => gate.then(() => lists.differing(list)) },
      key: cloudKey,
      clock: { now: cloud.now, monotonicNow: () => 0 },
      mqttUrls: () => [],
      fileUrl: (path) => path,
    });
    await catchUp(cloud, device);
    const told = slow.onRegistryChange({ kind: 'access', placeIds: '*' });
    // Everything else a hello asks of the store has long been answered by then.
    await lists.head('demo');
    await lists.config(device.id);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const answer = await slow.answerHello(device.id, device.hello(), cloud.now());
    expect(kinds(answer)).not.toContain('confirm');
    expect(slow.wasConfirmed(device.id, device.version)).toBe(false);
    open();
    // Who asked meanwhile is told now: it may be a minute until it asks again, and its doors stay shut until then.
    expect(kinds(await told)).toEqual(['confirm']);
    expect(slow.wasConfirmed(device.id, device.version)).toBe(true);
    expect(slow.wasConfirmed(device.id, device.version + 1)).toBe(false);
  });

  test('a config travels only when its content changed, with a version that rises', async () => {
    const { cloud, registry, device } = await demoOn(await store.open());
    await catchUp(cloud, device);
    const before = device.config?.version ?? 0;
    await registry.doors.patch('front', { unlockMs: 4000 });
    const messages = await cloud.sent();
    expect(kinds(messages)).toEqual(['config']);
    await device.take(messages);
    expect(device.config?.doors[0]?.unlockMs).toBe(4000);
    expect(device.config?.version).toBeGreaterThan(before);
    await registry.doors.patch('front', { unlockMs: 4000 });
    expect(await cloud.sent()).toEqual([]);
  });

  test('a confirmation thrice at first, then hourly, and at once to a new process', async () => {
    const { cloud, device } = await demoOn(await store.open());
    await catchUp(cloud, device);
    const ask = async () => kinds(await cloud.says(device));
    for (let i = 0; i < 3; i++) expect(await ask()).toEqual(['confirm']);
    expect(await ask()).toEqual([]);
    cloud.pass(3_600_000);
    expect(await ask()).toEqual(['confirm']);
    expect(await ask()).toEqual([]);
    device.nonce = 'nonce-of-the-next-process';
    const [confirm] = await cloud.says(device);
    await device.take(confirm ? [confirm] : []);
    expect(device.confirms).toEqual([
      {
        list: 'demo',
        version: device.version,
        device: 'demo-1',
        nonce: 'nonce-of-the-next-process',
        monoMs: 1000,
      },
    ]);
  });

  test('a revoked or unknown device is told nothing', async () => {
    const { cloud, registry, device } = await demoOn(await store.open());
    await registry.devices.patch('demo-1', { state: 'revoked' });
    expect(await cloud.says(device)).toEqual([]);
    expect(await cloud.says(new ReplicatedDevice('nobody', keyOf))).toEqual([]);
    await registry.cards.create({ uid: 'A24B043F' });
    expect(await cloud.sent()).toEqual([]);
    expect(await cloud.cloud.expected('demo-1')).toBeNull();
  });

  test('many changes at once are looked at together', async () => {
    const { cloud, registry, device } = await demoOn(await store.open());
    await catchUp(cloud, device);
    // Twice what the pool of a PostgreSQL holds: more wait for a connection longer than a loaded machine allows.
    const cards = 16;
    await Promise.all(
      Array.from({ length: cards }, (_, i) =>
        registry.cards.create({ uid: `04A1B2${String(i).padStart(2, '0')}` }),
      ),
    );
    const messages = await cloud.sent();
    expect(messages.length).toBeLessThan(cards);
    await device.take(messages);
    expect(device.entries.size).toBe(cards);
  });

  test('two aggregators that look at once agree on every version', async () => {
    const database = await store.open();
    const { cloud, registry, device } = await demoOn(database);
    await catchUp(cloud, device);
    // SQLite has one process; there the two share its connection.
    const neighbour = openAccessLists(
      store.engine === 'postgres' ? await store.openAgain() : database,
    );
    const other = replication({
      lists: neighbour,
      key: cloudKey,
      clock: { now: cloud.now, monotonicNow: () => 0 },
      mqttUrls: () => ['mqtt://127.0.0.1:1883'],
      fileUrl: (path) => path,
    });
    for (let round = 0; round < 10; round++) {
      const uid = `04A1B2C3D4E5F${round}`;
      await registry.cards.create({ uid });
      const change = { kind: 'access', placeIds: ['demo'], uids: [uid] } as const;
      const [mine, theirs] = await Promise.all([cloud.sent(), other.onRegistryChange(change)]);
      // Whoever came first made the version; the other found nothing left to do.
      expect(Math.min(mine.length, theirs.length)).toBe(0);
      await device.take(round % 2 ? [...mine, ...theirs] : [...theirs, ...mine]);
    }
    expect(device.entries.size).toBe(10);
    expect(kinds(await other.answerHello(device.id, device.hello(), cloud.now()))).toEqual([
      'confirm',
    ]);
  });

  test('a list in parts; a part that got lost is asked for by its number', async () => {
    const { cloud, database, device } = await manyCards(await store.open(), 600);
    const messages = await cloud.says(device);
    const access = messages.filter((message) => message.kind === 'access');
    expect(access.length).toBeGreaterThan(1);
    for (const { payload } of access) {
      expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(maxMessageBytes);
    }
    await device.take(messages.filter((message) => message !== access[1]));
    expect(device.version).toBe(0);
    expect(device.heldParts()).toEqual(access.flatMap((_, i) => (i === 1 ? [] : [i + 1])));
    const { version } = JSON.parse(access[0]?.payload ?? '') as { version: number };
    const again = await cloud.says(device, device.hello({ missingParts: { version, parts: [2] } }));
    expect(again.map((message) => message.payload)).toEqual([access[1]?.payload]);
    await device.take(again);
    expect(device.entries.size).toBe(600);
    expect(database.engine).toBe(store.engine);
  });

  test('a list above 16 parts is one file, named by the message', async () => {
    const { cloud, device } = await manyCards(await store.open(), 7000);
    const messages = (await cloud.says(device)).filter((message) => message.kind === 'access');
    expect(messages).toHaveLength(1);
    const { file, version } = JSON.parse(messages[0]?.payload ?? '') as {
      file: { url: string; bytes: number };
      version: number;
    };
    expect(file.url).toBe(`http://127.0.0.1:8080${listFilePath('demo', version)}`);
    expect((await cloud.cloud.listFile('demo', version))?.byteLength).toBe(file.bytes);
    expect(await cloud.cloud.listFile('demo', version - 1)).toBeNull();
    await device.take(messages, fetchFrom(cloud));
    expect(device.entries.size).toBe(7000);
  });

  test('a restored backup: versions rise above what the device took since, and it catches up', async () => {
    const { cloud, registry, database, device } = await manyCards(await store.open(), 3);
    await catchUp(cloud, device);
    const backup = await tablesOf(database);
    cloud.pass(60_000);
    const late = await registry.cards.create({ uid: 'A24B043F' });
    await registry.doors.patch('front', { unlockMs: 4000 });
    await device.take(await cloud.sent());
    const { version } = device;
    const configVersion = device.config?.version ?? 0;
    expect(device.entries.has(late.uid ?? '')).toBe(true);

    await restore(database, backup);
    cloud.restart();
    // The restored machine's clock may even be behind the one that signed the lost version.
    cloud.pass(-30_000);
    await catchUp(cloud, device);
    expect(device.version).toBeGreaterThan(version);
    expect(device.entries.has(late.uid ?? '')).toBe(false);
    expect(device.config?.version).toBeGreaterThan(configVersion);
    expect(device.config?.doors[0]?.unlockMs).not.toBe(4000);
  });

  test('a version no clock of ours can have given makes no new one', async () => {
    const { cloud, device } = await demoOn(await store.open());
    await catchUp(cloud, device);
    const { version } = device;
    const odd = device.hello({ accessVersion: Number.MAX_SAFE_INTEGER, accessDigest: 'x' });
    await cloud.says(device, odd);
    expect((await cloud.cloud.expected('demo-1'))?.accessVersion).toBe(version);
  });

  test('after any changes, heard or missed, device and cloud hold the same list', async () => {
    const database = await store.open();
    const { cloud, registry, device } = await demoOn(database);
    const members = await Promise.all(
      ['Ana', 'Loïc', 'Zoé'].map((name) => registry.members.create({ name })),
    );
    const group = await registry.groups.create({ name: 'Band', memberIds: [] });
    const uids = Array.from({ length: 8 }, (_, i) => `04A1B2C3D4E5F${i}`);
    const one = fc.nat(100);
    const step = fc.record({
      act: fc.constantFrom('card', 'state', 'give', 'drop', 'group', 'grant', 'revoke', 'rename'),
      which: one,
      how: one,
      heard: fc.boolean(),
      restarted: fc.boolean(),
    });
    const act = async ({ act: what, which, how }: { act: string; which: number; how: number }) => {
      const uid = uids[which % uids.length] ?? '';
      const { items } = await registry.cards.list({ limit: 1, cursor: null }, { uid });
      const member = members[how % members.length];
      const [card] = items;
      const grants = (await registry.grants.list({ limit: 50, cursor: null })).items;
      const grant = grants[which % Math.max(grants.length, 1)];
      if (what === 'card' && !card) await registry.cards.create({ uid });
      if (what === 'state' && card) {
        const states = ['active', 'lost', 'returned'] as const;
        await registry.cards.patch(card.id, { state: states[how % 3] ?? 'active' });
      }
      if (what === 'give' && card) {
        await registry.cards.patch(card.id, {
          memberId: how % 4 === 0 ? null : (member?.id ?? null),
          state: 'active',
        });
      }
      if (what === 'drop' && card) await registry.cards.remove(card.id);
      if (what === 'group') {
        const memberIds = members.filter((_, i) => (how >> i) & 1).map((m) => m.id);
        await registry.groups.patch(group.id, { memberIds });
      }
      if (what === 'grant') {
        const wanted = {
          placeId: 'demo',
          accessPoints: how % 2 ? ('*' as const) : ['entree'],
          ...(which % 2 ? { groupId: group.id } : { memberId: member?.id ?? null }),
        };
        await registry.grants.create(wanted).catch((err: unknown) => {
          // The same once more is refused, and changes nothing.
          if (errorCodeOf(err) !== 'grantRepeated') throw err;
        });
      }
      if (what === 'revoke' && grant) await registry.grants.remove(grant.id);
      if (what === 'rename' && member) await registry.members.patch(member.id, { name: `N${how}` });
    };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        let { version } = device;
        for (const one of steps) {
          cloud.pass(one.how);
          await act(one);
          const messages = await cloud.sent();
          // The device model throws on a digest that does not fit, and refuses a version that does not rise.
          if (one.heard) await device.take(messages);
          expect(device.version).toBeGreaterThanOrEqual(version);
          version = device.version;
          if (one.restarted) cloud.restart();
        }
        await catchUp(cloud, device);
        const expected = await cloud.cloud.expected('demo-1');
        expect(device.digest).toBe(expected?.accessDigest);
        expect(device.version).toBe(expected?.accessVersion);
        expect(kinds(await cloud.says(device))).not.toContain('access');
      }),
      { numRuns: 40 },
    );
    const cards = (await registry.cards.list({ limit: 50, cursor: null })).items;
    expect([...device.entries.keys()].sort()).toEqual(cards.map((card) => card.uid).sort());
  });
});

const uidOf: Readonly<Record<string, string>> = {
  ana: '04A1B2C3D4E5F1',
  loic: '04A1B2C3D4E5F2',
  zoe: '04A1B2C3D4E5F3',
};

async function manyCards(database: Database, count: number) {
  const { cloud, registry, device } = await demoOn(database);
  const rows = Array.from({ length: count }, (_, i) => ({
    id: `c${i}`,
    uid: `04${i.toString(16).toUpperCase().padStart(12, '0')}`,
    tag8: '04000000',
    number: null,
    member_id: null,
    state: 'active' as const,
    valid_from: null,
    valid_until: null,
    created_at: start,
  }));
  for (let at = 0; at < rows.length; at += 500) {
    await database.db
      .insertInto('card')
      .values(rows.slice(at, at + 500))
      .execute();
  }
  cloud.restart();
  return { cloud, registry, database, device };
}

const backedUp = [
  'door',
  'card',
  'access_list',
  'access_list_card',
  'access_list_version',
  'device_config',
] as const;
type Backup = Record<(typeof backedUp)[number], readonly object[]>;

async function tablesOf(database: Database): Promise<Backup> {
  const backup: Partial<Backup> = {};
  for (const table of backedUp) {
    backup[table] = await database.db.selectFrom(table).selectAll().execute();
  }
  return backup as Backup;
}

async function restore(database: Database, backup: Backup): Promise<void> {
  await database.inTransaction(async (tx) => {
    await tx.updateTable('access_point').set({ door_id: null }).execute();
    for (const table of backedUp) {
      await tx.deleteFrom(table).execute();
      for (const row of backup[table]) {
        await tx
          .insertInto(table)
          .values(row as never)
          .execute();
      }
    }
    await tx.updateTable('access_point').set({ door_id: 'front' }).execute();
  });
}
