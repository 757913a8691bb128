import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { dokosDefaults } from '../../../cloud/connectors/dokos/dokos-settings.ts';
import type { InletSecrets } from '../../../cloud/ports/inlets.ts';
import { eraseRecords } from '../../../cloud/store/erase-records.ts';
import { openSharedMembers } from '../../../cloud/store/shared-members.ts';
import { pythonDumps } from '../../fakes/dokos/frappe-says.ts';
import { eachStore } from '../each-store.ts';
import { testNow, type WebFixture, webFixture } from './fixture.ts';

const settings = {
  ...{ ...dokosDefaults, address: 'https://dokos.example.org', venueId: 'a1b2c3d4e5f6a7b' },
};

/** A place with a door, Zoé who may come in at noon by her card, and a Dokos that may know her e-mail. */
async function openVenue(database: Parameters<typeof webFixture>[1]) {
  if (!database) throw new Error('a store of its own');
  const web = await webFixture({}, database);
  const { registry, connections } = web.deps;
  await registry.places.create({ id: 'demo', name: 'La Filature', timeZone: 'Europe/Paris' });
  await registry.devices.create({ id: 'pi-1', placeId: 'demo', publicKey: 'A'.repeat(43) });
  await registry.accessPoints.create({ id: 'door', deviceId: 'pi-1', direction: 'in' });
  await registry.accessPoints.create({ id: 'way-out', deviceId: 'pi-1', direction: 'out' });
  for (const { id } of (await registry.grants.list({ limit: 9, cursor: null })).items) {
    await registry.grants.remove(id);
  }
  const weekly = [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: '12:00', until: '20:00' }] as const;
  await registry.schedules.create({ id: 'noon', name: 'Noon to eight', weekly });
  await registry.members.create({ id: 'zoe', name: 'Zoé', email: 'Zoe@Example.org' });
  await registry.cards.create({ id: 'card', uid: '04A1B2C3D4E5F6', memberId: 'zoe' });
  const grant = { id: 'g1', memberId: 'zoe', accessPoints: ['door'], scheduleId: 'noon' };
  await registry.grants.create(grant);
  const { id } = await connections.add(
    { kind: 'dokos', placeId: 'demo', name: 'Dokos', settings, secrets: { key: 'a:b' } },
    testNow,
  );
  await connections.change(id, { isOn: true }, testNow);
  const shared = openSharedMembers(database);
  const by = { who: 'staff:ada', now: testNow };
  await shared.change(id, 'zoe', { sharesEmail: true }, by);
  return { web, id, shared, by, database };
}

eachStore('a federation that asks and tells us', (store) => {
  let venue: Awaited<ReturnType<typeof openVenue>>;
  let web: WebFixture;
  let secrets: InletSecrets;
  let at: string;
  beforeEach(async () => {
    venue = await openVenue(await store.open());
    web = venue.web;
    at = `/api/v1/connections/${venue.id}`;
    const made = await web.send('admin', 'POST', `${at}/inlet`);
    expect(made.status).toBe(201);
    secrets = made.json as InletSecrets;
  });

  afterEach(() => web.close());

  const confirm = async (user: string, token: string = secrets.token) => {
    const headers = { authorization: `token ${token}` };
    const url = `${at}/confirmation?user=${encodeURIComponent(user)}`;
    const answer = await web.app.inject({ method: 'GET', url, headers });
    return answer.statusCode === 200 ? answer.json() : answer.statusCode;
  };
  const tell = async (raw: string, signature?: string, contentType?: string) => {
    const signed = createHmac('sha256', secrets.webhookSecret).update(raw).digest('base64');
    const answer = await web.app.inject({
      method: 'POST',
      url: `${at}/webhook`,
      headers: {
        'x-frappe-webhook-signature': signature ?? signed,
        ...(contentType && { 'content-type': contentType }),
      },
      payload: raw,
    });
    return answer.statusCode;
  };
  const told = async () =>
    ((await web.send('staff', 'GET', `${at}/told`)).json as { items: Record<string, unknown>[] })
      .items;

  test('may she enter now: by her grant, its hours and her card, and no more is said', async () => {
    expect(await confirm('zoe@example.org')).toEqual({ message: true });
    expect(await confirm('nobody@example.org')).toEqual({ message: false });
    expect(await confirm('')).toEqual({ message: false });
    web.clock.now = testNow + 5 * 3_600_000;
    expect(await confirm('zoe@example.org')).toEqual({ message: false });
    web.clock.now = testNow;
    await web.deps.registry.cards.patch('card', { state: 'lost' });
    expect(await confirm('zoe@example.org')).toEqual({ message: false });
  });

  test('nobody is told of a member without a recorded consent, or by a connection that is off', async () => {
    await venue.shared.change(venue.id, 'zoe', { sharesEmail: false }, venue.by);
    expect(await confirm('zoe@example.org')).toEqual({ message: false });
    await venue.shared.change(venue.id, 'zoe', { sharesEmail: true }, venue.by);
    await web.deps.connections.change(venue.id, { isOn: false }, testNow);
    expect(await confirm('zoe@example.org')).toEqual({ message: false });
  });

  test('of an e-mail that two members share, nobody knows who is meant', async () => {
    await web.deps.registry.members.create({ id: 'max', name: 'Max', email: 'zoe@example.org' });
    await venue.shared.change(venue.id, 'max', { sharesEmail: true }, venue.by);
    expect(await confirm('zoe@example.org')).toEqual({ message: false });
  });

  test('when it asked last and what it was told is known, of nobody, and not of whom has no token', async () => {
    const { inlets } = web.deps;
    expect(await inlets.lastAsked(venue.id)).toBeNull();
    await confirm('zoe@example.org', 'another');
    expect(await inlets.lastAsked(venue.id)).toBeNull();
    await confirm('zoe@example.org');
    expect(await inlets.lastAsked(venue.id)).toEqual({ at: testNow, answer: 'yes' });
    web.clock.now = testNow + 59_999;
    await confirm('zoe@example.org');
    expect(await inlets.lastAsked(venue.id)).toEqual({ at: testNow, answer: 'yes' });
    web.clock.now = testNow + 60_000;
    await confirm('zoe@example.org');
    expect(await inlets.lastAsked(venue.id)).toEqual({ at: testNow + 60_000, answer: 'yes' });
    await confirm('nobody@example.org');
    expect(await inlets.lastAsked(venue.id)).toMatchObject({ answer: 'no' });
    await confirm('');
    expect(await inlets.lastAsked(venue.id)).toMatchObject({ answer: 'nobody' });
    await web.send('admin', 'POST', `${at}/inlet`);
    expect(await inlets.lastAsked(venue.id)).toBeNull();
  });

  test('without its token nothing is said; another one ends the first', async () => {
    expect(await confirm('zoe@example.org', 'another')).toBe(401);
    const url = `${at}/confirmation`;
    const payload = { user: 'zoe@example.org', token: secrets.token };
    const posted = await web.app.inject({ method: 'POST', url, payload });
    expect(posted.json()).toEqual({ message: true });
    const asForm = await web.app.inject({
      method: 'POST',
      url: `${url}?token=${secrets.token}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'user=zoe%40example.org',
    });
    expect(asForm.json()).toEqual({ message: true });
    await web.send('admin', 'POST', `${at}/inlet`);
    expect(await confirm('zoe@example.org')).toBe(401);
    expect((await web.send('staff', 'POST', `${at}/inlet`)).status).toBe(403);
    const nowhere = '/api/v1/connections/none/confirmation?user=zoe@example.org';
    expect((await web.send(null, 'GET', nowhere)).status).toBe(401);
  });

  const record = {
    doctype: 'Enregistrement dans un lieu',
    name: 'ENR-00042',
    user: 'zoe@example.org',
    lieu: 'La Coroutine à Lille',
  };

  test('what it tells is kept once however often it comes, whose it is, and makes no punch', async () => {
    const raw = pythonDumps(record);
    expect(raw).toContain('"lieu": "La Coroutine \\u00e0 Lille"');
    expect([await tell(raw), await tell(raw), await tell(raw)]).toEqual([204, 204, 204]);
    expect(await told()).toMatchObject([{ memberId: 'zoe', times: 3, body: record }]);
    expect(await tell(pythonDumps({ ...record, name: 'ENR-00043', user: 'who@example.org' }))).toBe(
      204,
    );
    expect((await told()).map(({ memberId }) => memberId).sort()).toEqual(['zoe', null].sort());
    expect(await venue.database.db.selectFrom('known_entry').selectAll().execute()).toEqual([]);
  });

  test('whatever its header says the body is, it is read as it came', async () => {
    const types = [
      'application/x-www-form-urlencoded',
      'text/plain',
      'application/json',
      'multipart/form-data; boundary=x',
      'x/strange',
    ];
    for (const [n, type] of types.entries()) {
      const raw = pythonDumps({ ...record, name: `ENR-${n}` });
      expect([type, await tell(raw, undefined, type)]).toEqual([type, 204]);
      expect([type, await tell(raw, 'guess', type)]).toEqual([type, 401]);
    }
    expect(await told()).toHaveLength(types.length);
  });

  test('one byte other than what was signed, no signature or another secret: refused, nothing kept', async () => {
    const raw = pythonDumps(record);
    const signed = createHmac('sha256', secrets.webhookSecret).update(raw).digest('base64');
    expect(await tell(raw.replace('42', '43'), signed)).toBe(401);
    expect(await tell(JSON.stringify(record), signed)).toBe(401);
    expect(await tell(raw, '')).toBe(401);
    expect(await tell(raw, createHmac('sha256', 'guess').update(raw).digest('base64'))).toBe(401);
    expect(await tell('["no object"]')).toBe(400);
    expect(await tell(`{"name": "${'x'.repeat(70_000)}"}`)).toBe(413);
    expect(await told()).toEqual([]);
  });

  test('erased, she is in nothing that was told', async () => {
    await tell(pythonDumps(record));
    await tell(pythonDumps({ name: 'ENR-1', note: 'vue avec zoe@example.org hier' }));
    const traces = { memberId: 'zoe', uids: [], texts: ['zoe@example.org'] };
    await venue.database.inTransaction((tx) => eraseRecords(tx, traces));
    expect(JSON.stringify(await told())).not.toMatch(/zoe/i);
  });
});
