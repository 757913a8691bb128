import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Database, openDatabase } from '../../../cloud/store/database.ts';
import { seedFederations } from '../../web/seed-federations.ts';
import { seedWebhooks } from '../../web/seed-webhooks.ts';
import { type Fields, form, get, signIn } from './browse.ts';
import { type WebFixture, webFixture } from './fixture.ts';

/** Pages that would leave somebody who sees them for the first time without a next step. */
let database: Database;
let web: WebFixture;
let cookie: string;
let csrf: string;

beforeEach(async () => {
  database = await openDatabase({ url: null, path: ':memory:' });
  web = await webFixture({}, database);
  const { registry } = web.deps;
  await registry.places.create({ id: 'filature', name: 'La Filature', timeZone: 'Europe/Paris' });
  await registry.places.patch('filature', { timeClock: true });
  ({ cookie, csrf } = await signIn(web));
});
afterEach(async () => {
  await web.close();
  await database.close();
});

const see = async (path: string) => (await get(web.app, path, { cookie })).body;
const post = (path: string, fields: Fields) => form(web.app, path, { csrf, ...fields }, { cookie });

test('an invitation that cannot be read is said beside its field, and all that was typed stays', async () => {
  const typed = { invitation: 'badgeuse-federation.non', assetId: 'none', lets: 'on' };
  const { statusCode, body } = await post('/federations/join', typed);
  expect(statusCode).toBe(400);
  const joining = body.slice(body.indexOf('action="/federations/join"'));
  expect(joining).toContain('href="#field-invitation"');
  expect(joining).toContain('Ce n’est pas une invitation. Copiez toute la ligne.');
  expect(joining).toContain('value="badgeuse-federation.non"');
  expect(joining).toMatch(/id="join-lets"[^>]* checked/);
  expect(body.slice(0, body.indexOf('action="/federations/join"'))).not.toMatch(
    /lets"[^>]* checked/,
  );
});

test('an invitation without an answer is withdrawn, a federation is left after its settlement', async () => {
  await post('/federations', { assetId: await assetId() });
  const list = await see('/federations');
  expect(list).toContain('La ligne sert jusqu’à');
  const [, id = ''] = /href="\/federations\/([^/"]+)\/leave"/.exec(list) ?? [];
  const withdrawn = await see(`/federations/${id}/leave`);
  expect([
    withdrawn.includes('Retirer cette invitation'),
    withdrawn.includes('settlement'),
  ]).toEqual([true, false]);
  await seedFederations(database);
  const leaving = await see('/federations/fed-00000000000000a1/leave');
  expect(leaving).toContain('href="/rapport/settlement"');
});

test('a webhook that was stopped says what to do, and one of other names is known by its own', async () => {
  await seedWebhooks(database);
  const page = await see('/webhooks/wh-1');
  expect(page).toMatch(/<h1>n8n<\/h1>/);
  expect(page).toContain('Regardez le journal ci-dessous');
  expect(page).toContain('réponse 500');
  expect(await see('/webhooks')).toMatch(/href="\/webhooks\/wh-1">n8n</);
});

test('who has nothing to settle, or no system that names members, is led on', async () => {
  expect(await see('/rapport/settlement')).toContain('href="/federations"');
  expect(await see('/import?kind=knownAs')).toContain('class="button" href="/connections"');
  const ofOne = await signIn(web, 'admin', 'Bo', ['filature']);
  const { body } = await get(web.app, '/rapport/settlement', { cookie: ofOne.cookie });
  expect(body).not.toContain('href="/federations"');
});

async function assetId(): Promise<string> {
  const { items } = await web.deps.registry.assets.list({ limit: 9, cursor: null }, {});
  return items.find(({ category }) => category === 'BDG')?.id ?? '';
}
