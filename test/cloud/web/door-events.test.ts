import { expect, test } from '@jest/globals';
import { openDatabase } from '../../../cloud/store/database.ts';
import { seedDoors } from '../../web/seed-doors.ts';
import { get, signIn } from './browse.ts';
import { testNow, webFixture } from './fixture.ts';

/** The venue of `seed-doors.ts`: one place with a door that went through everything, and another place. */
async function venue() {
  const database = await openDatabase({ url: null, path: ':memory:' });
  const web = await webFixture({}, database);
  const { registry } = web.deps;
  await registry.places.create({ id: 'filature', name: 'La Filature', timeZone: 'Europe/Paris' });
  await registry.places.create({ id: 'atelier', name: 'Atelier', timeZone: 'Europe/Paris' });
  await registry.devices.create({ id: 'pi-1', placeId: 'filature', publicKey: 'A'.repeat(43) });
  const door = { id: 'bloc-door', placeId: 'filature', name: 'Porte du Bloc' };
  await registry.doors.create(door);
  await registry.accessPoints.create({ id: 'ap-2', deviceId: 'pi-1', direction: 'in' });
  await seedDoors(database);
  const close = async () => {
    await web.close();
    await database.close();
  };
  return { ...web, database, close };
}

interface Told {
  readonly items: readonly {
    readonly event: string;
    readonly by: string | null;
    readonly punchId: string | null;
    readonly command: { readonly outcome: string; readonly reason: string } | null;
  }[];
  readonly nextCursor: string | null;
}

test('the API tells each event by what it follows from, narrowed and page by page', async () => {
  const web = await venue();
  const list = async (query = '') => {
    const { json, status } = await web.send('staff', 'GET', `/api/v1/door-events${query}`);
    expect(status).toBe(200);
    return json as Told;
  };
  const { items } = await list();
  const commands = items.filter(({ command }) => command !== null);
  expect(commands.map(({ event, command }) => [event, command?.outcome])).toEqual([
    ['commanded', 'waiting'],
    ['doorNotUnlocked', 'failed'],
    ['unlocked', 'failed'],
    ['unlocked', 'granted'],
    ['commanded', 'noAnswer'],
  ]);
  expect(items.find(({ event }) => event === 'opened')).toMatchObject({
    by: 'card',
    punchId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(items.filter(({ event }) => event === 'unlocked').map(({ by }) => by)).toEqual([
    'command',
    'command',
    'emergency',
    null,
  ]);
  const names = async (query: string) => (await list(query)).items.map(({ event }) => event);
  expect(await names('?kind=alarms')).toEqual(['fire', 'forced', 'heldOpen']);
  expect(await names('?doorId=other')).toEqual([]);
  const hourAgo = encodeURIComponent(new Date(testNow - 3_600_000).toISOString());
  expect(await names(`?kind=unlocks&from=${hourAgo}`)).toEqual([
    'commanded',
    'doorNotUnlocked',
    'unlocked',
  ]);
  expect(await names('?placeId=atelier')).toEqual([]);

  const walked: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: Told = await list(`?limit=4&cursor=${cursor}`);
    walked.push(...page.items.map(({ event }) => event));
    cursor = page.nextCursor;
  }
  expect(walked).toEqual(items.map(({ event }) => event));
  await web.close();
});

test('who is staff elsewhere sees none of it', async () => {
  const web = await venue();
  const { cookie } = await signIn(web, 'staff', 'Zoé', ['atelier']);
  const { body: page } = await get(web.app, '/door-events', { cookie });
  expect(page).toContain('Aux portes');
  expect(page).not.toContain('Porte du Bloc');
  expect(page).not.toContain('plombier');
  await web.close();
});

test('the page says it in words, never by the names of the journal, and looks are written down', async () => {
  const web = await venue();
  const { cookie } = await signIn(web, 'staff', 'Zoé');
  const { body: page } = await get(web.app, '/door-events', { cookie });
  for (const said of [
    'Page de secours ouverte par un code',
    'Journal emporté par la page de secours',
    'Ouverte sans carte ni bouton',
    'Le plombier est là',
    'Son mot de passe n’est pas le bon.',
    'Par le bouton de sortie',
    'Code n°\u00a03 de la feuille A1B2C3D4',
  ])
    expect(page).toContain(said);
  expect(page).not.toMatch(/emergency[A-Z]|lockAnswered|doorNotUnlocked|heldOpen</);
  expect((await get(web.app, '/', { cookie })).body).toContain('href="/door-events"');
  const looks = await web.deps.audit.list(
    { kind: 'door', verb: 'seen' },
    { limit: 9, cursor: null },
  );
  expect(looks.items).toHaveLength(1);
  await web.close();
});
