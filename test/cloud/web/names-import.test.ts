import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { seedSystems } from '../../web/seed-systems.ts';
import { form, get, signIn } from './browse.ts';
import { type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
let ids: Awaited<ReturnType<typeof seedSystems>>;
let me: { cookie: string; csrf: string };
beforeEach(async () => {
  web = await webFixture();
  const { registry } = web.deps;
  for (const id of ['a', 'b'])
    await registry.places.create({ id, name: id.toUpperCase(), timeZone: 'Europe/Paris' });
  await registry.members.create({ id: 'zoe', name: 'Zoé', email: 'zoe@example.org' });
  await registry.members.create({ id: 'bo', name: 'Bo' });
  ids = await seedSystems(web.deps, 'zoe');
  me = await signIn(web, 'staff');
});
afterEach(() => web.close());

const names = async () => Object.fromEntries(await web.deps.sharedMembers.knownAs(ids.frappe));

/** As a browser sends a form with a file. */
function upload(text: string, connection: string, { cookie, csrf } = me) {
  const fields = { csrf, kind: 'knownAs', connection };
  const payload = [
    ...Object.entries(fields).map(
      ([name, value]) =>
        `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    ),
    '--x\r\ncontent-disposition: form-data; name="file"; filename="n.csv"\r\n',
    `content-type: text/csv\r\n\r\n${text}\r\n--x--\r\n`,
  ].join('');
  const headers = {
    ...{ cookie, accept: 'text/html', 'accept-language': 'fr', 'sec-fetch-site': 'same-origin' },
    'content-type': 'multipart/form-data; boundary=x',
  };
  return web.app.inject({ method: 'POST', url: '/import', headers, payload });
}

const ask = async (file: string, query: string, places: '*' | readonly string[] = '*') => {
  const token = await web.deps.identity.createToken('staff', null, web.clock.now, { places });
  const answer = await web.app.inject({
    ...{ method: 'POST', url: `/api/v1/imports/knownAs?${query}`, payload: file },
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
  });
  return { status: answer.statusCode, json: answer.json() };
};

test('the list that is downloaded is filled in and sent back: a line that is refused stops it, left out it does not', async () => {
  const { cookie, csrf } = me;
  const page = await get(web.app, `/import?kind=knownAs&connection=${ids.frappe}`, { cookie });
  expect(page.body).toContain(`href="/connections/${ids.frappe}/known-as.csv"`);
  const { body } = await get(web.app, `/connections/${ids.frappe}/known-as.csv`, { cookie });
  expect(body.replace(/^\uFEFF/, '').split('\r\n')).toEqual([
    'member id;Nom;e-mail;connu sous',
    'bo;Bo;;',
    'zoe;Zoé;zoe@example.org;HR-EMP-00042',
    '',
  ]);
  const filled = `${body.replace('bo;Bo;;', 'bo;Bo;;HR-EMP-00043')}nobody;Who;;HR-9\r\n`;
  const sent = await upload(filled, ids.frappe);
  expect(sent.statusCode).toBe(303);
  const at = String(sent.headers.location);
  const looked = (await get(web.app, at, { cookie })).body;
  expect(looked).toContain('Noms dans ERPNext');
  expect(looked).toContain('connu sous\u00a0: HR-EMP-00043');
  expect(looked).toContain('Aucun membre n’a l’identifiant nobody.');
  const asked = await form(web.app, `${at}/run`, { csrf }, { cookie });
  expect([asked.headers.location, await names()]).toEqual([
    `${at}?said=skip`,
    { zoe: 'HR-EMP-00042' },
  ]);
  await form(web.app, `${at}/run`, { csrf, skip: 'on' }, { cookie });
  expect(await names()).toEqual({ zoe: 'HR-EMP-00042', bo: 'HR-EMP-00043' });
  const { items } = await web.deps.audit.list({ verb: 'exported' }, { limit: 9, cursor: null });
  expect(items).toMatchObject([{ kind: 'member', placeId: 'a' }]);
});

test('by the API for one system of theirs, which knows members by a name', async () => {
  const file = 'member id,known as\nbo,HR-2\n';
  const to = `connectionId=${ids.frappe}`;
  const dry = await ask(file, `dryRun=true&${to}`);
  expect([dry.status, dry.json.connection, dry.json.counts.create]).toEqual([
    200,
    { id: ids.frappe, name: 'ERPNext' },
    1,
  ]);
  expect((await ask(file, '')).status).toBe(404);
  expect((await ask(file, `connectionId=${ids.fedow}`)).status).toBe(404);
  expect((await ask(file, to, ['b'])).status).toBe(404);
  expect((await ask(file, `dryRun=true&${to}`, ['b'])).status).toBe(404);
  expect(await names()).toEqual({ zoe: 'HR-EMP-00042' });
  expect((await ask(file, to)).json).toMatchObject({ isDone: true });
  expect(await names()).toEqual({ zoe: 'HR-EMP-00042', bo: 'HR-2' });
});

test('staff of another place are offered none of it', async () => {
  const ofB = await signIn(web, 'staff', 'Béa', ['b']);
  const { cookie } = ofB;
  const page = (await get(web.app, '/import?kind=knownAs', { cookie })).body;
  expect(page).toContain('Aucun autre système ne connaît les membres');
  expect((await get(web.app, '/import', { cookie })).body).not.toContain('kind=knownAs');
  expect((await get(web.app, '/import', { cookie: me.cookie })).body).toContain('kind=knownAs');
  expect((await upload('id,known as\nbo,X\n', ids.frappe, ofB)).statusCode).toBe(404);
  const list = await get(web.app, `/connections/${ids.frappe}/known-as.csv`, { cookie });
  expect(list.statusCode).toBe(404);
});

test('no file, or one without that column, is said beside the field', async () => {
  expect((await upload('', ids.frappe)).statusCode).toBe(400);
  const answer = await upload('nom,e-mail\nBo,\n', ids.frappe);
  expect(answer.statusCode).toBe(400);
  expect(answer.body).toContain('Il faut une colonne «\u00a0connu sous\u00a0»');
});
