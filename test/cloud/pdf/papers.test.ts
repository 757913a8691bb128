import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Fields, form, get, signIn } from '../web/browse.ts';
import { testNow } from '../web/fixture.ts';
import { openVenue } from '../web/venue.ts';
import { pngOf, printed, squareIn } from './printed.ts';

const hour = 3_600_000;
let venue: Awaited<ReturnType<typeof openVenue>>;
let staff: Fields;
beforeAll(async () => {
  venue = await openVenue();
  const { registry } = venue.web.deps;
  await registry.members.create({ id: 'm3', name: 'Nguyễn Thị Ánh Łącka' });
  await registry.groups.create({ id: 'g', name: 'Stagiaires', memberIds: ['m1', 'm2', 'm3'] });
  await registry.sessions.create({
    ...{ id: 'solder', placeId: 'demo', title: 'Souder sans peur', trainer: 'Awa Diop' },
    ...{ date: '2026-03-12', accessPoints: ['reader-door'], groupId: 'g' },
  });
  const first = venue.device.entries().length + 1;
  for (const h of [-8, -6, -5, -4])
    venue.device.punch({ at: testNow + h * hour, memberRef: 'm3', uid: '04FFFFFFFFFFF6' });
  await venue.send(first);
  staff = { ...(await signIn(venue.web, 'staff')) };
});
afterAll(() => venue.close());

/** To be looked at by a person: `BADGEUSE_PICTURES=/somewhere npx jest test/cloud/pdf`. */
function keepPictures(name: string, pages: readonly Buffer[]): void {
  const folder = process.env['BADGEUSE_PICTURES'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  for (const [i, page] of pages.entries()) writeFileSync(join(folder, `${name}-${i}.png`), page);
}

async function certificate(member: string, language: 'fr' | 'en') {
  const { app } = venue.web;
  const asked = { place: 'demo', from: '2026-03-01', to: '2026-03-12', language };
  const answer = await form(
    app,
    `/members/${member}/certificate`,
    { ...asked, csrf: staff['csrf'] ?? '' },
    { cookie: staff['cookie'] ?? '' },
  );
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/pdf']);
  const paper = printed(answer.rawPayload);
  keepPictures(`certificate-${member}-${language}`, paper.pages);
  return paper;
}

test('a certificate is a page whose square leads to the answer; an altered punch says so there', async () => {
  const { app } = venue.web;
  const { text, pages } = await certificate('m3', 'fr');
  expect(pages).toHaveLength(1);
  expect(text).toMatch(/Attestation de pr.sence/);
  expect(text).toMatch(/du\s+1er\s+mars au 12 mars 2026, pendant 3 h 00 sur 1 jour/);
  expect(text).toMatch(/Total +3 h 00/);
  const url = new URL(squareIn(pages[0] ?? Buffer.alloc(0)) ?? 'http://nothing');
  expect(url.pathname).toBe('/verify');
  const check = async (search = url.search) => (await get(app, `/verify${search}`)).body;
  const confirmed = await check();
  expect(confirmed).toContain('Cette attestation est vraie');
  expect(confirmed).toContain('Nguyễn Thị Ánh Łącka');
  expect(confirmed).toMatch(/3\s*h\s*00/);
  const { db } = venue.database;
  const punch = venue.device.entries().at(-1)?.id ?? '';
  const write = (exit_at: number) =>
    db.updateTable('passage').set({ exit_at }).where('exit_punch', '=', punch).execute();
  await write(testNow - 2 * hour);
  expect(await check()).toContain('Les données ont été altérées');
  await write(testNow - 4 * hour);
  expect(await check()).toContain('Cette attestation est vraie');
  const unknown = await check('?c=anything');
  expect(unknown).toContain('Attestation inconnue');
  expect(unknown).not.toContain('Nguyễn');
});

test('in English too', async () => {
  const { text, pages } = await certificate('m1', 'en');
  expect(text).toMatch(/from 1 March\s+to 12 March 2026, for 2 h 00 min on 1 day/);
  expect(text).toContain('1 passage does not count: its end is missing, or not confirmed.');
  expect(squareIn(pages[0] ?? Buffer.alloc(0))).toContain('/verify?c=');
});

test('a sheet has a line and a box for everybody, and says that a tap is no signature', async () => {
  const { app } = venue.web;
  const cookie = { cookie: staff['cookie'] ?? '' };
  const pdf = await get(app, '/sessions/solder/sheet.pdf', cookie);
  expect(pdf.headers['content-type']).toBe('application/pdf');
  const { text, pages } = printed(pdf.rawPayload);
  keepPictures('sheet', pages);
  expect(text).toContain('Le passage de la carte ne remplace pas la signature.');
  expect(text).toMatch(/Noé Béranger +absence +15:04/);
  expect(text).toMatch(/Élodie +absence +absence/);
  expect(text).toContain('Awa Diop');
  const csv = (await get(app, '/sessions/solder/sheet.csv', cookie)).body.split('\r\n');
  expect(csv).toEqual([
    '\uFEFFNom;Matin;Signature;Après-midi;Signature;',
    'Élodie;absence;;absence;;',
    'Nguyễn Thị Ánh Łącka;10:04;;13:04;;',
    'Noé Béranger;absence;;15:04;;',
    'Awa Diop;;;;;Animation',
    'Le passage de la carte ne remplace pas la signature.',
    '',
  ]);
  const page = (await get(app, '/sessions/solder/sheet', cookie)).body;
  expect(page).toContain('2 présences sur 3');
});

test('a logo is a PNG or JPEG of some size, heads the papers, and can be taken away', async () => {
  const { app, deps } = venue.web;
  const token = await deps.identity.createToken('admin', null, testNow);
  const authorization = `Bearer ${token}`;
  const url = '/api/v1/places/demo/logo';
  const put = (payload: Buffer, type = 'image/png', at = url) =>
    app.inject({
      method: 'POST',
      url: at,
      payload,
      headers: { authorization, 'content-type': type },
    });
  const logo = pngOf(120, 40);
  const large = pngOf(120, 40);
  large.writeUInt32BE(2_001, 16);
  const refused: readonly [string, number, Promise<{ statusCode: number }>][] = [
    ['no picture', 400, put(Buffer.from('<svg onload="alert(1)"/>'))],
    ['too wide', 400, put(large)],
    ['cut off', 400, put(logo.subarray(0, 60))],
    ['too heavy', 413, put(Buffer.alloc(600_000))],
    ['another type', 415, put(logo, 'image/svg+xml')],
    ['nowhere', 404, put(logo, 'image/png', '/api/v1/places/nowhere/logo')],
  ];
  for (const [what, status, answer] of refused)
    expect([what, (await answer).statusCode]).toEqual([what, status]);
  expect(await deps.logos.find('demo')).toBeNull();
  expect((await put(logo)).statusCode).toBe(204);
  const read = await app.inject({ url, headers: { authorization } });
  expect([read.headers['content-type'], read.rawPayload.equals(logo)]).toEqual(['image/png', true]);
  const answer = await app.inject({
    ...{ method: 'POST', url: '/api/v1/certificates' },
    headers: { authorization, accept: 'application/pdf', 'accept-language': 'en' },
    payload: { placeId: 'demo', memberId: 'm1', from: '2026-03-01', to: '2026-03-12' },
  });
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([201, 'application/pdf']);
  const { pages } = printed(answer.rawPayload);
  keepPictures('certificate-logo', pages);
  expect(pages).toHaveLength(1);
  const gone = await app.inject({ method: 'DELETE', url, headers: { authorization } });
  expect(gone.statusCode).toBe(204);
  expect(await deps.logos.find('demo')).toBeNull();
});

test('a long period goes on over pages, and its last row stays with the total', async () => {
  const { app, deps } = venue.web;
  await deps.registry.members.create({ id: 'm4', name: 'Zoé' });
  const first = venue.device.entries().length + 1;
  for (let day = 0; day < 40; day++)
    for (const h of [0, 3])
      venue.device.punch({
        ...{
          at: testNow - (60 - day) * 24 * hour + h * hour,
          memberRef: 'm4',
          uid: '04ABCDEF012345',
        },
      });
  await venue.send(first);
  const answer = await form(
    app,
    '/members/m4/certificate',
    { place: 'demo', from: '2026-01-01', to: '2026-03-12', csrf: staff['csrf'] ?? '' },
    { cookie: staff['cookie'] ?? '' },
  );
  const { text, pages } = printed(answer.rawPayload);
  keepPictures('certificate-long', pages);
  expect(pages).toHaveLength(2);
  expect(text).toMatch(/Total +120 h 00/);
  expect(text).toContain('Page 2 sur 2');
  expect(squareIn(pages[1] ?? Buffer.alloc(0))).toContain('/verify?c=');
});
