import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { form, get, signIn } from './browse.ts';
import type { WebFixture } from './fixture.ts';
import { openVenue } from './venue.ts';

let venue: Awaited<ReturnType<typeof openVenue>>;
let web: WebFixture;
let admin: Awaited<ReturnType<typeof signIn>>;
beforeAll(async () => {
  venue = await openVenue();
  ({ web } = venue);
  admin = await signIn(web, 'admin');
});
afterAll(() => venue.close());

const textOf = (body: string) => body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const page = (path: string, who = admin) => get(web.app, path, { cookie: who.cookie });
const post = (path: string, fields: Record<string, string>, who = admin) =>
  form(web.app, path, { csrf: who.csrf, ...fields }, { cookie: who.cookie });
const typed = {
  ...{ unitsPerHour: '1', roundingStepMinutes: '15', rounding: 'up', freeMinutes: '0' },
  ...{ minimumUnits: '0', missing: 'waits', missingExitUnits: '', since: '' },
};
const ofPlace = '/rates/area/demo';

describe('a rate by form', () => {
  test('is shown with what passages would cost before it is set, and changes nothing until then', async () => {
    const looked = await post(ofPlace, typed);
    const text = textOf(looked.body);
    expect(looked.statusCode).toBe(200);
    expect(text).toContain('1 jeton l’heure, par tranche de 15 min commencée');
    expect(text).toContain('1 h 20 : 1,5 jeton');
    expect(text).toContain('20 min : 0,5 jeton');
    expect(await web.deps.rates.list('*')).toEqual([]);
  });

  test.each([
    [{ unitsPerHour: '-1' }, 'unitsPerHour', 'ne peut pas donner de jetons'],
    [{ unitsPerHour: '' }, 'unitsPerHour', 'deux décimales au plus'],
    [{ missing: 'costs', missingExitUnits: '' }, 'missingExitUnits', 'deux décimales au plus'],
    [{ since: '0206-03-01T00:00' }, 'since', 'plus de dix ans'],
    [{ since: '2062-03-01T00:00' }, 'since', 'plus de dix ans'],
    [{ unitsPerHour: '100,01' }, 'unitsPerHour', 'C’est trop'],
    [{ unitsPerHour: 'un' }, 'unitsPerHour', 'deux décimales au plus'],
    [{ freeMinutes: '1441' }, 'freeMinutes', 'C’est trop'],
    [{ freeMinutes: '1,5' }, 'freeMinutes', 'minutes entières'],
    [{ minimumUnits: '0,001' }, 'minimumUnits', 'deux décimales au plus'],
    [{ missing: 'costs', missingExitUnits: '999' }, 'missingExitUnits', 'C’est trop'],
    [{ since: 'demain' }, 'since', 'calendrier'],
  ])('%j is refused at its field, with what would do', async (wrong, field, said) => {
    const answer = await post(ofPlace, { ...typed, ...wrong, do: 'set' });
    expect([answer.statusCode, textOf(answer.body)]).toEqual([400, expect.stringContaining(said)]);
    expect(answer.body).toContain(`href="#field-${field}"`);
    expect(await web.deps.rates.list('*')).toEqual([]);
  });

  test('is set from a day gone by, ended, and its history says who and when', async () => {
    const since = '2026-03-01T00:00';
    const set = await post(ofPlace, { ...typed, since, do: 'set' });
    expect([set.statusCode, set.headers.location]).toEqual([303, '/rates?said=saved']);
    expect(await web.deps.ledger.balanceOf('m1')).toBe(-200);
    const text = textOf((await page('/rates')).body);
    expect(text).toContain(
      'À partir du 1er mars 2026 00:00 écrit le 12 mars 2026 18:04 par Maëlle 1 jeton l’heure',
    );
    expect(textOf((await post(ofPlace, { do: 'askEnd' })).body)).toContain('Ne plus rien prendre,');
    expect((await web.deps.rates.list('*')).length).toBe(1);
    await post(ofPlace, { do: 'end' });
    expect(textOf((await page('/rates')).body)).toContain('Plus aucun jeton n’est pris.');
    // What began before it ended costs what it did.
    expect(await web.deps.ledger.balanceOf('m1')).toBe(-200);
  });

  test('that meets another is told before it is set, and on the page while both stay', async () => {
    await post(ofPlace, { ...typed, do: 'set' });
    expect((await page('/rates')).body).not.toContain('Deux tarifs');
    const door = '/rates/accessPoint/reader-door';
    const looked = textOf((await post(door, typed)).body);
    expect(looked).toMatch(
      /Deux tarifs pour un même passage.*reader-door \(lecteur\) , Demo \(espace\) , au lecteur reader-door/,
    );
    await post(door, { ...typed, do: 'set' });
    expect((await page('/rates')).body).toContain('Deux tarifs pour un même passage');
    await post(door, { do: 'end' });
    expect((await page('/rates')).body).not.toContain('Deux tarifs');
  });

  test('that will meet another is told before it is set, and on the page with the day, until one is ended', async () => {
    const door = '/rates/accessPoint/reader-door';
    await post(ofPlace, { ...typed, since: '2026-06-01T08:00', do: 'set' });
    expect((await page('/rates')).body).not.toContain('Deux tarifs');
    const said =
      /Deux tarifs pour un même passage.*au lecteur reader-door, à partir du 1er juillet 2026 00:00/;
    const later = { ...typed, since: '2026-07-01T00:00' };
    expect(textOf((await post(door, later)).body)).toMatch(said);
    await post(door, { ...later, do: 'set' });
    expect(textOf((await page('/rates')).body)).toMatch(said);
    // What is only planned is taken back by the same button.
    expect((await page(door)).body).toContain('value="askEnd"');
    await post(door, { do: 'end' });
    expect((await page('/rates')).body).not.toContain('Deux tarifs');
    expect((await page(door)).body).not.toContain('value="askEnd"');
    await post(ofPlace, { do: 'end' });
  });

  test('that met another in days gone by is told with the day', async () => {
    const door = '/rates/accessPoint/reader-door';
    const looked = await post(door, { ...typed, since: '2026-03-02T00:00' });
    expect(textOf(looked.body)).toMatch(/Deux tarifs.*à partir du 2 mars 2026 00:00/);
  });

  test('of an item is taken in advance only there, and no item of the time clock has one', async () => {
    const { assets, items } = web.deps.registry;
    const tokens = await assets.create({ placeId: 'demo', name: 'Jetons', category: 'TIM' });
    const room = await items.create({ assetId: tokens.id, name: 'Salle Jacquard' });
    const path = `/rates/item/${room.id}`;
    expect((await page(ofPlace)).body).not.toContain('name="prepaidUnits"');
    const looked = await post(path, { ...typed, prepaidUnits: '2' });
    expect(textOf(looked.body)).toContain('20 min : 2 jetons');
    const clock = await assets.create({ placeId: 'demo', name: 'Badgeuse', category: 'BDG' });
    const badge = await items.create({ assetId: clock.id, name: 'Badger' });
    expect((await page(`/rates/item/${badge.id}`)).statusCode).toBe(404);
  });

  test('is read by staff and set by administrators, of their places alone', async () => {
    const staff = await signIn(web, 'staff', 'Équipe');
    expect((await page('/rates', staff)).statusCode).toBe(200);
    expect((await page(ofPlace, staff)).statusCode).toBe(403);
    expect((await post(ofPlace, { ...typed, do: 'set' }, staff)).statusCode).toBe(403);
    await web.deps.registry.places.create({ id: 'loin', name: 'Loin', timeZone: 'Europe/Paris' });
    const far = await signIn(web, 'admin', 'Loin', ['loin']);
    expect((await page('/rates', far)).body).not.toContain('Demo');
    expect((await post(ofPlace, { ...typed, do: 'set' }, far)).statusCode).toBe(404);
    expect((await page('/rates/area/loin', far)).statusCode).toBe(200);
  });
});
