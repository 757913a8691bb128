import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { TapRecord } from '../../../cloud/ports/journal.ts';
import { testNow, type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
beforeEach(async () => {
  web = await webFixture();
});
afterEach(() => web.close());

const publicKey = 'A'.repeat(43);
const demo = { id: 'demo', name: 'La Filature', timeZone: 'Europe/Paris' };

/** The minimal bodies everyone may rely on, in an order that builds on itself. */
async function minimal() {
  const post = async (url: string, body: object) => {
    const answer = await web.send('admin', 'POST', `/api/v1/${url}`, body);
    expect([url, answer.status, answer.json]).toEqual([url, 201, expect.anything()]);
    return answer.json as Record<string, string>;
  };
  const member = await post('members', { name: 'Élodie Kerguéhennec' });
  await post('places', demo);
  await post('areas', { id: 'laser', placeId: 'demo', name: 'Laser' });
  const device = await post('devices', { id: 'pi-1', placeId: 'demo', publicKey });
  await post('doors', { id: 'front', placeId: 'demo' });
  const point = await post('access-points', {
    id: 'entree',
    placeId: 'demo',
    deviceId: 'pi-1',
    direction: 'toggle',
    doorId: 'front',
  });
  const card = await post('cards', { uid: '04a1b2c3d4e5f6', memberId: member['id'] });
  const group = await post('groups', { name: 'Climbers' });
  const grant = await post('grants', { groupId: group['id'], accessPoints: ['entree'] });
  await post('grants', { memberId: member['id'], accessPoints: '*' });
  return { member, device, point, card, group, grant };
}

describe('resources', () => {
  test('the minimal bodies work and answer the whole resource', async () => {
    const made = await minimal();
    expect(made.member).toEqual({
      id: expect.stringMatching(/^m_/),
      name: 'Élodie Kerguéhennec',
      email: null,
      validFrom: null,
      validUntil: null,
      homePlaceId: null,
    });
    expect(made.card).toMatchObject({ uid: '04A1B2C3D4E5F6', tag8: '04A1B2C3', state: 'active' });
    expect(made.point).toMatchObject({ counts: true, area: null, doorId: 'front', itemId: null });
    expect(made.device).toEqual({
      id: 'pi-1',
      mqtt: { url: expect.any(String), username: 'pi-1', password: expect.any(String) },
      cloudKey: expect.objectContaining({ publicKey: expect.any(String) }),
    });
    expect(made.grant).toMatchObject({ placeId: 'demo', accessPoints: ['entree'] });
  });

  test('lists come in pages that name the next one', async () => {
    for (let i = 0; i < 3; i++)
      await web.send('staff', 'POST', '/api/v1/members', { name: `M${i}` });
    const first = await web.send('staff', 'GET', '/api/v1/members?limit=2');
    const { items, nextCursor } = first.json as { items: unknown[]; nextCursor: string };
    expect(items.length).toBe(2);
    const second = await web.send('staff', 'GET', `/api/v1/members?limit=2&cursor=${nextCursor}`);
    expect(second.json).toMatchObject({ items: [expect.anything()], nextCursor: null });
  });

  test('policies are patched as flat fields, and ended things are gone', async () => {
    await minimal();
    const place = await web.send('admin', 'PATCH', '/api/v1/places/demo', {
      maxVisitMinutes: 600,
      closesAt: '22:00',
      debounceSeconds: 8,
      missingExit: 'closeAtClosing',
      purpose: 'access',
    });
    expect([place.status, place.json]).toEqual([
      200,
      expect.objectContaining({
        closesAt: '22:00',
        missingExit: 'closeAtClosing',
        name: demo.name,
      }),
    ]);
    const area = await web.send('admin', 'PATCH', '/api/v1/areas/laser', {
      missingExit: 'closeAtPlaceExit',
      maxVisitMinutes: null,
    });
    expect(area.json).toMatchObject({ missingExit: 'closeAtPlaceExit', maxVisitMinutes: null });
    expect((await web.send('admin', 'DELETE', '/api/v1/areas/laser')).status).toBe(204);
    expect((await web.send('admin', 'GET', '/api/v1/areas/laser')).status).toBe(404);
  });

  test('an access point at another place than its device is refused', async () => {
    await minimal();
    await web.send('admin', 'POST', '/api/v1/places', { ...demo, id: 'other' });
    const answer = await web.send('admin', 'POST', '/api/v1/access-points', {
      id: 'far',
      placeId: 'other',
      deviceId: 'pi-1',
      direction: 'in',
    });
    expect([answer.status, answer.json]).toMatchObject([409, { code: 'placeMismatch' }]);
  });

  test('corrections of every kind, and their undoing', async () => {
    const { member } = await minimal();
    const punchId = '01998d2e-0000-7000-8000-000000000001';
    const at = '2026-03-12T17:48:00+01:00';
    const bodies = [
      { kind: 'addExit', reason: 'forgot', punchId, at },
      { kind: 'addEntry', reason: 'forgot', punchId, at },
      { kind: 'voidPunch', reason: 'test tap', punchId },
      { kind: 'setDirection', reason: 'wired the wrong way', punchId, direction: 'out' },
      {
        kind: 'assignCard',
        reason: 'lent',
        uid: '04a1b2c3d4e5f6',
        memberId: member['id'],
        from: at,
      },
    ];
    for (const body of bodies) {
      const answer = await web.send('staff', 'POST', '/api/v1/corrections', body);
      expect([body.kind, answer.status]).toEqual([body.kind, 201]);
    }
    const listed = await web.send('staff', 'GET', '/api/v1/corrections');
    const { items } = listed.json as { items: { id: string; kind: string; from?: string }[] };
    expect(items[0]).toMatchObject({
      kind: 'assignCard',
      from: '2026-03-12T16:48:00.000Z',
      to: null,
    });
    expect(items[0]).toMatchObject({ madeBy: expect.stringMatching(/^token:/), undone: false });
    const id = items[0]?.id;
    expect((await web.send('staff', 'DELETE', `/api/v1/corrections/${id}`)).status).toBe(204);
    expect((await web.send('staff', 'GET', `/api/v1/corrections/${id}`)).json).toMatchObject({
      undone: true,
    });
    const lacking = await web.send('staff', 'POST', '/api/v1/corrections', {
      kind: 'addExit',
      reason: 'x',
    });
    expect([lacking.status, lacking.json]).toMatchObject([
      400,
      { errors: [{ field: 'punchId', expected: 'is missing for addExit' }] },
    ]);
  });

  test('punches and refusals: whole uids for who holds cards:uid only', async () => {
    const refusal: TapRecord = {
      id: '01998d2e-0000-7000-8000-000000000002',
      kind: 'refusal',
      device: 'pi-1',
      epoch: 'e'.repeat(32),
      seq: 4,
      occurredAt: testNow,
      receivedAt: testNow,
      estimated: false,
      placeId: 'demo',
      accessPoint: 'entree',
      direction: 'toggle',
      cardUid: '04A1B2C3',
      memberRef: null,
      reason: 'unknownCard',
      door: null,
      item: null,
      pointOfSale: null,
      warnings: [],
    };
    web.deps.journal.all.push(refusal);
    const seen = await web.send('admin', 'GET', '/api/v1/refusals?reason=unknownCard');
    expect(seen.json).toMatchObject({
      items: [{ id: refusal.id, cardUid: '04A1B2C3', reason: 'unknownCard' }],
    });
    const one = await web.send('staff', 'GET', `/api/v1/refusals/${refusal.id}`);
    expect(one.json).toMatchObject({ cardUid: null, occurredAt: '2026-03-12T17:04:00.000Z' });
    expect(one.json).not.toHaveProperty('warnings');
    const punch: TapRecord = {
      ...refusal,
      ...{ id: '0190a8f0-0000-7000-8000-0000000000f1', kind: 'punch', reason: null },
      ...{ item: 'room', pointOfSale: 'desk', warnings: ['placeFull'] },
    };
    web.deps.journal.all.push(punch);
    const bought = await web.send('staff', 'GET', `/api/v1/punches/${punch.id}`);
    expect(bought.json).toMatchObject({
      item: 'room',
      pointOfSale: 'desk',
      warnings: ['placeFull'],
    });
    web.deps.journal.all.pop();
    expect((await web.send('staff', 'GET', `/api/v1/punches/${refusal.id}`)).status).toBe(404);
    expect((await web.send('staff', 'GET', '/api/v1/punches')).json).toEqual({
      items: [],
      nextCursor: null,
    });
  });

  test('a device joins: asks, waits, is approved, fetches its credentials once', async () => {
    await web.send('admin', 'POST', '/api/v1/places', demo);
    const opened = await web.send(null, 'POST', '/api/v1/claims', { publicKey, serial: 'abc' });
    expect([opened.status, opened.json]).toMatchObject([
      201,
      { expiresIn: 900, interval: expect.any(Number) },
    ]);
    const { deviceCode, userCode } = opened.json as { deviceCode: string; userCode: string };
    const poll = () => web.send(null, 'POST', '/api/v1/claims/token', { deviceCode });
    expect((await poll()).json).toMatchObject({ status: 400, code: 'authorizationPending' });
    const approval = {
      userCode,
      placeId: 'demo',
      deviceId: 'pi-9',
      accessPoints: [{ id: 'entree', direction: 'toggle', doorId: 'front' }],
    };
    const path = '/api/v1/claims/approve';
    expect((await web.send('viewer', 'POST', path, approval)).status).toBe(403);
    const approved = await web.send('staff', 'POST', path, approval);
    expect([approved.status, approved.json]).toEqual([200, { deviceId: 'pi-9' }]);
    expect((await poll()).json).toMatchObject({ id: 'pi-9', ca: null });
    expect((await poll()).status).toBe(404);
    expect((await web.send('admin', 'GET', '/api/v1/access-points/entree')).json).toMatchObject({
      doorId: 'front',
      deviceId: 'pi-9',
    });
  });

  test('the description names every resource, and health says what is wrong', async () => {
    const answer = await web.send(null, 'GET', '/api/v1/openapi.json');
    const { openapi, paths } = answer.json as { openapi: string; paths: Record<string, object> };
    expect(openapi).toMatch(/^3\.1/);
    for (const name of [
      'places',
      'areas',
      'members',
      'cards',
      'devices',
      'access-points',
      'doors',
    ]) {
      expect(Object.keys(paths[`/api/v1/${name}`] ?? {}).sort()).toEqual(['get', 'post']);
      expect(Object.keys(paths[`/api/v1/${name}/{id}`] ?? {}).sort()).toEqual([
        'delete',
        'get',
        'patch',
      ]);
    }
    for (const name of ['punches', 'refusals', 'passages', 'dead-letters', 'incidents']) {
      expect(Object.keys(paths[`/api/v1/${name}`] ?? {})).toEqual(['get']);
    }
    expect((await web.send(null, 'GET', '/healthz')).json).toEqual({ status: 'ok' });
    const ill = await webFixture({ health: async () => ['The broker does not answer.'] });
    const sick = await ill.send(null, 'GET', '/healthz');
    expect([sick.status, sick.json]).toEqual([
      503,
      { status: 'unhealthy', problems: ['The broker does not answer.'] },
    ]);
    await ill.close();
  });
});
