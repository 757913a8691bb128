import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Cloud, startCloud } from '../../../cloud/main.ts';
import { openDatabase } from '../../../cloud/store/database.ts';
import { openIdentity } from '../../../cloud/store/identity.ts';
import { dataFolder } from '../../../shared/runtime/data-folder.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { parseSettings } from '../../../shared/runtime/settings.ts';
import { waitFor } from '../../parts/wait-for.ts';
import { claimDevice, openWireDevice, type WireDevice } from '../../parts/wire-device.ts';

/** Hers, of a member of A; theirs, of nobody's but B; `both`: a card that the two registered. */
const [hers, theirs, both] = ['04A1B2C3D4E5F6', '04FFEEDDCCBBAA', '04112233445566'] as const;
/** Of a member of A who is erased. */
const erased = '04998877665544';

interface Side {
  readonly cloud: Cloud;
  readonly device: WireDevice;
  readonly assetId: string;
  readonly memberId: string;
  readonly cardId: string;
  /** Its store. */
  readonly path: string;
  api<T = Record<string, unknown>>(method: string, path: string, body?: object): Promise<T>;
}
const ends: (() => Promise<void> | void)[] = [];
let a: Side;
let b: Side;
beforeAll(async () => {
  a = await start('plume', 'La Plume à Loup', 'Léa Durand', hers);
  b = await start('lisiere', 'La Lisière', 'Noé Petit', theirs);
}, 120_000);
afterAll(async () => {
  for (let end = ends.pop(); end; end = ends.pop()) await end();
}, 60_000);

async function start(id: string, name: string, member: string, uid: string): Promise<Side> {
  const dataDir = mkdtempSync(join(tmpdir(), 'badgeuse-pool-'));
  ends.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const settings = parseSettings({
    env: {
      ...{ BADGEUSE_HTTP_PORT: '0', BADGEUSE_MQTT_PORT: '0', BADGEUSE_DATA: dataDir },
      BADGEUSE_FEDERATION_HOSTS: '127.0.0.1',
    },
  });
  if (!settings.ok) throw settings.problem;
  const cloud = await startCloud(settings.value, silentLogger);
  ends.push(() => cloud.stop());
  const store = await openDatabase({ url: null, path: dataFolder(dataDir).cloudStore });
  const token = await openIdentity(store).createToken('admin', 'test', Date.now());
  await store.close();
  const api: Side['api'] = async (method, path, body) => {
    const response = await fetch(`${cloud.httpUrl}/api/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`);
    return JSON.parse(text || 'null');
  };
  const zone = { timeZone: 'Europe/Paris' };
  await api('POST', 'places', { id, name, ...zone });
  await api('PATCH', `places/${id}`, { timeClock: true });
  const assets = await api<{ items: { id: string; category: string }[] }>('GET', 'assets');
  const made = await api('POST', 'members', { name: member, homePlaceId: id });
  const memberId = String(made['id']);
  const card = await api('POST', 'cards', { uid, memberId });
  const joining = { cloudUrl: cloud.httpUrl, token, placeId: id };
  const { answer, keys } = await claimDevice({
    ...joining,
    accessPoint: `${id}-door`,
    door: `${id}-d`,
  });
  const device = openWireDevice(answer, keys);
  ends.push(() => device.stop());
  const assetId = assets.items.find(({ category }) => category === 'BDG')?.id ?? '';
  const { cloudStore: path } = dataFolder(dataDir);
  return { cloud, device, assetId, memberId, cardId: String(card['id']), path, api };
}

interface Passages {
  readonly items: readonly {
    readonly id: string;
    readonly placeId: string;
    readonly memberId: string | null;
  }[];
}
interface Cells {
  readonly items: readonly {
    readonly homePlaceId: string | null;
    readonly visitedPlaceId: string;
    readonly passages: number;
  }[];
}
interface Pooled {
  readonly id: string;
  readonly state: string;
  readonly fingerprint: string | null;
  readonly groupId: string | null;
  readonly problem: unknown;
  readonly counts: { readonly cards: number; readonly members: number; readonly passages: number };
}
interface Erased {
  readonly partners: readonly { readonly federation: string; readonly state: string }[];
}
const pooled = (side: Side, id: string) => side.api<Pooled>('POST', `federations/${id}/look`);

test('two venues pool: entered at both, told in both reports and the matrix, until one leaves', async () => {
  const { federation, invitation } = await a.api<{ federation: Pooled; invitation: string }>(
    'POST',
    'federations',
    { assetId: a.assetId, letsMembersEnter: true, initials: true },
  );
  const { id } = federation;
  await expect(
    a.api('POST', 'federations/join', {
      ...{ invitation, assetId: a.assetId, letsMembersEnter: false },
    }),
  ).rejects.toThrow('federationTaken');
  const joined = await b.api<Pooled>('POST', 'federations/join', {
    ...{ invitation: ` ${invitation}\n`, assetId: b.assetId, letsMembersEnter: false },
  });
  expect(joined).toMatchObject({ id, state: 'waiting', groupId: null });
  // Nothing is told before staff on both sides said so.
  expect(await pooled(b, id)).toMatchObject({
    ...{ state: 'waiting', problem: { code: 'federationSaysNo' } },
  });
  const answered = await a.api<Pooled>('GET', `federations/${id}`);
  expect(answered).toMatchObject({ state: 'answered', name: 'La Lisière' });
  expect(answered.fingerprint).toBe(joined.fingerprint);
  await a.api('POST', `federations/${id}/accept`);
  const atB = await pooled(b, id);
  expect(atB).toMatchObject({
    ...{ state: 'pooled', groupId: id, problem: null, counts: { members: 1 } },
  });

  // Her card is on B's readers once B gives a grant to members of A, with initials and no name.
  expect(b.device.list.has(hers)).toBe(false);
  await b.api('POST', 'grants', {
    ...{ placeId: 'lisiere', groupId: id, memberId: null, accessPoints: '*', scheduleId: null },
  });
  const entry = await waitFor('her card at B', () => b.device.list.get(hers));
  expect(entry).toMatchObject({ name: 'L.D.', memberRef: null, state: 'active' });
  // B lets nobody of its own enter at A.
  await pooled(b, id);
  expect((await pooled(a, id)).counts).toMatchObject({ members: 0, cards: 1 });
  await pooled(b, id);

  // In at A, in at B: one passage at each, and none that spans the two.
  a.device.punch(1, hers, 'plume-door');
  await a.device.deliver(1, 1);
  b.device.punch(1, hers, 'lisiere-door');
  await b.device.deliver(1, 1);
  b.device.punch(1, theirs, 'lisiere-door');
  await b.device.deliver(2, 2);
  const passagesOf = async (side: Side) => (await side.api<Passages>('GET', 'passages')).items;
  await waitFor('her passage at B in A’s report', async () => {
    await pooled(a, id);
    return (await passagesOf(a)).length === 2;
  });
  expect(await passagesOf(a)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ placeId: 'plume', card: hers, exitAt: null }),
      expect.objectContaining({ placeId: id, memberId: a.memberId, card: hers, exitAt: null }),
    ]),
  );
  const there = await passagesOf(b);
  expect(there.map(({ placeId }) => placeId)).toEqual(['lisiere', 'lisiere']);

  // Both read the same of each other in the matrix.
  const matrixOf = async (side: Side) => (await side.api<Cells>('GET', 'settlement')).items;
  const cell = (homePlaceId: string, visitedPlaceId: string) =>
    expect.objectContaining({ homePlaceId, visitedPlaceId, passages: 1 });
  expect(await matrixOf(a)).toEqual(
    expect.arrayContaining([cell('plume', 'plume'), cell('plume', id)]),
  );
  expect(await matrixOf(b)).toEqual(
    expect.arrayContaining([cell(id, 'lisiere'), cell('lisiere', 'lisiere')]),
  );
  await a.api('POST', 'settlement-rates', {
    ...{ homePlaceId: 'plume', visitedPlaceId: id, since: new Date().toISOString().slice(0, 7) },
    terms: { per: 'passage', unit: 'EUR', amount: 300 },
  });
  expect(await matrixOf(a)).toContainEqual(
    expect.objectContaining({ visitedPlaceId: id, owed: 300 }),
  );

  // Read again, nothing comes twice.
  expect((await pooled(a, id)).counts.passages).toBe(1);

  // Blocked at home, she opens nothing at B.
  await a.api('PATCH', `cards/${a.cardId}`, { state: 'lost' });
  await pooled(b, id);
  await waitFor('her card gone from B', () => !b.device.list.has(hers));
  // Where she was stays known, and what is owed for it.
  for (const side of [b, a]) await pooled(side, id);
  expect((await pooled(a, id)).counts.passages).toBe(1);
  await a.api('PATCH', `cards/${a.cardId}`, { state: 'active' });
  await pooled(b, id);
  await waitFor('her card back at B', () => b.device.list.has(hers));

  // Withdrawn there, it goes here.
  const [hersThere] = there.filter(({ memberId }) => memberId === null);
  await b.api('POST', 'corrections', {
    ...{ kind: 'voidPunch', punchId: hersThere?.id, reason: 'a test' },
  });
  expect((await pooled(a, id)).counts.passages).toBe(0);

  // Erased at home, another is forgotten at B's doors too, and A reads that.
  const made = await a.api('POST', 'members', { name: 'Zoé Roux', homePlaceId: 'plume' });
  await a.api('POST', 'cards', { uid: erased, memberId: made['id'] });
  for (const side of [b, a, b]) await pooled(side, id);
  await waitFor('the other card at B', () => b.device.list.has(erased));
  b.device.punch(1, erased, 'lisiere-door');
  await b.device.deliver(3, 3);
  const inStoreOfB = async () => {
    const store = await openDatabase({ url: null, path: b.path });
    const entries = await store.db.selectFrom('entry').select('body').execute();
    const others = await store.db.selectFrom('federation_card').select('uid').execute();
    await store.close();
    return JSON.stringify([entries, others]);
  };
  expect(await inStoreOfB()).toContain(erased);
  await a.api('POST', `members/${made['id']}/erasure`);
  await waitFor('both sides are done', async () => {
    await pooled(a, id);
    const { partners } = await a.api<Erased>('GET', `members/${made['id']}/erasure`);
    return partners.some(({ federation, state }) => federation === id && state === 'done');
  });
  expect(await inStoreOfB()).not.toContain(erased);
  expect(await inStoreOfB()).toContain(theirs);

  // A leaves: B hears it at once, and lets nobody of A in any more.
  await a.api('DELETE', `federations/${id}`);
  await waitFor('nobody of A at B', () => !b.device.list.has(hers));
  expect(await b.api<Pooled>('GET', `federations/${id}`)).toMatchObject({
    ...{ state: 'left', groupId: null, counts: { cards: 0, members: 0, passages: 0 } },
  });
  const groups = await b.api<{ items: readonly { id: string }[] }>('GET', 'groups');
  expect(groups.items.map((group) => group.id)).not.toContain(id);
  const grants = await b.api<{ items: readonly unknown[] }>('GET', 'grants');
  expect(JSON.stringify(grants.items)).not.toContain(id);
}, 120_000);

test('a card that both registered is known to both, and no number of a card is told', async () => {
  for (const side of [a, b]) await side.api('POST', 'cards', { uid: both });
  const { federation, invitation } = await b.api<{ federation: Pooled; invitation: string }>(
    'POST',
    'federations',
    { assetId: b.assetId, letsMembersEnter: false, initials: false },
  );
  const { id } = federation;
  const terms = { assetId: a.assetId, letsMembersEnter: false };
  await a.api('POST', 'federations/join', { ...terms, invitation });
  await expect(a.api('POST', 'federations/join', { ...terms, invitation })).rejects.toThrow(
    'federationTaken',
  );
  await b.api('POST', `federations/${id}/accept`);
  for (const side of [a, b, a]) await pooled(side, id);
  b.device.punch(1, both, 'lisiere-door');
  await b.device.deliver(4, 4);
  expect((await pooled(a, id)).counts).toEqual({ cards: 1, members: 0, passages: 1 });
  const store = await openDatabase({ url: null, path: b.path });
  const told = await store.db.selectFrom('federation_told').selectAll().execute();
  const points = await store.db.selectFrom('federation_point').selectAll().execute();
  await store.close();
  expect(told.map(({ feed }) => feed)).toEqual(expect.arrayContaining(['cards', 'passages']));
  for (const uid of [hers, theirs, both]) expect(JSON.stringify([told, points])).not.toContain(uid);
  // Erased at A, the card is no more what A shares, and B has nothing left to tell of it.
  const { items } = await a.api<{ items: readonly { id: string; uid: string }[] }>('GET', 'cards');
  await a.api('DELETE', `cards/${items.find(({ uid }) => uid === both)?.id}`);
  for (const side of [a, b, a]) await pooled(side, id);
  expect((await pooled(a, id)).counts).toEqual({ cards: 0, members: 0, passages: 0 });
}, 120_000);
