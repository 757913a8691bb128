import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freeOfCharge } from '../../../shared/domain/rate.ts';
import { form, get, signIn } from './browse.ts';
import type { WebFixture } from './fixture.ts';
import { openVenue } from './venue.ts';

let venue: Awaited<ReturnType<typeof openVenue>>;
let web: WebFixture;
let staff: Awaited<ReturnType<typeof signIn>>;
beforeAll(async () => {
  venue = await openVenue();
  ({ web } = venue);
  staff = await signIn(web, 'staff');
});
afterAll(() => venue.close());

const textOf = (body: string) => body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const page = (path: string, who = staff) => get(web.app, path, { cookie: who.cookie });
const post = (path: string, fields: Record<string, string>, who = staff) =>
  form(web.app, path, { csrf: who.csrf, ...fields }, { cookie: who.cookie });
const balance = () => web.deps.ledger.balanceOf('m1');
const typed = { kind: 'credit', tokens: '2,5', words: 'carnet', key: 'one' };

describe('giving tokens', () => {
  test.each([
    [{ tokens: '0' }, 'au-dessus de zéro'],
    [{ tokens: '-1' }, 'au-dessus de zéro'],
    [{ tokens: '1,234' }, 'au-dessus de zéro'],
    [{ tokens: 'cinq' }, 'au-dessus de zéro'],
    [{ tokens: '1000,01' }, 'plus de mille jetons'],
    [{ words: '  ' }, 'Dites pourquoi'],
  ])('%j is refused at its field, what was typed stays', async (wrong, said) => {
    const answer = await post('/members/m1/tokens', { ...typed, ...wrong });
    expect([answer.statusCode, textOf(answer.body)]).toEqual([400, expect.stringContaining(said)]);
    expect(answer.body).toContain('name="key" value="one"');
    expect(await balance()).toBeNull();
  });

  test('a form sent twice gives once; it is taken back at once or later, and the statement keeps both', async () => {
    const first = await post('/members/m1/tokens', typed);
    const again = await post('/members/m1/tokens', typed);
    expect([first.statusCode, again.headers.location]).toEqual([303, first.headers.location]);
    expect(await balance()).toBe(250);
    const given = await page(String(first.headers.location));
    expect(textOf(given.body)).toMatch(/C’est fait : 2,50 en plus\. Défaire/);
    const [, undo = ''] = /action="(\/ledger-entries\/[^"]+\/undo)"/.exec(given.body) ?? [];
    const undone = await post(undo, {});
    expect((await page(String(undone.headers.location))).body).toContain('Ces jetons sont repris');
    expect(await balance()).toBe(0);
    expect((await post(undo, {})).statusCode).toBe(409);
    const statement = textOf((await page('/members/m1/statement')).body);
    expect(statement).toMatch(/Crédit annulé repris par l’équipe, par Maëlle −2,50 0,00/);
    // What was taken back is not offered again.
    expect((await page('/members/m1/tokens')).body).not.toContain('/undo"');
  });

  test('a refund comes from what the place took', async () => {
    await post('/members/m1/tokens', { ...typed, kind: 'refund', key: 'two', tokens: '1' });
    const { items } = await web.deps.ledger.list({}, { limit: 1, cursor: null });
    expect(items).toMatchObject([{ kind: 'refund', from: 'used:demo', to: 'member:m1' }]);
  });

  test('for a place of others is refused, and so is undoing what was given there', async () => {
    await web.deps.registry.places.create({ id: 'loin', name: 'Loin', timeZone: 'Europe/Paris' });
    const here = await signIn(web, 'staff', 'Ici', ['loin']);
    const before = await balance();
    const elsewhere = { ...typed, key: 'three', place: 'demo' };
    expect((await post('/members/m1/tokens', elsewhere, here)).statusCode).toBe(404);
    const { items } = await web.deps.ledger.list({}, { limit: 1, cursor: null });
    expect((await post(`/ledger-entries/${items[0]?.id}/undo`, {}, here)).statusCode).toBe(404);
    expect((await page('/members/m1/tokens', here)).body).not.toContain('/undo"');
    expect(await balance()).toBe(before);
  });
});

test('the page of tokens says what waits, with a way to put it right, and who holds what', async () => {
  const rate = { placeId: 'demo', scope: 'area', of: 'demo', since: 0 } as const;
  await web.deps.rates.set({ ...rate, terms: { ...freeOfCharge, unitsPerHour: 300 } }, 'staff:x');
  const { body } = await page('/time-tokens');
  const text = textOf(body);
  expect(text).toMatch(/Noé Béranger Demo, mercredi 11 mars 2026, 09:12 Sortie non confirmée/);
  expect(body).toContain(`href="/passages/${venue.ids.forgotten}"`);
  expect(text).toMatch(/Noé Béranger sous zéro −5,00 Donner/);
  const found = textOf((await page('/time-tokens?q=elo')).body);
  expect(found).toMatch(/Élodie Jamais de jetons\. Donner/);
  const json = (await web.send('staff', 'GET', '/api/v1/unsettled-passages')).json;
  expect(json).toMatchObject({
    items: [{ passageId: venue.ids.forgotten, memberId: 'm1', why: 'missingExit', rates: [] }],
    nextCursor: null,
  });
  expect((await web.send('staff', 'GET', '/api/v1/balances')).json).toEqual({
    items: [{ memberId: 'm1', name: 'Noé Béranger', balance: -500 }],
    nextCursor: null,
  });
  // Hours of work are not for everybody.
  await web.deps.registry.places.patch('demo', { purpose: 'worktime' });
  expect(textOf((await page('/time-tokens')).body)).not.toContain('09:12');
});

test('a file of credits is looked at, stopped by a bad line, and done with that line left out by choice', async () => {
  const file = 'nom;jetons;motif;lieu\r\nÉlodie;2,5;atelier;demo\r\nPersonne;1;atelier;demo\r\n';
  const edge = 'edge-of-a-part';
  const part = (name: string, value: string, more = '') =>
    `--${edge}\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
  const sent = await web.app.inject({
    method: 'POST',
    url: '/import',
    headers: {
      ...{ cookie: staff.cookie, accept: 'text/html', 'sec-fetch-site': 'same-origin' },
      'content-type': `multipart/form-data; boundary=${edge}`,
    },
    payload: [
      part('csrf', staff.csrf),
      part('kind', 'credits'),
      part('file', file, '; filename="c.csv"\r\ncontent-type: text/csv'),
      `--${edge}--\r\n`,
    ].join(''),
  });
  const path = String(sent.headers.location);
  expect([sent.statusCode, path]).toEqual([303, expect.stringContaining('/import/')]);
  const looked = textOf((await page(path)).body);
  expect(looked).toMatch(/Élodie crédit jetons : 2,50\. motif : atelier\./);
  expect(looked).toContain('Laisser de côté 1 ligne refusée');
  const stopped = await post(`${path}/run`, {});
  expect(stopped.headers.location).toBe(`${path}?said=skip`);
  const asked = textOf((await page(`${path}?said=skip`)).body);
  expect(asked).toContain('cochez pour laisser ces lignes de côté');
  expect(await web.deps.ledger.balanceOf('m2')).toBeNull();
  await post(`${path}/run`, { skip: 'on' });
  expect((await page(path)).body).toContain('C’est importé');
  expect(await web.deps.ledger.balanceOf('m2')).toBe(250);
});

test('by the API a bad line stops a file of credits, unless it is left out', async () => {
  const token = await web.deps.identity.createToken('staff', null, web.clock.now);
  const send = async (search: string) => {
    const answer = await web.app.inject({
      method: 'POST',
      url: `/api/v1/imports/credits${search}`,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
      payload: 'id,tokens,reason,place\nm2,1,api,demo\nnobody,1,api,demo\n',
    });
    return [answer.statusCode, answer.json()];
  };
  expect(await send('')).toEqual([409, expect.objectContaining({ code: 'importLinesRefused' })]);
  expect(await send('?dryRun=true')).toMatchObject([200, { counts: { create: 1, refuse: 1 } }]);
  expect(await send('?skipRefused=true')).toMatchObject([200, { isDone: true }]);
  expect(await send('?skipRefused=true')).toMatchObject([200, { counts: { create: 0, same: 1 } }]);
});
