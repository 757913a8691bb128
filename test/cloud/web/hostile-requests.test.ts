import { expect, test } from '@jest/globals';
import { openJournal } from '../../../cloud/open-journal.ts';
import { openRegistry } from '../../../cloud/store/registry.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { eachStore, type FreshStore } from '../each-store.ts';
import { testDevice } from '../test-device.ts';
import { testNow, webFixture } from './fixture.ts';

const hour = 3_600_000;
const uid = '04A1B2C3D4E5F6';
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** A venue with a member, a card, a passage and a refusal, behind the real store. */
async function venue(store: FreshStore) {
  const database = await store.open();
  const journal = openJournal(database);
  const registry = openRegistry(database, journal.hooks, {
    now: () => testNow,
    log: silentLogger,
  });
  const web = await webFixture(
    {
      registry,
      journal: journal.reader,
      passages: journal.passages,
      corrections: journal.corrections,
      retryDeadLetter: journal.retryDeadLetter,
      closeMishap: journal.closeMishap,
    },
    database,
  );
  const device = testDevice('pi-1', 'entree');
  const made = async (url: string, body: object) => {
    const { status, json } = await web.send('admin', 'POST', `/api/v1/${url}`, body);
    expect([url, status]).toEqual([url, 201]);
    return String((json as { id: string }).id);
  };
  await made('places', { id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
  await made('devices', { id: 'pi-1', placeId: 'demo', publicKey: device.publicKey });
  await made('doors', { id: 'front', placeId: 'demo' });
  await made('access-points', { id: 'entree', deviceId: 'pi-1', direction: 'toggle' });
  const member = await made('members', { name: 'Ana' });
  const card = await made('cards', { uid, memberId: member });
  const group = await made('groups', { name: 'Climbers' });
  const entry = device.punch({ at: testNow - 3 * hour, uid, memberRef: member });
  const exit = device.punch({ at: testNow - 2 * hour, uid, memberRef: member });
  const refusal = device.refusal({ at: testNow - hour });
  await journal.ingest.journal({
    device: 'pi-1',
    payload: device.batch(1, 3),
    receivedAt: testNow - hour,
  });
  return {
    web,
    ids: { member, card, group, entry: entry.id, exit: exit.id, refusal: refusal.id },
    async refused(method: Method, url: string, body: unknown, status: number, code: string) {
      const answer = await web.send('admin', method, url, body);
      expect([method, url, body, answer.status, answer.json]).toEqual([
        method,
        url,
        body,
        status,
        expect.objectContaining({ status, code, hint: expect.stringMatching(/.{10}/) }),
      ]);
    },
    async report() {
      const { text } = await web.send('admin', 'GET', '/rapport/badgeuse.csv?for=machine');
      return text;
    },
    async end() {
      await web.close();
      await journal.close();
    },
  };
}

const cursorOf = (text: string) => Buffer.from(text).toString('base64url');

eachStore('hostile requests', (store) => {
  test('text that no store can hold is refused wherever it comes', async () => {
    const { web, refused, ids, end } = await venue(store);
    for (const text of ['A\u0000na', 'A\ud800na']) {
      await refused('POST', '/api/v1/members', { name: text }, 400, 'badRequest');
      await refused('PATCH', `/api/v1/members/${ids.member}`, { name: text }, 400, 'badRequest');
      await refused('POST', '/api/v1/cards', { uid: '04A1B2C3', number: text }, 400, 'badRequest');
      const reason = { kind: 'voidPunch', punchId: ids.entry, reason: text };
      await refused('POST', '/api/v1/corrections', reason, 400, 'badRequest');
    }
    await refused('GET', '/api/v1/members?name=%00', undefined, 400, 'badRequest');
    await refused('GET', '/api/v1/passages?member=%00', undefined, 400, 'badRequest');
    await refused('GET', '/rapport/badgeuse.csv?member=a%00', undefined, 400, 'badRequest');
    await refused('GET', '/api/v1/members/%00', undefined, 400, 'badRequest');
    await refused('POST', '/api/v1/claims/token', { deviceCode: '\u0000' }, 400, 'badRequest');
    for (const url of ['/sign-in', '/welcome/a%00b', '/welcome/secret']) {
      const answer = await web.app.inject({
        method: 'POST',
        url,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'sec-fetch-site': 'same-origin',
        },
        payload: 'name=a%00b&password=long-enough-password%00',
      });
      expect([url, answer.statusCode]).toEqual([url, 400]);
    }
    await end();
  });

  test('a cursor somebody made up is refused or leads nowhere, and fails nothing', async () => {
    const { web, end } = await venue(store);
    const made = ['\0', '\0\n\0', 'x', '99999999999999999999\nx', '-1\n', 'NaN\nx', '1\n2\n3', ''];
    for (const list of ['members', 'places', 'punches', 'refusals', 'passages', 'corrections'])
      for (const cursor of [...made.map(cursorOf), 'a.b', '%00', "';--", '[]', 'x'.repeat(500)]) {
        const url = `/api/v1/${list}?limit=1&cursor=${cursor}`;
        const { status } = await web.send('admin', 'GET', url);
        expect([url, status < 500]).toEqual([url, true]);
      }
    await end();
  });

  test('days that do not exist, and periods the wrong way round', async () => {
    const { refused, ids, end } = await venue(store);
    for (const path of ['/api/v1/passages', '/rapport/badgeuse.csv', '/rapport/badgeuse/'])
      for (const query of ['from=2026-02-30', 'to=2026-13-01', 'from=2026-03-12&to=2026-03-11'])
        await refused('GET', `${path}?${query}`, undefined, 400, 'badRequest');
    const card = `/api/v1/cards/${ids.card}`;
    await refused('PATCH', card, { validFrom: '2026-02-30' }, 400, 'badRequest');
    const backwards = { validFrom: '2026-03-02', validUntil: '2026-03-01' };
    await refused('PATCH', card, backwards, 400, 'badRequest');
    const closures = [{ from: '2026-02-29', until: '2026-03-01' }];
    const schedule = { name: 'x', weekly: [], closures };
    await refused('POST', '/api/v1/schedules', schedule, 400, 'badRequest');
    await end();
  });

  test('a correction that cannot be meant changes nothing', async () => {
    const { refused, report, ids, end } = await venue(store);
    const before = await report();
    const reason = 'x';
    const iso = (at: number) => new Date(at).toISOString();
    const exitAt = (at: string) => ({ kind: 'addExit', punchId: ids.entry, at, reason });
    const given = { kind: 'assignCard', uid, memberId: ids.member, reason };
    const wrong: [object, number, string][] = [
      [exitAt(iso(testNow - 4 * hour)), 400, 'badRequest'],
      [exitAt(iso(testNow - 3 * hour)), 400, 'badRequest'],
      [exitAt(iso(testNow + 400 * 24 * hour)), 400, 'badRequest'],
      [exitAt('+275760-09-13T00:00:00Z'), 400, 'badRequest'],
      [exitAt('-000001-01-01T00:00:00Z'), 400, 'badRequest'],
      [exitAt('2026-03-12T10:00:00'), 400, 'badRequest'],
      [exitAt('soon, rather soon'), 400, 'badRequest'],
      [{ kind: 'addEntry', punchId: ids.exit, at: iso(testNow), reason }, 400, 'badRequest'],
      [{ ...given, memberId: 'm_nobody' }, 400, 'unknownReference'],
      [{ ...given, from: iso(testNow), to: iso(testNow - hour) }, 400, 'badRequest'],
      [{ ...given, uid: '04A1B2C3D4' }, 400, 'badRequest'],
      [{ kind: 'voidPunch', punchId: ids.refusal, reason }, 404, 'notFound'],
      [{ kind: 'voidPunch', punchId: ids.entry, reason: ' ' }, 400, 'badRequest'],
      [{ kind: 'voidPunch', punchId: ids.entry }, 400, 'badRequest'],
      [{ kind: 'setDirection', punchId: ids.entry, direction: 'up', reason }, 400, 'badRequest'],
      [{ kind: 'dropTable', punchId: ids.entry, reason }, 400, 'badRequest'],
    ];
    for (const [body, status, code] of wrong)
      await refused('POST', '/api/v1/corrections', body, status, code);
    const undo = '/api/v1/corrections/01998d2e-0000-7000-8000-000000000009';
    await refused('PATCH', undo, { undone: true }, 404, 'notFound');
    await refused('PATCH', undo, { undone: false }, 400, 'badRequest');
    await refused('DELETE', undo, undefined, 404, 'notFound');
    expect(await report()).toBe(before);
    await end();
  });

  test('names that mean something already, and what several places make unclear', async () => {
    const { web, refused, ids, end } = await venue(store);
    await refused('POST', '/api/v1/groups', { id: 'everyone', name: 'x' }, 409, 'conflict');
    await refused(
      'POST',
      '/api/v1/areas',
      { id: 'demo', placeId: 'demo', name: 'x' },
      409,
      'conflict',
    );
    await web.send('admin', 'POST', '/api/v1/places', {
      id: 'annexe',
      name: 'Annexe',
      timeZone: 'Europe/Paris',
    });
    const all = { memberId: ids.member, accessPoints: '*' };
    await refused('POST', '/api/v1/grants', all, 400, 'placeNeeded');
    const far = { ...all, accessPoints: ['entree'], placeId: 'annexe' };
    await refused('POST', '/api/v1/grants', far, 409, 'placeMismatch');
    const point = { id: 'x', placeId: 'annexe', deviceId: 'pi-1', direction: 'in' };
    await refused('POST', '/api/v1/access-points', point, 409, 'placeMismatch');
    await refused('PATCH', '/api/v1/places/demo', { closesAt: '24:00' }, 400, 'badRequest');
    await refused('PATCH', '/api/v1/places/demo', { closesAt: '9:00' }, 400, 'badRequest');
    await refused('PATCH', '/api/v1/places/demo', { id: 'x' }, 400, 'badRequest');
    await refused('POST', '/api/v1/cards', { uid }, 409, 'conflict');
    await refused('POST', '/api/v1/cards', { uid: uid.toLowerCase() }, 409, 'conflict');
    const found = await web.send('staff', 'GET', `/api/v1/cards?uid=${uid.toLowerCase()}`);
    expect((found.json as { items: unknown[] }).items.length).toBe(1);
    const key = `${'A'.repeat(42)}B`;
    const device = { id: 'pi-9', placeId: 'demo', publicKey: key };
    await refused('POST', '/api/v1/devices', device, 400, 'badRequest');
    await end();
  });

  test('a uid is read back by who may see uids, and by nobody else', async () => {
    const { web, ids, end } = await venue(store);
    const body = { kind: 'assignCard', uid, memberId: ids.member, reason: 'lent' };
    await web.send('staff', 'POST', '/api/v1/corrections', body);
    const reads = ['cards', `cards/${ids.card}`, `cards?uid=${uid}`, 'corrections', 'punches'];
    for (const [role, isShown] of [
      ['admin', true],
      ['staff', false],
    ] as const)
      for (const read of reads) {
        const { status, text } = await web.send(role, 'GET', `/api/v1/${read}`);
        const seen = [role, read, status, text.includes(uid), text.includes(uid.slice(0, 8))];
        expect(seen).toEqual([role, read, 200, isShown, isShown]);
      }
    const changed = await web.send('staff', 'PATCH', `/api/v1/cards/${ids.card}`, { number: '7' });
    expect(changed.json).toMatchObject({ uid: null, tag8: null, number: '7' });
    await end();
  });

  test('forms are for pages: the API takes JSON', async () => {
    const { web, end } = await venue(store);
    const token = await web.deps.identity.createToken('admin', null, 0);
    const answer = await web.app.inject({
      method: 'POST',
      url: '/api/v1/members',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      payload: 'name=Ana',
    });
    expect([answer.statusCode, answer.json()]).toMatchObject([415, { code: 'mediaTypeUnknown' }]);
    const head = await web.app.inject({ method: 'HEAD', url: '/healthz' });
    expect([head.statusCode, head.body]).toEqual([200, '']);
    await end();
  });

  test('whatever any route is sent, it answers with a status of its own and never fails', async () => {
    const { web, ids, end } = await venue(store);
    const { json } = await web.send(null, 'GET', '/api/v1/openapi.json');
    const { paths } = json as { paths: Record<string, Record<string, Described>> };
    for (const [path, methods] of Object.entries(paths))
      for (const [method, { parameters = [], requestBody }] of Object.entries(methods)) {
        const names = parameters.filter((p) => p.in === 'query').map((p) => p.name);
        const fields = Object.keys(
          requestBody?.content['application/json']?.schema.properties ?? {},
        );
        const urls = [
          path.replaceAll(/\{\w+\}/g, 'demo'),
          path.replaceAll(/\{\w+\}/g, ids.member),
          ...names.flatMap((name) =>
            oddTexts.map((value) => {
              const at = path.replaceAll(/\{\w+\}/g, 'x');
              return `${at}?${name}=${encodeURIComponent(value)}`;
            }),
          ),
        ];
        const bodies = requestBody
          ? [...odd, ...fields.flatMap((name) => odd.map((value) => ({ [name]: value })))]
          : [undefined];
        const [first = path] = urls;
        const asked = [
          ...urls.map((url): [string, unknown] => [url, bodies[0]]),
          ...bodies.map((body): [string, unknown] => [first, body]),
        ];
        for (const [url, body] of asked) {
          const verb = method.toUpperCase() as Method;
          const answer = await web.send('admin', verb, url, body as object);
          const said = answer.json as { code?: string; hint?: string } | null;
          const isGood =
            answer.status < 300 || (answer.status < 500 && Boolean(said?.code && said.hint));
          if (!isGood) expect([verb, url, body, answer.status, answer.text]).toEqual([]);
        }
      }
    expect((await web.send(null, 'GET', '/healthz')).status).toBe(200);
    await end();
  }, 120_000);

  test('the description says how each route fails, and which need no token', async () => {
    const { web, end } = await venue(store);
    const { json } = await web.send(null, 'GET', '/api/v1/openapi.json');
    const { paths } = json as { paths: Record<string, Record<string, Described>> };
    for (const [path, methods] of Object.entries(paths))
      for (const [method, { responses, security }] of Object.entries(methods)) {
        const found = Object.keys(responses).filter((code) => /^2|^503/.test(code));
        expect([method, path, found.length > 0]).toEqual([method, path, true]);
        if (!path.startsWith('/api/')) continue;
        for (const code of ['4XX', '5XX'])
          expect(Object.keys(responses[code]?.content ?? {})).toEqual(['application/problem+json']);
        if (path.startsWith('/api/v1/members')) expect(security).toBeUndefined();
      }
    expect(paths['/api/v1/claims']?.['post']?.security).toEqual([]);
    await end();
  });
});

interface Described {
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
  readonly security?: readonly object[];
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: {
    readonly content: Record<string, { readonly schema: { readonly properties?: object } }>;
  };
}

/** Each of these broke some program somewhere. */
const odd: readonly unknown[] = [
  null,
  '',
  ' ',
  'demo',
  '*',
  '__proto__',
  "'; DROP TABLE entry; --",
  '2026-02-30',
  '9999-12-31',
  '-271821-04-20T00:00:00Z',
  'x'.repeat(300),
  '\u0000',
  '\ud800',
  0,
  -1,
  1.5,
  1e21,
  Number.MAX_SAFE_INTEGER,
  true,
  [],
  [null],
  ['demo', 'demo'],
  {},
  { constructor: 1 },
];

/** As an address can say them: several are the same there. */
const oddTexts: readonly string[] = [...new Set(odd.map((value) => String(value).toWellFormed()))];
